using System.Globalization;

namespace Aso.Ledger.Tests;

public sealed class Laws_hold_under_every_schedule
{
    /// <summary>
    /// Seeds 1 to this; <c>ASO_SIMULATION_SEEDS</c> asks for more, and <c>ASO_SIMULATION_SEED</c> for just one.
    /// </summary>
    private const int SeedsByDefault = 40;

    [Fact]
    public void Whatever_dies_repeats_or_comes_late()
    {
        foreach (var seed in Seeds())
        {
            var steps = Script.Of(seed, families: 3, claimsPerFile: 6);
            var (problem, _) = Simulation.Run(seed, steps);
            if (problem is not null) Assert.Fail(Explain(seed, steps, problem));
        }
    }

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        var steps = Script.Of(1, families: 3, claimsPerFile: 6);
        var (_, first) = Simulation.Run(1, steps);
        var (_, second) = Simulation.Run(1, steps);
        Assert.Equal(first, second);
        Assert.Contains(first, call => call.EndsWith("dies after", StringComparison.Ordinal));
    }

    /// <summary>The seed, and the trace of the shortest beginning of the script that fails too.</summary>
    private static string Explain(int seed, List<Step> steps, string problem)
    {
        for (var length = 1; length < steps.Count; length++)
        {
            var (shorter, trace) = Simulation.Run(seed, steps[..length]);
            if (shorter is not null) return Report(seed, length, shorter, trace);
        }

        return Report(seed, steps.Count, problem, Simulation.Run(seed, steps).Trace);
    }

    private static string Report(int seed, int length, string problem, IReadOnlyList<string> trace) =>
        $"ASO_SIMULATION_SEED={seed}, the first {length} steps\n{problem}\n{string.Join('\n', trace)}";

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
