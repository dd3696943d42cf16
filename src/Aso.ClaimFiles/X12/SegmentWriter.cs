using System.Buffers;
using System.Globalization;
using System.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Writes X12 segments with the usual delimiters. Trailing empty elements are left out; a delimiter inside a value
/// becomes a blank, so that no value can become structure.
/// </summary>
internal sealed class SegmentWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly StringBuilder _segment = new();
    private int _significant;

    /// <summary>Segments written since <see cref="StartCount"/>.</summary>
    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public void Clear() => _output.ResetWrittenCount();

    public void StartCount() => Count = 0;

    /// <summary>Writes a whole segment; an empty element is null or "".</summary>
    public void Segment(string id, params ReadOnlySpan<string?> elements)
    {
        Begin(id);
        foreach (var element in elements) Element(element);
        End();
    }

    public void Begin(string id)
    {
        _segment.Clear().Append(id);
        _significant = _segment.Length;
    }

    public void Element(string? value)
    {
        _segment.Append('*');
        Append(value);
    }

    public void Element(Cents amount) => Element(Amount(amount));

    /// <summary>Writes a composite; its trailing empty components are left out.</summary>
    public void Composite(params ReadOnlySpan<string?> components)
    {
        _segment.Append('*');
        var last = components.Length;
        while (last > 0 && string.IsNullOrEmpty(components[last - 1])) last--;
        for (var index = 0; index < last; index++)
        {
            if (index > 0) _segment.Append(':');
            Append(components[index]);
        }
    }

    public void End()
    {
        _segment.Length = _significant;
        _segment.Append('~');
        foreach (var chunk in _segment.GetChunks()) Encoding.UTF8.GetBytes(chunk.Span, _output);
        Count++;
    }

    /// <summary>An amount as X12 writes it: no trailing zeros after the point, no point without decimals.</summary>
    public static string Amount(Cents amount)
    {
        var (value, sign) = amount.Value < 0 ? (-amount.Value, "-") : (amount.Value, "");
        return (value % 100) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{sign}{value / 100}"),
            var cents when cents % 10 == 0 =>
                string.Create(CultureInfo.InvariantCulture, $"{sign}{value / 100}.{cents / 10}"),
            var cents => string.Create(CultureInfo.InvariantCulture, $"{sign}{value / 100}.{cents:00}"),
        };
    }

    public static string Date(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Writes an ISA, whose elements have fixed widths.</summary>
    public void Interchange(
        string senderQualifier, string sender, string receiverQualifier, string receiver, DateTime at, string control,
        bool test)
    {
        _segment.Clear().Append("ISA*00*          *00*          ");
        Fixed(senderQualifier, 2);
        Fixed(sender, 15);
        Fixed(receiverQualifier, 2);
        Fixed(receiver, 15);
        Fixed(at.ToString("yyMMdd", CultureInfo.InvariantCulture), 6);
        Fixed(at.ToString("HHmm", CultureInfo.InvariantCulture), 4);
        _segment.Append("*^*00501");
        Fixed(control.PadLeft(9, '0'), 9);
        _segment.Append("*0*").Append(test ? 'T' : 'P').Append("*:");
        _significant = _segment.Length;
        End();
    }

    private void Fixed(string value, int width)
    {
        _segment.Append('*');
        var start = _segment.Length;
        Append(value.Length > width ? value[..width] : value);
        _segment.Append(' ', width - (_segment.Length - start));
    }

    private void Append(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        foreach (var letter in value)
            _segment.Append(letter is '*' or '~' or ':' or '^' || char.IsControl(letter) ? ' ' : letter);
        _significant = _segment.Length;
    }
}
