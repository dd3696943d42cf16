using System.CommandLine;
using Aso.Local.Cli;

namespace Aso.Local.Commands;

/// <summary>The program's commands.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command to its end; returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("AsoFunctions on this machine: self-funded benefits from files to surplus")
        {
            DemoCommand.Create(),
            ServeCommand.Create(),
            PutCommand.Create(),
            PlanCommand.Create(),
            LayoutCommand.Create(),
            GenerateCommand.Create(),
            ReconcileCommand.Create(),
            ReplayCommand.Create(),
            LogCommand.Create(),
            PoisonCommand.Create(),
            BenchCommand.Create(),
        };
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // Time to stop the functions and to let Azurite save.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(40),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(configuration);
        }
        catch (Exception exception) when (CommandFailure.Explain(exception) is { } failure)
        {
            Terminal.Error(failure.Message);
            Terminal.Error(failure.Next);
            return ExitCodes.Failed;
        }
    }
}
