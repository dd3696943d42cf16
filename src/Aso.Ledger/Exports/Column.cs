using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Aso.Ledger.Exports;

/// <summary>A column of an exported table: both forms of the table are written from it (docs/exports.md).</summary>
public abstract class Column<T>(DataField field, string type)
{
    public string Name => Field.Name;

    /// <summary>As docs/exports.md names it.</summary>
    public string Type { get; } = type;

    /// <summary>Whether the text comes from outside, so that a spreadsheet might run it.</summary>
    internal virtual bool IsText => false;

    internal DataField Field { get; } = field;

    /// <summary>The value as a cell of CSV; empty: none.</summary>
    internal abstract string Cell(T row);

    internal abstract Task WriteAsync(
        ParquetRowGroupWriter group, IReadOnlyList<T> rows, CancellationToken cancellation);
}

/// <summary>Columns by what they hold. Amounts are exact decimals of two places, never binary fractions.</summary>
public static class Column
{
    /// <summary>Whole cents up to 10^16 of the currency, which is what <see cref="Cents"/> holds.</summary>
    private const int Precision = 18;

    public static Column<T> Text<T>(string name, Func<T, string?> value) => new TextColumn<T>(name, value);

    public static Column<T> Date<T>(string name, Func<T, DateOnly?> value) => new ValueColumn<T, DateOnly>(
        new DataField(name, typeof(DateOnly), isNullable: true), "date", value,
        date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>A month, as its first day.</summary>
    public static Column<T> Month<T>(string name, Func<T, Month> value) => Date<T>(name, row => value(row).FirstDay);

    public static Column<T> Amount<T>(string name, Func<T, Cents?> value) => new ValueColumn<T, decimal>(
        new DecimalDataField(name, Precision, 2, isNullable: true), "decimal(18,2)", row => value(row)?.Amount,
        amount => amount.ToString("0.00", CultureInfo.InvariantCulture));

    public static Column<T> Number<T>(string name, Func<T, long?> value) => new ValueColumn<T, long>(
        new DataField(name, typeof(long), isNullable: true), "integer", value,
        number => number.ToString(CultureInfo.InvariantCulture));

    public static Column<T> YesNo<T>(string name, Func<T, bool?> value) => new ValueColumn<T, bool>(
        new DataField(name, typeof(bool), isNullable: true), "boolean", value, yes => yes ? "true" : "false");

    private sealed class TextColumn<T>(string name, Func<T, string?> value)
        : Column<T>(new DataField(name, typeof(string), isNullable: true), "text")
    {
        internal override bool IsText => true;

        internal override string Cell(T row) => value(row) ?? "";

        internal override Task WriteAsync(
            ParquetRowGroupWriter group, IReadOnlyList<T> rows, CancellationToken cancellation) =>
            group.WriteAsync(Field, (IReadOnlyCollection<string?>)[.. rows.Select(value)]);
    }

    private sealed class ValueColumn<T, TValue>(
        DataField field, string type, Func<T, TValue?> value, Func<TValue, string> cell) : Column<T>(field, type)
        where TValue : struct
    {
        internal override string Cell(T row) => value(row) is { } given ? cell(given) : "";

        internal override Task WriteAsync(
            ParquetRowGroupWriter group, IReadOnlyList<T> rows, CancellationToken cancellation)
        {
            var values = new TValue?[rows.Count];
            for (var row = 0; row < values.Length; row++) values[row] = value(rows[row]);
            return group.WriteAsync<TValue>(Field, values.AsMemory(), cancellationToken: cancellation);
        }
    }
}
