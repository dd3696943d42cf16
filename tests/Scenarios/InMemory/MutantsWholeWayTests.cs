using System.Globalization;
using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests;
using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Scenarios.InMemory;

/// <summary>
/// Damaged files dropped, prepared, applied, closed and replayed. Whatever becomes of one, the employer's next good file
/// is decided, reconcile finds nothing, and replay comes to the same hash. What our own code throws is contained, and yet
/// a find: it fails too. ASO_WHOLE_WAY_MUTANTS sets how many, ASO_WHOLE_WAY_SEED where to begin; a failure names the seeds
/// of one employer, and whose file failed.
/// </summary>
public sealed class MutantsWholeWayTests
{
    private const int MutantsByDefault = 1_000;

    /// <summary>Mutants that one employer gets.</summary>
    private const int MutantsPerEmployer = 100;

    /// <summary>A good file follows so many mutants: whichever of them held the employer up, it would wait.</summary>
    private const int MutantsPerGoodFile = 5;

    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3,
          "currency": "USD", "timeZone": "America/Chicago", "tiers": ["single", "family"],
          "fees": { "administration": { "single": 38.00, "family": 38.00 },
                    "stopLossPremium": { "single": 78.35, "family": 190.10 } },
          "funding": { "method": "payAsYouGo", "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } },
          "benefits": {
            "medical": { "deductible": { "individual": 3.00, "family": 5.00, "kind": "embedded" }, "coinsurance": 0.20,
                         "outOfPocketMaximum": { "individual": 9.00, "family": 15.00 }, "reviewAbove": 400000.00 },
            "dental": { "coinsurance": 0.50, "annualMaximum": 1500.00 } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
                        "specific": { "deductible": 50.00, "benefits": ["medical"] } } }
        """;

    private static readonly string Members =
        "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n"
        + string.Concat(new[] { "M1", "M2", "M-1", "M-2", "S1", "G" }.Select(member =>
            $"{member},{member},self,1980-01-01,single,medical;dental,2026-01-01,,52000\n"));

    [Fact]
    public async Task Every_mutant_leaves_the_ledger_whole_and_the_next_file_decided()
    {
        var (mutants, first) = (Setting("ASO_WHOLE_WAY_MUTANTS", MutantsByDefault), Setting("ASO_WHOLE_WAY_SEED", 1));
        for (var seed = first; seed < first + mutants; seed += MutantsPerEmployer)
        {
            var dropping = seed;
            try
            {
                await TryEmployerAsync(seed, Math.Min(seed + MutantsPerEmployer, first + mutants), at => dropping = at);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"mutants from ASO_WHOLE_WAY_SEED={seed}; at {dropping}: "
                    + $"{Mutate(dropping).Container} {Convert.ToBase64String(Mutate(dropping).Content)}",
                    failure);
            }
        }
    }

    private static async Task TryEmployerAsync(long first, long end, Action<long> at)
    {
        await using var pipeline = new MemoryPipeline(today: "2026-06-30", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/all.csv", Members);
        var decided = 0L;
        for (var seed = first; seed < end; seed++)
        {
            at(seed);
            var (container, content) = Mutate(seed);
            await pipeline.DropAsync(container, $"acme/{seed}", content);
            if ((seed - first) % MutantsPerGoodFile != MutantsPerGoodFile - 1 && seed != end - 1) continue;
            await pipeline.DropAsync("claims", $"acme/good-{seed}.csv", Encoding.UTF8.GetBytes(
                "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\n"
                + $"G{seed},1,medical,G,2026-01-05,100.00\n"));
            decided = await CheckDecidedAsync(pipeline, $"G{seed}", decided);
        }

        // A mutant of the plan may be a valid plan of an earlier year: then its first month is the next to close.
        var open = (await new LedgerReader(pipeline.Storage).ViewAsync("acme"))!.OpenMonth!.Value;
        Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", open.ToString()));
        await pipeline.SettleAsync("acme");
        var report = await new Reconciliation(pipeline.Storage, new EmployerJournal(pipeline.Storage)).RunAsync("acme");
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        var differences = await ReplayAsync(pipeline.Storage);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <param name="decided">Entries up to this one were looked at before.</param>
    /// <returns>The last entry.</returns>
    private static async Task<long> CheckDecidedAsync(MemoryPipeline pipeline, string number, long decided)
    {
        var last = decided;
        await foreach (var entry in pipeline.Get<EmployerJournal>().EntriesAfterAsync("acme", decided))
        {
            Assert.True(entry.IsFinal, $"entry {entry.Sequence} is {entry.State}");
            Assert.DoesNotContain(Rejection.DefectReason, entry.Outcome ?? "", StringComparison.Ordinal);
            last = entry.Sequence;
        }

        var good = (await pipeline.Get<EmployerJournal>().ReadAsync("acme", last))!;
        Assert.Equal((EntryState.Ready, 1, 0), (good.State, good.Manifest!.ItemsIn, good.Manifest.ItemsRejected));
        var shard = Assert.Single(good.Manifest.Shares).Shard;
        var heads = (await new LedgerReader(pipeline.Storage).ViewAsync("acme"))!.Heads;
        Assert.True(heads[shard].Applied.Sequence > last, $"{number}: shard {shard} waits at {heads[shard].Applied}");
        Assert.All(heads, head => Assert.Equal(0, head.SetAside));
        return last;
    }

    private static async Task<IReadOnlyList<Finding>> ReplayAsync(MemoryStorage source)
    {
        await using var target = new MemoryPipeline(today: "2026-06-30");
        var replay = new Replay(
            source, target.Storage,
            async (entry, cancellation) =>
            {
                if (entry.Kind == EntryKind.Close)
                    await target.CloseAsync("acme", ((CloseChange)HttpChange.Read(entry)).Month.ToString());
                else if (!entry.IsFinal) await target.Functions<FilePreparer>().PrepareAsync(entry, cancellation);
            },
            TimeProvider.System);
        return await replay.RunAsync("acme");
    }

    // Most go where they belong; some elsewhere; some are plans.
    private static (string Container, byte[] Content) Mutate(long seed)
    {
        var random = new Random((int)seed);
        if (random.Next(10) == 0) return ("plans", Mutants.Mutate(Encoding.UTF8.GetBytes(Plan), random));
        var (container, content) = Mutants.Files[random.Next(Mutants.Files.Count)];
        if (random.Next(20) == 0) container = container == "claims" ? "enrollment" : "claims";
        return (container, Mutants.Mutate(content, random));
    }

    private static long Setting(string name, long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : usual;
}
