using System.CommandLine;
using System.Globalization;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;
using Aso.Local.Cli;
using Aso.Local.Delivery;
using Aso.Local.Poison;

namespace Aso.Local.Commands;

/// <summary><c>poison</c>: lists what could not be processed, and retries it once the cause is fixed.</summary>
internal static class PoisonCommand
{
    public static Command Create()
    {
        var retry = new Option<bool>("--retry")
        {
            Description = "Returns every message to its queue, and retries every item that is set aside",
        };
        var connection = Parsing.Connection();
        var today = Parsing.Today();
        var command = new Command("poison", "Lists what could not be processed; --retry tries it again")
        {
            retry, connection, today,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            RememberedStorage.Resolve(parsed.GetValue(connection)),
            parsed.GetValue(retry),
            parsed.GetValue(today),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string connection, bool retry, DateOnly? today, CancellationToken cancellation)
    {
        var queues = new PoisonQueues(StorageClients.Queues(connection));
        if (retry)
        {
            var retried = await queues.RetryAsync(cancellation);
            Terminal.Line($"{retried:N0} messages returned to their queues");
        }
        else
        {
            var found = await queues.ListAsync(cancellation);
            foreach (var one in found) Terminal.Line($"{one.Where}  {Moment(one.Since)}  {one.Text}");
            if (found.Count == 0) Terminal.Line("no poison messages");
        }

        var storage = StorageClients.Ledger(connection);
        await ReportSetAsideAsync(storage, retry, new BusinessClock(TimeProvider.System, today), cancellation);
        // No command retries these: they resume by themselves once the cause is fixed.
        var review = new BlockedEntryReview(storage, new EmployerJournal(storage));
        foreach (var blocked in await review.RunAsync(cancellation))
            Terminal.Line(blocked.ToString());
        return ExitCodes.Done;
    }

    /// <summary>Items on which our own code failed; the app retries them with its next sweep.</summary>
    private static async Task ReportSetAsideAsync(
        AzureStorage storage, bool retry, BusinessClock clock, CancellationToken cancellation)
    {
        var setAside = new SetAsideItems(storage);
        var warm = new ShardCache(storage);
        foreach (var (employer, _) in await setAside.ReviewAsync(cancellation))
        {
            var found = await setAside.ListAsync(employer, warm, cancellation);
            if (!retry)
            {
                foreach (var (id, item) in found)
                    Terminal.Line($"{employer}: {item.Kind} of entry {item.Sequence} is set aside, item {id}: {item.Cause}");
            }
            else if (found.Count > 0)
            {
                var zone = (await new PlanStore(storage).ReadAsync(employer, cancellation)).TimeZone();
                await SetAsideItems.RetryAsync(
                    new EmployerJournal(storage), employer, found.Select(one => one.Id), clock.Now, clock.Today(zone), "operator",
                    cancellation);
                Terminal.Line($"{employer}: {found.Count:N0} items will be retried by the next sweep");
            }
        }
    }

    private static string Moment(DateTimeOffset? since) =>
        since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
