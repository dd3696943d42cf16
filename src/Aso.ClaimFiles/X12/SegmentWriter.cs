using System.Buffers;
using System.Globalization;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Writes X12 segments with the usual delimiters. Trailing empty elements are left out; a delimiter inside a value
/// becomes a blank, so that no value can become structure.
/// </summary>
internal sealed class SegmentWriter
{
    /// <summary>Delimiters and control characters.</summary>
    private static readonly SearchValues<char> Structure = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 256).Select(code => (char)code)
            .Where(letter => letter is '*' or '~' or ':' or '^' || char.IsControl(letter))));

    private readonly Utf8Text _output = new();
    private int _significant;

    /// <summary>Segments written since <see cref="StartCount"/>.</summary>
    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Written => _output.Written;

    public void Clear() => _output.Cut();

    public void StartCount() => Count = 0;

    /// <summary>Writes a whole segment; an empty element is null or "".</summary>
    public void Segment(string id, params ReadOnlySpan<string?> elements)
    {
        Begin(id);
        foreach (var element in elements) Element(element);
        End();
    }

    /// <summary>Writes segments that another writer wrote.</summary>
    public void Segments(ReadOnlySpan<byte> written, int count)
    {
        _output.Bytes(written);
        Count += count;
    }

    public void Begin(string id)
    {
        _output.Text(id);
        _significant = _output.Length;
    }

    public void Element(string? value)
    {
        _output.Letter('*');
        Append(value);
    }

    /// <summary>An amount as X12 writes it: no trailing zeros after the point, no point without decimals.</summary>
    public void Element(Cents amount)
    {
        _output.Letter('*');
        var value = amount.Value;
        if (value < 0)
        {
            _output.Letter('-');
            value = -value;
        }

        _output.Number(value / 100);
        var cents = (int)(value % 100);
        if (cents != 0)
        {
            _output.Letter('.');
            if (cents % 10 == 0) _output.Digits(cents / 10, 1);
            else _output.Digits(cents, 2);
        }

        _significant = _output.Length;
    }

    public void Element(long number)
    {
        _output.Letter('*');
        _output.Number(number);
        _significant = _output.Length;
    }

    /// <summary>A date as <c>yyyyMMdd</c>.</summary>
    public void Element(DateOnly date)
    {
        _output.Letter('*');
        var (year, month, day) = date;
        _output.Digits(year, 4);
        _output.Digits(month, 2);
        _output.Digits(day, 2);
        _significant = _output.Length;
    }

    /// <summary>Writes a composite; its trailing empty components are left out.</summary>
    public void Composite(params ReadOnlySpan<string?> components)
    {
        _output.Letter('*');
        var last = components.Length;
        while (last > 0 && string.IsNullOrEmpty(components[last - 1])) last--;
        for (var index = 0; index < last; index++)
        {
            if (index > 0) _output.Letter(':');
            Append(components[index]);
        }
    }

    public void End()
    {
        _output.Cut(_significant);
        _output.Letter('~');
        Count++;
    }

    /// <summary>Writes an ISA, whose elements have fixed widths.</summary>
    public void Interchange(
        string senderQualifier, string sender, string receiverQualifier, string receiver, DateTime at, string control,
        bool test)
    {
        _output.Text("ISA*00*          *00*          ");
        Fixed(senderQualifier, 2);
        Fixed(sender, 15);
        Fixed(receiverQualifier, 2);
        Fixed(receiver, 15);
        Fixed(at.ToString("yyMMdd", CultureInfo.InvariantCulture), 6);
        Fixed(at.ToString("HHmm", CultureInfo.InvariantCulture), 4);
        _output.Text("*^*00501");
        Fixed(control.PadLeft(9, '0'), 9);
        _output.Text(test ? "*0*T*:" : "*0*P*:");
        _significant = _output.Length;
        End();
    }

    private void Fixed(string value, int width)
    {
        var cut = value.Length > width ? value[..width] : value;
        _output.Letter('*');
        Append(cut);
        for (var blank = cut.Length; blank < width; blank++) _output.Letter(' ');
    }

    private void Append(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty) return;
        for (int at; (at = value.IndexOfAny(Structure)) >= 0; value = value[(at + 1)..])
        {
            _output.Text(value[..at]);
            _output.Letter(' ');
        }

        _output.Text(value);
        _significant = _output.Length;
    }
}
