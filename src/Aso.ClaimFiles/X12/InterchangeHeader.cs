namespace Aso.ClaimFiles.X12;

internal enum HeaderRead : byte
{
    NotAHeader,
    NeedMore,
    Valid,
}

/// <summary>
/// Recognizes an ISA segment and the delimiters it declares: sixteen elements at fixed places, or, where a sender
/// trimmed them, the first sixteen separators. Line breaks laid through it by a wrap at 80 columns are stepped over.
/// </summary>
internal static class InterchangeHeader
{
    /// <summary>Characters of a complete ISA with its terminator.</summary>
    public const int Length = 106;

    private const int ReachMax = 160;

    private static ReadOnlySpan<byte> Separators => [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];

    /// <param name="bytes">Starts at the candidate's <c>I</c>.</param>
    /// <param name="complete">No more bytes will follow these.</param>
    public static HeaderRead TryRead(ReadOnlySpan<byte> bytes, bool complete, out Delimiters delimiters)
    {
        delimiters = default;
        if (bytes.Length < 4) return !complete && "ISA"u8.StartsWith(bytes)
            ? HeaderRead.NeedMore : HeaderRead.NotAHeader;
        if (!bytes.StartsWith("ISA"u8) || !IsDelimiter(bytes[3])) return HeaderRead.NotAHeader;
        var separator = bytes[3];

        Span<byte> text = stackalloc byte[ReachMax];
        Span<int> places = stackalloc int[ReachMax];
        var count = 0;
        var index = 0;
        for (; index < bytes.Length && count < ReachMax; index++)
        {
            if (bytes[index] is (byte)'\r' or (byte)'\n') continue;
            places[count] = index;
            text[count++] = bytes[index];
        }

        if (count < Length + 2 && !complete && index == bytes.Length) return HeaderRead.NeedMore;
        var component = ComponentPlace(text[..count], separator);
        if (component < 0) return HeaderRead.NotAHeader;
        var place = places[component];
        if (!TryTerminator(bytes[(place + 1)..], out var terminator)) return HeaderRead.NotAHeader;
        if (!IsDelimiter(text[component]) || terminator == separator || text[component] == separator
            || text[component] == terminator) return HeaderRead.NotAHeader;
        delimiters = new Delimiters(separator, text[component], Repetition(text, separator), terminator);
        return HeaderRead.Valid;
    }

    // The place of ISA16 in the unwrapped text, or -1.
    private static int ComponentPlace(ReadOnlySpan<byte> text, byte separator)
    {
        var fixedPlaces = text.Length > 104;
        for (var index = 0; fixedPlaces && index < Separators.Length; index++)
            fixedPlaces = text[Separators[index]] == separator;
        if (fixedPlaces) return 104;

        var seen = 0;
        for (var index = 3; index < text.Length && index < Length + 2; index++)
        {
            if (text[index] == separator && ++seen == 16) return index + 1 < text.Length ? index + 1 : -1;
            if (text[index] < ' ') return -1;
        }

        return -1;
    }

    // CRLF counts as LF; a break laid before the real terminator by a wrap is not the terminator.
    private static bool TryTerminator(ReadOnlySpan<byte> rest, out byte terminator)
    {
        terminator = 0;
        if (rest.IsEmpty) return false;
        terminator = rest[0];
        if (terminator is not ((byte)'\r' or (byte)'\n')) return IsDelimiter(terminator);
        var next = 0;
        while (next < rest.Length && rest[next] is (byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t') next++;
        if (next < rest.Length && rest[next] < 128 && IsDelimiter(rest[next])) terminator = rest[next];
        else if (terminator == '\r' && rest.Length > 1 && rest[1] == '\n') terminator = (byte)'\n';
        return true;
    }

    private static byte Repetition(ReadOnlySpan<byte> text, byte separator)
    {
        var seen = 0;
        for (var index = 0; index < text.Length - 1; index++)
        {
            if (text[index] == separator && ++seen == 11)
                return IsDelimiter(text[index + 1]) && text[index + 1] != separator ? text[index + 1] : (byte)0;
        }

        return 0;
    }

    private static bool IsDelimiter(byte value) => !char.IsAsciiLetterOrDigit((char)value) && value != ' '
        && value != 0;
}
