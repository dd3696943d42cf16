namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>benefits</c> (chapter 3).</summary>
internal static class BenefitFields
{
    private static readonly Kind<IReadOnlyList<decimal>> Rates =
        Kind.List(Kind.Rate, "an array of rates", "at least one rate");

    public static IReadOnlyDictionary<Benefit, BenefitPlan> All(
        Block block, IReadOnlyDictionary<Benefit, BenefitPlan> benefits)
    {
        var offered = new SortedDictionary<Benefit, BenefitPlan>();
        var names = block.Names(benefits.Keys.Order().Select(benefit => benefit.Name()));
        foreach (var name in names)
        {
            if (!Benefits.TryParse(name, out var benefit) || benefit.Name() != name)
                block.Refuse(name, $"one of {string.Join(", ", Offerable.Select(one => one.Name()))}");
            else if (benefit == Benefit.Life)
                block.Refuse(name, "no life benefit: ASO does not cover life insurance");
            else if (block.Inner(name, benefits.GetValueOrDefault(benefit), Defaults(benefit), Terms) is { } terms)
                offered[benefit] = terms;
        }

        if (names.Count == 0) block.Refuse("", "at least one benefit");
        return offered;
    }

    public static BenefitPlan Terms(Block block, BenefitPlan terms)
    {
        terms = terms switch
        {
            ShortTermDisabilityPlan shortTerm => Reserve(block, ShortTerm(block, shortTerm)),
            LongTermDisabilityPlan longTerm => Reserve(block, LongTerm(block, longTerm)),
            HealthPlan health => HealthFields.Health(block, health),
            _ => terms,
        };
        return terms with
        {
            TimelyFilingDays = block.Optional("timelyFilingDays", Kind.Whole(0, 36_600), terms.TimelyFilingDays),
            ReviewAbove = block.Optional("reviewAbove", Kind.Amount, terms.ReviewAbove),
            WaitingMonths = block.Field("waitingMonths", Kind.Whole(0, 120), terms.WaitingMonths),
            Authorization = block.Field("authorization", Kind.Flag, terms.Authorization),
        };
    }

    /// <summary>A set of benefits that the plan offers, each named once, at least one.</summary>
    public static BenefitSet Offered(Block block, BenefitSet set, Plan plan)
    {
        var benefit = Kind.Word<Benefit>(
            "a benefit that the plan offers", [.. plan.Benefits.Keys.Select(one => (one.Name(), one))]);
        var kind = Kind.List(
            benefit, "an array of benefits that the plan offers",
            "at least one benefit that the plan offers", once: "each benefit once");
        return BenefitSet.Of(block.Field("benefits", kind, [.. set.Members], required: true));
    }

    private static IEnumerable<Benefit> Offerable => Benefits.All.Where(one => one != Benefit.Life);

    private static BenefitPlan Defaults(Benefit benefit) => benefit switch
    {
        Benefit.ShortTermDisability => new ShortTermDisabilityPlan { EliminationDays = new EliminationDays(0, 0) },
        Benefit.LongTermDisability => new LongTermDisabilityPlan { EliminationDays = new EliminationDays(0, 0) },
        _ => new HealthPlan(),
    };

    private static ShortTermDisabilityPlan ShortTerm(Block block, ShortTermDisabilityPlan terms) => terms with
    {
        Percent = block.Field("percent", Kind.PositiveRate, terms.Percent, required: true),
        WeeklyMaximum = block.Field("weeklyMaximum", Kind.Amount, terms.WeeklyMaximum, required: true),
        EliminationDays = block.Group("eliminationDays", terms.EliminationDays, Elimination),
        MaximumWeeks = block.Field("maximumWeeks", Kind.Whole(1, 520), terms.MaximumWeeks, required: true),
    };

    private static LongTermDisabilityPlan LongTerm(Block block, LongTermDisabilityPlan terms) => terms with
    {
        Percent = block.Field("percent", Kind.PositiveRate, terms.Percent, required: true),
        MonthlyMaximum = block.Field("monthlyMaximum", Kind.Amount, terms.MonthlyMaximum, required: true),
        EliminationDays = block.Group("eliminationDays", terms.EliminationDays, Elimination),
        MaximumMonths = block.Field("maximumMonths", Kind.Whole(1, 600), terms.MaximumMonths, required: true),
        MinimumEmployees = block.Field("minimumEmployees", Kind.Whole(0, 10_000_000), terms.MinimumEmployees),
    };

    private static DisabilityPlan Reserve(Block block, DisabilityPlan terms) => terms with
    {
        OpenDays = block.Added("openDays", Kind.Whole(0, 3_660), terms.OpenDays, 31),
        Continuation = block.Optional("continuation", Rates, terms.Continuation),
    };

    private static EliminationDays Elimination(Block block, EliminationDays days) => new(
        block.Field("injury", Kind.Whole(0, 3_660), days.Injury),
        block.Field("sickness", Kind.Whole(0, 3_660), days.Sickness));
}
