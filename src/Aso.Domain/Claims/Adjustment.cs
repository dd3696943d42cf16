using System.Globalization;
using Aso.Domain.Values;

namespace Aso.Domain.Claims;

/// <summary>
/// A claim adjustment: CARC group and reason code, as <c>CO-45</c> or <c>CO-B7</c>, and a signed amount.
/// </summary>
/// <param name="Reason">
/// The number of the code; where a letter stands before it, plus 1000 × the letter's place in the alphabet (B7: 2007).
/// </param>
public readonly record struct Adjustment(AdjustmentGroup Group, short Reason, Cents Amount)
{
    private const int PerLetter = 1000;

    public string Code => $"{Group}-{ReasonCode}";

    /// <summary>The code without its group, as <c>45</c> or <c>B7</c>.</summary>
    public string ReasonCode => Reason < PerLetter
        ? Reason.ToString(CultureInfo.InvariantCulture)
        : string.Create(
            CultureInfo.InvariantCulture, $"{(char)('A' + Reason / PerLetter - 1)}{Reason % PerLetter}");

    /// <summary>Reads a code such as <c>CO-50</c>; false unless it is a CARC group, a dash and a reason.</summary>
    public static bool TryParseCode(string? code, out AdjustmentGroup group, out short reason)
    {
        (group, reason) = (default, default);
        if (code is not { Length: >= 4 and <= 6 } || code[2] != '-') return false;
        AdjustmentGroup? known = code[..2] switch
        {
            "CO" => AdjustmentGroup.CO,
            "PR" => AdjustmentGroup.PR,
            "OA" => AdjustmentGroup.OA,
            "PI" => AdjustmentGroup.PI,
            _ => null,
        };
        var letter = char.IsAsciiLetterUpper(code[3]) ? code[3] - 'A' + 1 : 0;
        var digits = code.AsSpan(letter > 0 ? 4 : 3);
        if (known is null
            || !short.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        (group, reason) = (known.Value, (short)(letter * PerLetter + number));
        return true;
    }
}
