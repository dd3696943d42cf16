using Aso.Local.Commands;

namespace Aso.Local.Delivery;

/// <summary>
/// The storage commands talk to: the one given, else ASO_CONNECTION, else that of this user's running `serve`. Of
/// several the one that was started in the same folder, if only one was; dropping files with another would be quiet
/// and wrong.
/// </summary>
internal static class RememberedStorage
{
    private const string Variable = "ASO_CONNECTION";

    /// <exception cref="CommandFailure">None is given, and none is running or it is not clear which is meant.</exception>
    public static string Resolve(string? given)
    {
        if (!string.IsNullOrWhiteSpace(given)) return given;
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set) return set;
        return Choose(RunningServes.OfThisUser().All(), Environment.CurrentDirectory);
    }

    internal static string Choose(IReadOnlyList<RunningServe> running, string here)
    {
        if (running is [var only]) return only.Connection;
        if (running.Where(serve => serve.Folder == here).ToList() is [var startedHere]) return startedHere.Connection;
        var how = "give --connection with the connection string that it printed after `storage`, or set"
            + $" {Variable} to one.";
        throw running.Count == 0
            ? new CommandFailure(
                "No storage is known: none was given, and no `serve` of this user is running.",
                $"Start `serve` in another shell, or {how}")
            : new CommandFailure(
                $"Which storage is meant? {running.Count} `serve` of this user are running: "
                + string.Join("; ", running.Select(serve => $"process {serve.Process}, started in {serve.Folder}")),
                $"Run this in the folder where the one you mean was started, or {how}");
    }
}
