using System.Text;
using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>Its log is read, its statements stand, and the second edition holds from the open month on.</summary>
public sealed class A_ledger_of_the_first_edition
{
    private static readonly Month May = FirstEditionLedger.LastClosed.Next;

    private readonly ManualTime _time = FirstEditionLedger.Time();

    [Fact]
    public async Task Answers_by_the_second_edition_before_anything_is_written()
    {
        var storage = await FirstEditionLedger.LoadAsync();
        var before = await RowsAsync(storage);
        var answers = await LiabilitiesAsync(storage);
        Assert.Equal(before, await RowsAsync(storage));

        var current = answers[1];
        // 60,000.00 paid in; the carrier has sent nothing yet.
        Assert.Equal(Cents.FromAmount(60000m - 56000.40m), current.ToDate.FundBalance);
        // M1 has 30,000.40 of a deductible of 25,000.00.
        Assert.Equal(Cents.FromAmount(5000.40m), current.ToDate.Specific);
        // 90 % of what 25,000.00 + 25,000.00 + 1,000.00 exceed five months of 3 × 1,000.00 by.
        Assert.Equal(Cents.FromAmount(32400m), current.ToDate.Aggregate);
        Assert.Equal(Cents.FromAmount(40000m), current.ToDate.Unpaid.Pended);
        Assert.Equal((1, 1), (current.UnitsAtNotice, current.UnitsOverSpecific));
        Assert.Equal(Cents.FromAmount(8000m), answers[0].ToDate.Carrier.Receivable);

        // Once the shards have written their heads, these say the same.
        await new SimulatedProcess(storage, _time).Sweep.RunAsync();
        Assert.All(await HeadsAsync(storage), head => Assert.Equal(Editions.Second, head.ReadState().Edition));
        Assert.Equal(answers.Select(Described), (await LiabilitiesAsync(storage)).Select(Described));
    }

    [Fact]
    public async Task Posts_what_the_second_edition_changes_once_and_says_why()
    {
        var storage = await FirstEditionLedger.LoadAsync();
        var (rows, blobs) = (await RowsAsync(storage), await BlobsAsync(storage));
        var process = new SimulatedProcess(storage, _time, inEveryForm: true);
        await process.Sweep.RunAsync();
        await DropLateClaimAsync(storage, process);
        Assert.Equal(CloseOutcome.Closed, await process.Closer.CloseAsync(FirstEditionLedger.Employer, May, "operator"));

        foreach (var year in (PlanYear[])[FirstEditionLedger.Settled, FirstEditionLedger.Current])
        {
            var statements = await new StatementStore(storage).ReadAsync(FirstEditionLedger.Employer, year);
            var (last, made) = (statements[^2], statements[^1]);
            Assert.Equal((FirstEditionLedger.LastClosed, May), (last.Month, made.Month));
            Assert.Equal((Editions.First, Editions.Second), (last.Edition, made.Edition));
            AssertMonthsSumToTheYear(statements);
            AssertExplained(last, made);
        }

        var settled = await StatementAsync(storage, FirstEditionLedger.Settled, May);
        var current = await StatementAsync(storage, FirstEditionLedger.Current, May);
        // The late claim is paid after the run-out, wholly, since M1 has reached the maximum; L-1 stays denied.
        Assert.Equal(240_00, settled.Line(LineNames.Paid(Benefit.Medical)).Month);
        // The first edition counted in the fund what the carrier owes; all else of the fund is as it was.
        Assert.Equal(new Restatement(LineNames.Fund, "5.4", LineUnit.Cents, 16000_00, 8000_00), FundOf(settled));
        Assert.Equal(new Restatement(LineNames.Fund, "5.4", LineUnit.Cents, 44200_00, 4999_60), FundOf(current));
        Assert.Equal(1000_00, current.Line(LineNames.Paid(Benefit.Medical)).Month);
        Assert.Equal(0, current.Line(LineNames.Specific).Month);
        Assert.Equal(-1800_00, current.Line(LineNames.Aggregate).Month);
        Assert.DoesNotContain(current.Restated!, line => line.Line == LineNames.Aggregate);
        Assert.Contains(
            new Restatement(LineNames.Pended, "5.6", LineUnit.Cents, 0, 40000_00), current.Restated!);

        // What was published stands, byte by byte.
        var now = await RowsAsync(storage);
        Assert.All(rows.Where(row => row.Contains("/statement~", StringComparison.Ordinal)
            || row.Contains("/log~", StringComparison.Ordinal) || row.Contains("/cut~", StringComparison.Ordinal)),
            row => Assert.Contains(row, now));
        var published = await BlobsAsync(storage);
        Assert.All(blobs, blob => Assert.Equal(blob.Value, published[blob.Key]));

        // Only the first statement has anything to explain.
        var june = May.Next;
        Assert.Equal(
            CloseOutcome.Closed, await process.Closer.CloseAsync(FirstEditionLedger.Employer, june, "operator"));
        Assert.Null((await StatementAsync(storage, FirstEditionLedger.Current, june)).Restated);
        AssertMonthsSumToTheYear(
            await new StatementStore(storage).ReadAsync(FirstEditionLedger.Employer, FirstEditionLedger.Current));
    }

    [Fact]
    public async Task Tells_the_triangle_of_its_closed_months_and_no_estimate_that_was_not_kept()
    {
        var storage = await FirstEditionLedger.LoadAsync();
        var employers = Employers(storage);
        var ledger = (await employers.FindAsync(FirstEditionLedger.Employer, default))!;

        var atClose = (await employers.AtCloseAsync(ledger, FirstEditionLedger.LastClosed, default))!;

        Assert.Equal(FirstEditionLedger.LastClosed, atClose.Triangle!.Through);
        Assert.Contains(atClose.Triangle.Months, month => month.Incurred.Paid > Cents.Zero);
        var statement = await StatementAsync(storage, FirstEditionLedger.Current, FirstEditionLedger.LastClosed);
        Assert.Equal((null, null), (RunOff.Of(statement, atClose).Estimate, RunOff.Of(statement, atClose).Difference));
        Assert.Null(await employers.AtCloseAsync(ledger, May, default));
    }

    [Fact]
    public async Task Reconciles_and_replays()
    {
        var storage = await FirstEditionLedger.LoadAsync();
        Assert.Empty((await ReconcileAsync(storage)).Findings);
        var process = new SimulatedProcess(storage, _time);
        var replay = (MemoryStorage target) =>
            new Replay(storage, target, new SimulatedProcess(target, _time).SettleAsync, _time);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => replay(new MemoryStorage()).RunAsync(FirstEditionLedger.Employer));
        await process.Sweep.RunAsync();
        await DropLateClaimAsync(storage, process);
        await process.Closer.CloseAsync(FirstEditionLedger.Employer, May, "operator");
        var report = await ReconcileAsync(storage);
        Assert.Empty(report.Findings);
        Assert.Equal(22, report.Statements);

        var target = new MemoryStorage();
        Assert.Empty(await replay(target).RunAsync(FirstEditionLedger.Employer));
        Assert.Equal(
            (await HeadsAsync(storage)).Select(head => head.Hash), (await HeadsAsync(target)).Select(head => head.Hash));
        Assert.Empty((await ReconcileAsync(target)).Findings);
    }

    [Fact]
    public async Task Changes_once_wherever_the_process_dies()
    {
        var start = await FirstEditionLedger.LoadAsync();
        var quiet = start.Fork();
        await CrossAsync(quiet, _time);
        var expected = await DescribeAsync(quiet);
        Assert.Equal(
            FirstEditionLedger.Shards,
            expected.Count(line => line.EndsWith(nameof(EditionBegan), StringComparison.Ordinal)));
        Assert.Contains(expected, line => line.EndsWith("Edition Ready", StringComparison.Ordinal));
        await CrashPoints.EachAsync(
            start, FirstEditionLedger.Time, CrossAsync,
            async storage => Assert.Equal(expected, await DescribeAsync(storage)));
    }

    [Fact]
    public async Task Finishes_a_close_that_the_first_edition_began()
    {
        var storage = await FirstEditionLedger.LoadAsync();
        var april = FirstEditionLedger.LastClosed;
        // The shards have closed the month; the statement of the current plan year was not made any more.
        storage.Tamper(
            FirstEditionLedger.Employer, StatementStore.KeyOf(FirstEditionLedger.Current, april), null);
        storage.Tamper(
            FirstEditionLedger.Employer, "periods",
            new Row(FirstEditionLedger.Employer, "periods").With("closedThrough", (april - 1).ToString()));
        var before = await storage.ReadAsync(
            FirstEditionLedger.Employer, StatementStore.KeyOf(FirstEditionLedger.Settled, april));
        var process = new SimulatedProcess(storage, _time);
        Assert.Equal(CloseOutcome.Closed, await process.Closer.CloseAsync(FirstEditionLedger.Employer, april, null));
        Assert.Equal(CloseOutcome.Closed, await process.Closer.CloseAsync(FirstEditionLedger.Employer, May, null));

        var kept = await storage.ReadAsync(
            FirstEditionLedger.Employer, StatementStore.KeyOf(FirstEditionLedger.Settled, april));
        Assert.Equal(before!.Payload.ToArray(), kept!.Payload.ToArray());
        var statements = await new StatementStore(storage).ReadAsync(
            FirstEditionLedger.Employer, FirstEditionLedger.Current);
        AssertExplained(statements[^3], statements[^2]);
        Assert.Null(statements[^1].Restated);
        AssertMonthsSumToTheYear(statements);
        Assert.Empty((await ReconcileAsync(storage)).Findings);
    }

    /// <summary>What happens in May under the second edition.</summary>
    private static async Task CrossAsync(ILedgerStorage storage, TimeProvider time)
    {
        var process = new SimulatedProcess(storage, time);
        var approval = new DecisionChange("S2", "N-4", null) { Request = "approval" };
        await process.Journal.AppendAsync(
            FirstEditionLedger.Employer, approval, time.GetUtcNow(), new DateOnly(2027, 5, 20), "operator");
        await process.Closer.CloseAsync(FirstEditionLedger.Employer, May, "operator");
    }

    /// <summary>A claim of the plan year whose run-out is over.</summary>
    private static async Task DropLateClaimAsync(MemoryStorage storage, SimulatedProcess process)
    {
        var blob = new BlobName("claims", $"{FirstEditionLedger.Employer}/late.csv");
        if (await storage.DescribeBlobAsync(blob) is null)
            await storage.PutBlobAsync(blob, Encoding.UTF8.GetBytes(
                "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,network,procedure,charge\n"
                + "L-2,1,medical,M1,2026-12-16,2027-05-06,2027-05-20,in,99213,240.00\n"));
        await process.Intake.ArriveAsync(blob);
    }

    /// <summary>Rules 5.2 and 5.4.</summary>
    private static void AssertMonthsSumToTheYear(IReadOnlyList<Statement> statements)
    {
        var sums = new Dictionary<string, long>();
        foreach (var line in statements.SelectMany(statement => statement.Lines))
        {
            sums[line.Name] = sums.GetValueOrDefault(line.Name) + line.Month;
            Assert.Equal(sums[line.Name], line.ToDate);
        }

        foreach (var (last, next) in statements.Zip(statements.Skip(1)))
        {
            var restated = next.Restated?.FirstOrDefault(line => line.Line == LineNames.Fund);
            Assert.Equal(restated?.Before ?? last.Fund.Closing.Value, last.Fund.Closing.Value);
            Assert.Equal(restated?.After ?? last.Fund.Closing.Value, next.Fund.Opening.Value);
        }
    }

    /// <summary>Whatever a line says of the month is what happened in it, and what the editions differ by.</summary>
    private static void AssertExplained(Statement last, Statement made)
    {
        Assert.All(made.Restated!, line => Assert.NotEqual(line.Before, line.After));
        foreach (var restated in made.Restated!.Where(line => line.Line != LineNames.Fund))
            Assert.Equal(last.Line(restated.Line).ToDate, restated.Before);
        // These nothing has moved in the month: whatever it shows of them is restated.
        string[] unmoved =
        [
            LineNames.Enrolled("single"), LineNames.Deposits, LineNames.Received, LineNames.Denied, LineNames.Specific,
            LineNames.Fees, LineNames.Premium,
        ];
        var isSettled = made.PlanYear == FirstEditionLedger.Settled;
        foreach (var line in made.Lines.Where(line => isSettled && unmoved.Contains(line.Name)))
        {
            var restated = made.Restated!.FirstOrDefault(one => one.Line == line.Name);
            Assert.Equal(line.Month, (restated?.After - restated?.Before) ?? 0);
        }

        Assert.Contains(made.Restated!, line => line is { Line: LineNames.Receivable, Before: 0, After: > 0 });
    }

    private static Restatement FundOf(Statement statement) =>
        Assert.Single(statement.Restated!, line => line.Line == LineNames.Fund);

    private static async Task<Statement> StatementAsync(ILedgerStorage storage, PlanYear year, Month month) =>
        (await new StatementStore(storage).ReadAsync(FirstEditionLedger.Employer, year, month))!;

    private static Task<ReconciliationReport> ReconcileAsync(ILedgerStorage storage) =>
        new Reconciliation(storage, new EmployerJournal(storage)).RunAsync(FirstEditionLedger.Employer);

    private async Task<List<CurrentLiability>> LiabilitiesAsync(ILedgerStorage storage)
    {
        var employers = Employers(storage);
        var ledger = (await employers.FindAsync(FirstEditionLedger.Employer, default))!;
        var answers = new List<CurrentLiability>();
        foreach (var year in (PlanYear[])[FirstEditionLedger.Settled, FirstEditionLedger.Current])
            answers.Add((await employers.ViewAsync(ledger, year, default))!.Liability());
        return answers;
    }

    private EmployerLedger Employers(ILedgerStorage storage) => new(
        new LedgerReader(storage), new ShardCache(storage), new StatementStore(storage), new BusinessClock(_time));

    private static string Described(CurrentLiability answer) => string.Join(
        ' ', answer.DueToday, answer.WithIncurredNotReported, answer.MaximumRemaining, answer.UnitsAtNotice,
        answer.ToDate.FundBalance, answer.ToDate.Surplus, answer.ToDate.Unpaid);

    private static async Task<List<Head>> HeadsAsync(ILedgerStorage storage)
    {
        var heads = new List<Head>();
        for (var shard = 0; shard < FirstEditionLedger.Shards; shard++)
            heads.Add(await new LedgerReader(storage).HeadAsync(new ShardId(FirstEditionLedger.Employer, shard)));
        return heads;
    }

    /// <summary>Every row of the employer and its shards, without what hangs on timing.</summary>
    private static async Task<List<string>> RowsAsync(MemoryStorage storage)
    {
        var rows = new List<string>();
        string[] partitions =
            [FirstEditionLedger.Employer, .. Enumerable.Range(0, FirstEditionLedger.Shards)
                .Select(shard => new ShardId(FirstEditionLedger.Employer, shard).Partition)];
        foreach (var partition in partitions)
            await foreach (var row in storage.QueryAsync(partition, "", "~"))
                rows.Add($"{partition}/{row.Key} {Convert.ToHexString(row.Payload.Span)} "
                    + string.Join(',', row.Fields.Where(field => field.Key != "commit").OrderBy(field => field.Key)));
        return rows;
    }

    private static async Task<Dictionary<string, string>> BlobsAsync(MemoryStorage storage)
    {
        var blobs = new Dictionary<string, string>();
        foreach (var container in (string[])["statements", "stop-loss", "acknowledgments"])
            await foreach (var listed in storage.ListBlobsAsync(container, ""))
            {
                var content = await storage.ReadBlobAsync(new BlobName(container, listed.Name));
                blobs.Add($"{container}/{listed.Name}", Convert.ToHexString(content!));
            }

        return blobs;
    }

    /// <summary>Hashes, totals, cuts, statements, and the kinds of journal entries and events.</summary>
    private static async Task<List<string>> DescribeAsync(ILedgerStorage storage)
    {
        var described = await Ledgers.DescribeAsync(storage);
        await foreach (var entry in new EmployerJournal(storage).EntriesAfterAsync(FirstEditionLedger.Employer, 0))
            described.Add($"{entry.Sequence} {entry.Kind} {entry.State}");
        for (var shard = 0; shard < FirstEditionLedger.Shards; shard++)
            await foreach (var row in new LedgerReader(storage).LogAsync(new ShardId(FirstEditionLedger.Employer, shard)))
                described.AddRange(row.Events.Select(one => $"{shard} {one.GetType().Name}"));
        foreach (var year in (PlanYear[])[FirstEditionLedger.Settled, FirstEditionLedger.Current])
            foreach (var statement in await new StatementStore(storage).ReadAsync(FirstEditionLedger.Employer, year))
                described.Add(
                    $"{year} {statement.Month} {statement.Fund} {string.Join(',', statement.Lines)} "
                    + string.Join(',', statement.Restated ?? []));
        return described;
    }
}
