using Aso.Domain.Accumulators;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Unpaid;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>The estimate of unpaid claims and what stop-loss will pay of them (rules 5.6, 5.10).</summary>
internal sealed class UnpaidLines(ProofMoment moment)
{
    private readonly Plan _plan = moment.Plan;
    private readonly PlanYearTotals _totals = moment.Employer.Year(moment.Year);
    private readonly DateOnly _asOf = moment.Whole.Moment.AsOf;

    public IEnumerable<ProofItem> Ibnr()
    {
        var items = Estimate().ToList();
        var estimate = items.Sum(item => item.Amount);
        var pended = _totals.PendedBy(_asOf, month => month.WithinCap);
        items.AddRange(Step("pended claims that are in the estimate", -pended));
        if (estimate < pended.Amount)
            items.Add(new ProofItem(ProofItemKind.Term, pended.Amount - estimate) { Text = "not below zero" });
        return items;
    }

    public IEnumerable<ProofItem> Recoverable()
    {
        var specific = Cents.Zero;
        foreach (var plan in moment.Employer.Plans)
        {
            var part = moment.Employer.SpecificRecoverableOf(plan)
                .Where(one => one.Year == moment.Year).Sum(one => one.Part);
            specific += part;
            foreach (var item in Step(
                $"what the specific of the contract {plan.Year} would pay if pended claims were paid, more than now", part))
                yield return item;
        }

        var gross = moment.Whole.Unpaid.Gross;
        if (moment.Employer.UnderAggregate(_plan, gross, specific) is not { } unpaid) yield break;
        var terms = _plan.StopLoss!.Aggregate!;
        var then = Aggregate.Reimbursable(terms, unpaid.Eligible + Unpaid.Recoverable.Covered(unpaid), unpaid.AnnualAttachment);
        var now = Cents.Max(
            Aggregate.Reimbursable(terms, unpaid.Eligible, unpaid.AnnualAttachment), unpaid.ReimbursableToDate);
        foreach (var item in Step(
            $"what the aggregate would pay of {unpaid.Eligible + Unpaid.Recoverable.Covered(unpaid)} above the annual attachment"
            + $" of {unpaid.AnnualAttachment}, unpaid claims included", then)) yield return item;
        foreach (var item in Step("what it pays without them, or has accrued already", -now)) yield return item;
        foreach (var item in Step("not below zero", (now - then).NotNegative())) yield return item;
    }

    /// <summary>U by each method that applies, the one in force first; nothing once complete.</summary>
    public IEnumerable<IReadOnlyList<ProofItem>> ByMethod()
    {
        yield return [.. Estimate()];
        if (moment.Whole.Unpaid.Method == UnpaidMethod.Complete) yield break;
        var (health, triangle) = (moment.Employer.HealthOf(_plan), moment.Employer.Triangle);
        yield return [.. AverageDailyPaid(health)];
        if (triangle is { IsLongEnough: true })
            yield return [.. ByMonths(health, triangle, [.. triangle.Months.Select(month => month.ByChainLadder)])];
    }

    /// <summary>U: items whose sum is rounded once.</summary>
    private IEnumerable<ProofItem> Estimate()
    {
        var (health, triangle) = (moment.Employer.HealthOf(_plan), moment.Employer.Triangle);
        return moment.Whole.Unpaid.Method switch
        {
            UnpaidMethod.Complete => [],
            UnpaidMethod.AverageDailyPaid => AverageDailyPaid(health),
            _ => ByMonths(health, triangle!, triangle!.Months),
        };
    }

    private IEnumerable<ProofItem> AverageDailyPaid(PaidHealth health)
    {
        if (_asOf < health.Year.Start) return [];
        var (days, reserve) = UnpaidClaims.AverageDays(health.Year.Start, health.LastDay, _asOf, health.ReserveDays);
        var exact = Fraction.Of(health.Paid) * Fraction.Of(reserve) / Fraction.Of(days);
        return exact.IsZero
            ? []
            : NotNegative(exact.Round(), Exact(
                $"health claims paid, {health.Paid}, ÷ {days} days × {reserve} days reserved", exact, exact.Round()));
    }

    private IEnumerable<ProofItem> ByMonths(
        PaidHealth health, UnpaidTriangle triangle, IReadOnlyList<MonthEstimate> months)
    {
        var own = months.Where(month => month.Incurred.PlanYear == moment.Year).ToList();
        var items = own.Select(Of).ToList();
        var exact = own.Aggregate(Fraction.Zero, (sum, month) => sum + month.Unpaid);
        var days = UnpaidClaims.DaysSince(triangle, health, _asOf);
        if (days > 0)
        {
            var since = triangle.UltimatePerDay * Fraction.Of(days);
            exact += since;
            items.Add(new ProofItem(ProofItemKind.Term, SixDecimals(since))
            {
                Text = $"{days} days since the close of {triangle.Through}, each at the ultimate cost of a day",
            });
        }

        exact -= Fraction.Of(health.PaidSince);
        items.AddRange(Step($"paid since the close of {triangle.Through}", -health.PaidSince));
        var rounded = exact.Round();
        items.AddRange(Rounding(
            rounded.Amount - items.Sum(item => item.Amount), "rounded once to the cent, half away from zero (rule 2.1)"));
        return NotNegative(rounded, items);
    }

    private static ProofItem Of(MonthEstimate month) => new(ProofItemKind.TriangleMonth, SixDecimals(month.Unpaid))
    {
        Month = month.Incurred.Month,
        Cumulative = month.Incurred.Paid,
        Completion = month.Completion.ToSixDecimals(),
        Ultimate = SixDecimals(month.Ultimate),
        Text = month.Method switch
        {
            UnpaidMethod.ChainLadder => "chain ladder",
            UnpaidMethod.BornhuetterFerguson => "from the budget, less what is complete of it",
            _ => "from the cost of mature months, less what is complete of it",
        },
    };

    private static IEnumerable<ProofItem> NotNegative(Cents sum, IEnumerable<ProofItem> items) =>
        [.. items, .. Step("not below zero", (-sum).NotNegative())];
}
