using Aso.Ledger.Journal;
using Aso.Ledger.Shards;

namespace Aso.Ledger.Outbox;

/// <summary>The events that a row of an outbox, or the close of a month, gives rise to.</summary>
internal static class PublicEvents
{
    /// <summary>In the order in which the shard announced them.</summary>
    public static IReadOnlyList<PublicEvent> FromOutbox(OutboxRow row) =>
    [
        .. row.Announcements.Select(
            (announced, index) => Announcement(row.IdOf(index), row.Shard.Employer, announced)),
    ];

    /// <param name="entry">The close.</param>
    /// <param name="closed">The month's statements, each after the earlier ones of its plan year.</param>
    public static IReadOnlyList<PublicEvent> FromClose(
        JournalEntry entry, Month month, IReadOnlyList<(Plan Plan, IReadOnlyList<Statement> Statements)> closed)
    {
        var (employer, at, sequence) = (entry.Employer, entry.Received.UtcDateTime, entry.Sequence);
        var events = new List<PublicEvent>();
        foreach (var (plan, statements) in closed)
        {
            var (year, statement) = (plan.Year, statements[^1]);
            if (Reached(plan, statement) && !statements.SkipLast(1).Any(earlier => Reached(plan, earlier)))
            {
                var position = statement.Aggregate!;
                events.Add(new AggregateAttachmentReached(
                    $"{employer}/{year}/{month}/attached", employer, at, sequence, year, month, position.Eligible,
                    position.AttachmentToDate, position.AnnualAttachment, position.Reimbursable));
            }

            // Later statements settle what changed since (rule 5.5).
            if (statement.Settlement is { } settled
                && (settled.SettledIn == month || !settled.SettledNow.IsZero))
                events.Add(new SettlementReady(
                    $"{employer}/{year}/{month}/settled", employer, at, sequence, year, month, settled.Distributable,
                    settled.EmployerPart, settled.SettledNow, settled.Disposition));
        }

        var figures = closed.Select(one => FiguresOf(one.Statements[^1])).ToList();
        events.Add(new PeriodClosed($"{employer}/{month}/closed", employer, at, sequence, month, figures));
        return events;
    }

    private static bool Reached(Plan plan, Statement statement) =>
        plan.StopLoss?.Aggregate is { } terms && statement.Aggregate is { } position
        && Aggregate.IsReached(terms, plan, position, statement.Month);

    private static ClosedStatement FiguresOf(Statement statement) => new(
        statement.PlanYear,
        new Cents(statement.Lines.Where(line => line.Name.StartsWith("paid.", StringComparison.Ordinal))
            .Sum(line => line.Month)),
        new Cents(statement.Line(LineNames.Ibnr).ToDate),
        statement.Fund.Closing,
        new Cents(statement.Line(LineNames.Surplus).ToDate));

    private static PublicEvent Announcement(string id, string employer, Announced announced)
    {
        var (what, sequence, at) = (announced.What, announced.Sequence, announced.Received.UtcDateTime);
        return what.Kind switch
        {
            AnnouncementKind.NoticeGiven => Notice("given"),
            AnnouncementKind.NoticeWithdrawn => Notice("withdrawn"),
            AnnouncementKind.DeductibleReached => Deductible("reached"),
            AnnouncementKind.DeductibleWithdrawn => Deductible("withdrawn"),
            AnnouncementKind.TriggerNoticeGiven => Trigger("given"),
            AnnouncementKind.TriggerNoticeWithdrawn => Trigger("withdrawn"),
            AnnouncementKind.ClaimPended =>
                new ClaimPended(id, employer, at, sequence, what.MemberId, what.ClaimNumber!),
            _ => throw new ArgumentOutOfRangeException(nameof(announced)),
        };

        StopLossNoticeGiven Notice(string status) => new(
            id, employer, at, sequence, status, what.Contract!.Value, what.MemberId, what.Eligible, what.Deductible);

        SpecificDeductibleReached Deductible(string status) => new(
            id, employer, at, sequence, status, what.Contract!.Value, what.MemberId, what.Eligible, what.Deductible);

        TriggerNoticeGiven Trigger(string status) => new(
            id, employer, at, sequence, status, what.Contract!.Value, what.MemberId, what.Category!);
    }
}
