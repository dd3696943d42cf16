namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>benefits</c> (chapter 3).</summary>
internal static class BenefitFields
{
    private static readonly Kind<IReadOnlyList<decimal>> Rates =
        Kind.List(Kind.Rate, "an array of rates", "at least one rate");

    public static IReadOnlyDictionary<Benefit, BenefitPlan> All(
        Block block, IReadOnlyDictionary<Benefit, BenefitPlan> benefits, IReadOnlyList<string> tiers)
    {
        var offered = new SortedDictionary<Benefit, BenefitPlan>();
        var names = block.Names(benefits.Keys.Order().Select(benefit => benefit.Name()));
        foreach (var name in names)
        {
            if (!Benefits.TryParse(name, out var benefit) || benefit.Name() != name)
                block.Refuse(name, $"one of {string.Join(", ", Offerable.Select(one => one.Name()))}");
            else if (benefit == Benefit.Life)
                block.Refuse(name, "no life benefit: ASO does not cover life insurance");
            else if (block.Inner(
                name, benefits.GetValueOrDefault(benefit), Defaults(benefit, tiers),
                (inner, value) => Terms(inner, value, tiers)) is { } terms)
                offered[benefit] = terms;
        }

        if (names.Count == 0) block.Refuse("", "at least one benefit");
        return offered;
    }

    public static BenefitPlan Terms(Block block, BenefitPlan terms, IReadOnlyList<string> tiers)
    {
        terms = terms switch
        {
            SpendingAccountPlan account => Account(block, account, tiers),
            ShortTermDisabilityPlan shortTerm => Reserve(block, ShortTerm(block, shortTerm)),
            LongTermDisabilityPlan longTerm => Reserve(block, LongTerm(block, longTerm)),
            HealthPlan health => HealthFields.Health(block, health),
            _ => terms,
        };
        terms = terms with
        {
            TimelyFilingDays = block.Optional("timelyFilingDays", Kind.Whole(0, 36_600), terms.TimelyFilingDays),
        };
        if (terms is SpendingAccountPlan) return terms;
        return terms with
        {
            ReviewAbove = block.Optional("reviewAbove", Kind.Amount, terms.ReviewAbove),
            WaitingMonths = block.Field("waitingMonths", Kind.Whole(0, 120), terms.WaitingMonths),
            Authorization = block.Field("authorization", Kind.Flag, terms.Authorization),
        };
    }

    /// <summary>What a half of the stop-loss covers: benefits that the plan offers, but no spending account.</summary>
    public static BenefitSet Covered(Block block, BenefitSet set, Plan plan) => Named(
        block, set, plan.Benefits.Keys.Where(one => one != Benefit.SpendingAccount),
        "a benefit that the plan offers, other than spendingAccount", "at least one benefit that the plan offers", 1);

    /// <summary>What a shared limit is over: two or more benefits that may have their own (rule 3.31).</summary>
    public static BenefitSet Shared(Block block, BenefitSet set, Plan plan) => Named(
        block, set, plan.Benefits.Keys.Where(one => plan.Benefits[one] is HealthPlan),
        "a health benefit that the plan offers, other than spendingAccount", "two health benefits or more", 2);

    /// <summary>Benefits that the document names, each once, of those that it may name.</summary>
    /// <param name="expected">What each of them is, for messages.</param>
    /// <param name="count">How many there may be, for messages.</param>
    private static BenefitSet Named(
        Block block, BenefitSet set, IEnumerable<Benefit> allowed, string expected, string count, int least)
    {
        var kind = Kind.List(
            Kind.Word(expected, [.. allowed.Select(one => (one.Name(), one))]), "an array of benefits", count,
            once: "each benefit once", least: least);
        return BenefitSet.Of(block.Field("benefits", kind, [.. set.Members], required: true));
    }

    private static IEnumerable<Benefit> Offerable => Benefits.All.Where(one => one != Benefit.Life);

    private static BenefitPlan Defaults(Benefit benefit, IReadOnlyList<string> tiers) => benefit switch
    {
        Benefit.SpendingAccount => new SpendingAccountPlan { Credit = PlanFields.None(tiers) },
        Benefit.ShortTermDisability => new ShortTermDisabilityPlan { EliminationDays = new EliminationDays(0, 0) },
        Benefit.LongTermDisability => new LongTermDisabilityPlan { EliminationDays = new EliminationDays(0, 0) },
        _ => new HealthPlan(),
    };

    private static SpendingAccountPlan Account(
        Block block, SpendingAccountPlan terms, IReadOnlyList<string> tiers) => terms with
    {
        Credit = block.Inner(
            "credit", terms.Credit, PlanFields.None(tiers), PlanFields.ByTier(tiers), required: true)
            ?? PlanFields.None(tiers),
        CarryForward = block.Field("carryForward", Kind.Flag, terms.CarryForward),
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
