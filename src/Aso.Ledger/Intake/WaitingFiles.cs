using System.Globalization;
using System.Runtime.CompilerServices;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>A dropped file that waits for its employer's first plan (rule 3.34).</summary>
/// <param name="Received">When it was noticed.</param>
public sealed record WaitingFile(string Employer, DroppedFile File, DateTimeOffset Received)
{
    /// <summary>Its place among the employer's waiting files, from 1; 0: it has none yet.</summary>
    public int Number { get; init; }

    /// <summary>The stored row's version.</summary>
    public string? Version { get; init; }
}

/// <summary>
/// Files of employers without any plan, in order of arrival: one row each, and nothing else of the employer,
/// so that a mistyped name does not make one.
/// </summary>
public sealed class WaitingFiles(ILedgerStorage storage)
{
    private const string Partition = "~waiting";

    /// <summary>Those of an employer, or of all.</summary>
    public async IAsyncEnumerable<WaitingFile> ReadAsync(
        string? employer = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (from, to) = employer is null ? ("", "~") : (employer + "~", employer + "~~");
        await foreach (var row in storage.QueryAsync(Partition, from, to, cancellation)) yield return ToFile(row);
    }

    internal async Task<bool> HoldsAsync(string employer, DroppedFile file, CancellationToken cancellation) =>
        await ReadAsync(employer, cancellation).AnyAsync(waiting => IsSame(waiting.File, file), cancellation);

    /// <summary>Puts the file behind those that wait, unless it is one of them.</summary>
    internal async Task AddAsync(WaitingFile file, CancellationToken cancellation)
    {
        while (true)
        {
            var others = await ReadAsync(file.Employer, cancellation).ToListAsync(cancellation);
            if (others.Exists(other => IsSame(other.File, file.File))) return;
            var last = others.Count == 0 ? 0 : others[^1].Number;
            try
            {
                await storage.CommitOwnAsync(
                    Partition, [RowAction.Insert(ToRow(file with { Number = last + 1 }))], cancellation);
                return;
            }
            catch (ConflictException)
            {
                // Another file took the place: look again.
            }
        }
    }

    internal async Task ForgetAsync(WaitingFile file, CancellationToken cancellation)
    {
        try
        {
            await storage.CommitAsync(
                Partition, [RowAction.Delete(Partition, KeyOf(file.Employer, file.Number), file.Version)],
                cancellation);
        }
        catch (ConflictException)
        {
            // Someone else was faster.
        }
    }

    private static bool IsSame(DroppedFile one, DroppedFile other) => one.Blob == other.Blob && one.ETag == other.ETag;

    private static string KeyOf(string employer, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{employer}~{number:D10}");

    private static Row ToRow(WaitingFile file) =>
        JournalRows.Put(new Row(Partition, KeyOf(file.Employer, file.Number)), file.File)
            .With("received", file.Received.ToString("O", CultureInfo.InvariantCulture));

    private static WaitingFile ToFile(Row row)
    {
        var parts = row.Key.Split('~');
        return new WaitingFile(
            parts[0],
            JournalRows.ToFile(row) ?? throw new CorruptLedgerException(row.Partition, row.Key, "a file was expected"),
            DateTimeOffset.ParseExact(row.RequiredText("received"), "O", CultureInfo.InvariantCulture))
        {
            Number = int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture),
            Version = row.Version,
        };
    }
}
