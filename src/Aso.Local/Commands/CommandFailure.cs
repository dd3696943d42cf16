namespace Aso.Local.Commands;

/// <summary>A command cannot do what was asked: why, and what to do next. Ends with exit code 1.</summary>
internal sealed class CommandFailure(string why, string next, Exception? cause = null) : Exception(why, cause)
{
    public string Next { get; } = next;
}
