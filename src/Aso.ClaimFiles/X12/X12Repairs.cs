namespace Aso.ClaimFiles.X12;

/// <summary>What the reader put right in a file's layout (files.md section 5).</summary>
internal enum X12Repair : byte
{
    ByteOrderMark,
    LineBreaks,
    BlankLine,
    Indented,
    Wrapped,
    EmptySegment,
    MissingTerminator,
    ControlBytes,
    LineTerminators,
    OtherDelimiters,
}

/// <summary>How often each repair was made and where first; its size does not grow with the file.</summary>
internal sealed class X12Repairs
{
    private static readonly string[] Words =
    [
        "a byte order mark was skipped",
        "line breaks after segment terminators were skipped",
        "blank lines were skipped",
        "indentation before segments was skipped",
        "line breaks inside segments were removed",
        "empty segments were skipped",
        "a missing segment terminator was added",
        "control bytes between segments were skipped",
        "segments end with line breaks; the file was read that way",
        "delimiters are not * : ~; the ones the ISA declares were used",
    ];

    private readonly long[] _counts = new long[Words.Length];
    private readonly long[] _firsts = new long[Words.Length];

    public void Count(X12Repair repair, long offset)
    {
        if (_counts[(int)repair]++ == 0) _firsts[(int)repair] = offset;
    }

    /// <summary>Each repair that was made: its words, how often, and the byte offset of the first.</summary>
    public IEnumerable<(string Words, long Count, long FirstOffset)> Made()
    {
        for (var index = 0; index < Words.Length; index++)
            if (_counts[index] > 0) yield return (Words[index], _counts[index], _firsts[index]);
    }
}
