using System.CommandLine;
using System.CommandLine.Invocation;
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
            ProveCommand.Create(),
            ReplayCommand.Create(),
            LogCommand.Create(),
            ClaimCommand.Create(),
            ExportCommand.Create(),
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
            var parsed = root.Parse(args);
            if (args.Length > 0 && parsed.Action is ParseErrorAction) return Refuse(parsed);
            return await parsed.InvokeAsync(configuration);
        }
        catch (Exception exception) when (CommandFailure.Explain(exception) is { } failure)
        {
            Terminal.Error(failure.Message);
            Terminal.Error(failure.Next);
            return ExitCodes.Failed;
        }
    }

    // What was expected, without the whole help around it.
    private static int Refuse(ParseResult parsed)
    {
        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct()) Terminal.Error(error);
        var command = parsed.CommandResult.Command;
        Terminal.Error($"`{(command is RootCommand ? "" : command.Name + " ")}--help` says what can be given.");
        return ExitCodes.Failed;
    }
}
