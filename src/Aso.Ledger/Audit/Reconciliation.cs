using Aso.ClaimFiles.Csv;
using Aso.Ledger.Closing;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Audit;

/// <summary>What a reconciliation looked at, and what it found.</summary>
/// <param name="SetAside">Items of the journal that are set aside: no finding, but to be retried.</param>
public sealed record ReconciliationReport(
    long LogRows, long Events, long Claims, int Files, int Statements, IReadOnlyList<Finding> Findings,
    long SetAside = 0)
{
    public bool IsClean => Findings.Count == 0;
}

/// <summary>
/// Laws 2 to 4 from the stored rows: Σ decisions = shard totals = cuts = statements, claims in = adjudicated +
/// rejected + waiting + set aside, nothing posted to a closed month, and a hash chain that no changed, removed or
/// inserted row survives.
/// </summary>
public sealed class Reconciliation(ILedgerStorage storage, EmployerJournal journal)
{
    public async Task<ReconciliationReport> RunAsync(string employer, CancellationToken cancellation = default)
    {
        var found = new List<Finding>();
        var audits = new List<ShardAudit>();
        var shards = (await journal.EmployerAsync(employer, cancellation))?.Shards ?? 0;
        for (var shard = 0; shard < shards; shard++)
        {
            var id = new ShardId(employer, shard);
            var audit = new ShardAudit(storage, id);
            await audit.RunAsync(cancellation);
            audits.Add(audit);
            found.AddRange(audit.Findings);
            // Sums of a log that was tampered with say nothing more.
            if (audit.Findings.Count > 0) continue;
            CompareTotals(id, audit, found);
            CompareSetAside(id, audit, found);
            await CompareCutsAsync(id, audit, found, cancellation);
        }

        var statements = await CompareStatementsAsync(employer, audits, found, cancellation);
        var (files, claims) = await CompareFilesAsync(employer, audits, found, cancellation);
        return new ReconciliationReport(
            audits.Sum(audit => audit.Head.LogRows),
            audits.Sum(audit => audit.Head.Events),
            claims,
            files,
            statements,
            found,
            audits.Sum(audit => audit.SetAside.Count));
    }

    private static void CompareTotals(ShardId shard, ShardAudit audit, List<Finding> found) =>
        Compare($"{shard}/head", audit, audit.Head.ReadState().Totals, null, found);

    private static void CompareSetAside(ShardId shard, ShardAudit audit, List<Finding> found)
    {
        var counted = audit.Head.ReadState().SetAside?.ToDictionary(count => count.Sequence, count => count.Items)
            ?? [];
        foreach (var entry in audit.SetAside.Keys.GroupBy(item => item.Sequence))
        {
            counted.Remove(entry.Key, out var items);
            Compare($"{shard}/head: items of entry {entry.Key} that are set aside", entry.LongCount(), items, found);
        }

        foreach (var (sequence, items) in counted)
            Compare($"{shard}/head: items of entry {sequence} that are set aside", 0, items, found);
    }

    private async Task CompareCutsAsync(
        ShardId shard, ShardAudit audit, List<Finding> found, CancellationToken cancellation)
    {
        var reader = new LedgerReader(storage);
        foreach (var month in audit.Closed)
        {
            var cut = await reader.CutAsync(shard, month, cancellation);
            if (cut is null) found.Add(new Finding(3, $"{shard}/cut~{month}", "a cut", "none"));
            else Compare($"{shard}/cut~{month}", audit, cut.Totals, month, found);
        }
    }

    private static void Compare(string place, ShardAudit audit, Totals totals, Month? through, List<Finding> found)
    {
        var paid = audit.Paid.Where(sum => through is null || sum.Key.Posted <= through)
            .ToDictionary(sum => sum.Key, sum => sum.Value);
        var deposits = audit.Deposits.Where(sum => through is null || sum.Key.Posted <= through)
            .ToDictionary(sum => sum.Key, sum => sum.Value);
        var recoveries = audit.Recoveries.Where(sum => through is null || sum.Key.Posted <= through)
            .ToDictionary(sum => sum.Key, sum => sum.Value);
        foreach (var (year, sums) in totals.Years)
        {
            foreach (var (month, posted) in sums.Months)
            {
                foreach (var benefit in Benefits.All)
                {
                    paid.Remove((year, month, benefit), out var expected);
                    var actual = posted.PaidByBenefit[(int)benefit];
                    Compare($"{place}: {year} {month} {benefit.Name()}", expected, actual, found);
                }

                deposits.Remove((year, month), out var paidIn);
                Compare($"{place}: {year} {month} deposits", paidIn, posted.Deposits, found);
                recoveries.Remove((year, month), out var cameBack);
                Compare($"{place}: {year} {month} recoveries", cameBack.All, posted.Recoveries, found);
                Compare(
                    $"{place}: {year} {month} recoveries of members", cameBack.OfMembers, posted.MemberRecoveries, found);
            }
        }

        foreach (var (key, sum) in paid)
            Compare($"{place}: {key.Year} {key.Posted} {key.Benefit.Name()}", sum, Cents.Zero, found);
        foreach (var (key, sum) in deposits)
            Compare($"{place}: {key.Year} {key.Posted} deposits", sum, Cents.Zero, found);
        foreach (var (key, sum) in recoveries)
            Compare($"{place}: {key.Year} {key.Posted} recoveries", sum.All, Cents.Zero, found);
        CompareReimbursements(place, audit, totals, through, found);
    }

    private static void CompareReimbursements(
        string place, ShardAudit audit, Totals totals, Month? through, List<Finding> found)
    {
        var left = audit.Reimbursements.Where(sum => through is null || sum.Key.Posted <= through)
            .ToDictionary(sum => sum.Key, sum => sum.Value);
        foreach (var (contract, sums) in totals.Years)
        foreach (var (month, payments) in sums.Contract.Payments)
        {
            Compare(ContractHalf.Specific, false, payments.SpecificReceived);
            Compare(ContractHalf.Specific, true, payments.SpecificDenied);
            Compare(ContractHalf.Aggregate, false, payments.AggregateReceived);
            Compare(ContractHalf.Aggregate, true, payments.AggregateDenied);

            void Compare(ContractHalf half, bool isDenied, Cents actual)
            {
                var key = (contract, month, half, isDenied);
                left.Remove(key, out var expected);
                Reconciliation.Compare($"{place}: {Named(key)}", expected, actual, found);
            }
        }

        foreach (var (key, sum) in left) Compare($"{place}: {Named(key)}", sum, Cents.Zero, found);

        static string Named((PlanYear Contract, Month Posted, ContractHalf Half, bool IsDenied) key) =>
            $"{key.Contract} {key.Posted} {key.Half} {(key.IsDenied ? "denied" : "received")}";
    }

    private static void Compare(string place, Cents expected, Cents actual, List<Finding> found)
    {
        if (expected != actual) found.Add(new Finding(2, place, expected.ToString(), actual.ToString()));
    }

    private async Task<int> CompareStatementsAsync(
        string employer, List<ShardAudit> audits, List<Finding> found, CancellationToken cancellation)
    {
        var count = 0;
        var last = new Dictionary<PlanYear, Month>();
        await foreach (var row in storage.QueryAsync(employer, StatementStore.Prefix, cancellation))
        {
            count++;
            var statement = StatementStore.ToStatement(row);
            last[statement.PlanYear] = statement.Month;
            foreach (var benefit in Benefits.All)
            {
                var expected = audits.SelectMany(audit => audit.Paid)
                    .Where(sum => sum.Key.Year == statement.PlanYear && sum.Key.Posted <= statement.Month
                        && sum.Key.Benefit == benefit)
                    .Sum(sum => sum.Value);
                var line = statement.Line(LineNames.Paid(benefit));
                Compare($"{row.Key}: {line.Name} to date", expected, new Cents(line.ToDate), found);
            }

            Compare(
                $"{row.Key}: {LineNames.Recoveries} to date",
                audits.SelectMany(audit => audit.Recoveries)
                    .Where(sum => sum.Key.Year == statement.PlanYear && sum.Key.Posted <= statement.Month)
                    .Sum(sum => sum.Value.All),
                statement.ToDate(LineNames.Recoveries), found);
        }

        await CompareLatestAsync(employer, last, found, cancellation);
        return count;
    }

    /// <summary>The latest statement of a plan year is that of its month, and none is later.</summary>
    /// <param name="last">Read before: a close may have gone on since.</param>
    private async Task CompareLatestAsync(
        string employer, Dictionary<PlanYear, Month> last, List<Finding> found, CancellationToken cancellation)
    {
        await foreach (var row in storage.QueryAsync(employer, StatementStore.LatestPrefix, cancellation))
        {
            var latest = StatementStore.ToStatement(row);
            if (last.TryGetValue(latest.PlanYear, out var month) && latest.Month < month)
                found.Add(new Finding(2, row.Key, month.ToString(), latest.Month.ToString()));
            var key = StatementStore.KeyOf(latest.PlanYear, latest.Month);
            if (await storage.ReadAsync(employer, key, cancellation) is not { } kept)
                found.Add(new Finding(2, key, "a statement", "none"));
            else if (!kept.Payload.Span.SequenceEqual(row.Payload.Span))
                found.Add(new Finding(2, row.Key, $"the same as {key}", "another"));
        }
    }

    private async Task<(int Files, long Claims)> CompareFilesAsync(
        string employer, List<ShardAudit> audits, List<Finding> found, CancellationToken cancellation)
    {
        var files = 0;
        var claims = 0L;
        await foreach (var entry in journal.EntriesAfterAsync(employer, 0, cancellation))
        {
            if (entry is not
                {
                    Kind: EntryKind.Claims or EntryKind.Recoveries, State: EntryState.Ready, Manifest: { } manifest,
                }) continue;
            if (entry.File is not null) files++;
            if (entry.Kind == EntryKind.Claims)
                claims += audits.Sum(audit => audit.ByEntry.GetValueOrDefault(entry.Sequence).Claims);
            var place = $"entry {entry.Sequence}";
            var shared = manifest.Shares.Sum(share => share.Items);
            var charged = manifest.Shares.Sum(share => share.ChargeCents);
            Compare($"{place}: claims", manifest.ItemsIn, shared + manifest.ItemsRejected, found);
            Compare($"{place}: charges",
                new Cents(manifest.ChargeInCents), new Cents(charged + manifest.ChargeRejectedCents), found);
            foreach (var share in manifest.Shares)
                CompareShare($"{place} on shard {share.Shard}", entry.Sequence, share, audits[share.Shard], found);
        }

        return (files, claims);
    }

    private static void CompareShare(
        string place, long sequence, ShardShare share, ShardAudit audit, List<Finding> found)
    {
        if (audit.Findings.Count > 0) return;
        var (decided, decidedCharge) = audit.ByEntry.GetValueOrDefault(sequence);
        var (undecided, undecidedCharge) = audit.Undecided.GetValueOrDefault(sequence);
        var (setAside, setAsideCharge) = audit.SetAsideOf(sequence);
        var claims = decided + undecided + setAside;
        var applied = audit.Head.Applied;
        if (applied.Sequence > sequence)
        {
            Compare($"{place}: claims", share.Items, claims, found);
            if (setAsideCharge is { } charge)
                Compare($"{place}: charges", new Cents(share.ChargeCents), decidedCharge + undecidedCharge + charge, found);
        }
        else
        {
            var done = applied.Sequence == sequence ? applied.Index : 0;
            Compare($"{place}: claims so far", done, claims, found);
        }
    }

    private static void Compare(string place, long expected, long actual, List<Finding> found)
    {
        if (expected == actual) return;
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        found.Add(new Finding(2, place, expected.ToString(culture), actual.ToString(culture)));
    }
}
