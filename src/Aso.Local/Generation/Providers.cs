using System.Globalization;

namespace Aso.Local.Generation;

/// <summary>Made-up providers, by National Provider Identifier.</summary>
internal sealed class Providers
{
    private readonly string[] _identifiers;

    public Providers(Dice dice, int count)
    {
        _identifiers = new string[count];
        for (var index = 0; index < count; index++)
            _identifiers[index] = Identifier(100_000_000 + dice.Below(100_000_000));
    }

    public string Pick(Dice dice) => _identifiers[dice.Below(_identifiers.Length)];

    /// <summary>Nine digits and their check digit: Luhn over 80840 and the nine, as the NPI standard has it.</summary>
    public static string Identifier(int nineDigits)
    {
        const int sumOfPrefix80840 = 24;
        var digits = nineDigits.ToString("D9", CultureInfo.InvariantCulture);
        var sum = sumOfPrefix80840;
        for (var index = 0; index < digits.Length; index++)
        {
            var digit = digits[index] - '0';
            if (index % 2 == 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return digits + (char)('0' + (10 - sum % 10) % 10);
    }
}
