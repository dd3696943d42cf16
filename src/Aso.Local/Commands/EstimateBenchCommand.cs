using System.CommandLine;
using Aso.Local.Benchmarking;
using Aso.Local.Cli;

namespace Aso.Local.Commands;

/// <summary><c>bench estimates</c>: how far estimates of unpaid claims are off, by method.</summary>
internal static class EstimateBenchCommand
{
    public static Command Create()
    {
        var employers = Parsing.Count("--employers", "How many employers of each size", 100, 1, 10_000);
        var lives = new Option<int[]>("--lives")
        {
            Description = "The sizes of employers, in covered lives", AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [50, 300, 3_000],
        };
        var command = new Command(
            "estimates", "Compares estimates of unpaid claims with what was then paid, for made-up employers")
        {
            employers, lives,
        };
        command.SetAction(parsed =>
        {
            foreach (var line in EstimateBenchmark.Run(parsed.GetValue(lives)!, parsed.GetValue(employers)))
                Terminal.Line(line);
        });
        return command;
    }
}
