using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Unpaid;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>
/// Every cumulative figure of a plan year, at a close or now. Statements and live figures are both made of these, so
/// they cannot disagree (rule 5.2).
/// </summary>
public sealed record YearToDate
{
    public required Plan Plan { get; init; }

    /// <summary>Whose part of the whole these are (rule 5.16); null: the whole.</summary>
    public string? Division { get; init; }

    public required Moment Moment { get; init; }

    /// <summary>Subscriber-months, in the order of the plan's tiers.</summary>
    public required IReadOnlyList<long> EnrolledByTier { get; init; }

    public required long MemberMonths { get; init; }

    /// <summary>Less the contribution holiday.</summary>
    public required Cents Deposits { get; init; }

    /// <summary>What the plan year before's credit has reduced level deposits by (rule 5.5).</summary>
    public required Cents ContributionHoliday { get; init; }

    /// <summary>Indexed by <see cref="Benefit"/>.</summary>
    public required IReadOnlyList<Cents> PaidByBenefit { get; init; }

    /// <summary>Indexed by <see cref="Benefit"/>.</summary>
    public required IReadOnlyList<long> ClaimsByBenefit { get; init; }

    /// <summary>What came back (rule 5.14).</summary>
    public required Cents Recoveries { get; init; }

    /// <summary>Of <see cref="Recoveries"/>, those with a member.</summary>
    public required Cents MemberRecoveries { get; init; }

    public required Cents Fees { get; init; }

    public required Cents Premium { get; init; }

    /// <summary>In the order of the plan's taxes (rule 5.13).</summary>
    public required IReadOnlyList<Cents> Taxes { get; init; }

    /// <summary>This plan year's part of what every contract's specific has accrued (rule 4.13).</summary>
    public required Cents Specific { get; init; }

    /// <summary>This plan year's part of what every contract's aggregate has accrued (rule 4.13).</summary>
    public required Cents Aggregate { get; init; }

    /// <summary>This plan year's part of what carriers sent, both halves together (rule 4.14).</summary>
    public required Cents Received { get; init; }

    /// <summary>This plan year's part of what carriers refused.</summary>
    public required Cents Denied { get; init; }

    /// <summary>Of the plan year's own contract.</summary>
    public required ContractPosition Contract { get; init; }

    public required UnpaidFigures Unpaid { get; init; }

    /// <summary>Null without disability benefits.</summary>
    public required DisabilityFigures? Disability { get; init; }

    public required CarriedForward Carried { get; init; }

    /// <summary>Null where the plan gives no expected claims (rule 5.15).</summary>
    public required Cents? Expected { get; init; }

    /// <summary>To date is through this month, included.</summary>
    public Month Through => Moment.Through;

    /// <summary>Null without an aggregate.</summary>
    public AggregatePosition? AggregatePosition => Contract.Attachment;

    /// <summary>Both halves together.</summary>
    public HalfAmounts Carrier => new(Specific + Aggregate, Received, Denied);

    /// <summary>Of the fund, before the plan year.</summary>
    public required Cents OpeningBalance { get; init; }

    public required Cents PriorDeficit { get; init; }

    public Cents Paid => PaidByBenefit.Sum();

    public Cents HealthPaid => Benefits.HealthOf(PaidByBenefit);

    public Cents DisabilityReserve => Disability?.Reserve ?? Cents.Zero;

    /// <summary>What the employer is billed for, the fund's claims included (rule 5.4).</summary>
    public Cents Bill => Paid + Fixed;

    /// <summary>Fees, premium and taxes.</summary>
    public Cents Fixed => Fees + Premium + Taxes.Sum();

    /// <summary>How many of the plan year's months are to date.</summary>
    public int Months => Plan.Months.Count(month => month <= Through);

    /// <summary>The fund's balance, cash (rule 5.4).</summary>
    public Cents FundBalance => OpeningBalance + Deposits + Received + Recoveries + Carried.Interest - Paid
        + Carried.Settlement + Carried.Transfer;

    /// <summary>Surplus, or deficit where negative (rule 5.5).</summary>
    public Cents Surplus =>
        FundBalance + Carrier.Receivable - Unpaid.Net - DisabilityReserve - PriorDeficit;

    /// <summary>
    /// What the plan year costs, fees, premium and taxes apart: paid − recoveries − accrued + denied + unpaid net + disability
    /// reserve (rules 5.7, 5.8).
    /// </summary>
    public Cents NetClaims =>
        Paid - Recoveries - Carrier.Accrued + Carrier.Denied + Unpaid.Net + DisabilityReserve;

    /// <param name="employer">The employer at that moment.</param>
    /// <param name="carried">What closes have posted to the fund.</param>
    public static YearToDate Calculate(Plan plan, EmployerPosition employer, CarriedForward carried)
    {
        var totals = employer.Year(plan.Year);
        var through = employer.Moment.Through;
        var enrollment = EnrolledMonths.Sum(plan, totals, plan.Months.Where(month => month <= through));
        var posted = totals.PostedThrough(through).ToList();
        var fees = Periods.Fees.ToDate(plan, totals, through);
        var premium = plan.StopLossPremium.For(enrollment.ContractByTier);
        var paid = totals.PaidThrough(through);
        var holiday = HolidayOf(plan, totals, carried, through);
        var (specific, aggregate) = (
            employer.Part(plan.Year, contract => contract.Specific),
            employer.Part(plan.Year, contract => contract.Aggregate));
        return new YearToDate
        {
            Plan = plan,
            Moment = employer.Moment,
            EnrolledByTier = enrollment.ByTier,
            MemberMonths = enrollment.MemberMonths,
            Deposits = (LevelDeposits(plan, enrollment) ?? posted.Sum(month => month.Deposits)) - holiday,
            ContributionHoliday = holiday,
            PaidByBenefit = paid,
            ClaimsByBenefit = totals.ClaimsThrough(through),
            Recoveries = posted.Sum(month => month.Recoveries),
            MemberRecoveries = posted.Sum(month => month.MemberRecoveries),
            Fees = fees,
            Premium = premium,
            Taxes = Periods.Taxes.ToDate(plan, fees, premium, paid.Sum()),
            Specific = specific.Accrued,
            Aggregate = aggregate.Accrued,
            Received = specific.Received + aggregate.Received,
            Denied = specific.Denied + aggregate.Denied,
            OpeningBalance = plan.Funding.OpeningBalance,
            PriorDeficit = plan.Funding.PriorDeficit,
            Contract = employer.Contracts.First(contract => contract.Contract == plan.Year),
            Unpaid = employer.Unpaid(plan.Year),
            Disability = employer.Disability(plan),
            Carried = carried,
            Expected = plan.ExpectedClaims?.For(enrollment.ByTier, enrollment.MemberMonths),
        };
    }

    /// <summary>Before the contribution holiday; null: without level funding (rule 5.4).</summary>
    public static Cents? LevelDeposits(Plan plan, EnrolledMonths enrolled) =>
        plan.Funding is { Method: FundingMethod.Level, MonthlyDeposit: { } deposit }
            ? deposit.For(enrolled.ByTier)
            : null;

    /// <summary>
    /// With level funding the credit of the plan year before reduces the deposits of the months after its settlement,
    /// each in turn, until it is used (rule 5.5).
    /// </summary>
    private static Cents HolidayOf(Plan plan, PlanYearTotals totals, CarriedForward carried, Month through)
    {
        if (carried.SettledIn is not { } settled) return Cents.Zero;
        var months = plan.Months.Where(month => month > settled && month <= through);
        return LevelDeposits(plan, EnrolledMonths.Sum(plan, totals, months)) is { } deposits
            ? Cents.Min(carried.HolidayCredit, deposits)
            : Cents.Zero;
    }
}

/// <summary>The disability reserve, and how it was estimated (rule 5.11).</summary>
/// <param name="IsByTable">A benefit gives continuation factors; else the maximum counts.</param>
public sealed record DisabilityFigures(Cents Reserve, bool IsByTable);
