using System.CommandLine;
using Aso.Local.Cli;
using Aso.Local.Delivery;

namespace Aso.Local.Commands;

/// <summary>
/// <c>put</c>: drops files into storage, and with --wait follows them until they are processed; with --check drops none.
/// </summary>
internal static class PutCommand
{
    public static Command Create()
    {
        var kind = new Argument<string>("KIND") { Description = "plans, enrollment, claims or recoveries" }
            .AcceptOnlyFromAmong(Drop.Plans, Drop.Enrollment, Drop.Claims, Drop.Recoveries);
        var employer = Parsing.Employer();
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of that kind, dropped in this order",
            Arity = ArgumentArity.OneOrMore,
        };
        var connection = Parsing.Connection();
        var wait = new Option<bool>("--wait") { Description = "Wait until every claim is decided, and report" };
        var check = new Option<bool>("--check")
        {
            Description = "Drop nothing: tell what each file would do by itself to the ledger as it stands",
        };
        var today = Parsing.Today();
        today.Description = "With --check: the business date, yyyy-MM-dd; default: as the storage's files have it";
        var command = new Command("put", "Drops files into the pipeline, or with --check tells what that would do")
        {
            kind, employer, files, connection, wait, check, today,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var drops = Drop.Plan(
                parsed.GetRequiredValue(kind), parsed.GetRequiredValue(employer), parsed.GetRequiredValue(files));
            var storage = RememberedStorage.Resolve(parsed.GetValue(connection));
            return parsed.GetValue(check)
                ? FileChecking.RunAsync(drops, storage, parsed.GetValue(today), cancellation)
                : RunAsync(drops, storage, parsed.GetValue(wait), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<Drop> drops, string connection, bool wait, CancellationToken cancellation)
    {
        var delivery = new FileDelivery(connection);
        if (!wait) return await DropAsync(delivery, drops, cancellation);
        var dropped = new List<DroppedNow>();
        foreach (var drop in drops)
        {
            var now = await DropAsync(delivery, drop, cancellation);
            // It is read with the file that it belongs to, and has no place of its own.
            if (drop.IsControl) continue;
            dropped.Add(now);
            // Files count in order of arrival: the next is dropped once this one has its place.
            await delivery.WaitForArrivalAsync(dropped[^1], cancellation);
        }

        var worst = ExitCodes.Done;
        foreach (var file in dropped)
        {
            var code = await DeliveryReport.ReportAsync(delivery, file, cancellation);
            worst = worst == ExitCodes.Failed || code == ExitCodes.Failed ? ExitCodes.Failed : Math.Max(worst, code);
        }

        return worst;
    }

    private static async Task<DroppedNow> DropAsync(FileDelivery delivery, Drop drop, CancellationToken cancellation)
    {
        var dropped = await delivery.DropAsync(drop, cancellation);
        Terminal.Line($"dropped {drop}");
        // The name may be misspelled.
        if (dropped.IsFirst && drop.Container != Drop.Plans)
            Terminal.Error(
                $"{drop.Employer} is not known here yet; its files wait for its first plan. Is the name right?");
        return dropped;
    }

    private static async Task<int> DropAsync(
        FileDelivery delivery, IReadOnlyList<Drop> drops, CancellationToken cancellation)
    {
        foreach (var drop in drops)
        {
            await DropAsync(delivery, drop, cancellation);
        }

        Terminal.Line(
            $"Add --wait to follow files to the end, or list them with GET /api/employers/{drops[0].Employer}/files.");
        return ExitCodes.Done;
    }
}
