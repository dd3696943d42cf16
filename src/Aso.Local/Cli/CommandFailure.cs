using Azure;
using Azure.Identity;

namespace Aso.Local.Cli;

/// <summary>A command failed: why, and what to do next. Exit code 1.</summary>
internal sealed class CommandFailure(string why, string next, Exception? cause = null) : Exception(why, cause)
{
    public string Next { get; } = next;

    /// <summary>The failure in the user's terms; null for an exception that only a developer can interpret.</summary>
    public static CommandFailure? Explain(Exception exception) => exception switch
    {
        CommandFailure failure => failure,
        AggregateException { InnerExceptions: [.., RequestFailedException last] } => Explain(last),
        RequestFailedException { Status: 0 } silent => new CommandFailure(
            $"The storage does not respond: {FirstLine(silent)}",
            "Check that `serve` is running, or that --connection names a storage that can be reached from here.",
            silent),
        RequestFailedException refused => new CommandFailure(
            $"The storage refused ({refused.Status} {refused.ErrorCode}): {FirstLine(refused)}",
            "Check that --connection names the right account and that its key or identity may read and write.",
            refused),
        AuthenticationFailedException unknown => new CommandFailure(
            $"You are not signed in to Azure: {FirstLine(unknown)}",
            "Sign in with `az login`, or pass a connection string with --connection.",
            unknown),
        IOException or UnauthorizedAccessException => new CommandFailure(
            FirstLine(exception), "Check the path and your permissions.", exception),
        _ => null,
    };

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd();
}
