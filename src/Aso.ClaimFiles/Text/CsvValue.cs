using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Aso.ClaimFiles.Text;

/// <summary>Values of cells: ISO dates, amounts with a point and at most two decimals, identifiers.</summary>
internal static class CsvValue
{
    public const int IdentifierMax = 80;

    /// <summary>What an amount's cell should hold.</summary>
    public static string AmountWords { get; } = FileLimits.AmountWords + ", no currency sign, no thousands separator";

    /// <summary>Reads <c>yyyy-MM-dd</c>, of the years 1800 to 9998.</summary>
    public static bool TryDate(ReadOnlySpan<byte> cell, out DateOnly date)
    {
        date = default;
        if (cell.Length != 10 || cell[4] != '-' || cell[7] != '-') return false;
        // The year of the first eight letters, the month behind it, and the day of the last two.
        var text = BinaryPrimitives.ReadUInt64LittleEndian(cell);
        var day = (ulong)BinaryPrimitives.ReadUInt16LittleEndian(cell[8..]);
        return X12Value.TryDate((text & 0xFFFFFFFF) | (text >> 40 & 0xFFFF) << 32 | day << 48, out date);
    }

    /// <summary>An amount from zero to <see cref="Cents.AmountMax"/>.</summary>
    public static bool TryAmount(ReadOnlySpan<byte> cell, out Cents amount)
    {
        var read = X12Value.TryCents(cell, out var cents) && FileLimits.IsAmount(cents);
        amount = read ? new Cents(cents) : default;
        return read;
    }

    public static bool TryUnits(ReadOnlySpan<byte> cell, out decimal units)
    {
        if (cell.Length == 1 && char.IsAsciiDigit((char)cell[0]))
        {
            units = cell[0] - '0';
            return true;
        }

        return decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out units)
            && units <= 1_000_000_000m;
    }

    public static bool IsIdentifier([NotNullWhen(true)] string? cell)
    {
        if (cell is null || cell.Length is 0 or > IdentifierMax) return false;
        if (!cell.AsSpan().ContainsAnyExceptInRange(' ', '~')) return true;
        foreach (var letter in cell)
            if (char.IsControl(letter) || letter == '\uFFFD') return false;
        return true;
    }
}
