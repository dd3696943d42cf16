using Aso.ClaimFiles.Text;

namespace Aso.Ledger.Format;

/// <summary>Reads what <see cref="ByteWriter"/> wrote; every length is checked against what is left.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Of this thread, so that the procedures, providers and members of a million claims are not a million strings
    /// each.</summary>
    [ThreadStatic]
    private static TextPool? _texts;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    private static TextPool Texts => _texts ??= new TextPool(bits: 14);

    public readonly int Left => _bytes.Length - _position;

    public readonly int Position => _position;

    public byte Byte()
    {
        if (Left == 0) throw Damaged("more bytes were expected");
        return _bytes[_position++];
    }

    public ReadOnlySpan<byte> Bytes(int length)
    {
        if (length < 0 || length > Left) throw Damaged("a length exceeds what is left");
        var slice = _bytes.Slice(_position, length);
        _position += length;
        return slice;
    }

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw Damaged("a number exceeds 64 bits");
    }

    public long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    public int Number(int max = int.MaxValue)
    {
        var value = Unsigned();
        return value <= (ulong)max ? (int)value : throw Damaged($"a number is above {max}");
    }

    /// <summary>How many items follow, each of at least one byte.</summary>
    public int Count() => Number(Left);

    public Cents Amount() => new(Signed());

    public DateOnly Date() => DateOnly.FromDayNumber(Number(DateOnly.MaxValue.DayNumber));

    public DateOnly? OptionalDate()
    {
        var number = Number(DateOnly.MaxValue.DayNumber + 1);
        return number == 0 ? null : DateOnly.FromDayNumber(number - 1);
    }

    public T Choice<T>(T last)
        where T : struct, Enum
    {
        var value = Byte();
        if (value > System.Runtime.CompilerServices.Unsafe.As<T, byte>(ref last))
            throw Damaged($"{value} is no {typeof(T).Name}");
        return System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref value);
    }

    public string Text() => Texts.Get(Bytes(Number(Left)));

    public string? OptionalText()
    {
        var length = Number(int.MaxValue - 1);
        return length == 0 ? null : Texts.Get(Bytes(length - 1));
    }

    public readonly void End()
    {
        if (Left != 0) throw Damaged($"{Left} bytes too many");
    }

    private readonly FormatException Damaged(string reason) => new($"damaged at byte {_position}: {reason}");
}
