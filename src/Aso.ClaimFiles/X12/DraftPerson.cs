using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>What an 837 says of a subscriber or a patient; used again for the next.</summary>
internal sealed class DraftPerson
{
    private readonly TextBuffer _number = new();
    private readonly TextBuffer _name = new();

    /// <summary>NM109, else REF*SY.</summary>
    public ReadOnlySpan<byte> Bytes => _number.Bytes;

    public bool IsEmpty => _number.IsEmpty;

    /// <summary>The number is labeled as a social security number (NM108 34, or REF*SY with the same number).</summary>
    public bool IsSocial { get; private set; }

    /// <summary>NM1 stands there.</summary>
    public bool IsNamed { get; private set; }

    public Relationship? Relationship { get; set; }

    public DateOnly? BirthDate { get; set; }

    public Sex Sex { get; set; }

    public void SetName(SegmentReader segment)
    {
        IsNamed = true;
        _number.Set(segment[9].Trim((byte)' '));
        IsSocial = segment[8].SequenceEqual("34"u8);
        _name.Set(segment[4]);
    }

    public void SetSocial(ReadOnlySpan<byte> number)
    {
        if (_number.IsEmpty) _number.Set(number);
        IsSocial |= _number.Bytes.SequenceEqual(number);
    }

    public void CopyNameTo(TextBuffer name) => name.Set(_name.Bytes);

    public void Clear()
    {
        _number.Clear();
        _name.Clear();
        (IsSocial, IsNamed, Relationship, BirthDate, Sex) = (false, false, null, null, Sex.Unknown);
    }
}
