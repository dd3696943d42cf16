using System.Globalization;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>JSON numbers as exact decimals; the platform's own parsing rounds what does not fit.</summary>
internal static class ExactNumber
{
    private const int LengthMax = 40;

    /// <summary>
    /// False where the number has more than <paramref name="decimalsMax"/> decimals or is beyond 10^18.
    /// </summary>
    /// <param name="json">A number as JSON's grammar has it.</param>
    /// <param name="decimalsMax">Up to 10.</param>
    /// <param name="value">The number, exactly; never a negative zero.</param>
    public static bool TryParse(string json, int decimalsMax, out decimal value)
    {
        value = 0m;
        if (json.Length > LengthMax) return false;
        var mark = json.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (mark >= 0 && !TryExponent(json.AsSpan(mark + 1), out exponent)) return false;
        var mantissa = mark < 0 ? json : json[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0');
        if (digits.Length == 0) return true;

        var significant = digits.TrimEnd('0');
        var scale = decimals - exponent - (digits.Length - significant.Length);
        if (scale > decimalsMax || significant.Length - scale > 18) return false;
        value = decimal.Parse(json, NumberStyles.Float, CultureInfo.InvariantCulture);
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<char> text, out int exponent) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
        && exponent is >= -99 and <= 99;
}
