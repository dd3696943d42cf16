using System.Globalization;
using Aso.ClaimFiles;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>The layout a file is read by, or why it cannot be read; neither: it is read as it is.</summary>
internal readonly record struct LayoutChoice(Layout? Layout, string? Refusal);

/// <summary>
/// The layouts of an employer's files (<c>layouts/{employer}/{name}.json</c>). The one a file is read by is kept with its
/// journal entry before it is read: whoever prepares the file again reads the same, whatever became of the layout.
/// </summary>
internal sealed class LayoutStore(ILedgerStorage storage)
{
    private const string Ending = ".json";

    public async Task<LayoutChoice> ChooseAsync(JournalEntry entry, CancellationToken cancellation)
    {
        var kept = new Row(entry.Employer, KeyOf(entry));
        if (await storage.ReadAsync(kept.Partition, kept.Key, cancellation) is { } earlier)
            return Read(earlier.RequiredText("name"), earlier.Payload);
        var found = await FindAsync(entry, cancellation);
        if (found is not [var (name, document)])
            return new LayoutChoice(null, found.Count == 0 ? null
                : $"several layouts hold this file: {string.Join(", ", found.Select(one => one.Name))}; one must");
        kept.Payload = document;
        try
        {
            await storage.CommitOwnAsync(kept.Partition, [RowAction.Insert(kept.With("name", name))], cancellation);
        }
        catch (ConflictException)
        {
            // Another worker was faster: what it kept holds.
            return await ChooseAsync(entry, cancellation);
        }

        return Read(name, document);
    }

    /// <summary>The layout by which an entry's file was read; null: none.</summary>
    public async Task<Layout?> KeptAsync(JournalEntry entry, CancellationToken cancellation) =>
        await storage.ReadAsync(entry.Employer, KeyOf(entry), cancellation) is { } kept
            ? Read(kept.RequiredText("name"), kept.Payload).Layout
            : null;

    private async Task<List<(string Name, byte[] Document)>> FindAsync(
        JournalEntry entry, CancellationToken cancellation)
    {
        var found = new List<(string Name, byte[] Document)>();
        var folder = entry.Employer + "/";
        await foreach (var blob in storage.ListBlobsAsync(LedgerNames.LayoutsContainer, folder, cancellation))
        {
            if (!blob.Name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase)) continue;
            if (await storage.ReadBlobAsync(
                new BlobName(LedgerNames.LayoutsContainer, blob.Name), 0, PlanDocument.BytesMax + 1, cancellation)
                is not { } document) continue;
            // A wrong one counts too: no file is read by guess.
            if (LayoutDocument.MayHold(document, entry.File!.Container, entry.File.Path[folder.Length..]))
                found.Add((blob.Name, document));
        }

        return found;
    }

    private static LayoutChoice Read(string name, ReadOnlyMemory<byte> document)
    {
        var reading = LayoutDocument.Read(document);
        return reading.Value is { } layout
            ? new LayoutChoice(layout, null)
            : new LayoutChoice(null, $"the layout {name} is wrong: {string.Join("; ", reading.Problems.Take(5))}");
    }

    private static string KeyOf(JournalEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"layout~{entry.Sequence:D10}");
}
