using System.Globalization;

namespace Aso.Ledger.Tests;

public sealed class Laws_hold_under_every_schedule
{
    /// <summary>
    /// Seeds 1 to this; <c>ASO_SIMULATION_SEEDS</c> asks for more, and <c>ASO_SIMULATION_SEED</c> for just one.
    /// </summary>
    private const int SeedsByDefault = 2000;

    [Fact]
    public void Whatever_dies_repeats_or_comes_late() =>
        // Each simulation has a thread of its own, and nothing in common with another.
        Parallel.ForEach(Seeds(), seed =>
        {
            var steps = StepsOf(seed);
            if (Simulation.Run(seed, steps).Problem is not null) Assert.Fail(Explain(seed, steps));
        });

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        var steps = StepsOf(1);
        var (_, first) = Simulation.Run(1, steps);
        var (_, second) = Simulation.Run(1, steps);
        Assert.Equal(first, second);
        Assert.Contains(first, call => call.EndsWith("dies after", StringComparison.Ordinal));
    }

    /// <summary>Mostly small worlds, where a fault has little to hide behind; each eighth has two months.</summary>
    private static List<Step> StepsOf(int seed) =>
        Script.Of(seed, families: 2 + seed % 2, claimsPerFile: 3 + seed % 4, months: seed % 8 == 1 ? 2 : 1);

    /// <summary>The seed, and the shortest trace found that fails too: a beginning of the script, then without each
    /// step that it can do without.</summary>
    private static string Explain(int seed, List<Step> steps)
    {
        var failing = Enumerable.Range(1, steps.Count).Select(length => steps[..length])
            .First(shorter => Simulation.Run(seed, shorter).Problem is not null);
        for (var index = failing.Count - 1; index >= 0; index--)
        {
            List<Step> without = [.. failing[..index], .. failing[(index + 1)..]];
            if (Simulation.Run(seed, without).Problem is not null) failing = without;
        }

        var (problem, trace) = Simulation.Run(seed, failing);
        var names = string.Join(", ", failing.Select(step => step.Name));
        return $"ASO_SIMULATION_SEED={seed}, reduced to {names}\n{problem}\n{string.Join('\n', trace)}";
    }

    private static IEnumerable<int> Seeds()
    {
        if (Number("ASO_SIMULATION_SEED") is { } seed) return [seed];
        return Enumerable.Range(1, Number("ASO_SIMULATION_SEEDS") ?? SeedsByDefault);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
