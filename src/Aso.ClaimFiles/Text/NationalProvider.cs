namespace Aso.ClaimFiles.Text;

/// <summary>National Provider Identifiers: ten digits, the last a Luhn check digit over the prefix 80840.</summary>
public static class NationalProvider
{
    // What the five digits of the prefix add to the Luhn sum.
    private const int PrefixSum = 24;

    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 10) return false;
        var sum = PrefixSum;
        for (var index = 0; index < 10; index++)
        {
            var digit = text[index] - '0';
            if (digit is < 0 or > 9) return false;
            if (index % 2 == 0 && (digit *= 2) > 9) digit -= 9;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length != 10) return false;
        Span<byte> bytes = stackalloc byte[10];
        for (var index = 0; index < 10; index++)
        {
            if (!char.IsAsciiDigit(text[index])) return false;
            bytes[index] = (byte)text[index];
        }

        return IsValid(bytes);
    }
}
