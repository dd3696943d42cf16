using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// What was read of a column's last good cell: rows that follow each other often repeat it, and to compare costs less
/// than to read and check it again.
/// </summary>
internal sealed class CellBefore<T>
{
    private readonly TextBuffer _text = new();
    private bool _isSet;

    /// <summary>Once <see cref="Is"/> said so.</summary>
    public T Value { get; private set; } = default!;

    public bool Is(ReadOnlySpan<byte> cell) => _isSet && cell.SequenceEqual(_text.Bytes);

    /// <summary>Returns the value.</summary>
    public T Set(ReadOnlySpan<byte> cell, T value)
    {
        _text.Set(cell);
        (_isSet, Value) = (true, value);
        return value;
    }
}
