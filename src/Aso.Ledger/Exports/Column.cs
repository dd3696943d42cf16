using Aso.ClaimFiles.Csv;
using Parquet;
using Parquet.Schema;

namespace Aso.Ledger.Exports;

/// <summary>A column of an exported table: both forms of the table are written from it (docs/exports.md).</summary>
public abstract class Column<T>(DataField field, string type)
{
    public string Name => Field.Name;

    /// <summary>As docs/exports.md names it.</summary>
    public string Type { get; } = type;

    internal DataField Field { get; } = field;

    /// <summary>Begins to take values.</summary>
    internal abstract ColumnValues<T> Open();
}

/// <summary>A column's values of the rows that are not in the Parquet file yet.</summary>
internal abstract class ColumnValues<T>
{
    /// <summary>Takes a row's value, and writes it as a cell of CSV.</summary>
    public abstract void Add(T row, CsvCells csv);

    /// <summary>Writes what was taken as the column's part of a row group, and forgets it.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation);
}

/// <summary>Columns by what they hold. Amounts are exact decimals of two places, never binary fractions.</summary>
public static class Column
{
    /// <summary>Whole cents up to 10^16 of the currency, which is what <see cref="Cents"/> holds.</summary>
    private const int Precision = 18;

    public static Column<T> Text<T>(string name, Func<T, string?> value) => new TextColumn<T>(name, value);

    public static Column<T> Date<T>(string name, Func<T, DateOnly?> value) => new ValueColumn<T, DateOnly, DateOnly>(
        new DataField(name, typeof(DateOnly), isNullable: true), "date", value, date => date,
        (csv, date) => csv.Date(date));

    /// <summary>A month, as its first day.</summary>
    public static Column<T> Month<T>(string name, Func<T, Month> value) => Date<T>(name, row => value(row).FirstDay);

    public static Column<T> Amount<T>(string name, Func<T, Cents?> value) => new ValueColumn<T, Cents, decimal>(
        new DecimalDataField(name, Precision, 2, isNullable: true), "decimal(18,2)", value, cents => cents.Amount,
        (csv, cents) => csv.Amount(cents));

    public static Column<T> Number<T>(string name, Func<T, long?> value) => new ValueColumn<T, long, long>(
        new DataField(name, typeof(long), isNullable: true), "integer", value, number => number,
        (csv, number) => csv.Number(number));

    public static Column<T> YesNo<T>(string name, Func<T, bool?> value) => new ValueColumn<T, bool, bool>(
        new DataField(name, typeof(bool), isNullable: true), "boolean", value, yes => yes,
        (csv, yes) => csv.YesNo(yes));

    private sealed class TextColumn<T>(string name, Func<T, string?> value)
        : Column<T>(new DataField(name, typeof(string), isNullable: true), "text")
    {
        internal override ColumnValues<T> Open() => new Texts(Field, value);

        private sealed class Texts(DataField field, Func<T, string?> value) : ColumnValues<T>
        {
            private readonly List<string?> _taken = [];

            public override void Add(T row, CsvCells csv)
            {
                var text = value(row);
                _taken.Add(text);
                csv.Text(text);
            }

            public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation)
            {
                await group.WriteAsync(field, (IReadOnlyCollection<string?>)_taken);
                _taken.Clear();
            }
        }
    }

    /// <param name="stored">A value as Parquet has it.</param>
    private sealed class ValueColumn<T, TValue, TStored>(
        DataField field, string type, Func<T, TValue?> value, Func<TValue, TStored> stored,
        Action<CsvCells, TValue?> write) : Column<T>(field, type)
        where TValue : struct
        where TStored : struct
    {
        internal override ColumnValues<T> Open() => new Values(this);

        private Func<T, TValue?> Value { get; } = value;

        private Func<TValue, TStored> Stored { get; } = stored;

        private Action<CsvCells, TValue?> Write { get; } = write;

        private sealed class Values(ValueColumn<T, TValue, TStored> column) : ColumnValues<T>
        {
            private TStored?[] _taken = new TStored?[16];
            private int _count;

            public override void Add(T row, CsvCells csv)
            {
                var value = column.Value(row);
                if (_count == _taken.Length) Array.Resize(ref _taken, 2 * _count);
                _taken[_count++] = value is { } given ? column.Stored(given) : null;
                column.Write(csv, value);
            }

            public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation)
            {
                await group.WriteAsync<TStored>(
                    column.Field, _taken.AsMemory(0, _count), cancellationToken: cancellation);
                _count = 0;
            }
        }
    }
}
