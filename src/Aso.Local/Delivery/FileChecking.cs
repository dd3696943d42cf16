using Aso.Ledger.Checking;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Local.Cli;

namespace Aso.Local.Delivery;

/// <summary>Checks files against the ledger of a storage, without a service and without a key.</summary>
internal static class FileChecking
{
    /// <param name="today">The business date; null: as the app's files have it.</param>
    /// <exception cref="CommandFailure">A file is too large, or the ledger is busy.</exception>
    public static async Task<int> RunAsync(
        IReadOnlyList<Drop> drops, string connection, DateOnly? today, CancellationToken cancellation)
    {
        var storage = StorageClients.Ledger(connection);
        var worst = ExitCodes.Done;
        foreach (var drop in drops)
        {
            var clock = new BusinessClock(
                TimeProvider.System,
                today ?? await FixedTodayAsync(new EmployerJournal(storage), new PlanStore(storage), drop.Employer, cancellation));
            using var check = new FileCheck(storage, new IntakeOptions(), clock, MemoryBudget.ForHost());
            var decisions = new DecisionSummary();
            var outcome = await CheckAsync(check, drop, decisions, cancellation);
            worst = Math.Max(worst, CheckReport.Report(outcome, decisions));
        }

        return worst;
    }

    private static async Task<CheckOutcome> CheckAsync(
        FileCheck check, Drop drop, DecisionSummary decisions, CancellationToken cancellation)
    {
        var size = new FileInfo(drop.LocalPath).Length;
        if (size > FileCheck.FileBytesMax)
            throw new CommandFailure(
                $"{drop.LocalPath} has {size:N0} bytes; a check takes at most {FileCheck.FileBytesMax:N0}.",
                "Check a part of it, or a gzip of it.");
        var file = new CheckedFile(
            drop.Employer, drop.Container, drop.Blob[(drop.Employer.Length + 1)..], size,
            () => File.OpenRead(drop.LocalPath));
        try
        {
            return await check.RunAsync(file, decisions.Add, cancellation);
        }
        catch (LedgerBusyException busy)
        {
            throw new CommandFailure(
                $"Nothing was checked: {busy.Message}.", "Check again once they are done; `serve` must be running.", busy);
        }
        catch (Aso.Ledger.Storage.OverlayFullException full)
        {
            throw new CommandFailure(
                $"{drop.LocalPath} holds more than can be checked at once.", "Check parts of it.", full);
        }
    }

    /// <summary>
    /// The date that <c>serve --today</c> fixed, as the last entry has it; null: dates follow the clock, or nothing has arrived.
    /// </summary>
    private static async Task<DateOnly?> FixedTodayAsync(
        EmployerJournal journal, PlanStore plans, string employer, CancellationToken cancellation)
    {
        if (await journal.EmployerAsync(employer, cancellation) is not { NextSequence: > 1 } known) return null;
        if (await journal.ReadAsync(employer, known.NextSequence - 1, cancellation) is not { } last) return null;
        var byClock = new BusinessClock(TimeProvider.System)
            .DateOf(last.Received, (await plans.ReadAsync(employer, cancellation)).TimeZone());
        return last.BusinessDate == byClock ? null : last.BusinessDate;
    }
}
