using Aso.ClaimFiles;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>The bytes of a claim in the file that brought it, from the snapshot that was taken at its arrival.</summary>
public sealed class RawClaims(ILedgerStorage storage, EmployerJournal journal)
{
    private readonly LayoutStore _layouts = new(storage);

    /// <param name="sequence">The journal entry that brought it.</param>
    /// <returns>Null: no file brought it, or the file has been removed since.</returns>
    public async Task<byte[]?> ReadAsync(
        string employer, long sequence, Claim claim, CancellationToken cancellation)
    {
        if (await journal.ReadAsync(employer, sequence, cancellation) is not
            { Kind: EntryKind.Claims, File: { } file } entry
            || await storage.OpenBlobAsync(file.Blob, file.Snapshot, cancellation) is not { } content) return null;
        await using (content)
            return await RawClaim.FindAsync(
                content, await _layouts.KeptAsync(entry, cancellation), claim.Account ?? claim.ClaimNumber, claim.Position,
                cancellation);
    }
}
