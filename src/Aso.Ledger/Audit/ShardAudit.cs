using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Audit;

/// <summary>
/// Adds up one shard's log by itself, without the book's rules, and follows its hash chain from row to row.
/// </summary>
internal sealed class ShardAudit(ILedgerStorage storage, ShardId shard)
{
    private readonly HashSet<PlanYear> _years = [];
    private readonly List<ClaimWaits> _waits = [];
    private readonly Dictionary<(string SubscriberId, string ClaimNumber), Claim> _standing = [];

    /// <summary>Σ posted amounts of decisions.</summary>
    public Dictionary<(PlanYear Year, Month Posted, Benefit Benefit), Cents> Paid { get; } = [];

    public Dictionary<(PlanYear Year, Month Posted), Cents> Deposits { get; } = [];

    /// <summary>What came back (rule 5.14); of it, what belongs to a member.</summary>
    public Dictionary<(PlanYear Year, Month Posted), (Cents All, Cents OfMembers)> Recoveries { get; } = [];

    /// <summary>What carriers sent or refused (rule 4.14).</summary>
    public Dictionary<(PlanYear Contract, Month Posted, ContractHalf Half, bool IsDenied), Cents>
        Reimbursements { get; } = [];

    /// <summary>Claims received or recoveries posted, by the journal entry that brought them.</summary>
    public Dictionary<long, (long Claims, Cents Charge)> ByEntry { get; } = [];

    /// <summary>
    /// By the entry that brought them, the claims on their way: those that wait (rule 3.34) and those given away to
    /// other shards, less those taken over.
    /// </summary>
    public Dictionary<long, (long Claims, Cents Charge)> Undecided { get; } = [];

    /// <summary>Items that are set aside.</summary>
    public Dictionary<(long Sequence, long Index), ItemSetAside> SetAside { get; } = [];

    public List<Month> Closed { get; } = [];

    public List<Finding> Findings { get; } = [];

    public Head Head { get; private set; } = new();

    public async Task RunAsync(CancellationToken cancellation)
    {
        Head = await new LedgerReader(storage).HeadAsync(shard, cancellation);
        var chain = new HashChain(default);
        var expected = 1L;
        var rows = storage.QueryAsync(shard.Partition, ShardRows.LogKey(1), ShardRows.LogEnd, cancellation);
        await foreach (var row in rows)
        {
            if (expected > Head.LogRows)
            {
                // A commit made since the head was read is no finding; a row no head ever counts is.
                if (Head.LogRows == (await new LedgerReader(storage).HeadAsync(shard, cancellation)).LogRows)
                    Find(row.Key, "no row", "a row the head does not count");
                return;
            }

            if (!Follow(row, expected++, chain)) return;
        }

        if (expected <= Head.LogRows) Find(ShardRows.LogKey(expected), "a row", "none");
        else if (chain.Hash != Head.Hash) Find(ShardRows.HeadKey, chain.Hash.ToString(), Head.Hash.ToString());
    }

    /// <summary>An entry's claims or recoveries that are set aside.</summary>
    /// <returns>Charge: null where not every one of them can be read.</returns>
    public (long Claims, Cents? Charge) SetAsideOf(long sequence)
    {
        var (claims, charge) = (0L, (Cents?)Cents.Zero);
        foreach (var item in SetAside.Values)
        {
            if (item.Sequence != sequence || item.Kind == ItemKind.WaitMoved) continue;
            claims++;
            try
            {
                charge += item.Kind == ItemKind.Recovery
                    ? ChunkReader.ReadRecovery(item.Content).Amount
                    : ChunkReader.ReadClaim(item.Content).Charge;
            }
            catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
            {
                charge = null;
            }
        }

        return (claims, charge);
    }

    /// <summary>False: the chain is broken at this row, and nothing after it can be judged.</summary>
    private bool Follow(Row row, long expected, HashChain chain)
    {
        if (row.Key != ShardRows.LogKey(expected))
        {
            Find(ShardRows.LogKey(expected), "a row", "none");
            return false;
        }

        var events = 0L;
        try
        {
            foreach (var record in CommitDraft.Records(row.Payload))
            {
                events++;
                chain.Add(record.Span);
                Tally(EventFormat.Read(record.Span));
            }
        }
        catch (FormatException damaged)
        {
            Find(row.Key, "readable events", damaged.Message);
            return false;
        }

        if (row.Number("events") != events)
        {
            Find(row.Key, $"{row.Number("events")} events", $"{events}");
            return false;
        }

        if (row.Text("hash") is { } hash && hash == chain.Hash.ToString()) return true;
        Find(row.Key, $"events that lead to {row.Text("hash")}", $"events that lead to {chain.Hash}");
        return false;
    }

    private void Tally(LedgerEvent happened)
    {
        switch (happened)
        {
            case PlanAdopted adopted:
                _years.Add(adopted.Plan.Year);
                break;
            case ClaimDecided decided:
                Tally(decided.Decision);
                break;
            case ClaimWaits waits:
                _waits.Add(waits);
                if (!waits.IsTakenOver) CountUndecided(waits, 1);
                break;
            case WaitEnded ended:
                if (!ended.IsGivenAway) CountUndecided(_waits[(int)ended.Number - 1], -1);
                break;
            case DepositPosted deposit:
                var key = (YearOf(deposit.Date), deposit.PostingMonth);
                Deposits[key] = Deposits.GetValueOrDefault(key) + deposit.Amount;
                break;
            case ReimbursementPosted sent:
                var half = (sent.Contract, sent.PostingMonth, sent.Half, sent.IsDenied);
                Reimbursements[half] = Reimbursements.GetValueOrDefault(half) + sent.Amount;
                break;
            case RecoveryPosted recovery:
                Tally(recovery);
                break;
            case MonthClosed closed:
                Closed.Add(closed.Month);
                break;
            case ItemSetAside item:
                SetAside[(item.Sequence, item.Index)] = item;
                break;
            case ItemRetried retried:
                SetAside.Remove((retried.Sequence, retried.Index));
                break;
        }
    }

    private void Tally(RecoveryPosted posted)
    {
        var amount = posted.Recovery.Amount;
        var key = (posted.Year, posted.PostingMonth);
        var (all, ofMembers) = Recoveries.GetValueOrDefault(key);
        Recoveries[key] = (all + amount, posted.SubscriberId is null ? ofMembers : ofMembers + amount);
        var (items, sum) = ByEntry.GetValueOrDefault(posted.Sequence);
        ByEntry[posted.Sequence] = (items + 1, sum + amount);
        if (Closed.Count > 0 && posted.PostingMonth <= Closed[^1])
            Find($"a recovery of entry {posted.Sequence}", "an open month", $"a posting to {posted.PostingMonth}", law: 3);
    }

    private void CountUndecided(ClaimWaits waits, int sign)
    {
        var (claims, charge) = Undecided.GetValueOrDefault(waits.Sequence);
        Undecided[waits.Sequence] = (claims + sign, charge + waits.Claim.Charge * sign);
    }

    private void Tally(Decision decision)
    {
        var claim = decision.Claim;
        // The void half of a replacement carries the claim it voids; every other decision, the claim received.
        if (decision.Status != DecisionStatus.Voided || claim.Type == ClaimType.Void)
        {
            var (claims, charge) = ByEntry.GetValueOrDefault(decision.Sequence);
            ByEntry[decision.Sequence] = (claims + 1, charge + claim.Charge);
        }

        if (Closed.Count > 0 && decision.PostingMonth <= Closed[^1] && decision.Lines.Count > 0)
            Find($"claim at position {claim.Position} of entry {decision.Sequence}", "an open month",
                $"a posting to {decision.PostingMonth}", law: 3);
        TallyPaid(decision);
    }

    private void TallyPaid(Decision decision)
    {
        if (decision.Status is DecisionStatus.Pended or DecisionStatus.Refused) return;
        // A void says nothing of benefit and dates: those of the claim it voids count.
        var claim = decision.Claim;
        if (decision.Status != DecisionStatus.Voided) _standing[(decision.SubscriberId, claim.ClaimNumber)] = claim;
        else if (!_standing.Remove((decision.SubscriberId, decision.Voids!), out claim)) return;
        for (var index = 0; index < decision.Lines.Count; index++)
        {
            var line = decision.Lines[index];
            if (line.Paid.IsZero) continue;
            var key = (YearOf(claim.IncurredOn(claim.Lines[index])), decision.PostingMonth, claim.Benefit);
            Paid[key] = Paid.GetValueOrDefault(key) + line.Paid;
        }
    }

    private PlanYear YearOf(DateOnly date)
    {
        foreach (var year in _years)
            if (year.Contains(date)) return year;
        return default;
    }

    private void Find(string place, string expected, string found, int law = 4) =>
        Findings.Add(new Finding(law, $"{shard}/{place}", expected, found));
}
