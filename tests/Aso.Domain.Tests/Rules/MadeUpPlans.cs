namespace Aso.Domain.Tests.Rules;

/// <summary>Plans for tests; each test changes what it is about by <c>with</c>.</summary>
internal static class MadeUpPlans
{
    public static BenefitSet Everything { get; } = BenefitSet.Of(Benefits.All);

    /// <summary>Deductible 1,500 / 3,000, coinsurance 20 %, out-of-pocket 6,000 / 12,000, discount 30 %.</summary>
    public static HealthPlan Medical { get; } = new()
    {
        Deductible = new Deductible(new Limit(Money(1_500m), Money(3_000m)), DeductibleKind.Embedded),
        Coinsurance = 0.20m,
        OutOfPocketMaximum = new Limit(Money(6_000m), Money(12_000m)),
        NetworkDiscount = 0.30m,
        TimelyFilingDays = 365,
        ReviewAbove = Money(250_000m),
        Services =
        [
            Service("preventive", "99381", "99397") with { Coinsurance = 0m, Deductible = false },
            Service("officeVisit", "99202", "99215") with { Copay = Money(30m), Coinsurance = 0m, Deductible = false },
            Service("therapy", "97110", "97140") with { Visits = 2, Authorization = true },
            Service("cosmetic", "15820", "15829") with { Covered = false },
        ],
    };

    /// <summary>Deductible 50 / 150, coinsurance 20 %, 1,500 a year; major work waits 12 months.</summary>
    public static HealthPlan Dental { get; } = new()
    {
        Deductible = new Deductible(new Limit(Money(50m), Money(150m)), DeductibleKind.Embedded),
        Coinsurance = 0.20m,
        AnnualMaximum = Money(1_500m),
        Services =
        [
            Service("preventive", "D0100", "D1999") with
            {
                Coinsurance = 0m, Deductible = false, OutsideMaximum = true,
            },
            Service("major", "D2700", "D2999") with { Coinsurance = 0.5m, WaitingMonths = 12 },
        ],
    };

    public static ShortTermDisabilityPlan ShortTerm { get; } = new()
    {
        Percent = 0.60m,
        WeeklyMaximum = Money(1_200m),
        EliminationDays = new EliminationDays(0, 7),
        MaximumWeeks = 26,
    };

    public static LongTermDisabilityPlan LongTerm { get; } = new()
    {
        Percent = 0.60m,
        MonthlyMaximum = Money(8_000m),
        EliminationDays = new EliminationDays(30, 30),
        MaximumMonths = 60,
    };

    public static StopLossTerms StopLoss { get; } = new()
    {
        Carrier = "Northwind Re",
        Basis = new StopLossBasis(12, 15),
        Specific = new SpecificStopLoss
        {
            Deductible = Money(10_000m),
            Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]),
        },
        Aggregate = new AggregateStopLoss
        {
            Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]),
            MonthlyFactor = new TierAmounts([Money(350m), Money(900m)]),
        },
    };

    public static Plan Standard { get; } = Create(2026, new Dictionary<Benefit, BenefitPlan>
    {
        [Benefit.Medical] = Medical,
        [Benefit.Dental] = Dental,
        [Benefit.Pharmacy] = new HealthPlan { Coinsurance = 0.25m },
        [Benefit.ShortTermDisability] = ShortTerm,
        [Benefit.LongTermDisability] = LongTerm,
    });

    public static Plan Create(int year, IReadOnlyDictionary<Benefit, BenefitPlan> benefits) => new()
    {
        Employer = "acme",
        Name = "Acme Manufacturing",
        Year = new PlanYear(Month.Of(year, 1)),
        RunOutMonths = 3,
        Employees = 620,
        Currency = "USD",
        TimeZone = "America/Chicago",
        Tiers = ["single", "family"],
        AdministrationFees = new TierAmounts([Money(38m), Money(38m)]),
        StopLossPremium = new TierAmounts([Money(78.35m), Money(190.10m)]),
        Funding = new Funding(),
        Benefits = benefits,
        StopLoss = StopLoss,
    };

    /// <summary>The standard plan with other terms of one benefit.</summary>
    public static Plan With(Benefit benefit, BenefitPlan terms) => Standard with
    {
        Benefits = new Dictionary<Benefit, BenefitPlan>(Standard.Benefits) { [benefit] = terms },
    };

    public static Service Service(string name, string first, string? last = null) =>
        new() { Name = name, Procedures = [new ProcedureRange(first, last ?? first)] };

    private static Cents Money(decimal amount) => Cents.FromAmount(amount);
}
