using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Aso.Ledger.Exports;

/// <summary>Writes a table as CSV with a line of column names. Text that a spreadsheet would run stays text.</summary>
internal sealed class CsvTable<T> : IAsyncDisposable
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    private readonly Table<T> _table;
    private readonly CsvWriter _csv;

    public CsvTable(Table<T> table, Stream target)
    {
        _table = table;
        _csv = new CsvWriter(new StreamWriter(target), Configuration);
        foreach (var column in table.Columns) _csv.WriteField(column.Name);
        _csv.NextRecord();
    }

    public async Task AddAsync(IReadOnlyList<T> rows)
    {
        foreach (var row in rows)
        {
            foreach (var column in _table.Columns)
                _csv.WriteField(column.IsText ? Guarded(column.Cell(row)) : column.Cell(row));
            await _csv.NextRecordAsync();
        }
    }

    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private static string Guarded(string cell) =>
        cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + cell : cell;
}
