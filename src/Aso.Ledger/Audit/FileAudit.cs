using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Audit;

/// <summary>Whether every dropped file is still what was read at its arrival: its bytes' hash is in the journal.</summary>
public sealed class FileAudit(ILedgerStorage storage, EmployerJournal journal)
{
    public async Task<(int Files, IReadOnlyList<Finding> Findings)> RunAsync(
        string employer, CancellationToken cancellation = default)
    {
        var (files, found) = (0, new List<Finding>());
        await foreach (var entry in journal.EntriesAfterAsync(employer, 0, cancellation))
        {
            if (entry is not { File: { } file, Content: { } expected }) continue;
            files++;
            var actual = await HashAsync(file, cancellation);
            if (actual != expected)
                found.Add(new Finding(4, $"entry {entry.Sequence}: {file.Blob}", $"SHA-256 {expected}",
                    actual is null ? "no such file" : $"SHA-256 {actual}"));
        }

        return (files, found);
    }

    private async Task<string?> HashAsync(DroppedFile file, CancellationToken cancellation)
    {
        if (await storage.OpenBlobAsync(file.Blob, file.Snapshot, cancellation) is not { } content) return null;
        await using var hashed = new HashedStream(content);
        return await hashed.FinishAsync(cancellation);
    }
}
