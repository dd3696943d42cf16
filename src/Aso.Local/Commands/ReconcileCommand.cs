using System.CommandLine;
using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using Aso.Local.Auditing;
using Aso.Local.Cli;
using Aso.Local.Delivery;

namespace Aso.Local.Commands;

/// <summary><c>reconcile</c>: laws 2 and 3, and the log's hash chain, from the stored rows alone.</summary>
internal static class ReconcileCommand
{
    public static Command Create()
    {
        var employer = Parsing.OptionalEmployer();
        var connection = Parsing.Connection();
        var command = new Command("reconcile", "Checks that every dollar of the ledger adds up")
        {
            employer, connection,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(employer),
            StorageClients.Ledger(RememberedStorage.Resolve(parsed.GetValue(connection))),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? given, AzureStorage storage, CancellationToken cancellation)
    {
        var clean = true;
        foreach (var employer in await Employers.ChooseAsync(storage, given, cancellation))
        {
            var report = await new Reconciliation(storage, new EmployerJournal(storage)).RunAsync(employer, cancellation);
            Terminal.Line(
                $"{employer}: {report.LogRows:N0} commits, {report.Events:N0} events, {report.Claims:N0} claims of"
                + $" {report.Files:N0} files, {report.Statements:N0} statements:"
                + (report.IsClean ? " all add up" : $" {report.Findings.Count:N0} do not add up"));
            if (report.SetAside > 0)
                Terminal.Line($"  {report.SetAside:N0} items are set aside: see `poison`");
            foreach (var finding in report.Findings) Terminal.Line("  " + finding);
            clean &= report.IsClean;
        }

        return clean ? ExitCodes.Done : ExitCodes.Differs;
    }
}
