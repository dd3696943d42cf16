using Aso.ClaimFiles.Reports;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;

namespace Aso.Ledger.Intake;

/// <summary>What reading a file makes of its journal entry.</summary>
internal static class PreparedFile
{
    public static Preparation Summarize(
        FileReport report, IReadOnlyList<ShardShare> shares, string hash, DateOnly businessDate) =>
        new(report.Outcome == FileOutcome.Quarantined ? EntryState.Quarantined : EntryState.Ready)
        {
            Content = hash,
            BusinessDate = businessDate,
            Outcome = report.QuarantineReason ?? (report.Defects > 0
                ? $"{report.Defects} rejected: {Rejection.DefectReason}, our own program failed on them"
                : null),
            Manifest = new Manifest
            {
                Shares = shares,
                ItemsIn = report.Accepted + report.Rejected,
                ItemsRejected = report.Rejected,
                ChargeInCents = (report.AcceptedCharge + report.RejectedCharge).Value,
                ChargeRejectedCents = report.RejectedCharge.Value,
                IsIncomplete = report.IsIncomplete,
            },
        };

    /// <summary>Says what became of the file in its acknowledgment, and makes its entry final.</summary>
    /// <param name="repairFiles">Container and name of each; none: nothing of the file goes back.</param>
    public static async Task<JournalEntry> CompleteAsync(
        EmployerJournal journal, Acknowledgments acknowledgments, JournalEntry entry, Preparation preparation,
        FileReport report, IReadOnlyList<string> repairFiles, CancellationToken cancellation)
    {
        var duplicateOf = await journal.FirstOfAsync(entry, preparation, cancellation);
        var first = duplicateOf is { } sequence
            ? await journal.ReadAsync(entry.Employer, sequence, cancellation)
            : null;
        await acknowledgments.WriteAsync(entry, preparation, first, report, repairFiles, cancellation);
        LedgerTelemetry.Failed(entry.Employer, "reading", report.Defects);
        return await journal.CompleteAsync(entry, preparation, cancellation);
    }
}
