using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aso.ClaimFiles.Defects;
using Aso.Ledger.Audit;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>Our own code throws over one claim, wherever it comes, in every process and at every try.</summary>
public sealed partial class Readers_that_throw
{
    private static readonly DefectPlace[] Places = [DefectPlace.Content, DefectPlace.Whole, DefectPlace.Prepare];

    private static int Seeds =>
        int.TryParse(
            Environment.GetEnvironmentVariable("ASO_SIMULATION_SEEDS"), CultureInfo.InvariantCulture, out var seeds)
            ? Math.Max(1, seeds / 10)
            : 80;

    [Fact]
    public void The_laws_hold_whatever_dies_repeats_or_comes_late() => Parallel.For(1, Seeds + 1, seed =>
    {
        var script = SimulatedScript.Create(seed);
        if (Victim(script.Steps) is not { } victim) return;
        Arm(victim, Places[seed % Places.Length]);
        var problem = Simulation.Run(seed, script).Problem;
        DefectSwitch.Arm(null);
        if (problem is not null) Assert.Fail($"seed {seed}, {victim}: {problem}");
    });

    [Fact]
    public async Task Every_other_claim_is_decided_as_in_a_run_without_that_claim()
    {
        var thrown = 0;
        for (var seed = 1; seed <= 120; seed++)
        {
            var steps = Script.Create(seed, months: 1);
            if (Victim(steps) is not { } victim) continue;
            var (passed, place) = (0, Places[seed % Places.Length]);
            DefectSwitch.Arm((at, number) =>
            {
                if (at != place || number != victim) return;
                passed++;
                throw new InvalidOperationException("a defect");
            });
            var actual = await DecidedAsync(steps);
            DefectSwitch.Arm(null);
            thrown += Math.Sign(passed);
            Assert.True((await DecidedAsync(Without(steps, victim))).SequenceEqual(actual), $"seed {seed}, {victim}");
        }

        Assert.True(thrown >= 15, $"{thrown}");
    }

    private static void Arm(string victim, DefectPlace place) => DefectSwitch.Arm((at, number) =>
    {
        if (at == place && number == victim) throw new InvalidOperationException("a defect");
    });

    /// <summary>
    /// A claim's number without which no file is empty, and nowhere two of one number, which would be one claim, come to
    /// stand together; null: there is none.
    /// </summary>
    private static string? Victim(IReadOnlyList<Step> steps)
    {
        var files = steps.Where(step => step.Kind == EntryKind.Claims)
            .Select(step => ChunkReader.Claims(step.Content).Select(claim => claim.ClaimNumber).ToList()).ToList();
        return files.SelectMany(numbers => numbers)
            .FirstOrDefault(victim => files.TrueForAll(numbers => IsRight([.. numbers.Where(one => one != victim)])));

        static bool IsRight(List<string> left) =>
            left.Count > 0 && left.Zip(left.Skip(1)).All(pair => pair.First != pair.Second);
    }

    private static List<Step> Without(IReadOnlyList<Step> steps, string victim) =>
    [
        .. steps.Select(step => step.Kind != EntryKind.Claims
            ? step
            : step with
            {
                Content = Script.ChunkOf(
                    ChunkReader.Claims(step.Content).Where(claim => claim.ClaimNumber != victim)),
            }),
    ];

    /// <summary>Totals and every decision, but for where claims stand in their files.</summary>
    private static async Task<List<string>> DecidedAsync(IReadOnlyList<Step> steps)
    {
        var (storage, time) = (new MemoryStorage(), new SimulatedTime());
        var process = new SimulatedProcess(storage, time);
        foreach (var (index, step) in steps.Index())
        {
            time.AdvanceTo(step.Date);
            if (step.Change is CloseChange close)
                await process.Closer.CloseAsync(Script.Employer, close.Month, null);
            else if (step.Change is { } change)
                await process.Journal.AppendAsync(Script.Employer, change, time.GetUtcNow(), step.Date);
            else
            {
                var blob = DroppedFiles.NameOf(step, $"{index}");
                await storage.PutBlobAsync(blob, DroppedFiles.ContentOf(step));
                await process.Intake.ArriveAsync(blob);
            }
        }

        var described = new List<string>();
        var reader = new LedgerReader(storage);
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            await process.Worker.ApplyReadyAsync(id);
            described.Add(Json(HeadState.Read((await reader.HeadAsync(id)).State).Totals));
            await foreach (var row in reader.LogAsync(id))
                described.AddRange(row.Events.OfType<ClaimDecided>().Select(decided => Json(decided.Decision)));
        }

        var report = await new Reconciliation(storage, process.Journal).RunAsync(Script.Employer);
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        return described;
    }

    private static string Json<T>(T value) =>
        Position().Replace(JsonSerializer.Serialize(value, LedgerJson.Options), "");

    [GeneratedRegex("\"position\":[0-9]+", RegexOptions.IgnoreCase)]
    private static partial Regex Position();
}
