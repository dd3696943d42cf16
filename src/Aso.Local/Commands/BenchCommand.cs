using System.CommandLine;
using Aso.Domain;
using Aso.Local.Benchmarking;
using Aso.Local.Generation;

namespace Aso.Local.Commands;

/// <summary><c>bench</c>: measures the figures of the README's table on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var claims = Parsing.Count("--claims", "How many claims", 100_000, 1_000, 10_000_000);
        var members = Parsing.Count("--members", "How many people they are of", 5_000, 10, 1_000_000);
        var command = new Command("bench", "Measures reading, deciding and answering on this machine")
        {
            claims, members,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new EmployerRecipe
            {
                Employer = "bench",
                PlanYear = new PlanYear(Month.Of(2026, 1)),
                Members = parsed.GetValue(members),
                Claims = parsed.GetValue(claims),
                Months = 3,
            },
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(EmployerRecipe recipe, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("aso-bench-");
        try
        {
            Terminal.Line($"| {recipe.Claims:N0} claims of {recipe.Members:N0} members, {Machine} | |");
            Terminal.Line("|---|---|");
            foreach (var figure in await ReadingBenchmark.RunAsync(recipe, folder.FullName)) Terminal.Line($"{figure}");
            foreach (var figure in await PipelineBenchmark.RunAsync(recipe, folder.FullName, cancellation))
                Terminal.Line($"{figure}");
            return ExitCodes.Done;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Machine => $"{Environment.ProcessorCount} cores, .NET {Environment.Version}";
}
