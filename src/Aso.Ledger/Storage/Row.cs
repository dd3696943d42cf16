using System.Globalization;

namespace Aso.Ledger.Storage;

/// <summary>
/// One table row: a key, a version that changes with every write, a few readable fields (text or whole numbers) and one
/// payload of at most <see cref="PayloadMaxBytes"/>.
/// </summary>
public sealed class Row(string partition, string key)
{
    /// <summary>Below what one Azurite row takes (about 13 × 60 KiB) and the 1 MiB of the service.</summary>
    public const int PayloadMaxBytes = 600 * 1024;

    private const string DateForm = "yyyy-MM-dd";

    private readonly Dictionary<string, object> _fields = new(StringComparer.Ordinal);

    public string Partition { get; } = partition;

    public string Key { get; } = key;

    /// <summary>The ETag it was read with; null for a row not yet stored.</summary>
    public string? Version { get; init; }

    public ReadOnlyMemory<byte> Payload { get; set; }

    public IReadOnlyDictionary<string, object> Fields => _fields;

    public string? Text(string field) => _fields.GetValueOrDefault(field) as string;

    public long? Number(string field) => _fields.GetValueOrDefault(field) as long?;

    /// <summary>A day, kept as text.</summary>
    public DateOnly? Date(string field) => Text(field) is { } text
        ? DateOnly.ParseExact(text, DateForm, CultureInfo.InvariantCulture)
        : null;

    /// <exception cref="CorruptLedgerException">The row lacks the field.</exception>
    public string RequiredText(string field) => Text(field) ?? throw Lacks(field);

    /// <exception cref="CorruptLedgerException">The row lacks the field.</exception>
    public long RequiredNumber(string field) => Number(field) ?? throw Lacks(field);

    /// <exception cref="CorruptLedgerException">The row lacks the field.</exception>
    public DateOnly RequiredDate(string field) => Date(field) ?? throw Lacks(field);

    /// <summary>A null value removes the field.</summary>
    public Row With(string field, string? value) => Set(field, value);

    /// <summary>A null value removes the field.</summary>
    public Row With(string field, long? value) => Set(field, value);

    /// <summary>A null value removes the field.</summary>
    public Row With(string field, DateOnly? value) =>
        Set(field, value?.ToString(DateForm, CultureInfo.InvariantCulture));

    private Row Set(string field, object? value)
    {
        if (value is null) _fields.Remove(field);
        else _fields[field] = value;
        return this;
    }

    private CorruptLedgerException Lacks(string field) => new(Partition, Key, $"the row lacks the field {field}");
}

public enum RowActionKind
{
    Insert,
    Replace,
    Upsert,
    Delete,
}

/// <summary>One write of a transaction, with its condition.</summary>
/// <param name="IfMatch">The version the stored row must have; null: none is asked for.</param>
public sealed record RowAction(RowActionKind Kind, Row Row, string? IfMatch)
{
    /// <summary>The row must not exist yet.</summary>
    public static RowAction Insert(Row row) => new(RowActionKind.Insert, row, null);

    /// <summary>The stored row must still have <paramref name="version"/>.</summary>
    public static RowAction Replace(Row row, string version) => new(RowActionKind.Replace, row, version);

    public static RowAction Upsert(Row row) => new(RowActionKind.Upsert, row, null);

    /// <summary>The row must exist and, where a version is given, still have it.</summary>
    public static RowAction Delete(string partition, string key, string? version = null) =>
        new(RowActionKind.Delete, new Row(partition, key), version);
}
