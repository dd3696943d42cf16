using System.CommandLine;
using Aso.Local.Benchmarking;
using Aso.Local.Cli;
using Aso.Local.Generation;

namespace Aso.Local.Commands;

/// <summary>
/// <c>bench memory</c>: resident memory while more shards are read than the memory budget has room for.
/// </summary>
internal static class MemoryBenchCommand
{
    public static Command Create()
    {
        var claims = Parsing.Count("--claims", "How many claims per shard", 100_000, 1_000, 10_000_000);
        var members = Parsing.Count("--members", "How many members the claims are for", 5_000, 10, 5_000);
        var shards = Parsing.Count("--shards", "How many shards: a power of two", 64, 1, 64);
        var budget = Parsing.Count("--budget", "The memory budget, in MB (2^20 bytes)", 512, 1, 1_000_000);
        var command = new Command("memory", "Measures resident memory while every shard of a large employer is read")
        {
            claims, members, shards, budget,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            BenchRun.Recipe(parsed.GetValue(members), parsed.GetValue(claims)),
            parsed.GetValue(shards),
            parsed.GetValue(budget),
            cancellation));
        return command;
    }

    private static Task<int> RunAsync(
        EmployerRecipe recipe, int shards, int budget, CancellationToken cancellation) =>
        BenchRun.InFolderAsync(async folder =>
        {
            Terminal.Line($"| {shards} shards of {recipe.Claims:N0} claims of {recipe.Members:N0} members each, "
                + $"a budget of {budget} MB, {Environment.ProcessorCount} cores, .NET {Environment.Version} | |");
            Terminal.Line("|---|---|");
            await MemoryBenchmark.RunAsync(
                recipe, shards, budget, folder, figure => Terminal.Line($"{figure}"), cancellation);
        });
}
