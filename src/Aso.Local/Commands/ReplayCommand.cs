using System.CommandLine;
using Aso.Ledger.Storage;
using Aso.Local.Auditing;
using Aso.Local.Cli;
using Aso.Local.Delivery;

namespace Aso.Local.Commands;

/// <summary><c>replay</c>: rebuilds the ledger elsewhere from the dropped files and the journal (law 4).</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var employer = Parsing.OptionalEmployer();
        var connection = Parsing.Connection();
        var into = new Option<string?>("--into")
        {
            Description = "Rebuilds in this storage and keeps the ledger there, to move it; default: in memory only."
                + " The app of that storage must be stopped meanwhile",
            HelpName = "CONN",
        };
        var command = new Command("replay", "Rebuilds the ledger from its files and compares the two")
        {
            employer, connection, into,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var source = RememberedStorage.Resolve(parsed.GetValue(connection));
            var target = parsed.GetValue(into);
            if (target is not null) Terminal.Line($"{new ChosenStorage(target, "named by --into")}");
            return RunAsync(
                parsed.GetValue(employer),
                StorageClients.Ledger(source),
                target is null ? null : StorageClients.Ledger(target),
                cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string? given, AzureStorage storage, AzureStorage? into, CancellationToken cancellation)
    {
        var equal = true;
        if (into is not null) await into.CreateAsync(cancellation);
        foreach (var employer in await Employers.ChooseAsync(storage, given, cancellation))
        {
            using var replaying = new Replaying(storage, (ILedgerStorage?)into ?? new MemoryStorage());
            var findings = await replaying.RunAsync(employer, cancellation);
            Terminal.Line($"{employer}: "
                + (findings.Count == 0 ? "identical to the cent and in its hash" : $"{findings.Count:N0} differences"));
            foreach (var finding in findings) Terminal.Line("  " + finding);
            equal &= findings.Count == 0;
        }

        return equal ? ExitCodes.Done : ExitCodes.Differs;
    }
}
