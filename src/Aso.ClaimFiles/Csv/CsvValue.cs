using System.Globalization;
using Aso.ClaimFiles.X12;
using Aso.Domain;

namespace Aso.ClaimFiles.Csv;

/// <summary>Values of cells: ISO dates, amounts with a point and at most two decimals, identifiers.</summary>
internal static class CsvValue
{
    public const int IdentifierMax = 80;

    public static bool TryDate(string cell, out DateOnly date) =>
        DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
        && date.Year is >= 1800 and <= 9998;

    /// <summary>An amount from zero on.</summary>
    public static bool TryAmount(string cell, out Cents amount)
    {
        amount = default;
        Span<byte> bytes = stackalloc byte[24];
        if (cell.Length > bytes.Length) return false;
        for (var index = 0; index < cell.Length; index++)
        {
            if (cell[index] > 127) return false;
            bytes[index] = (byte)cell[index];
        }

        if (!X12Value.TryCents(bytes[..cell.Length], out var cents) || cents < 0) return false;
        amount = new Cents(cents);
        return true;
    }

    public static bool TryUnits(string cell, out decimal units) =>
        decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out units)
        && units <= 1_000_000_000m;

    public static bool IsIdentifier(string cell)
    {
        if (cell.Length is 0 or > IdentifierMax) return false;
        foreach (var letter in cell)
            if (char.IsControl(letter) || letter == '\uFFFD') return false;
        return true;
    }
}
