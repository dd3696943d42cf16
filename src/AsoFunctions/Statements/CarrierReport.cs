using Aso.Ledger.Closing;
using Aso.Ledger.Reading;

namespace AsoFunctions.Statements;

/// <summary>A member at or over notice as carriers ask for it: position, enrollment, and the dates reached.</summary>
/// <param name="RequestedBefore">Reimbursable as of the previous close: already requested.</param>
public sealed record CarrierMember(
    UnitPosition Position, bool IsLasered, EligibleUnit? Detail, DateOnly? NoticeOn, DateOnly? DeductibleOn,
    Cents RequestedBefore)
{
    public IReadOnlyList<EligibleLine> Lines => Detail?.Lines ?? [];

    /// <summary>What this month's report requests; negative where a void reverses it.</summary>
    public Cents Requested => Position.Reimbursable - RequestedBefore;

    /// <summary>E ÷ D in percent, to one decimal.</summary>
    public decimal? PercentOfDeductible => Position.Deductible.IsZero
        ? null
        : Math.Round(100 * Position.Eligible.Amount / Position.Deductible.Amount, 1, MidpointRounding.AwayFromZero);
}

/// <summary>A month of the aggregate (rule 4.6): enrollment, and the attachment point that follows from it.</summary>
/// <param name="Eligible">To date, as the month's statement closed it; null: it had none.</param>
public sealed record AggregateMonth(
    Month Month, IReadOnlyList<long> Subscribers, Cents Attachment, Cents AttachmentToDate, Cents? Eligible,
    Cents? Reimbursable);

/// <summary>
/// What a stop-loss carrier receives after a close: the contract's terms, each member at or over notice with the lines
/// behind the figure, and the aggregate month by month.
/// </summary>
public sealed record CarrierReport(
    Plan Plan, Statement Statement, ContractWindow Window, IReadOnlyList<CarrierMember> Members,
    IReadOnlyList<AggregateMonth> Months)
{
    public StopLossTerms Terms => Plan.StopLoss!;
}

/// <summary>Creates the report of a closed month; repeating it gives the same report.</summary>
public sealed class CarrierReports(StatementDetailsReader details, EmployerLedger employers, StatementStore statements)
{
    /// <param name="plan">It must have a stop-loss contract.</param>
    public async Task<CarrierReport> OfAsync(
        Plan plan, Statement statement, StatementDetails? known, CancellationToken cancellation)
    {
        known ??= await details.ReadAsync(statement, withDifferences: false, cancellation);
        var closed = await statements.ReadAsync(statement.Employer, statement.PlanYear, cancellation);
        return new CarrierReport(
            plan, statement, ContractWindow.FromTerms(plan, ContractHalf.Specific)
                ?? ContractWindow.FromTerms(plan, ContractHalf.Aggregate)!.Value,
            await MembersAsync(plan, statement, known, cancellation),
            plan.StopLoss!.Aggregate is { } aggregate
                ? [.. MonthsOf(aggregate, plan, known.Totals, closed, statement.Month)]
                : []);
    }

    private async Task<IReadOnlyList<CarrierMember>> MembersAsync(
        Plan plan, Statement statement, StatementDetails known, CancellationToken cancellation)
    {
        if (known.Members.Count == 0 || plan.StopLoss!.Specific is not { } terms) return [];
        var ledger = (await employers.FindAsync(statement.Employer, cancellation))!;
        var ids = known.Members.Select(unit => unit.Unit).ToHashSet();
        var eligible = (await employers.AskAsync(
                ledger, book => book.Eligible(plan.Year, ids, statement.Month), cancellation))
            .SelectMany(shard => shard).ToDictionary(unit => unit.Unit);
        var before = known.MembersBefore.ToDictionary(unit => unit.Unit, unit => unit.Reimbursable);
        return [.. known.Members.Select(Detailed)];

        CarrierMember Detailed(UnitPosition position)
        {
            var detail = eligible.GetValueOrDefault(position.Unit);
            return new CarrierMember(
                position,
                terms.Lasers.ContainsKey(position.Unit),
                detail,
                ReachedOn(detail, sum => Specific.IsNotice(terms, sum, position.Deductible)),
                ReachedOn(detail, sum => Specific.IsBreach(sum, position.Deductible)),
                before.GetValueOrDefault(position.Unit));
        }
    }

    /// <summary>The paid date of the line that reached it.</summary>
    private static DateOnly? ReachedOn(EligibleUnit? member, Func<Cents, bool> isReached)
    {
        var sum = Cents.Zero;
        foreach (var line in member?.Lines ?? [])
            if (isReached(sum += line.Paid)) return line.PaidDate;
        return null;
    }

    private static IEnumerable<AggregateMonth> MonthsOf(
        AggregateStopLoss terms, Plan plan, PlanYearTotals totals, IReadOnlyList<Statement> closed, Month through)
    {
        foreach (var month in plan.Months.Where(month => month <= through))
        {
            var toDate = Attachment.ToDate(terms, plan, totals, month);
            var position = closed.FirstOrDefault(statement => statement.Month == month)?.Aggregate;
            yield return new AggregateMonth(
                month,
                totals.Exposure.GetValueOrDefault(month)?.SubscribersByTier ?? new long[plan.Tiers.Count],
                toDate - Attachment.ToDate(terms, plan, totals, month - 1),
                toDate,
                position?.Eligible,
                position?.Reimbursable);
        }
    }
}
