using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using Aso.Local.Cli;

namespace Aso.Local.Auditing;

/// <summary>Which employers a command looks at.</summary>
internal static class Employers
{
    /// <summary>The one given, or all in the storage.</summary>
    /// <exception cref="CommandFailure">The storage does not have it, or has none.</exception>
    public static async Task<IReadOnlyList<string>> ChooseAsync(
        ILedgerStorage storage, string? given, CancellationToken cancellation)
    {
        var journal = new EmployerJournal(storage);
        if (given is not null)
            return await journal.EmployerAsync(given, cancellation) is null ? throw Unknown(given) : [given];
        var all = new List<string>();
        await foreach (var employer in journal.EmployersAsync(cancellation)) all.Add(employer);
        return all.Count > 0
            ? all
            : throw new CommandFailure(
                "This storage has no employers.", "Drop a file with `put`, or check --connection.");
    }

    private static CommandFailure Unknown(string employer) => new(
        $"This storage has no employer {employer}.",
        "Check the name and --connection; an employer exists from its first plan document on.");
}
