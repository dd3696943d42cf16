using Aso.Local.Cli;

namespace Aso.Local.Delivery;

/// <summary>The storage a command acts on, and why it is that one.</summary>
internal sealed record ChosenStorage(string Connection, string Why)
{
    /// <summary>The command's first line; it holds no secret.</summary>
    /// <exception cref="CommandFailure">The connection string cannot be read.</exception>
    public override string ToString() => $"using {StorageClients.Describe(Connection)}: {Why}";
}

/// <summary>
/// The storage commands talk to: the one that was named, by --connection or ASO_CONNECTION, else that of the `serve`
/// that this checkout runs in this folder. Any other running `serve` belongs to somebody else: writing
/// to it would be silently wrong.
/// </summary>
internal static class RememberedStorage
{
    private const string Variable = "ASO_CONNECTION";

    /// <summary>Chooses, and says which on the first line.</summary>
    /// <param name="toErrors">Where what the command prints is read by programs.</param>
    /// <exception cref="CommandFailure">None was named, and not exactly one runs here.</exception>
    public static string Resolve(string? given, bool toErrors = false)
    {
        var chosen = Choose(
            given, Environment.GetEnvironmentVariable(Variable), RunningServes.OfThisUser().All(), Checkout.Here);
        if (toErrors) Terminal.Error(chosen.ToString());
        else Terminal.Line(chosen.ToString());
        return chosen.Connection;
    }

    internal static ChosenStorage Choose(
        string? given, string? variable, IReadOnlyList<RunningServe> running, Checkout here)
    {
        if (!string.IsNullOrWhiteSpace(given)) return new ChosenStorage(given, "named by --connection");
        if (!string.IsNullOrWhiteSpace(variable)) return new ChosenStorage(variable, $"named by {Variable}");
        var mine = running.Where(serve => serve.Checkout == here).ToList();
        if (mine is [var only])
            return new ChosenStorage(only.Connection, $"of the `serve` of this folder, process {only.Process}");
        var how = "pass --connection with the connection string it printed after `storage`, or set"
            + $" {Variable} to one.";
        if (mine.Count > 1)
        {
            throw new CommandFailure(
                $"Which storage is meant? {mine.Count} `serve` run in this folder: "
                + string.Join(", ", mine.Select(serve => $"process {serve.Process}")) + ".",
                char.ToUpperInvariant(how[0]) + how[1..]);
        }

        throw new CommandFailure(
            "No storage is known: none was named, and this program runs no `serve` in this folder"
            + (running.Count == 0 ? "." : "; those that run belong elsewhere: " + string.Join("; ", running) + "."),
            $"Start `serve` in this folder in another shell, or {how}");
    }
}
