namespace Aso.Domain.Tests.Periods;

/// <summary>A plan year of two tiers without any cost, and totals to put figures into, for tests of chapters 4, 5.</summary>
internal static class PlanYears
{
    public static PlanYear Year { get; } = new(Month.Of(2026, 1));

    public static Month January { get; } = Month.Of(2026, 1);

    public static BenefitSet Health { get; } = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]);

    public static Plan Acme { get; } = new()
    {
        Employer = "acme",
        Name = "Acme",
        Year = new PlanYear(Month.Of(2026, 1)),
        RunOutMonths = 3,
        Currency = "USD",
        TimeZone = "UTC",
        Tiers = ["single", "family"],
        AdministrationFees = PerTier(0m, 0m),
        StopLossPremium = PerTier(0m, 0m),
        Funding = new Funding { Method = FundingMethod.PayAsYouGo },
        Benefits = new Dictionary<Benefit, BenefitPlan>
        {
            [Benefit.Medical] = new HealthPlan(),
            [Benefit.Pharmacy] = new HealthPlan(),
            [Benefit.ShortTermDisability] = new ShortTermDisabilityPlan { EliminationDays = new(0, 0) },
        },
    };

    public static SpecificStopLoss SpecificTerms { get; } =
        new() { Deductible = Money(10_000m), Benefits = Health };

    public static AggregateStopLoss AggregateTerms { get; } =
        new() { Benefits = Health, MonthlyFactor = PerTier(300m, 700m) };

    public static StopLossTerms TwoHalves { get; } = new()
    {
        Carrier = "Northwind Re",
        Basis = new StopLossBasis(12, 15),
        OriginalEffective = new DateOnly(2026, 1, 1),
        Specific = SpecificTerms,
        Aggregate = AggregateTerms,
    };

    public static Cents Money(decimal amount) => Cents.FromAmount(amount);

    public static TierAmounts PerTier(decimal single, decimal family) => new([Money(single), Money(family)]);

    /// <summary>Enrolls subscribers in every month, a month in the order of the year; the last count goes on.</summary>
    public static PlanYearTotals Enroll(this PlanYearTotals totals, params int[] singles)
    {
        for (var month = 0; month < PlanYear.Months; month++)
        {
            var count = singles[Math.Min(month, singles.Length - 1)];
            var exposure = totals.ExposureIn(January + month, 2);
            exposure.SubscribersByTier[0] = count;
            exposure.Members = count;
        }

        return totals;
    }

    /// <summary>Posts a claim of one benefit, incurred and posted in months counted from January.</summary>
    public static PlanYearTotals Post(
        this PlanYearTotals totals, int incurred, int posted, decimal amount, Benefit benefit = Benefit.Medical)
    {
        var month = totals.Month(January + posted);
        month.PaidByBenefit[(int)benefit] += Money(amount);
        month.ClaimsByBenefit[(int)benefit] += amount < 0 ? -1 : 1;
        if (benefit.IsDisability()) return totals;
        Add(month.PaidByIncurredMonth, January + incurred, Money(amount));
        Add(month.CappedByIncurredMonth, January + incurred, Money(amount));
        return totals;
    }

    /// <summary>Each month from January on pays the pattern by age; what is posted through a month.</summary>
    public static PlanYearTotals Steady(decimal[] pattern, int through, int? incurredThrough = null)
    {
        var totals = new PlanYearTotals();
        for (var incurred = 0; incurred <= (incurredThrough ?? through); incurred++)
        for (var age = 0; age < pattern.Length && incurred + age <= through; age++)
            totals.Post(incurred, incurred + age, pattern[age]);
        return totals;
    }

    /// <summary>Pends an estimate of a month counted from January.</summary>
    public static PlanYearTotals Pend(this PlanYearTotals totals, int incurred, decimal estimate)
    {
        var pended = totals.PendedIn(January + incurred);
        pended.Estimate += Money(estimate);
        pended.WithinCap += Money(estimate);
        return totals;
    }

    /// <summary>Σ R, and what the specific takes off the aggregate's eligible amount.</summary>
    public static PlanYearTotals Specific(this PlanYearTotals totals, decimal reimbursable, decimal above = 0m)
    {
        totals.Contract.SpecificByYear[Year] = Money(reimbursable);
        totals.Contract.AboveSpecific = Money(above);
        return totals;
    }

    /// <summary>What the aggregate takes.</summary>
    public static PlanYearTotals Aggregate(this PlanYearTotals totals, decimal eligible)
    {
        totals.Contract.AggregatePaidByYear[Year] = Money(eligible);
        return totals;
    }

    /// <summary>An employer of this plan year alone.</summary>
    public static Totals Alone(this PlanYearTotals totals) => new() { Years = { [Year] = totals } };

    /// <summary>The figures of <see cref="Year"/> at a close.</summary>
    public static YearToDate At(
        this PlanYearTotals totals, Plan plan, Month month, CarriedForward? carried = null) =>
        YearToDate.Calculate(
            plan, new EmployerPosition([plan], totals.Alone(), Moment.Close(month)), carried ?? CarriedForward.None);

    /// <summary>The statement of a close; there must be one.</summary>
    public static Statement Close(Plan plan, Month month, PlanYearTotals totals, Statement? previous = null) =>
        Close([plan], month, totals.Alone(), previous is null ? [] : [previous]).Single();

    public static IReadOnlyList<Statement> Close(
        IReadOnlyList<Plan> plans, Month month, Totals totals, IEnumerable<Statement> latest) =>
        Statements.Close(new ClosedMonth(
            plans, month, totals, latest.ToDictionary(statement => statement.PlanYear), ClosedAt));

    public static DateTimeOffset ClosedAt { get; } = new(2026, 2, 1, 6, 0, 0, TimeSpan.Zero);

    private static void Add(Dictionary<Month, Cents> byMonth, Month month, Cents amount) =>
        byMonth[month] = byMonth.GetValueOrDefault(month) + amount;

    /// <summary>What these totals are at the close of a month: what was posted through it.</summary>
    public static PlanYearTotals Cut(this PlanYearTotals totals, int month)
    {
        var cut = new PlanYearTotals();
        cut.Add(totals);
        foreach (var later in cut.Months.Keys.Where(posted => posted > January + month).ToList())
            cut.Months.Remove(later);
        return cut;
    }
}
