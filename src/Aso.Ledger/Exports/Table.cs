using Parquet;
using Parquet.Schema;

namespace Aso.Ledger.Exports;

/// <summary>A table that is exported, as Parquet and as CSV.</summary>
public sealed class Table<T>(string name, params Column<T>[] columns)
{
    /// <summary>Files are named by it.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<Column<T>> Columns { get; } = columns;

    internal ParquetSchema Schema { get; } = new(columns.Select(column => column.Field));

    /// <param name="parquet">It is closed with the file, as the other.</param>
    public async Task<TableFile<T>> CreateAsync(Stream parquet, Stream csv, CancellationToken cancellation) =>
        new(this, await ParquetWriter.CreateAsync(Schema, parquet, cancellationToken: cancellation), parquet, csv);

    /// <summary>The rows as a file of each form.</summary>
    public async Task<(byte[] Parquet, byte[] Csv)> WriteAsync(
        IReadOnlyList<T> rows, CancellationToken cancellation)
    {
        using var parquet = new MemoryStream();
        using var csv = new MemoryStream();
        await using (var file = await CreateAsync(parquet, csv, cancellation))
            await file.AddAsync(rows, cancellation);
        return (parquet.ToArray(), csv.ToArray());
    }
}

/// <summary>
/// Writes a table of any length to a stream of each form: what is added at once is one row group, and no more than that
/// is held. The same rows are the same bytes.
/// </summary>
public sealed class TableFile<T> : IAsyncDisposable
{
    private readonly Table<T> _table;
    private readonly ParquetWriter _parquet;
    private readonly CsvTable<T> _csv;

    private readonly Stream _target;

    internal TableFile(Table<T> table, ParquetWriter parquet, Stream target, Stream csv) =>
        (_table, _parquet, _target, _csv) = (table, parquet, target, new CsvTable<T>(table, csv));

    public long Rows { get; private set; }

    public async Task AddAsync(IReadOnlyList<T> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        using (var group = _parquet.CreateRowGroup())
            foreach (var column in _table.Columns) await column.WriteAsync(group, rows, cancellation);
        await _csv.AddAsync(rows);
        Rows += rows.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await _parquet.DisposeAsync();
        await _target.DisposeAsync();
        await _csv.DisposeAsync();
    }
}
