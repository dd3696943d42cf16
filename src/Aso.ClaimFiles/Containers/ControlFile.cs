using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Containers;

/// <summary>
/// A file with the totals of another, beside which it lies and to whose name it adds <c>.ctl</c>. One with content of
/// a format that is read here is no control file, whatever its name.
/// </summary>
public static class ControlFile
{
    public const string Ending = ".ctl";

    /// <summary>How much of it is read.</summary>
    public const int Bytes = ContentRecognition.Bytes;

    public static bool IsNamed(string name) => name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>The file whose totals it has, by its own name.</summary>
    public static string NameOfFile(string name) => name[..^Ending.Length];

    /// <param name="head">Its first bytes.</param>
    public static bool IsOne(string name, ReadOnlySpan<byte> head)
    {
        if (!IsNamed(name)) return false;
        foreach (var expected in ExpectedContent.All)
            if (ContentRecognition.Recognize(head, head.Length < Bytes, expected).Kind != ContentKind.Unreadable)
                return false;
        return true;
    }

    internal static ControlTotal? Read(ReadOnlyMemory<byte>? content) => content is { } bytes
        ? ControlText.Read(bytes.Span, new FilePosition(Ending, PositionUnit.Byte, 0), "")
        : null;
}
