using System.CommandLine;
using Aso.Local.Benchmarking;
using Aso.Local.Cli;
using Aso.Local.Generation;

namespace Aso.Local.Commands;

/// <summary>
/// <c>bench http</c>: how fast every read responds to many callers, with a year of claims in the ledger.
/// </summary>
internal static class HttpBenchCommand
{
    private const int Months = 12;

    public static Command Create()
    {
        var claims = Parsing.Count("--claims", "How many claims", 100_000, 1_000, 10_000_000);
        var members = Parsing.Count("--members", "How many members the claims are for", 5_000, 10, 1_000_000);
        var callers = Parsing.Count("--callers", "How many callers at once", 32, 1, 1_000);
        var command = new Command("http", "Measures every HTTP read under many callers") { claims, members, callers };
        command.SetAction((parsed, cancellation) => RunAsync(
            BenchRun.Recipe(parsed.GetValue(members), parsed.GetValue(claims), Months),
            parsed.GetValue(callers),
            cancellation));
        return command;
    }

    private static Task<int> RunAsync(EmployerRecipe recipe, int callers, CancellationToken cancellation) =>
        BenchRun.InFolderAsync(async folder =>
        {
            Terminal.Line($"{recipe.Claims:N0} claims of {recipe.Members:N0} members over {recipe.Months} months, "
                + $"{callers} callers, {Environment.ProcessorCount} cores shared with Azurite, .NET {Environment.Version}");
            Terminal.Line();
            await HttpBenchmark.RunAsync(recipe, callers, folder, line => Terminal.Line(line), cancellation);
        });
}
