using System.Collections.Concurrent;
using System.Globalization;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Laws_hold_under_every_schedule
{
    /// <summary>
    /// How many seeds, from 1 on; <c>ASO_SIMULATION_SEEDS</c> asks for more, <c>ASO_SIMULATION_FIRST</c> for others, and
    /// <c>ASO_SIMULATION_SEED</c> for just one.
    /// </summary>
    private const int SeedsByDefault = 500;

    private static readonly ConcurrentDictionary<int, Outcome> Outcomes = new();

    /// <summary>What the tests ask of a run.</summary>
    /// <param name="Removed">How many blobs nobody needed any more while it ran.</param>
    /// <param name="IsRemovedMeanwhile">Shards decided still after the first chunk was removed.</param>
    /// <param name="Struck">Whether our own code threw on a claim.</param>
    private sealed record Outcome(string? Problem, int Removed, bool IsRemovedMeanwhile, bool Struck);

    [Fact]
    public void Whatever_dies_repeats_or_comes_late() =>
        // Each simulation has a thread of its own, and nothing in common with another.
        Parallel.ForEach(Seeds(), seed =>
        {
            if (OutcomeOf(seed).Problem is { } problem) Assert.Fail(Explain(seed, SimulatedScript.Create(seed), problem));
        });

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        var first = Simulation.Run(1, SimulatedScript.Create(1)).Trace;
        Assert.Equal(first, Simulation.Run(1, SimulatedScript.Create(1)).Trace);
        Assert.Contains(first, call => call.EndsWith("dies after", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nobody_needs_is_removed_while_others_still_work() =>
        // Of two months each; some remove only when all is done.
        Assert.Contains(Enumerable.Range(0, 8).Select(one => 8 * one + 1), seed =>
        {
            var (problem, removed, isMeanwhile, _) = OutcomeOf(seed);
            Assert.Null(problem);
            Assert.True(removed > 0);
            return isMeanwhile;
        });

    [Fact]
    public void Our_own_code_throws_on_a_claim_in_many_of_them() =>
        Assert.True(Enumerable.Range(1, 32).Count(seed => OutcomeOf(seed).Struck) >= 4);

    [Fact]
    public async Task Claims_of_members_enrolled_late_wait_and_are_decided_moved_or_refused()
    {
        var events = new List<LedgerEvent>();
        foreach (var seed in Enumerable.Range(0, 12).Select(one => 4 * one + 3))
        {
            var (storage, time) = (new MemoryStorage(), new SimulatedTime());
            var process = new SimulatedProcess(storage, time);
            foreach (var (index, step) in SimulatedScript.Create(seed).Steps.Index())
            {
                time.AdvanceTo(step.Date);
                if (step.Change is not null) continue;
                var blob = DroppedFiles.NameOf(step, $"{index}");
                await storage.PutBlobAsync(blob, DroppedFiles.ContentOf(step));
                await process.Intake.ArriveAsync(blob);
            }

            await process.Shards.DrainAsync(Script.Employer, 0);
            time.Advance(TimeSpan.FromDays(30));
            await process.Sweep.RunAsync();
            await process.Sweep.RunAsync();
            for (var shard = 0; shard < Script.Shards; shard++)
                await foreach (var row in new LedgerReader(storage).LogAsync(new ShardId(Script.Employer, shard)))
                    events.AddRange(row.Events);
        }

        var taken = events.OfType<ClaimWaits>().Count(waits => waits.IsTakenOver);
        Assert.True(taken > 0);
        Assert.Equal(taken, events.OfType<WaitEnded>().Count(ended => ended.IsGivenAway));
        Assert.Equal(events.OfType<ClaimWaits>().Count(), events.OfType<WaitEnded>().Count());
        var after = events.Zip(events.Skip(1)).Where(pair => pair.First is WaitEnded { IsGivenAway: false })
            .Select(pair => ((ClaimDecided)pair.Second).Decision.Status).ToList();
        Assert.Contains(DecisionStatus.Paid, after);
        Assert.Contains(DecisionStatus.Refused, after);
    }

    /// <summary>The tests ask for many of the same seeds: each runs once.</summary>
    private static Outcome OutcomeOf(int seed) => Outcomes.GetOrAdd(seed, _ =>
    {
        var (problem, trace, removed, struck) = Simulation.Run(seed, SimulatedScript.Create(seed));
        var isMeanwhile = trace
            .SkipWhile(call => !call.Contains(" delete ledger/acme/chunks/", StringComparison.Ordinal))
            .Any(call => call.Contains("Insert log~", StringComparison.Ordinal));
        return new Outcome(problem, removed, isMeanwhile, struck);
    });

    /// <summary>The seed, what is wrong, and the shortest trace found in which anything is: a beginning of the script,
    /// then without each step that it can do without.</summary>
    private static string Explain(int seed, SimulatedScript script, string whole)
    {
        var failing = Enumerable.Range(1, script.Steps.Count).Select(length => script.Steps.Take(length).ToList())
            .First(shorter => Simulation.Run(seed, script.With(shorter)).Problem is not null);
        for (var index = failing.Count - 1; index >= 0; index--)
        {
            List<Step> without = [.. failing[..index], .. failing[(index + 1)..]];
            if (Simulation.Run(seed, script.With(without)).Problem is not null) failing = without;
        }

        var (problem, trace, _, _) = Simulation.Run(seed, script.With(failing));
        var names = string.Join(", ", failing.Select(step => step.Name));
        return $"ASO_SIMULATION_SEED={seed}: {whole}\n\nreduced to {names}\n{problem}\n{string.Join('\n', trace)}";
    }

    private static IEnumerable<int> Seeds()
    {
        if (Number("ASO_SIMULATION_SEED") is { } seed) return [seed];
        return Enumerable.Range(
            Number("ASO_SIMULATION_FIRST") ?? 1, Number("ASO_SIMULATION_SEEDS") ?? SeedsByDefault);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
