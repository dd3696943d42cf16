namespace Aso.Domain.Claims;

/// <summary>Revenue codes have four digits; files and plans may leave out the first where it is a zero.</summary>
public static class RevenueCode
{
    private const int Digits = 4;

    public static string Of(string text) =>
        text.Length == Digits - 1 && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? "0" + text : text;
}
