using Aso.Ledger.Journal;
using Aso.Local.Cli;

namespace Aso.Local.Delivery;

/// <summary>Follows a dropped file and reports the outcome in words.</summary>
internal static class DeliveryReport
{
    /// <summary>
    /// Follows the file to its end and says in a line how that was; null: it waits for its employer's first plan.
    /// </summary>
    public static async Task<JournalEntry?> FollowAsync(
        FileDelivery delivery, DroppedNow dropped, CancellationToken cancellation)
    {
        var name = dropped.Drop.ToString();
        var end = await Terminal.ProgressAsync(name, async show =>
            await delivery.FollowAsync(dropped, progress => show(Stage(progress), Share(progress)), cancellation));
        if (end.Entry is not { } entry)
        {
            Terminal.Line($"{name}: waits for the first plan of {dropped.Drop.Employer}");
            return null;
        }

        Terminal.Line($"{name}: {Ending(entry)} (sequence {entry.Sequence})");
        return entry;
    }

    /// <summary>Follows the file and reports in full; returns the exit code.</summary>
    public static async Task<int> ReportAsync(FileDelivery delivery, DroppedNow dropped, CancellationToken cancellation)
    {
        if (await FollowAsync(delivery, dropped, cancellation) is not { } entry)
        {
            Terminal.Line(
                "  next: drop the plan; the file is then processed. If the name is mistyped, drop the file again.");
            return ExitCodes.Done;
        }

        if (entry.State == EntryState.Failed)
        {
            Terminal.Line($"  failed: {entry.Outcome}");
            Terminal.Line("  next: check the functions' log for the cause, then drop the file again.");
            return ExitCodes.Failed;
        }

        var rejected = entry.State is EntryState.Refused or EntryState.Quarantined
            || entry.Manifest is { IsIncomplete: true };
        if (await delivery.AcknowledgmentAsync(entry, cancellation) is { } acknowledgment)
        {
            var (lines, some) = AcknowledgmentText.Write(acknowledgment);
            foreach (var line in lines) Terminal.Line("  " + line);
            rejected |= some;
        }

        if (entry is { State: EntryState.Ready, Kind: EntryKind.Claims })
        {
            foreach (var line in (await delivery.DecisionsAsync(dropped, entry, cancellation)).Lines())
                Terminal.Line("  " + line.Replace("{employer}", entry.Employer, StringComparison.Ordinal));
            if (await delivery.WaitingForMemberAsync(entry, cancellation) is > 0 and var waiting)
                Terminal.Line($"  {waiting:N0} wait for their member's enrollment (rule 3.34)");
        }

        if (await delivery.SetAsideAsync(entry, cancellation) is > 0 and var setAside)
            Terminal.Line(
                $"  {setAside:N0} set aside because the program failed on them; once it is fixed, run `poison --retry`");
        return rejected ? ExitCodes.Rejected : ExitCodes.Done;
    }

    private static string Ending(JournalEntry entry) => entry.State switch
    {
        EntryState.Ready when entry.Kind == EntryKind.Plan => "in force",
        EntryState.Ready when entry.Manifest is { IsIncomplete: true } => "read in part",
        EntryState.Ready when entry.Kind == EntryKind.Enrollment => "read and enrolled",
        EntryState.Ready when entry.Kind == EntryKind.Recoveries => "read and posted",
        EntryState.Ready => "read and decided",
        EntryState.Refused => "refused",
        EntryState.Duplicate => "a duplicate",
        EntryState.Quarantined => "quarantined",
        _ => "failed",
    };

    private static string Stage(FileProgress progress) => progress switch
    {
        { Entry: null } => "dropped",
        { Entry.IsFinal: false } => "waiting to be read",
        _ => $"decided {progress.ItemsDone:N0} of {progress.Items:N0}",
    };

    // Arrival and reading: a tenth each; the rest is adjudication.
    private static double Share(FileProgress progress) => progress switch
    {
        { Entry: null } => 0,
        { Entry.IsFinal: false } => 0.1,
        { Items: 0 } => 1,
        _ => 0.2 + 0.8 * progress.ItemsDone / progress.Items,
    };
}
