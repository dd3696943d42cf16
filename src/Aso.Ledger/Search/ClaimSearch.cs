using Aso.Ledger.Format;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;

namespace Aso.Ledger.Search;

/// <summary>
/// Finds claims whatever became of them: decided, waiting and set aside ones in the state of the shards, rejected ones
/// in the acknowledgments of their files.
/// </summary>
public sealed class ClaimSearch(EmployerLedger employers, EmployerJournal journal, RejectedClaims rejected)
{
    public async Task<FoundClaims> FindAsync(
        LedgerView view, ClaimQuery query, CancellationToken cancellation = default)
    {
        var scope = query.Arrived is { } days ? await EntriesAsync(view, days, cancellation) : null;
        var found = new List<FoundClaim>();
        if (query.Fate != ClaimFate.Rejected)
        {
            foreach (var shard in await employers.AskAsync(view, book => InBook(book, query).ToList(), cancellation))
                found.AddRange(shard.Where(claim => scope?.ContainsKey(claim.Sequence) ?? true));
        }

        var left = 0;
        // Nobody knows whose a claim is that could not be read.
        if (query.Wants(ClaimFate.Rejected) && query.MemberId is null)
        {
            var (claims, filesLeft) = await rejected.ReadAsync(
                view.Employer.Name, await RejectingAsync(view, query, scope, cancellation), query.Number, cancellation);
            found.AddRange(claims.Select(claim => Of(claim)));
            left = filesLeft;
        }

        return new FoundClaims(
            [.. found.OrderByDescending(claim => claim.Sequence).ThenByDescending(claim => claim.Position)], left);
    }

    public static FoundClaim Of(RejectedClaim claim) =>
        new(ClaimFate.Rejected, claim.Entry.Sequence, 0) { Rejected = claim };

    /// <summary>Claims of a number on which our own code failed.</summary>
    public async Task<IReadOnlyList<FoundClaim>> SetAsideAsync(
        LedgerView view, string number, CancellationToken cancellation = default) =>
        view.Heads.All(head => head.SetAside == 0)
            ? []
            : [.. (await employers.AskAsync(
                view, book => SetAside(book, new ClaimQuery(number)).ToList(), cancellation))
                .SelectMany(shard => shard)];

    /// <summary>What became of the claims of a file, as it stands.</summary>
    /// <param name="entry">Ready.</param>
    public async Task<FileFates> FatesAsync(LedgerView view, JournalEntry entry)
    {
        var shards = await employers.AskOnceAsync(
            view, $"fates {entry.Sequence}", book => Fates(book, entry.Sequence), _ => 1);
        var all = new long[9];
        foreach (var counts in shards)
            for (var fate = 0; fate < all.Length; fate++) all[fate] += counts[fate];
        var received = entry.Manifest!.Shares.Sum(share => share.Items);
        return new FileFates(
            received, all[(int)ClaimFate.Paid], all[(int)ClaimFate.Denied], all[(int)ClaimFate.Refused],
            all[(int)ClaimFate.Pended], received - all.Sum(), all[(int)ClaimFate.Voided], all[^1],
            all[(int)ClaimFate.SetAside]);
    }

    /// <summary>By fate; and last, the voids.</summary>
    private static long[] Fates(ShardBook book, long sequence)
    {
        var counts = new long[9];
        foreach (var brought in book.Brought())
        {
            if (brought.Sequence == sequence) counts[(int)FateOf(brought.Decision)]++;
            if (brought.IsVoidedBy(sequence)) counts[^1]++;
        }

        counts[(int)ClaimFate.SetAside] = book.ItemsSetAside.LongCount(
            item => item.Sequence == sequence && item.Kind == ItemKind.Claim);
        return counts;
    }

    public static ClaimFate FateOf(Decision decision) => decision.Status switch
    {
        DecisionStatus.Paid => ClaimFate.Paid,
        DecisionStatus.Denied => ClaimFate.Denied,
        DecisionStatus.Pended => ClaimFate.Pended,
        DecisionStatus.Voided => ClaimFate.Voided,
        _ => ClaimFate.Refused,
    };

    private static IEnumerable<FoundClaim> InBook(ShardBook book, ClaimQuery query) =>
        Decided(book, query).Concat(Waiting(book, query)).Concat(SetAside(book, query));

    private static IEnumerable<FoundClaim> Decided(ShardBook book, ClaimQuery query)
    {
        if (query.Fate is ClaimFate.Waiting or ClaimFate.SetAside) yield break;
        foreach (var brought in book.Brought(query.Number, query.MemberId))
        {
            var fate = FateOf(brought.Decision);
            if (query.Wants(fate)
                && (query.File is not { } file || brought.Sequence == file || brought.Decision.Sequence == file))
                yield return new FoundClaim(fate, brought.Sequence, brought.Claim.Position) { Decided = brought };
        }
    }

    private static IEnumerable<FoundClaim> Waiting(ShardBook book, ClaimQuery query) =>
        from waiting in query.Wants(ClaimFate.Waiting) ? book.Waiting : []
        where IsWanted(waiting.Claim, waiting.Sequence, query)
        select new FoundClaim(ClaimFate.Waiting, waiting.Sequence, waiting.Claim.Position) { Waiting = waiting };

    private static IEnumerable<FoundClaim> SetAside(ShardBook book, ClaimQuery query)
    {
        if (!query.Wants(ClaimFate.SetAside)) yield break;
        foreach (var item in book.ItemsSetAside)
            if (item.Kind == ItemKind.Claim && ClaimOf(item) is { } claim && IsWanted(claim, item.Sequence, query))
                yield return new FoundClaim(ClaimFate.SetAside, item.Sequence, claim.Position) { SetAside = claim };
    }

    /// <summary>Null: not even that can be read.</summary>
    private static Claim? ClaimOf(ItemSetAside item)
    {
        try
        {
            return ChunkReader.ReadClaim(item.Content);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsWanted(Claim claim, long sequence, ClaimQuery query) =>
        (query.Number is null || claim.ClaimNumber == query.Number || claim.Account == query.Number)
        && (query.MemberId is null || claim.MemberId == query.MemberId)
        && (query.File is null || sequence == query.File);

    /// <summary>Entries that arrived on the days; the journal is read, as for the list of files.</summary>
    private async Task<Dictionary<long, JournalEntry>> EntriesAsync(
        LedgerView view, DateWindow days, CancellationToken cancellation)
    {
        var entries = new Dictionary<long, JournalEntry>();
        await foreach (var entry in journal.EntriesAfterAsync(view.Employer.Name, 0, cancellation))
            if (days.Contains(entry.BusinessDate)) entries.Add(entry.Sequence, entry);
        return entries;
    }

    /// <summary>The files whose acknowledgments are to be read, newest first.</summary>
    private async Task<IReadOnlyList<long>> RejectingAsync(
        LedgerView view, ClaimQuery query, Dictionary<long, JournalEntry>? scope, CancellationToken cancellation)
    {
        // Files of an earlier version have no row: they are found by the journal, which knows what they rejected.
        var files = query is { Number: null, File: { } one } ? [one]
            : query.Number is null && scope is not null
                ? [.. scope.Values.Where(entry => entry is { Kind: EntryKind.Claims, Manifest.ItemsRejected: > 0 })
                    .Select(entry => entry.Sequence).OrderDescending()]
                : await rejected.FilesAsync(view.Employer.Name, query.Number, cancellation);
        return
        [
            .. files.Where(file =>
                (query.File is null || query.File == file) && (scope?.ContainsKey(file) ?? true)),
        ];
    }
}
