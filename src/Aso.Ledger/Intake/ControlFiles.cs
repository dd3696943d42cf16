using Aso.ClaimFiles.Containers;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>Control files (<c>.ctl</c>), which lie beside the file whose totals they have.</summary>
internal static class ControlFiles
{
    /// <summary>What the one beside the entry's file says, if it is there by now; null: there is none.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        ILedgerStorage storage, JournalEntry entry, CancellationToken cancellation)
    {
        var blob = new BlobName(entry.File!.Container, entry.File.Path + ControlFile.Ending);
        var content = await storage.ReadBlobAsync(blob, 0, ControlFile.Bytes, cancellation);
        // An array that is null converts to an empty memory, which would be a control file that is empty.
        if (content is null) return null;
        return content;
    }

    /// <summary>Whether what was dropped is one: it gets no place in the journal.</summary>
    public static async Task<bool> IsOneAsync(
        ILedgerStorage storage, BlobName blob, CancellationToken cancellation) =>
        ControlFile.IsNamed(blob.Name)
        && await storage.ReadBlobAsync(blob, 0, ControlFile.Bytes, cancellation) is { } head
        && ControlFile.IsOne(blob.Name, head);
}
