using System.CommandLine;
using System.Globalization;
using Aso.Ledger;
using Aso.Local.Delivery;
using Aso.Local.Poison;

namespace Aso.Local.Commands;

/// <summary><c>poison</c>: what could not be processed, and trying it again once the cause is gone.</summary>
internal static class PoisonCommand
{
    public static Command Create()
    {
        var retry = new Option<bool>("--retry")
        {
            Description = "Puts every message back where it came from, to be tried again",
        };
        var connection = Parsing.Connection();
        var command = new Command("poison", "Lists what could not be processed; with --retry tries it again")
        {
            retry, connection,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            RememberedStorage.Resolve(parsed.GetValue(connection)),
            parsed.GetValue(retry),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string connection, bool retry, CancellationToken cancellation)
    {
        var queues = new PoisonQueues(StorageClients.Queues(connection));
        if (retry)
        {
            var retried = await queues.RetryAsync(cancellation);
            Terminal.Line($"{retried:N0} messages put back");
        }
        else
        {
            var found = await queues.ListAsync(cancellation);
            foreach (var one in found) Terminal.Line($"{one.Where}  {Moment(one.Since)}  {one.Text}");
            if (found.Count == 0) Terminal.Line("no message is set aside");
        }

        // No command moves these: they go on by themselves when what stopped them is mended.
        var storage = StorageClients.Ledger(connection);
        foreach (var standing in await new Standstills(storage, new Journal(storage)).ReviewAsync(cancellation))
            Terminal.Line(standing.ToString());
        return ExitCodes.Done;
    }

    private static string Moment(DateTimeOffset? since) =>
        since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
