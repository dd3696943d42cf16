using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Exports;

/// <summary>
/// Writes the tables of an employer's whole ledger, one file of each form a table: closed months, and what the open one
/// has so far, all of one moment. Read-only.
/// </summary>
public sealed class WholeExport(ILedgerStorage storage, ShardCache warm)
{
    private readonly LedgerReader _reader = new(storage);
    private readonly StatementStore _statements = new(storage);

    /// <param name="create">Makes the file of a name, in place of one that is there.</param>
    /// <returns>How many rows each table has.</returns>
    public async Task<IReadOnlyDictionary<string, long>> WriteAsync(
        string employer, Func<string, Stream> create, CancellationToken cancellation)
    {
        var view = await _reader.ViewAsync(employer, cancellation) ?? throw new ArgumentException("no such employer");
        var years = view.Plans().Select(plan => plan.Plan.Year).Order().ToList();
        await using var decisions = await FileAsync(ExportTables.Decisions);
        await using var lines = await FileAsync(ExportTables.Lines);
        await using var enrollment = await FileAsync(ExportTables.EnrollmentMonths);
        await using var stated = await FileAsync(ExportTables.StatementLines);
        var held = 0;
        for (var shard = 0; shard < view.Heads.Count; shard++)
        {
            var (id, head) = (new ShardId(employer, shard), view.Heads[shard]);
            var posted = new PostedDecisions(_reader).ReadAsync(id, new LogRange(1, head.LogRows), null, cancellation);
            await foreach (var some in posted)
            {
                foreach (var decision in some)
                {
                    decisions.Add(decision);
                    foreach (var line in decision.Lines(years)) lines.Add(line);
                    if (++held == MonthlyExports.RowsMax) await FlushAsync();
                }
            }

            await FlushAsync();
            await new EnrollmentMonths(storage, warm).ReadAsync(
                view.Employer, id, head, null, changes => AddAsync(enrollment, changes), cancellation);
        }

        foreach (var year in years)
        {
            // Not those of months that were closed meanwhile: the other tables have not all of them.
            var closed = (await _statements.ReadAsync(employer, year, cancellation))
                .Where(statement => statement.Month < view.OpenMonth);
            await AddAsync(stated, [.. closed.SelectMany(StatedLine.Of)]);
        }

        // Tables without a row too.
        await FlushAsync();
        await enrollment.FlushAsync(cancellation);
        await stated.FlushAsync(cancellation);

        return new Dictionary<string, long>(StringComparer.Ordinal)
        {
            [ExportTables.Decisions.Name] = decisions.Rows,
            [ExportTables.Lines.Name] = lines.Rows,
            [ExportTables.EnrollmentMonths.Name] = enrollment.Rows,
            [ExportTables.StatementLines.Name] = stated.Rows,
        };

        Task<TableFile<T>> FileAsync<T>(Table<T> table) =>
            table.CreateAsync(create(table.Name + ".parquet"), create(table.Name + ".csv"), cancellation);

        async Task FlushAsync()
        {
            await decisions.FlushAsync(cancellation);
            await lines.FlushAsync(cancellation);
            held = 0;
        }

        async Task AddAsync<T>(TableFile<T> file, IReadOnlyList<T> rows)
        {
            foreach (var some in rows.Chunk(MonthlyExports.RowsMax))
            {
                foreach (var row in some) file.Add(row);
                await file.FlushAsync(cancellation);
            }
        }
    }
}
