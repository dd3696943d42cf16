using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Unpaid;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>
/// An employer at a close or now: all plan years together, since contracts, the triangle and settlements reach over
/// them.
/// </summary>
public sealed class EmployerPosition
{
    private readonly Dictionary<PlanYear, UnpaidFigures> _unpaid = [];
    private readonly Dictionary<PlanYear, GroupTotals> _unassigned = [];
    private readonly Dictionary<PlanYear, Cents> _specificRecoverable;

    /// <param name="plans">One for each plan year.</param>
    /// <param name="totals">At a close, of posting months through it; live, all.</param>
    public EmployerPosition(IReadOnlyList<Plan> plans, Totals totals, Moment moment)
    {
        Plans = [.. plans.OrderBy(plan => plan.Year)];
        Totals = totals;
        Moment = moment;
        Contracts = [.. Plans.Select(plan => ContractPosition.Calculate(plan, totals, moment.Through))];
        Divisions =
        [
            .. totals.Years.Values.SelectMany(year => year.Divisions?.Keys.AsEnumerable() ?? [])
                .Distinct().Order(StringComparer.Ordinal).Take(Domain.Plans.Divisions.Most)
                .Append(Domain.Plans.Divisions.Unassigned).Order(StringComparer.Ordinal),
        ];
        Triangle = TriangleOf();
        _specificRecoverable = SpecificRecoverable();
    }

    /// <summary>By plan year.</summary>
    public IReadOnlyList<Plan> Plans { get; }

    public Totals Totals { get; }

    public Moment Moment { get; }

    /// <summary>By plan year.</summary>
    public IReadOnlyList<ContractPosition> Contracts { get; }

    /// <summary>As of the last closed month; null: none is closed.</summary>
    public UnpaidTriangle? Triangle { get; }

    public PlanYearTotals Year(PlanYear year) => Totals.Years.GetValueOrDefault(year) ?? new PlanYearTotals();

    /// <summary>
    /// The divisions that rows of enrollment have named, and those without one (rule 5.16), in character order.
    /// </summary>
    public IReadOnlyList<string> Divisions { get; }

    /// <summary>A plan year's totals of one of its <see cref="Divisions"/>.</summary>
    public GroupTotals Division(PlanYear year, string name)
    {
        var totals = Year(year);
        if (name != Domain.Plans.Divisions.Unassigned)
            return totals.Divisions?.GetValueOrDefault(name) ?? new GroupTotals();
        if (_unassigned.TryGetValue(year, out var known)) return known;
        var rest = new GroupTotals();
        rest.Add(totals);
        foreach (var other in Divisions)
            if (other != name && totals.Divisions?.GetValueOrDefault(other) is { } division)
                rest.Add(division, sign: -1);
        _unassigned.Add(year, rest);
        return rest;
    }

    /// <summary>A plan year's part of a half of every contract (rules 4.13, 4.14).</summary>
    public HalfAmounts Part(PlanYear year, Func<ContractPosition, HalfPosition> half) =>
        Contracts.Aggregate(
            default(HalfAmounts), (sum, contract) => sum + half(contract).ByYear.GetValueOrDefault(year));

    /// <summary>Rules 5.6 and 5.10.</summary>
    public UnpaidFigures Unpaid(PlanYear year)
    {
        if (_unpaid.TryGetValue(year, out var known)) return known;
        var plan = Plans.First(plan => plan.Year == year);
        var estimate = UnpaidClaims.Estimate(HealthOf(plan), Triangle, Moment.AsOf);
        var pended = Year(year).PendedBy(Moment.AsOf, month => month.Estimate);
        var ibnr = UnpaidClaims.NotReported(estimate.Amount, Year(year).PendedBy(Moment.AsOf, month => month.WithinCap));
        var specific = _specificRecoverable.GetValueOrDefault(year);
        var figures = new UnpaidFigures(
            pended, ibnr, estimate.Method, specific + AggregateRecoverable(plan, ibnr + pended, specific))
        {
            Estimate = estimate.Amount,
        };
        _unpaid.Add(year, figures);
        return figures;
    }

    /// <summary>The lowest and highest unpaid estimate of the methods that apply; for a chart.</summary>
    public UnpaidRange UnpaidRange(Plan plan) => UnpaidClaims.Range(HealthOf(plan), Triangle, Moment.AsOf);

    /// <summary>The disability reserve (rule 5.11); null: the plan has no disability benefit.</summary>
    public DisabilityFigures? Disability(Plan plan) => DisabilityReserve.IsByTable(plan) is { } isByTable
        ? new DisabilityFigures(Year(plan.Year).Disability.Reserve(Moment.AsOf), isByTable)
        : null;

    /// <summary>
    /// The budget of the last twelve months through a month that lie in a plan year; null: one of them gives none
    /// (rule 5.15).
    /// </summary>
    /// <param name="division">Null: the whole (rule 5.16).</param>
    public RollingBudget? RollingBudget(Month through, string? division = null)
    {
        var (months, expected, actual) = (0, Cents.Zero, Cents.Zero);
        for (var month = through - (PlanYear.Months - 1); month <= through; month = month.Next)
        {
            if (PlanIn(month) is not { } plan) continue;
            if (ExpectedIn(plan, GroupOf(plan.Year), month) is not { } amount) return null;
            months++;
            expected += amount;
            actual += Totals.Years.Keys.Sum(year => GroupOf(year).Months.GetValueOrDefault(month)?.HealthPaid ?? Cents.Zero);
        }

        return months == 0 ? null : new RollingBudget(months, expected, actual);

        GroupTotals GroupOf(PlanYear year) => division is null ? Year(year) : Division(year, division);
    }

    private Plan? PlanIn(Month month) => Plans.FirstOrDefault(plan => plan.Contains(month));

    private static Cents? ExpectedIn(Plan plan, GroupTotals totals, Month month)
    {
        var enrolled = EnrolledMonths.Sum(plan, totals, [month]);
        return plan.ExpectedClaims?.For(enrolled.ByTier, enrolled.MemberMonths);
    }

    /// <summary>Incurred months that lie in a plan year, by age (rule 5.6).</summary>
    private UnpaidTriangle? TriangleOf()
    {
        if (Moment.ClosedThrough is not { } closed) return null;
        var months = new List<IncurredMonth>();
        for (var month = UnpaidTriangle.FirstAt(closed); month <= closed; month = month.Next)
            if (PlanIn(month) is { } plan) months.Add(IncurredIn(plan, month, closed));
        var latest = Plans.LastOrDefault(plan => plan.Year.First <= closed);
        return new UnpaidTriangle(closed, months, latest?.Funding.ImmatureMonths ?? 0);
    }

    private IncurredMonth IncurredIn(Plan plan, Month incurred, Month closed)
    {
        var cumulative = new Cents[closed - incurred + 1];
        foreach (var (posted, month) in Year(plan.Year).Months.Where(month => month.Key <= closed))
            cumulative[Math.Max(0, posted - incurred)] += month.CappedByIncurredMonth.GetValueOrDefault(incurred);
        for (var age = 1; age < cumulative.Length; age++) cumulative[age] += cumulative[age - 1];
        return new IncurredMonth
        {
            Month = incurred,
            PlanYear = plan.Year,
            Cumulative = cumulative,
            MemberMonths = EnrolledMonths.Sum(plan, Year(plan.Year), [incurred]).MemberMonths,
            Expected = ExpectedIn(plan, Year(plan.Year), incurred),
        };
    }

    /// <summary>What the estimate of a plan year goes by (rule 5.6).</summary>
    internal PaidHealth HealthOf(Plan plan)
    {
        var totals = Year(plan.Year);
        var first = Moment.ClosedThrough is { } closed ? UnpaidTriangle.FirstAt(closed) : plan.Year.First;
        return new PaidHealth
        {
            Year = plan.Year,
            LastDay = plan.Last.LastDay,
            DeniedAfter = plan.AfterRunOut == AfterRunOut.Deny ? plan.LastRunOutMonth : null,
            ReserveDays = plan.Funding.ReserveDays,
            Paid = totals.Months.Values.Sum(month => month.HealthPaid),
            PaidSince = totals.Months.Where(month => month.Key > Moment.ClosedThrough)
                .Sum(month => month.Value.CappedByIncurredMonth.Where(paid => paid.Key >= first).Sum(paid => paid.Value)),
        };
    }

    /// <summary>What every contract's specific will pay of pended claims, by their plan year (rule 5.10).</summary>
    private Dictionary<PlanYear, Cents> SpecificRecoverable()
    {
        var byYear = new Dictionary<PlanYear, Cents>();
        foreach (var (year, part) in Plans.SelectMany(SpecificRecoverableOf))
            byYear[year] = byYear.GetValueOrDefault(year) + part;
        return byYear;
    }

    /// <summary>The same of one contract.</summary>
    internal IEnumerable<(PlanYear Year, Cents Part)> SpecificRecoverableOf(Plan plan)
    {
        var contract = Year(plan.Year).Contract;
        if (plan.StopLoss?.Specific is not { } specific
            || contract.PendedRiseIn(Month.Of(Moment.AsOf)) is not { Amount.IsZero: false } rise) return [];
        return rise.ByYear.Keys.Zip(Recoverable.Specific(
            contract.SpecificReimbursable, rise.Amount, specific.AggregatingDeductible, [.. rise.ByYear.Values]));
    }

    /// <summary>What the plan year's own aggregate will pay of its unpaid claims (rule 5.10).</summary>
    private Cents AggregateRecoverable(Plan plan, Cents gross, Cents specificRecoverable) =>
        UnderAggregate(plan, gross, specificRecoverable) is { } unpaid
            ? Recoverable.Aggregate(plan.StopLoss!.Aggregate!, unpaid)
            : Cents.Zero;

    /// <summary>N of rule 5.10; zero where the plan year's own aggregate would take no line that is paid the day after.</summary>
    internal Cents UnpaidUnderAggregate(Plan plan) =>
        UnderAggregate(plan, Unpaid(plan.Year).Gross, _specificRecoverable.GetValueOrDefault(plan.Year)) is { } unpaid
            ? Recoverable.Covered(unpaid)
            : Cents.Zero;

    /// <summary>Null: the plan year's own aggregate would take no line that is paid the day after.</summary>
    internal UnpaidUnderAggregate? UnderAggregate(Plan plan, Cents gross, Cents specificRecoverable)
    {
        if (plan.StopLoss?.Aggregate is not { } aggregate
            || ContractWindow.FromTerms(plan, ContractHalf.Aggregate) is not { } window) return null;
        var lastDay = plan.Last.LastDay;
        var incurred = Moment.AsOf < lastDay ? Moment.AsOf : lastDay;
        if (!window.Incurred.Contains(incurred) || !window.Paid.Contains(Moment.AsOf.AddDays(1))) return null;
        var attachment = Contracts.First(contract => contract.Contract == plan.Year).Attachment!;
        var months = Year(plan.Year).Months.Values.ToList();
        return new UnpaidUnderAggregate
        {
            Gross = gross,
            SpecificRecoverable = specificRecoverable,
            HealthPaid = months.Sum(month => month.HealthPaid),
            CoveredPaid = aggregate.Benefits.Members.Where(benefit => !benefit.IsDisability())
                .Sum(benefit => months.Sum(month => month.PaidByBenefit[(int)benefit])),
            Eligible = attachment.Eligible,
            AnnualAttachment = attachment.AnnualAttachment,
            ReimbursableToDate = attachment.Reimbursable,
        };
    }
}
