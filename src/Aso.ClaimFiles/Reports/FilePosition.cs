using System.Globalization;

namespace Aso.ClaimFiles.Reports;

public enum PositionUnit : byte
{
    /// <summary>Bytes from the start of the (unpacked) file, 0-based.</summary>
    Byte,

    /// <summary>Lines of the (unpacked) file, 1-based.</summary>
    Line,
}

/// <summary>Where something stands in a dropped file.</summary>
/// <param name="Entry">The entry of a zip it stands in; null for a file that is not a zip.</param>
public readonly record struct FilePosition(string? Entry, PositionUnit Unit, long Value)
{
    public static FilePosition AtByte(long offset, string? entry = null) => new(entry, PositionUnit.Byte, offset);

    public static FilePosition AtLine(long line, string? entry = null) => new(entry, PositionUnit.Line, line);

    /// <summary><c>byte 1234</c> or <c>line 12</c>, after the entry's name where there is one.</summary>
    public override string ToString()
    {
        var place = string.Create(
            CultureInfo.InvariantCulture, $"{(Unit == PositionUnit.Byte ? "byte" : "line")} {Value}");
        return Entry is null ? place : $"{Entry}, {place}";
    }
}
