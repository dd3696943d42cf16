using System.CommandLine;
using Aso.Local.Benchmarking;
using Aso.Local.Cli;
using Aso.Local.Generation;

namespace Aso.Local.Commands;

/// <summary><c>bench</c>: prints a table of what this machine can do.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var claims = Parsing.Count("--claims", "How many claims", 100_000, 1_000, 10_000_000);
        var members = Parsing.Count("--members", "How many members the claims are for", 5_000, 10, 1_000_000);
        var deductible = Parsing.Count(
            "--deductible", "The specific deductible in dollars: a low one puts many members at notice", 10_000, 1,
            100_000_000);
        var workers = Parsing.Count("--workers", "How many Functions hosts work on it", 1, 1, 8);
        var baseline = new Option<bool>("--baseline")
        {
            Description = "Also measure the usual design: a queue message and four table calls per claim",
        };
        var command = new Command("bench", "Measures reading, adjudication and HTTP responses on this machine")
        {
            claims, members, deductible, workers, baseline, HttpBenchCommand.Create(), MemoryBenchCommand.Create(),
            EstimateBenchCommand.Create(), EmployersBenchCommand.Create(),
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            BenchRun.Recipe(parsed.GetValue(members), parsed.GetValue(claims)) with
            {
                SpecificDeductible = new Cents(parsed.GetValue(deductible) * 100L),
            },
            parsed.GetValue(workers),
            parsed.GetValue(baseline),
            cancellation));
        return command;
    }

    private static Task<int> RunAsync(
        EmployerRecipe recipe, int workers, bool baseline, CancellationToken cancellation) =>
        BenchRun.InFolderAsync(async folder =>
        {
            Terminal.Line(
                $"| {recipe.Claims:N0} claims of {recipe.Members:N0} members, {workers} worker(s), {Machine} | |");
            Terminal.Line("|---|---|");
            foreach (var figure in await ReadingBenchmark.RunAsync(recipe, folder)) Terminal.Line($"{figure}");
            var pipeline = await PipelineBenchmark.RunAsync(
                recipe, folder, workers, baseline, cancellation);
            foreach (var figure in pipeline) Terminal.Line($"{figure}");
        });

    private static string Machine => $"{Environment.ProcessorCount} cores, .NET {Environment.Version}";
}
