using System.CommandLine;
using System.Globalization;
using Aso.Ledger;
using Aso.Local.Delivery;
using Aso.Local.Poison;
using Azure.Identity;
using Azure.Messaging.ServiceBus;

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
        var bus = new Option<string?>("--service-bus")
        {
            Description = "Looks at a Service Bus' dead letters too: its connection string, or its host name",
            HelpName = "CONN",
        };
        var subscription = new Option<string>("--subscription")
        {
            Description = "Whose dead letters of the topic `events`",
            DefaultValueFactory = _ => "all",
        };
        var command = new Command("poison", "Lists what could not be processed; with --retry tries it again")
        {
            retry, connection, bus, subscription,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            RememberedStorage.Resolve(parsed.GetValue(connection)),
            parsed.GetValue(bus),
            parsed.GetRequiredValue(subscription),
            parsed.GetValue(retry),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string connection, string? bus, string subscription, bool retry, CancellationToken cancellation)
    {
        var queues = new PoisonQueues(StorageClients.Queues(connection));
        await using var client = bus is null ? null : Connect(bus);
        var letters = client is null ? null : new DeadLetters(client, subscription);
        if (retry)
        {
            var retried = await queues.RetryAsync(cancellation)
                + (letters is null ? 0 : await letters.RetryAsync(cancellation));
            Terminal.Line($"{retried:N0} messages put back");
        }
        else
        {
            List<SetAside> found = await queues.ListAsync(cancellation);
            if (letters is not null) found.AddRange(await letters.ListAsync(cancellation));
            foreach (var one in found) Terminal.Line($"{one.Where}  {Moment(one.Since)}  {one.Text}");
            if (found.Count == 0) Terminal.Line("no message is set aside");
        }

        // No command moves these: they go on by themselves when what stopped them is mended.
        var storage = StorageClients.Ledger(connection);
        foreach (var standing in await new Standstills(storage, new Journal(storage)).ReviewAsync(cancellation))
            Terminal.Line(standing.ToString());
        return ExitCodes.Done;
    }

    private static ServiceBusClient Connect(string bus) =>
        bus.Contains('=', StringComparison.Ordinal)
            ? new ServiceBusClient(bus)
            : new ServiceBusClient(bus, new DefaultAzureCredential());

    private static string Moment(DateTimeOffset? since) =>
        since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
