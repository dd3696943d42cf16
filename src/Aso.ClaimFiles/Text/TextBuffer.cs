namespace Aso.ClaimFiles.Text;

/// <summary>A short text copied out of the reader's buffer and used again for the next claim.</summary>
internal sealed class TextBuffer
{
    private byte[] _bytes = new byte[64];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public bool IsEmpty => _length == 0;

    public void Set(ReadOnlySpan<byte> text)
    {
        if (text.Length > _bytes.Length) _bytes = new byte[text.Length * 2];
        text.CopyTo(_bytes);
        _length = text.Length;
    }

    public void Set(string text) => Set(text.Length == 0 ? default : System.Text.Encoding.UTF8.GetBytes(text));

    public void Clear() => _length = 0;
}
