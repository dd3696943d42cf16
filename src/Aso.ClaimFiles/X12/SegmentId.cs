namespace Aso.ClaimFiles.X12;

/// <summary>A segment's two or three letters packed into one number, first letter lowest, to switch on.</summary>
internal static class SegmentId
{
    public const uint Isa = 'I' | 'S' << 8 | 'A' << 16;
    public const uint Iea = 'I' | 'E' << 8 | 'A' << 16;
    public const uint Gs = 'G' | 'S' << 8;
    public const uint Ge = 'G' | 'E' << 8;
    public const uint St = 'S' | 'T' << 8;
    public const uint Se = 'S' | 'E' << 8;
    public const uint Ta1 = 'T' | 'A' << 8 | '1' << 16;

    public const uint Bht = 'B' | 'H' << 8 | 'T' << 16;
    public const uint Hl = 'H' | 'L' << 8;
    public const uint Nm1 = 'N' | 'M' << 8 | '1' << 16;
    public const uint N3 = 'N' | '3' << 8;
    public const uint N4 = 'N' | '4' << 8;
    public const uint Per = 'P' | 'E' << 8 | 'R' << 16;
    public const uint Prv = 'P' | 'R' << 8 | 'V' << 16;
    public const uint Pat = 'P' | 'A' << 8 | 'T' << 16;
    public const uint Sbr = 'S' | 'B' << 8 | 'R' << 16;
    public const uint Dmg = 'D' | 'M' << 8 | 'G' << 16;
    public const uint Clm = 'C' | 'L' << 8 | 'M' << 16;
    public const uint Cl1 = 'C' | 'L' << 8 | '1' << 16;
    public const uint Hi = 'H' | 'I' << 8;
    public const uint Lx = 'L' | 'X' << 8;
    public const uint Sv1 = 'S' | 'V' << 8 | '1' << 16;
    public const uint Sv2 = 'S' | 'V' << 8 | '2' << 16;
    public const uint Sv3 = 'S' | 'V' << 8 | '3' << 16;
    public const uint Svd = 'S' | 'V' << 8 | 'D' << 16;
    public const uint Dtp = 'D' | 'T' << 8 | 'P' << 16;
    public const uint Ref = 'R' | 'E' << 8 | 'F' << 16;
    public const uint Amt = 'A' | 'M' << 8 | 'T' << 16;
    public const uint Hcp = 'H' | 'C' << 8 | 'P' << 16;
    public const uint Oi = 'O' | 'I' << 8;

    public const uint Bgn = 'B' | 'G' << 8 | 'N' << 16;
    public const uint Ins = 'I' | 'N' << 8 | 'S' << 16;
    public const uint Hd = 'H' | 'D' << 8;
    public const uint Icm = 'I' | 'C' << 8 | 'M' << 16;

    public const uint Bpr = 'B' | 'P' << 8 | 'R' << 16;
    public const uint Trn = 'T' | 'R' << 8 | 'N' << 16;
    public const uint Dtm = 'D' | 'T' << 8 | 'M' << 16;
    public const uint N1 = 'N' | '1' << 8;
    public const uint Clp = 'C' | 'L' << 8 | 'P' << 16;
    public const uint Cas = 'C' | 'A' << 8 | 'S' << 16;
    public const uint Svc = 'S' | 'V' << 8 | 'C' << 16;
    public const uint Moa = 'M' | 'O' << 8 | 'A' << 16;
    public const uint Lq = 'L' | 'Q' << 8;
    public const uint Plb = 'P' | 'L' << 8 | 'B' << 16;

    /// <summary>The packed id, or 0 where the text is not two or three capital letters or digits.</summary>
    public static uint FromText(ReadOnlySpan<byte> text)
    {
        if (text.Length is not (2 or 3)) return 0;
        uint id = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsAsciiLetterUpper((char)text[index]) && !char.IsAsciiDigit((char)text[index])) return 0;
            id |= (uint)text[index] << (8 * index);
        }

        return id;
    }

    /// <summary>The letters of a packed id.</summary>
    public static string Text(uint id)
    {
        Span<char> letters = [(char)(id & 0xFF), (char)(id >> 8 & 0xFF), (char)(id >> 16 & 0xFF)];
        return letters.TrimEnd('\0').ToString();
    }
}
