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

    private readonly EnrollmentMonths _enrollment = new(storage, warm);
    private readonly EmployerJournal _journal = new(storage);

    public async Task WriteAsync(
        string employer, Month month, IReadOnlyList<Statement> statements, CancellationToken cancellation)
    {
        List<StatedLine> lines = [.. statements.SelectMany(StatedLine.Of)];
        if (lines.Count > 0)
            await PutAsync(ExportTables.StatementLines, $"{employer}/{month}/", "", lines, cancellation);
    }

    /// <summary>Begins to write what a shard has of the month, which it has closed.</summary>
    /// <param name="years">The plan years there are.</param>
    internal DecisionTables Open(ShardId shard, Month month, IReadOnlyList<PlanYear> years) =>
        new(this, Folder(shard, month), shard, years);

    /// <summary>What its close of the month learned of who is enrolled.</summary>
    internal async Task WriteEnrollmentAsync(ShardId shard, Month month, CancellationToken cancellation)
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
        Table<T> table, string folder, string place, IEnumerable<T> rows, CancellationToken cancellation)
    {
        var taken = new TableRows<T>(table);
        foreach (var row in rows) taken.Add(row);
        await PutAsync(taken, folder, place, cancellation);
    }

    private async Task PutAsync<T>(
        TableRows<T> rows, string folder, string place, CancellationToken cancellation)
    {
        var name = $"{folder}{rows.Table.Name}{place}";
        var parquet = await rows.ParquetAsync(cancellation);
        await storage.PutBlobAsync(new BlobName(Container, name + ".parquet"), parquet, cancellation);
        await storage.PutBlobAsync(new BlobName(Container, name + ".csv"), rows.Csv, cancellation);
        rows.Begin();
    }

    private static string Folder(ShardId shard, Month month) => $"{shard.Employer}/{month}/";

    private static string Place(ShardId shard, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"-{shard.Shard:D2}-{part:D3}");

    /// <summary>A shard's decisions of a month, and their lines, as they are read.</summary>
    internal sealed class DecisionTables(
        MonthlyExports exports, string folder, ShardId shard, IReadOnlyList<PlanYear> years)
    {
        private readonly TableRows<PostedDecision> _decisions = new(ExportTables.Decisions);
        private readonly TableRows<PostedLine> _lines = new(ExportTables.Lines);
        private int _part;

        public async Task AddAsync(IReadOnlyList<PostedDecision> decisions, CancellationToken cancellation)
        {
            foreach (var decision in decisions)
            {
                _decisions.Add(decision);
                foreach (var line in decision.Lines(years)) _lines.Add(line);
                if (_decisions.Count == RowsMax) await WriteAsync(cancellation);
            }
        }

        /// <summary>Writes the last files.</summary>
        public async Task FinishAsync(CancellationToken cancellation)
        {
            if (_decisions.Count > 0) await WriteAsync(cancellation);
        }

        private async Task WriteAsync(CancellationToken cancellation)
        {
            var place = Place(shard, ++_part);
            await exports.PutAsync(_decisions, folder, place, cancellation);
            if (_lines.Count > 0) await exports.PutAsync(_lines, folder, place, cancellation);
        }
    }
}
