namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of the whole document; inner objects have files of their own.</summary>
internal static class PlanFields
{
    private const int TiersMax = 20;

    private static readonly PlanYear NotRead = new(Month.Of(1, 1));

    private static readonly Kind<AfterRunOut> AfterRunOuts =
        Kind.Word(("pay", AfterRunOut.Pay), ("deny", AfterRunOut.Deny));

    private static readonly Kind<Encounters> EncounterWords =
        Kind.Word(("list", Encounters.List), ("pay", Encounters.Pay));

    private static readonly Kind<ClosingBy> ClosingBys =
        Kind.Word(("timer", ClosingBy.Timer), ("hand", ClosingBy.Hand));

    /// <summary>What a document for this employer says if it says nothing.</summary>
    public static Plan Defaults(string employer) => new()
    {
        Employer = employer,
        Name = employer,
        Year = NotRead,
        Currency = "",
        TimeZone = "",
        Tiers = [],
        AdministrationFees = new TierAmounts([]),
        StopLossPremium = new TierAmounts([]),
        Funding = FundingFields.Defaults,
        Benefits = new SortedDictionary<Benefit, BenefitPlan>(),
    };

    /// <param name="named">The plan year in the document's name; null if the name has none.</param>
    public static Plan Document(Block block, Plan plan, PlanYear? named = null)
    {
        var employer = block.Field("employer", Kind.Employer, plan.Employer, required: true);
        if (employer != plan.Employer)
            block.Refuse("employer", $"{plan.Employer}, whose folder the document is in");
        plan = plan with
        {
            Name = block.Field("name", Kind.Text(200), plan.Name),
            Year = block.Field("planYear", Kind.PlanYear, plan.Year, required: true),
            Terminated = block.Optional("terminated", Kind.FirstOfMonth, plan.Terminated),
            RunOutMonths = block.Field("runOutMonths", Kind.Whole(0, 60), plan.RunOutMonths),
            AfterRunOut = block.Added("afterRunOut", AfterRunOuts, plan.AfterRunOut, AfterRunOut.Pay),
            Employees = block.Optional("employees", Kind.Whole(0, 10_000_000), plan.Employees),
            AwaitMemberDays = block.Added("awaitMemberDays", Kind.Whole(0, 3650), plan.AwaitMemberDays, 0),
            Encounters = block.Added("encounters", EncounterWords, plan.Encounters, Encounters.List),
            Currency = block.Field("currency", Kind.Currency, plan.Currency, required: true),
            TimeZone = block.Field("timeZone", Kind.TimeZone, plan.TimeZone, required: true),
            Closing = block.Inner(
                "closing", plan.Closing == ClosingCalendar.Default ? null : plan.Closing, ClosingCalendar.Default,
                Closing) ?? ClosingCalendar.Default,
            Tiers = block.Field(
                "tiers",
                Kind.List(
                    Kind.TextBut(40, FeeFields.NamesOfFees), "an array of tier names", $"1 to {TiersMax} tiers",
                    TiersMax, "each tier once"),
                plan.Tiers, required: true),
        };
        if (named is { } year && year != plan.Year) block.Refuse("planYear", $"{year}, as the document is named");
        CheckTermination(block, plan);
        plan = block.Group("fees", plan, FeeFields.Fees);
        plan = plan with
        {
            Funding = block.Group("funding", plan.Funding, (funding, value) =>
                FundingFields.Funding(funding, value, plan.Tiers), required: true),
            ExpectedClaims = block.Inner(
                "expectedClaims", plan.ExpectedClaims, new ExpectedClaims(null, default), (expected, value) =>
                    Expected(expected, value, plan.Tiers)),
        };
        plan = plan with
        {
            Benefits = block.Group("benefits", plan.Benefits, (benefits, value) =>
                BenefitFields.All(benefits, value, plan.Tiers), required: true),
        };
        CheckEmployees(block, plan);
        return plan with
        {
            EnrollmentCodes = EnrollmentCodeFields.All(block, plan),
            Payer = PayerFields.Payer(block, plan.Payer),
            SharedLimits = SharedLimitFields.All(block, plan),
            StopLoss = block.Inner("stopLoss", plan.StopLoss, StopLossFields.Defaults(plan), (stopLoss, value) =>
                StopLossFields.StopLoss(stopLoss, value, plan)),
            FullyInsured = block.Inner(
                "fullyInsured", plan.FullyInsured, new FullyInsured(None(plan.Tiers), 1m), (insured, value) =>
                    new FullyInsured(
                        insured.Inner(
                            "monthlyPremium", value.MonthlyPremium, None(plan.Tiers), ByTier(plan.Tiers),
                            required: true) ?? None(plan.Tiers),
                        insured.Field("targetLossRatio", Kind.PositiveRate, value.TargetLossRatio, required: true))
                    {
                        PoolingLevel = insured.Optional("poolingLevel", Kind.Amount, value.PoolingLevel),
                        PoolingCharge = insured.Added("poolingCharge", Kind.Amount, value.PoolingCharge, default),
                    }),
        };
    }

    public static TierAmounts None(IReadOnlyList<string> tiers) => new(new Cents[tiers.Count]);

    /// <summary>Amounts by tier: one for each tier of the plan, and for no other.</summary>
    public static Func<Block, TierAmounts, TierAmounts> ByTier(IReadOnlyList<string> tiers) => (block, amounts) =>
    {
        // Without the plan's tiers nothing can be said of these; that they are missing is a problem already.
        if (tiers.Count == 0) block.Names([]);
        return new TierAmounts(
            [.. tiers.Select((tier, at) => block.Field(tier, Kind.Amount, amounts.Amounts[at], required: true))]);
    };

    private static ClosingCalendar Closing(Block block, ClosingCalendar closing) => new(
        block.Field("by", ClosingBys, closing.By),
        block.Field("businessDay", Kind.Whole(1, 20), closing.BusinessDay));

    private static ExpectedClaims Expected(Block block, ExpectedClaims expected, IReadOnlyList<string> tiers)
    {
        var perSubscriber = block.Inner("perSubscriber", expected.PerSubscriber, None(tiers), ByTier(tiers));
        var perMember = block.Optional("perMember", Kind.Amount, expected.PerMember);
        if (perSubscriber is null && perMember is null) block.Refuse("", "perSubscriber, perMember or both");
        return new ExpectedClaims(perSubscriber, perMember ?? Cents.Zero);
    }

    // Rule 4.9.
    private static void CheckTermination(Block block, Plan plan)
    {
        if (plan.Year != NotRead && plan.Terminated - plan.Year.First is < 1 or > PlanYear.Months)
            block.Refuse("terminated", $"a date from 1 to {PlanYear.Months} months after the plan year's first day");
    }

    // Rule 3.27.
    private static void CheckEmployees(Block block, Plan plan)
    {
        if (plan.Benefits.GetValueOrDefault(Benefit.LongTermDisability) is LongTermDisabilityPlan disability
            && !(plan.Employees >= disability.MinimumEmployees))
            block.Refuse(
                "employees",
                $"at least {disability.MinimumEmployees}, the minimum for long-term disability");
    }
}
