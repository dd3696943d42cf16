using Aso.Ledger.Closing;
using Aso.Ledger.Reading;

namespace AsoFunctions.Statements;

/// <summary>A unit as carriers ask for it: position, enrollment, and the dates reached.</summary>
/// <param name="RequestedBefore">Reimbursable as of the previous close: already requested.</param>
/// <param name="EligibleAfter">E after each of the lines.</param>
public sealed record CarrierMember(
    UnitPosition Position, bool IsLasered, EligibleUnit? Detail, IReadOnlyList<Cents> EligibleAfter,
    DateOnly? NoticeOn, DateOnly? DeductibleOn, Cents RequestedBefore)
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
/// What is requested, received and denied of a half of a contract: the whole of it, whichever plan years its lines are
/// of (rule 4.14).
/// </summary>
/// <param name="RequestedBefore">By the report before.</param>
public sealed record CarrierHalf(HalfAmounts Whole, Cents RequestedBefore)
{
    /// <summary>What this report adds; negative where it takes back.</summary>
    public Cents Requested => Whole.Accrued - RequestedBefore;
}

/// <summary>
/// What a stop-loss carrier receives after a close: the contract's terms, each unit at or over notice or with a trigger,
/// the lines behind the figure, and the aggregate month by month.
/// </summary>
public sealed record CarrierReport(
    Plan Plan, Statement Statement, CarrierHalf Specific, CarrierHalf Aggregate,
    IReadOnlyList<CarrierMember> Members, IReadOnlyList<Advance> Advances, IReadOnlyList<AggregateMonth> Months)
{
    /// <summary>The last day to file (rule 4.12); null: no limit.</summary>
    public DateOnly? FilingDeadline => Aso.Domain.StopLoss.Specific.FilingDeadline(Plan);

    /// <summary>As in force at the close.</summary>
    public StopLossTerms Terms => Plan.StopLoss!;

    /// <summary>The half that stands for the contract where only one can: the specific, where there is one.</summary>
    public ContractHalf Main => Terms.Specific is null ? ContractHalf.Aggregate : ContractHalf.Specific;

    /// <summary>Where the proof of the line is that the half's figures go into.</summary>
    public string ProofOf(ContractHalf half) => ProofAddress.Of(
        Statement, half == ContractHalf.Specific ? LineNames.Specific : LineNames.Aggregate, ProofColumn.ToDate);

    /// <param name="half">The contract must have it.</param>
    public ContractWindow WindowOf(ContractHalf half) => ContractWindow.FromTerms(Plan, half)!.Value;
}

/// <summary>Creates the report of a closed month; repeating it gives the same report.</summary>
public sealed class CarrierReports(StatementDetailsReader details, EmployerLedger employers, StatementStore statements)
{
    /// <returns>Null: the plan year had no stop-loss contract at the close.</returns>
    public async Task<CarrierReport?> OfAsync(
        Statement statement, StatementDetails? known, CancellationToken cancellation)
    {
        known ??= await details.ReadAsync(statement, withDifferences: false, cancellation);
        if (known.Plan is not { StopLoss: { } terms } plan) return null;
        var closed = await statements.ReadAsync(statement.Employer, statement.PlanYear, cancellation);
        var before = closed.LastOrDefault(one => one.Month < statement.Month);
        return new CarrierReport(
            plan,
            statement,
            HalfOf(ContractHalf.Specific, statement, before, known.Totals),
            HalfOf(ContractHalf.Aggregate, statement, before, known.Totals),
            await MembersAsync(statement, known, cancellation),
            known.Advances,
            terms.Aggregate is { } aggregate
                ? [.. MonthsOf(aggregate, plan, known.Totals, closed, statement.Month)]
                : []);
    }

    private static CarrierHalf HalfOf(
        ContractHalf half, Statement statement, Statement? before, PlanYearTotals totals)
    {
        var payments = totals.Contract.Payments.Values;
        return new CarrierHalf(
            half == ContractHalf.Specific
                ? new HalfAmounts(
                    statement.RequestedOf(half),
                    payments.Sum(month => month.SpecificReceived),
                    payments.Sum(month => month.SpecificDenied))
                : new HalfAmounts(
                    statement.RequestedOf(half),
                    payments.Sum(month => month.AggregateReceived),
                    payments.Sum(month => month.AggregateDenied)),
            before?.RequestedOf(half) ?? Cents.Zero);
    }

    private async Task<IReadOnlyList<CarrierMember>> MembersAsync(
        Statement statement, StatementDetails known, CancellationToken cancellation)
    {
        if (known.Members.Count == 0 || known.Plan.StopLoss!.Specific is not { } terms) return [];
        var year = statement.PlanYear;
        var ledger = (await employers.FindAsync(statement.Employer, cancellation))!;
        var ids = known.Members.Select(unit => unit.Unit).ToHashSet();
        var eligible = (await employers.AskAsync(
                ledger, book => book.Eligible(year, ids, statement.Month, known.Plans), cancellation))
            .SelectMany(shard => shard).ToDictionary(unit => unit.Unit);
        var before = known.MembersBefore.ToDictionary(unit => unit.Unit, unit => unit.Reimbursable);
        return [.. known.Members.Select(Detailed)];

        CarrierMember Detailed(UnitPosition position)
        {
            var detail = eligible.GetValueOrDefault(position.Unit);
            var lines = detail?.Lines ?? [];
            List<Cents> after = [.. Specific.Running(terms, year, lines.Select(line => (line.Incurred, line.Paid)))];
            return new CarrierMember(
                position,
                terms.Lasers.ContainsKey(position.Unit),
                detail,
                after,
                ReachedOn(eligible => Specific.IsNotice(terms, eligible, position.Deductible)),
                ReachedOn(eligible => Specific.IsBreach(eligible, position.Deductible)),
                before.GetValueOrDefault(position.Unit));

            // The paid date of the line that reached it.
            DateOnly? ReachedOn(Predicate<Cents> isReached) =>
                after.FindIndex(isReached) is >= 0 and var place ? lines[place].PaidDate : null;
        }
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
                [.. plan.Tiers.Select((_, tier) =>
                    totals.Exposure.GetValueOrDefault(month)?.ContractSubscribers(tier) ?? 0)],
                toDate - Attachment.ToDate(terms, plan, totals, month - 1),
                toDate,
                position?.Eligible,
                position?.Reimbursable);
        }
    }
}
