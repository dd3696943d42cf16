using Aso.ClaimFiles.Csv;
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
    public async Task<TableFile<T>> CreateAsync(Stream parquet, Stream csv, CancellationToken cancellation)
    {
        var rows = new TableRows<T>(this);
        return new TableFile<T>(rows, await rows.CreateAsync(parquet, cancellation), parquet, csv);
    }
}

/// <summary>
/// Rows of a table that are not in a file yet, as the columns of Parquet and as the text of CSV: the rows themselves
/// are not kept. The same rows are the same bytes. Not thread-safe.
/// </summary>
public sealed class TableRows<T>
{
    private readonly ColumnValues<T>[] _columns;
    private readonly CsvCells _csv = new();

    /// <summary>Of the last file; the next one is about as large.</summary>
    private int _parquetBytes;

    public TableRows(Table<T> table)
    {
        (Table, _columns) = (table, [.. table.Columns.Select(column => column.Open())]);
        Begin();
    }

    public Table<T> Table { get; }

    public int Count { get; private set; }

    /// <summary>As CSV, with a line of column names where they are the first of their file.</summary>
    internal ReadOnlyMemory<byte> Csv => _csv.Written;

    public void Add(T row)
    {
        foreach (var column in _columns) column.Add(row, _csv);
        _csv.EndRow();
        Count++;
    }

    /// <summary>The rows as a Parquet file of their own; those of CSV stay until <see cref="Begin"/>.</summary>
    internal async Task<ReadOnlyMemory<byte>> ParquetAsync(CancellationToken cancellation)
    {
        using var file = new MemoryStream(_parquetBytes);
        await using (var parquet = await CreateAsync(file, cancellation)) await WriteAsync(parquet, cancellation);
        _parquetBytes = (int)file.Length;
        return file.GetBuffer().AsMemory(0, _parquetBytes);
    }

    internal Task<ParquetWriter> CreateAsync(Stream file, CancellationToken cancellation) =>
        ParquetWriter.CreateAsync(Table.Schema, file, cancellationToken: cancellation);

    /// <summary>Writes them as one row group.</summary>
    internal async Task WriteAsync(ParquetWriter parquet, CancellationToken cancellation)
    {
        using var group = parquet.CreateRowGroup();
        foreach (var column in _columns) await column.WriteAsync(group, cancellation);
    }

    /// <summary>Begins a new file.</summary>
    internal void Begin()
    {
        Continue();
        foreach (var column in Table.Columns) _csv.Text(column.Name);
        _csv.EndRow();
    }

    /// <summary>Goes on with the same file.</summary>
    internal void Continue()
    {
        _csv.Clear();
        Count = 0;
    }
}

/// <summary>Writes a table of any length to a stream of each form.</summary>
public sealed class TableFile<T> : IAsyncDisposable
{
    private readonly TableRows<T> _rows;
    private readonly ParquetWriter _parquet;
    private readonly Stream _target;
    private readonly Stream _csv;

    internal TableFile(TableRows<T> rows, ParquetWriter parquet, Stream target, Stream csv) =>
        (_rows, _parquet, _target, _csv) = (rows, parquet, target, csv);

    public long Rows { get; private set; }

    public void Add(T row) => _rows.Add(row);

    /// <summary>
    /// Writes what was added since the last time: one row group, and no more than that is held. An empty table gets its
    /// line of names.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        if (_rows.Count > 0) await _rows.WriteAsync(_parquet, cancellation);
        await _csv.WriteAsync(_rows.Csv, cancellation);
        Rows += _rows.Count;
        _rows.Continue();
    }

    public async ValueTask DisposeAsync()
    {
        await _parquet.DisposeAsync();
        await _target.DisposeAsync();
        await _csv.DisposeAsync();
    }
}
