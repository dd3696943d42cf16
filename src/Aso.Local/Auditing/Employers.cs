using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using Aso.Local.Cli;

namespace Aso.Local.Auditing;

/// <summary>Which employers a command looks at.</summary>
internal static class Employers
{
    /// <summary>The one given, else all that the storage knows.</summary>
    /// <exception cref="CommandFailure">The storage does not know it, or knows none.</exception>
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
                "This storage knows no employer.", "Drop a file with `put`, or check --connection.");
    }

    private static CommandFailure Unknown(string employer) => new(
        $"This storage knows no employer {employer}.",
        "Check the name and --connection; an employer is known from its first dropped file on.");
}
