namespace Aso.ClaimFiles.X12;

/// <summary>The four delimiters an interchange declares in its ISA.</summary>
/// <param name="Repetition">Zero where the version has none (before 00402 ISA11 is not a separator).</param>
internal readonly record struct Delimiters(byte Element, byte Component, byte Repetition, byte Terminator)
{
    public static Delimiters Usual { get; } = new((byte)'*', (byte)':', (byte)'^', (byte)'~');

    /// <summary>True where segments end with a line, so that a line break is structure and not layout.</summary>
    public bool TerminatedByLine => Terminator is (byte)'\n' or (byte)'\r';
}
