using System.Text;

namespace Aso.Ledger.Format;

/// <summary>
/// A growing buffer of varints and length-prefixed UTF-8 (docs/ledger-format.md). Reused; not thread-safe.
/// </summary>
internal sealed class ByteWriter
{
    private byte[] _buffer = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[Length++] = value;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_buffer.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>Seven bits a byte, low first; the high bit says that more follow.</summary>
    public void Unsigned(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _buffer[Length++] = (byte)(value & 0x7f | 0x80);
            value >>= 7;
        }

        _buffer[Length++] = (byte)value;
    }

    /// <summary>Zigzag: small amounts of either sign are short.</summary>
    public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    public void Amount(Cents value) => Signed(value.Value);

    public void Date(DateOnly value) => Unsigned((ulong)value.DayNumber);

    /// <summary>Zero for null, else a date's day number + 1.</summary>
    public void OptionalDate(DateOnly? value) => Unsigned(value is { } date ? (ulong)date.DayNumber + 1 : 0);

    public void Text(string value) => Text(value, 0);

    /// <summary>Zero for null, else the length in bytes + 1.</summary>
    public void OptionalText(string? value)
    {
        if (value is null) Byte(0);
        else Text(value, 1);
    }

    private void Text(string value, int plus)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)(length + plus));
        Reserve(length);
        Length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(Length));
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - Length >= more) return;
        Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + more));
    }
}
