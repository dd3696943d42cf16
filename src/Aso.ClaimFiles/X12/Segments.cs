using System.Buffers;
using System.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>Segments, each with its end.</summary>
internal sealed class Segments
{
    /// <summary>What is more is no claim, and not kept.</summary>
    private const int BytesMax = 64 << 20;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Whatever the file's character set, each byte is a character, and comes back as it was.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Of <see cref="TextOf"/>.</summary>
    public static byte[] BytesOf(string text) => Encoding.Latin1.GetBytes(text);

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public int Count { get; private set; }

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Count = 0;
    }

    public void Add(ReadOnlySpan<byte> segment, byte end)
    {
        if (_bytes.WrittenCount > BytesMax) return;
        _bytes.Write(segment);
        _bytes.Write([end]);
        Count++;
    }

    public void Add(string segment, byte end) => Add(BytesOf(segment), end);

    public void Add(Segments others)
    {
        _bytes.Write(others.Bytes);
        Count += others.Count;
    }
}
