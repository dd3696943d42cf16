using Aso.Domain.Values;

namespace Aso.Domain.Plans;

/// <summary>
/// The terms of one employer's plan for one plan year, as its document says them (files.md section 2), already checked.
/// Amounts by tier are in the order of <see cref="Tiers"/>.
/// </summary>
public sealed record Plan
{
    public required string Employer { get; init; }

    public required string Name { get; init; }

    public required PlanYear Year { get; init; }

    /// <summary>
    /// The first month without coverage, 1 to 12 months after the plan year's first (rule 4.9); null: not terminated.
    /// </summary>
    public Month? Terminated { get; init; }

    /// <summary>Months after the plan year, at whose end it is settled.</summary>
    public int RunOutMonths { get; init; }

    /// <summary>What becomes of claims that come after the run-out.</summary>
    public AfterRunOut AfterRunOut { get; init; }

    public int? Employees { get; init; }

    /// <summary>Days from its received date for which a claim waits for the enrollment of its member (rule 3.34).</summary>
    public int AwaitMemberDays { get; init; }

    /// <summary>What becomes of encounters: claims that are reported and not billed.</summary>
    public Encounters Encounters { get; init; }

    public required string Currency { get; init; }

    /// <summary>IANA name; months and the business date are in it.</summary>
    public required string TimeZone { get; init; }

    /// <summary>When the months of the plan year close.</summary>
    public ClosingCalendar Closing { get; init; } = ClosingCalendar.Default;

    /// <summary>The narrowest first: of several, a subscriber has the last.</summary>
    public required IReadOnlyList<string> Tiers { get; init; }

    /// <summary>Null: the codes of an 834 mean what they mean without it.</summary>
    public EnrollmentCodes? EnrollmentCodes { get; init; }

    /// <summary>Monthly, per enrolled subscriber of each tier.</summary>
    public required TierAmounts AdministrationFees { get; init; }

    /// <summary>Monthly, beside <see cref="AdministrationFees"/>.</summary>
    public OtherFees OtherFees { get; init; } = OtherFees.None;

    /// <summary>Monthly, per enrolled subscriber of each tier.</summary>
    public required TierAmounts StopLossPremium { get; init; }

    /// <summary>In the order in which they are computed (rule 5.13).</summary>
    public IReadOnlyList<Tax> Taxes { get; init; } = [];

    public required Funding Funding { get; init; }

    /// <summary>The budget of health claims; null: none.</summary>
    public ExpectedClaims? ExpectedClaims { get; init; }

    public required IReadOnlyDictionary<Benefit, BenefitPlan> Benefits { get; init; }

    public IReadOnlyList<SharedLimit> SharedLimits { get; init; } = [];

    public StopLossTerms? StopLoss { get; init; }

    public FullyInsured? FullyInsured { get; init; }

    /// <summary>Null: not given.</summary>
    public Payer? Payer { get; init; }

    public BenefitSet Offered => BenefitSet.Of(Benefits.Keys);

    /// <summary>A benefit's own limits, or the shared ones in their place (rule 3.31).</summary>
    public CostShareLimits LimitsOf(Benefit benefit, HealthPlan terms)
    {
        var alone = BenefitSet.Of([benefit]);
        var limits = new CostShareLimits(terms.Deductible, alone, terms.OutOfPocketMaximum, alone);
        foreach (var shared in SharedLimits.Where(one => one.Benefits.Contains(benefit)))
        {
            if (shared.Deductible is { } deductible)
                limits = limits with { Deductible = deductible, DeductibleOver = shared.Benefits };
            if (shared.OutOfPocketMaximum is { } maximum)
                limits = limits with { OutOfPocketMaximum = maximum, MaximumOver = shared.Benefits };
        }

        return limits;
    }

    /// <summary>The month after the plan year's last: its <c>end</c> is the first day of it (rules 4.1, 4.9).</summary>
    public Month End => Terminated ?? Year.First + PlanYear.Months;

    /// <summary>
    /// At its close the plan year is settled (rule 5.5); claims posted later are denied where <see cref="AfterRunOut"/>
    /// says so (rule 3.6).
    /// </summary>
    public Month LastRunOutMonth => Last + RunOutMonths;

    /// <summary>The last month of coverage.</summary>
    public Month Last => End - 1;

    public IEnumerable<Month> Months => Year.AllMonths.Where(month => month < End);

    /// <summary>The days of coverage.</summary>
    public DateWindow Window => new(Year.Start, End.FirstDay);

    public bool Contains(DateOnly date) => Window.Contains(date);

    public bool Contains(Month month) => Year.First <= month && month < End;

    /// <summary>
    /// What one member's claims of an incurred month are at most in the triangle (rule 5.6): the funding's, else the
    /// specific deductible; null: no cap.
    /// </summary>
    public Cents? LargeClaimCap => Funding.LargeClaimCap ?? StopLoss?.Specific?.Deductible;
}

/// <summary>Claims of a plan year that are posted after its last run-out month (rules 3.6, 5.6).</summary>
public enum AfterRunOut : byte
{
    Pay,
    Deny,
}

/// <summary>Whether encounters are listed, and nothing is posted for them, or paid as claims.</summary>
public enum Encounters : byte
{
    List,
    Pay,
}

public enum ClosingBy : byte
{
    Timer,
    Hand,
}

/// <summary>When months close (rule 5.1).</summary>
/// <param name="By">By hand: a month is never due.</param>
/// <param name="BusinessDay">
/// The Monday-to-Friday day of the next month, counted from 1, from which on the timer closes a month.
/// </param>
public sealed record ClosingCalendar(ClosingBy By, int BusinessDay)
{
    public static ClosingCalendar Default { get; } = new(ClosingBy.Timer, 5);
}

/// <summary>Health claims that a month is expected to cost, before stop-loss (rules 5.6, 5.15).</summary>
/// <param name="PerSubscriber">Per enrolled subscriber of each tier; null: nothing.</param>
/// <param name="PerMember">Added, per enrolled member.</param>
public sealed record ExpectedClaims(TierAmounts? PerSubscriber, Cents PerMember)
{
    public Cents For(IReadOnlyList<long> subscribersByTier, long members) =>
        (PerSubscriber?.For(subscribersByTier) ?? Cents.Zero) + PerMember * members;
}

/// <summary>An amount for each tier, in the order of the plan's tiers.</summary>
public sealed record TierAmounts(IReadOnlyList<Cents> Amounts)
{
    /// <summary>Σ tiers (count × amount).</summary>
    public Cents For(IReadOnlyList<long> countsByTier)
    {
        var sum = Cents.Zero;
        for (var tier = 0; tier < countsByTier.Count; tier++) sum += Amounts[tier] * countsByTier[tier];
        return sum;
    }
}

public enum FundingMethod : byte
{
    Level,
    PayAsYouGo,
}

/// <summary>Where the employer's part of a surplus goes (rule 5.5).</summary>
public enum SurplusDisposition : byte
{
    Refund,
    CreditNextYear,
    Reserve,
    ContributionHoliday,
    AdditionalBenefits,
}

public enum DeficitDisposition : byte
{
    Bill,
    CarryForward,
}

public sealed record Funding
{
    public FundingMethod Method { get; init; }

    /// <summary>With level funding, per enrolled subscriber of each tier; null with pay-as-you-go.</summary>
    public TierAmounts? MonthlyDeposit { get; init; }

    public Cents OpeningBalance { get; init; }

    public Cents PriorDeficit { get; init; }

    /// <summary>Days of average paid claims held as IBNR until there is enough data for a triangle (rule 5.6).</summary>
    public int ReserveDays { get; init; } = 45;

    /// <summary>The youngest incurred months, which are not estimated from what they paid (rule 5.6).</summary>
    public int ImmatureMonths { get; init; } = 2;

    /// <summary>Null: as <see cref="Plan.LargeClaimCap"/> says.</summary>
    public Cents? LargeClaimCap { get; init; }

    /// <summary>A year's, on the fund's balance (rule 5.4).</summary>
    public decimal InterestRate { get; init; }

    /// <summary>What the bank account is filled up to (rule 5.17); null: nothing is requested.</summary>
    public Cents? TargetBalance { get; init; }

    public Cents ReserveKept { get; init; }

    /// <summary>Of a surplus, before the employer's share of the rest (rule 5.5).</summary>
    public decimal ParticipantShare { get; init; }

    public decimal EmployerShare { get; init; } = 1m;

    public SurplusDisposition Surplus { get; init; }

    public DeficitDisposition Deficit { get; init; }
}

/// <summary>The traditional arrangement that the plan is compared with (rule 5.8).</summary>
public sealed record FullyInsured(TierAmounts MonthlyPremium, decimal TargetLossRatio)
{
    /// <summary>What one member's claims count at most; null: no limit.</summary>
    public Cents? PoolingLevel { get; init; }

    /// <summary>For what is above the pooling level, per member-month.</summary>
    public Cents PoolingCharge { get; init; }
}

/// <summary>A plan document in force for its plan year.</summary>
/// <param name="Version">1 for the first document of its plan year.</param>
public sealed record AdoptedPlan(Plan Plan, int Version, DateOnly On);
