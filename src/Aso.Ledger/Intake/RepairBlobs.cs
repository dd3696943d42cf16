using Aso.ClaimFiles.Reports;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>
/// The repair files of a dropped file, beside its acknowledgment. They hold what the file says of persons, and so stand in
/// no other container. Preparing the file again writes the same bytes: of two who do, whoever is ahead goes on.
/// </summary>
internal sealed class RepairBlobs(ILedgerStorage storage, JournalEntry entry)
{
    private const int PieceBytesMax = 4 << 20;

    /// <summary>By ending, how long each is; null: another worker is at it.</summary>
    private readonly Dictionary<string, long?> _lengths = new(StringComparer.Ordinal);

    public RepairFiles Files { get; } = new();

    /// <summary>Container and name of each.</summary>
    public IReadOnlyList<string> Names =>
        [.. Files.Endings.Select(ending => Acknowledgments.OwnBlob(entry, ending).ToString())];

    /// <summary>Writes what is full, after another write.</summary>
    public ValueTask WriteAfter(ValueTask other, CancellationToken cancellation) =>
        Files.IsFull ? WriteAfterAsync(other, cancellation) : other;

    /// <summary>Writes the rest.</summary>
    public Task FinishAsync(CancellationToken cancellation) => AppendAsync(all: true, cancellation);

    private async ValueTask WriteAfterAsync(ValueTask other, CancellationToken cancellation)
    {
        await other;
        await AppendAsync(all: false, cancellation);
    }

    private async Task AppendAsync(bool all, CancellationToken cancellation)
    {
        foreach (var (ending, bytes) in Files.Take(all))
        {
            var blob = Acknowledgments.OwnBlob(entry, ending);
            // Whoever began to prepare the file before may have left a part.
            if (_lengths.TryAdd(ending, 0)) await storage.DeleteBlobAsync(blob, cancellation);

            for (var from = 0; from < bytes.Length && _lengths[ending] is { } length; from += PieceBytesMax)
            {
                var piece = bytes.Slice(from, Math.Min(PieceBytesMax, bytes.Length - from));
                try
                {
                    await storage.AppendBlobAsync(blob, length, piece, cancellation);
                    _lengths[ending] = length + piece.Length;
                }
                catch (ConflictException)
                {
                    _lengths[ending] = null;
                }
            }
        }
    }
}
