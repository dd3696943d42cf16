using System.CommandLine;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;
using Aso.Local.Auditing;
using Aso.Local.Cli;
using Aso.Local.Delivery;

namespace Aso.Local.Commands;

/// <summary><c>log</c>: the ledger's commits as JSON lines, so that it can be audited without this program.</summary>
internal static class LogCommand
{
    public static Command Create()
    {
        var employer = Parsing.Employer();
        var connection = Parsing.Connection();
        var command = new Command("log", "Prints an employer's ledger as JSON, one commit per line")
        {
            employer, connection,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(employer),
            StorageClients.Ledger(RememberedStorage.Resolve(parsed.GetValue(connection), toErrors: true)),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string employer, AzureStorage storage, CancellationToken cancellation)
    {
        await Employers.ChooseAsync(storage, employer, cancellation);
        var reader = new LedgerReader(storage);
        var view = (await reader.ViewAsync(employer, cancellation))!;
        for (var shard = 0; shard < view.Heads.Count; shard++)
        {
            await foreach (var row in reader.LogAsync(new ShardId(employer, shard), cancellation))
                Terminal.Line(LogLine.Write(row));
        }

        return ExitCodes.Done;
    }
}
