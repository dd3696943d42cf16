using System.Buffers.Text;
using System.Text;

namespace Aso.Local.Generation;

/// <summary>Writes ASCII text, numbers, dates and amounts through one buffer, without making strings.</summary>
internal sealed class AsciiWriter(Stream stream) : IDisposable
{
    private const int LongestNumber = 24;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    public void Text(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        _used += Encoding.ASCII.GetBytes(text, _buffer.AsSpan(_used));
    }

    public void Character(char character)
    {
        Reserve(1);
        _buffer[_used++] = (byte)character;
    }

    public void Number(long number, int digits = 0)
    {
        Reserve(LongestNumber);
        var format = digits > 0 ? new System.Buffers.StandardFormat('D', (byte)digits) : default;
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_used), out var written, format);
        _used += written;
    }

    /// <summary>With a point and two decimals.</summary>
    public void Amount(Cents amount)
    {
        Number(amount.Value / 100);
        Character('.');
        Number(amount.Value % 100, 2);
    }

    /// <summary><c>yyyy-MM-dd</c>, or <c>yyyyMMdd</c> with no separator.</summary>
    public void Date(DateOnly date, string separator = "-")
    {
        Number(date.Year, 4);
        Text(separator);
        Number(date.Month, 2);
        Text(separator);
        Number(date.Day, 2);
    }

    public void Dispose()
    {
        Flush();
        stream.Dispose();
    }

    private void Reserve(int bytes)
    {
        if (_used + bytes > _buffer.Length) Flush();
    }

    private void Flush()
    {
        stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
