using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Aso.ClaimFiles.X12;
using Aso.Domain;

namespace Aso.ClaimFiles.Csv;

/// <summary>Values of cells: ISO dates, amounts with a point and at most two decimals, identifiers.</summary>
internal static class CsvValue
{
    public const int IdentifierMax = 80;

    /// <summary>What an amount's cell should hold.</summary>
    public const string AmountWords =
        "an amount from zero on, as 1234.50: at most two decimals, no currency sign, no thousands separator";

    /// <summary>Reads <c>yyyy-MM-dd</c>, of the years 1800 to 9998.</summary>
    public static bool TryDate(ReadOnlySpan<char> cell, out DateOnly date)
    {
        date = default;
        if (cell.Length != 10 || cell[4] != '-' || cell[7] != '-') return false;
        Span<byte> digits = stackalloc byte[8];
        for (int index = 0, place = 0; index < cell.Length; index++)
        {
            if (index is 4 or 7) continue;
            if (!char.IsAsciiDigit(cell[index])) return false;
            digits[place++] = (byte)cell[index];
        }

        return X12Value.TryDate(digits, out date);
    }

    /// <summary>An amount from zero on.</summary>
    public static bool TryAmount(ReadOnlySpan<char> cell, out Cents amount)
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

    public static bool TryUnits(ReadOnlySpan<char> cell, out decimal units)
    {
        if (cell.Length == 1 && char.IsAsciiDigit(cell[0]))
        {
            units = cell[0] - '0';
            return true;
        }

        return decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out units)
            && units <= 1_000_000_000m;
    }

    public static bool IsIdentifier([NotNullWhen(true)] string? cell) => IsIdentifier(cell.AsSpan());

    public static bool IsIdentifier(ReadOnlySpan<char> cell)
    {
        if (cell.Length is 0 or > IdentifierMax) return false;
        foreach (var letter in cell)
            if (char.IsControl(letter) || letter == '\uFFFD') return false;
        return true;
    }
}
