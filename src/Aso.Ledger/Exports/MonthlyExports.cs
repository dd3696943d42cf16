using System.Globalization;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Exports;

/// <summary>
/// Writes the tables of a closed month to <c>exports</c>: the statement's lines at the end of its close, all else by
/// shard after it, in files of so many decisions that no more is held at once. Nothing waits for it. A closed month
/// never changes, so writing again writes the same bytes under the same names.
/// </summary>
public sealed class MonthlyExports(ILedgerStorage storage, LedgerReader reader, ShardCache warm)
{
    public const string Container = "exports";

    /// <summary>Rows of enrollment, or decisions with their lines, in one file.</summary>
    public const int RowsMax = 20_000;

    private readonly PostedDecisions _decisions = new(reader);
    private readonly EnrollmentMonths _enrollment = new(storage, warm);
    private readonly EmployerJournal _journal = new(storage);

    public async Task WriteAsync(
        string employer, Month month, IReadOnlyList<Statement> statements, CancellationToken cancellation)
    {
        List<StatedLine> lines = [.. statements.SelectMany(StatedLine.Of)];
        if (lines.Count > 0)
            await PutAsync(ExportTables.StatementLines, $"{employer}/{month}/", "", lines, cancellation);
    }

    /// <summary>What a shard has of the month, which it has closed.</summary>
    internal async Task WriteAsync(ShardId shard, Month month, CancellationToken cancellation)
    {
        var cut = await storage.ReadAsync(shard.Partition, ShardRows.CutKey(month), cancellation)
            ?? throw new CorruptLedgerException(shard.Partition, ShardRows.CutKey(month), "the shard made no cut");
        if (ShardRows.PostedOf(cut) is { } posted)
        {
            List<PlanYear> years =
                [.. HeadState.Read(cut.Payload).Plans.Select(plan => plan.Read(shard.Employer).Year)];
            await WriteDecisionsAsync(shard, month, posted, years, cancellation);
        }

        await WriteEnrollmentAsync(shard, month, cancellation);
    }

    private async Task WriteDecisionsAsync(
        ShardId shard, Month month, LogRange posted, IReadOnlyList<PlanYear> years, CancellationToken cancellation)
    {
        var part = 0;
        var decisions = _decisions.ReadAsync(shard, posted, month, cancellation);
        await foreach (var some in decisions.Chunk(RowsMax).WithCancellation(cancellation))
        {
            var place = Place(shard, ++part);
            List<PostedLine> lines = [.. some.SelectMany(one => one.Lines(years))];
            await PutAsync(ExportTables.Decisions, Folder(shard, month), place, some, cancellation);
            if (lines.Count > 0) await PutAsync(ExportTables.Lines, Folder(shard, month), place, lines, cancellation);
        }
    }

    private async Task WriteEnrollmentAsync(ShardId shard, Month month, CancellationToken cancellation)
    {
        var employer = (await _journal.EmployerAsync(shard.Employer, cancellation))!;
        var head = await reader.HeadAsync(shard, cancellation);
        await _enrollment.ReadAsync(
            employer, shard, head, month,
            async changes =>
            {
                var part = 0;
                foreach (var some in changes.Chunk(RowsMax))
                    await PutAsync(
                        ExportTables.EnrollmentMonths, Folder(shard, month), Place(shard, ++part), some, cancellation);
            },
            cancellation);
    }

    private async Task PutAsync<T>(
        Table<T> table, string folder, string place, IReadOnlyList<T> rows, CancellationToken cancellation)
    {
        var (parquet, csv) = await table.WriteAsync(rows, cancellation);
        var name = $"{folder}{table.Name}{place}";
        await storage.PutBlobAsync(new BlobName(Container, name + ".parquet"), parquet, cancellation);
        await storage.PutBlobAsync(new BlobName(Container, name + ".csv"), csv, cancellation);
    }

    private static string Folder(ShardId shard, Month month) => $"{shard.Employer}/{month}/";

    private static string Place(ShardId shard, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"-{shard.Shard:D2}-{part:D3}");
}
