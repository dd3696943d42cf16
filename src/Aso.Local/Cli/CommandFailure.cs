using Aso.Ledger.Intake;
using Azure;
using Azure.Identity;

namespace Aso.Local.Cli;

/// <summary>A command cannot do what was asked: why, and what to do next. Ends with exit code 1.</summary>
internal sealed class CommandFailure(string why, string next, Exception? cause = null) : Exception(why, cause)
{
    public string Next { get; } = next;

    /// <summary>The failure as its user should read it; null where only a programmer could tell.</summary>
    public static CommandFailure? Of(Exception exception) => exception switch
    {
        CommandFailure failure => failure,
        AggregateException { InnerExceptions: [.., RequestFailedException last] } => Of(last),
        RequestFailedException { Status: 0 } silent => new CommandFailure(
            $"The storage does not answer: {FirstLine(silent)}",
            "See that `serve` runs, or that --connection names a storage that can be reached from here.",
            silent),
        RequestFailedException refused => new CommandFailure(
            $"The storage refused ({refused.Status} {refused.ErrorCode}): {FirstLine(refused)}",
            "See that --connection names the right account and that its key or identity may read and write.",
            refused),
        AuthenticationFailedException unknown => new CommandFailure(
            $"You are not signed in to Azure: {FirstLine(unknown)}",
            "Sign in with `az login`, or give --connection a connection string.",
            unknown),
        IOException or UnauthorizedAccessException => new CommandFailure(
            FirstLine(exception), "See that the path is right and that you may use it.", exception),
        _ => null,
    };

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd();
}
