using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Exports;

/// <summary>
/// What each close of a shard learned of who is enrolled in which month: the changes since the close before, so that
/// all of them through a close add up to what it knew. A fold of the log, which another book would tell the same.
/// </summary>
public sealed class EnrollmentMonths(ILedgerStorage storage, ShardCache warm)
{
    /// <param name="head">What is folded: the log up to it, though it may have grown since.</param>
    /// <param name="only">The close of this month; null: every one, and what is known since.</param>
    /// <param name="take">Takes the changes of one close.</param>
    internal Task ReadAsync(
        Employer employer, ShardId shard, Head head, Month? only, Func<IReadOnlyList<EnrollmentChange>, Task> take,
        CancellationToken cancellation) =>
        warm.FoldApartAsync(
            head,
            async () =>
            {
                await FoldAsync(new ShardBook(employer.FirstEdition), shard, head, only, take, cancellation);
                return true;
            },
            cancellation);

    private async Task FoldAsync(
        ShardBook book, ShardId shard, Head head, Month? only, Func<IReadOnlyList<EnrollmentChange>, Task> take,
        CancellationToken cancellation)
    {
        var known = new Dictionary<Key, EnrolledIn>();
        await foreach (var row in storage.QueryAsync(
            shard.Partition, ShardRows.LogKey(1), ShardRows.LogKey(head.LogRows + 1), cancellation))
        {
            foreach (var record in CommitDraft.Records(row.Payload))
            {
                if (!EventFormat.IsOfEnrollment(record.Span)) continue;
                var happened = EventFormat.Read(record.Span);
                book.Apply(happened);
                if (happened is not MonthClosed { Month: var month } || month < only - 1) continue;
                var now = Known(book, month);
                if (only is null || month == only) await take(Changes(known, now, month));
                if (month == only) return;
                known = now;
            }

            book.TakeAnnouncements();
        }

        if (only is { } missing)
            throw new CorruptLedgerException(shard.Partition, ShardRows.HeadKey, $"its log does not close {missing}");
        if (book.OpenMonth is { } open) await take(Changes(known, Known(book, open), open));
    }

    private static Dictionary<Key, EnrolledIn> Known(ShardBook book, Month through)
    {
        var known = new Dictionary<Key, EnrolledIn>();
        foreach (var (year, adopted) in book.Plans)
        {
            foreach (var month in book.Enrolled(year))
            {
                if (month.Month > through) continue;
                var enrolled = new EnrolledIn(
                    year, month.Month, month.MemberId, month.SubscriberId, TierOf(month.Tier), TierOf(month.ContractTier),
                    month.Division);
                known[new Key(year, month.Month, month.MemberId)] = enrolled;
            }

            string? TierOf(int place) => place < 0 ? null : adopted.Plan.Tiers[place];
        }

        return known;
    }

    private static List<EnrollmentChange> Changes(
        Dictionary<Key, EnrolledIn> before, Dictionary<Key, EnrolledIn> now, Month posted)
    {
        var changes = new List<EnrollmentChange>();
        foreach (var (key, enrolled) in before)
            if (!now.TryGetValue(key, out var still) || still != enrolled)
                changes.Add(new EnrollmentChange(posted, enrolled, -1));
        foreach (var (key, enrolled) in now)
            if (!before.TryGetValue(key, out var already) || already != enrolled)
                changes.Add(new EnrollmentChange(posted, enrolled, 1));
        return changes;
    }

    private readonly record struct Key(PlanYear Year, Month Month, string MemberId);
}
