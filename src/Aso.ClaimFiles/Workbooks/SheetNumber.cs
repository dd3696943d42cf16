using System.Globalization;

namespace Aso.ClaimFiles.Workbooks;

/// <summary>The text of a cell that holds a number: what its writer meant by it.</summary>
internal static class SheetNumber
{
    /// <summary>A double, as cells hold it, keeps 15 digits.</summary>
    private const int Digits = 15;

    private const decimal Artifact = 0.000000001m;

    private static readonly decimal WholeMax = 1_000_000_000_000_000m;

    /// <param name="raw">As the part has it: <c>12.100000000000001</c>, <c>46091</c>, <c>1.2E11</c>.</param>
    public static string Text(string raw, CellStyle style, bool from1904)
    {
        if (!decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return raw;
        if (style.IsDate && DateOf(number, from1904) is { } date) return date.ToString("O", CultureInfo.InvariantCulture);
        if (Math.Abs(number) >= WholeMax) return Scientific(number);
        // What arithmetic in binary adds behind a cent is not the writer's.
        var cents = Math.Round(number, 2, MidpointRounding.AwayFromZero);
        if (Math.Abs(number - cents) <= Artifact) number = cents;
        var text = number.ToString("0.############################", CultureInfo.InvariantCulture);
        return style.Zeros > 0 && number >= 0 && number == Math.Truncate(number) ? text.PadLeft(style.Zeros, '0') : text;
    }

    private static DateOnly? DateOf(decimal serial, bool from1904)
    {
        var day = (int)Math.Clamp(Math.Floor(serial + Artifact), -1, 3_000_000);
        if (from1904) day += 1462;
        // Day 60 is 1900-02-29, which never was.
        if (day is < 1 or 60 or > 2_958_465) return null;
        return new DateOnly(1899, 12, 31).AddDays(day > 60 ? day - 1 : day);
    }

    // Digits beyond the fifteenth are gone: the reader of identifiers refuses the number written so.
    private static string Scientific(decimal number) =>
        number.ToString(string.Create(CultureInfo.InvariantCulture, $"0.{new string('0', Digits - 1)}E+00"), CultureInfo.InvariantCulture);
}
