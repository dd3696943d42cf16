using System.CommandLine;
using Aso.Local.Benchmarking;
using Aso.Local.Cli;
using Aso.Local.Generation;

namespace Aso.Local.Commands;

/// <summary><c>bench employers</c>: what many small employers on one account cost.</summary>
internal static class EmployersBenchCommand
{
    public static Command Create()
    {
        var employers = Parsing.Count("--employers", "How many employers", 200, 2, 20_000);
        var members = Parsing.Count("--members", "How many members each has", 300, 10, 5_000);
        var claims = Parsing.Count("--claims", "How many claims each has in a month", 100, 10, 100_000);
        var command = new Command("employers", "Measures timers, memory and a close with many employers on one account")
        {
            employers, members, claims,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            BenchRun.Recipe(parsed.GetValue(members), parsed.GetValue(claims)),
            parsed.GetValue(employers),
            cancellation));
        return command;
    }

    private static Task<int> RunAsync(EmployerRecipe recipe, int employers, CancellationToken cancellation) =>
        BenchRun.InFolderAsync(async folder =>
        {
            Terminal.Line($"| {employers:N0} employers of {recipe.Members:N0} members and {recipe.Claims:N0} claims, "
                + $"{Environment.ProcessorCount} cores shared with Azurite, .NET {Environment.Version} | |");
            Terminal.Line("|---|---|");
            await EmployersBenchmark.RunAsync(
                recipe, employers, folder, figure => Terminal.Line($"{figure}"), cancellation);
        });
}
