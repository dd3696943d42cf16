using System.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>A growing buffer of UTF-8, into which figures go without a string between. Not thread-safe.</summary>
internal sealed class Utf8Text
{
    private byte[] _bytes = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Forgets what comes after the first so many bytes.</summary>
    public void Cut(int length = 0) => Length = length;

    /// <param name="letter">Of ASCII.</param>
    public void Letter(char letter)
    {
        Room(1)[0] = (byte)letter;
        Length++;
    }

    public void Text(ReadOnlySpan<char> text) =>
        Length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));

    public void Bytes(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
    }

    public void Number(long value)
    {
        // The longest is long.MinValue.
        value.TryFormat(Room(20), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>A number with zeros before it.</summary>
    public void Digits(int value, int count)
    {
        var room = Room(count)[..count];
        for (var index = count - 1; index >= 0; index--)
        {
            room[index] = (byte)('0' + value % 10);
            value /= 10;
        }

        Length += count;
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));
        return _bytes.AsSpan(Length);
    }
}
