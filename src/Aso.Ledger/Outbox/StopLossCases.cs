using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace Aso.Ledger.Outbox;

/// <summary>
/// Carries out what shards announced: updates each member's stop-loss case, publishes events, remits and exports closed
/// months. The amounts were decided in the commit of the claim; here they become events and cases for the carrier. Cases
/// are rows of the shard's own partition, so that they and the announcements carried out change in one transaction.
/// Carrying out a row twice leaves the same case: a case only takes what a later log row says.
/// </summary>
public sealed class StopLossCases(
    ILedgerStorage storage, ShardOutbox outbox, LedgerReader reader, IEvents events, MonthlyLists lists,
    TimeProvider time, ILogger<StopLossCases>? log = null)
{
    private const int ActionsMax = 100;

    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(30);

    /// <param name="wakeUp"><c>{employer}~{shard}</c>.</param>
    public async Task ApplyAsync(string wakeUp, CancellationToken cancellation = default)
    {
        if (!ShardId.TryParse(wakeUp, out var shard))
            throw new FormatException("a wake-up {employer}~{shard} was expected");
        while (await ApplyPageAsync(shard, cancellation))
        {
            // There may be more.
        }
    }

    /// <summary>The members' cases under a contract that are at or over notice, by shard.</summary>
    public async Task<IReadOnlyList<MemberCase>> MembersAsync(
        string employer, PlanYear contract, CancellationToken cancellation = default)
    {
        var cases = new List<MemberCase>();
        if (await reader.ViewAsync(employer, cancellation) is not { } view) return cases;
        for (var shard = 0; shard < view.Employer.Shards; shard++)
        {
            var rows = storage.QueryAsync(
                new ShardId(employer, shard).Partition, MemberCase.KeysOf(contract), cancellation);
            await foreach (var row in rows)
                if (MemberCase.FromRow(row) is { } found && (found.Notice || found.Breach)) cases.Add(found);
        }

        return cases;
    }

    /// <summary>False: nothing is left to carry out.</summary>
    private async Task<bool> ApplyPageAsync(ShardId shard, CancellationToken cancellation)
    {
        var page = await outbox.PageAsync(shard, cancellation);
        if (page.Rows.Count > 0 && !await CarryOutAsync(shard, page.Rows, cancellation)) return true;
        foreach (var due in page.Remittances) await RemitAsync(shard, due, cancellation);
        return !page.IsLast;
    }

    private async Task RemitAsync(ShardId shard, DueRemittance due, CancellationToken cancellation)
    {
        await using var lease = await Lease.TryTakeAsync(
            storage, time, $"{shard.Partition}~{due.Month}", LeaseLength, cancellation);
        if (lease is null)
        {
            // A million claims take longer than a sweep waits before it wakes again. Should their worker die, we follow.
            await storage.SendAsync(LedgerNames.StopLossQueue, shard.Partition, LeaseLength, cancellation);
            return;
        }

        lease.KeepRenewed();
        // They are written again, the same, where the process dies before the row is gone.
        await lists.WriteAsync(shard, due, cancellation);
        await ForgetAsync(shard, due, cancellation);
    }

    private async Task ForgetAsync(ShardId shard, DueRemittance due, CancellationToken cancellation)
    {
        try
        {
            await storage.CommitAsync(
                shard.Partition, [RowAction.Delete(shard.Partition, ShardOutbox.RemitKey(due.Month))], cancellation);
        }
        catch (ConflictException)
        {
            // Another delivery of the same wake-up wrote the same.
        }
    }

    /// <summary>False: another delivery of the same wake-up was faster; look what it left.</summary>
    private async Task<bool> CarryOutAsync(
        ShardId shard, IReadOnlyList<OutboxRow> rows, CancellationToken cancellation)
    {
        if (await TryChangesAsync(shard, rows, cancellation) is not { } writes) return false;
        var announced = rows.SelectMany(PublicEvents.FromOutbox).ToList();
        await events.PublishAsync(shard.Partition, announced, cancellation);
        EventStory.Tell(log, shard.Employer, announced);
        writes.AddRange(rows.Select(row => RowAction.Delete(shard.Partition, row.Key)));
        try
        {
            // Announcements go last: until all their changes are written, the next delivery finds them again.
            foreach (var some in writes.Chunk(ActionsMax))
                await storage.CommitOwnAsync(shard.Partition, some, cancellation);
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }

    private async Task<List<RowAction>?> TryChangesAsync(
        ShardId shard, IReadOnlyList<OutboxRow> rows, CancellationToken cancellation)
    {
        try
        {
            return await ChangesAsync(shard, rows, cancellation);
        }
        catch (ConflictException)
        {
            return null;
        }
    }

    /// <summary>The writes that bring the members' cases up to what the rows announce.</summary>
    private async Task<List<RowAction>> ChangesAsync(
        ShardId shard, IReadOnlyList<OutboxRow> rows, CancellationToken cancellation)
    {
        var announced = rows
            .SelectMany(row => row.Announcements.Select(one => (row.LogRow, one.What)))
            .Where(one => one.What.IsOfSpecific)
            .ToLookup(one => MemberCase.KeyOf(one.What.Contract!.Value, one.What.MemberId), StringComparer.Ordinal);
        if (announced.Count == 0) return [];
        var plans = (await reader.HeadAsync(shard, cancellation)).ReadState().Plans
            .Select(plan => plan.Read(shard.Employer)).ToDictionary(plan => plan.Year);
        var standing = await StandingAsync(shard, [.. announced.Select(member => member.First().What)], cancellation);
        var writes = new List<RowAction>();
        foreach (var member in announced)
        {
            var row = standing.GetValueOrDefault(member.Key);
            var before = row is null ? null : MemberCase.FromRow(row);
            var after = before;
            foreach (var (logRow, what) in member)
                if (after is null || after.LogRow <= logRow)
                    after = MemberCase.After(after, logRow, what, TermsOf(what.Contract!.Value));
            if (after == before) continue;
            var write = after!.ToRow(shard);
            writes.Add(row is null ? RowAction.Insert(write) : RowAction.Replace(write, row.Version!));
        }

        return writes;

        SpecificStopLoss? TermsOf(PlanYear contract) => plans.GetValueOrDefault(contract)?.StopLoss?.Specific;
    }

    /// <summary>
    /// The stored cases, by key. One under the key that an earlier version gave it, which may be another member's,
    /// moves to its own.
    /// </summary>
    private async Task<Dictionary<string, Row>> StandingAsync(
        ShardId shard, IReadOnlyList<Announcement> announced, CancellationToken cancellation)
    {
        List<string> keys =
        [
            .. announced.Select(one => MemberCase.KeyOf(one.Contract!.Value, one.MemberId)),
            .. announced.Select(one => MemberCase.FormerKeyOf(one.Contract!.Value, one.MemberId)).OfType<string>(),
        ];
        var standing = await StandingAsync(shard, keys, cancellation);
        var former = standing.Values.Where(row => MemberCase.FromRow(row).ToRow(shard).Key != row.Key).ToList();
        foreach (var row in former) await MoveAsync(shard, row, cancellation);
        return former.Count == 0 ? standing : await StandingAsync(shard, keys, cancellation);
    }

    private async Task MoveAsync(ShardId shard, Row former, CancellationToken cancellation)
    {
        var moved = MemberCase.FromRow(former).ToRow(shard);
        List<RowAction> actions = [RowAction.Delete(shard.Partition, former.Key, former.Version)];
        if (await storage.ReadAsync(shard.Partition, moved.Key, cancellation) is null)
            actions.Add(RowAction.Insert(moved));
        await storage.CommitOwnAsync(shard.Partition, actions, cancellation);
    }

    /// <summary>One query for all, for cases at or near notice are few.</summary>
    private async Task<Dictionary<string, Row>> StandingAsync(
        ShardId shard, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        var standing = new Dictionary<string, Row>(StringComparer.Ordinal);
        var (first, last) = (keys.Min(StringComparer.Ordinal)!, keys.Max(StringComparer.Ordinal)!);
        await foreach (var row in storage.QueryAsync(shard.Partition, first, last + "!", cancellation))
            standing.Add(row.Key, row);
        return standing;
    }
}
