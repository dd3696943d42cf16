using System.Security.Cryptography;
using System.Text;

namespace Aso.Ledger.Intake;

/// <summary>
/// An employer's own key for what is kept of names and social security numbers: hashes that tell whether two are the
/// same, and nothing to whoever lacks the key.
/// </summary>
public sealed class PersonKey(byte[] key)
{
    public const int Bytes = 32;

    private const int SocialDigits = 9;

    // A table, since normalization does nothing on a host without the data of languages.
    private const string Accented =
        "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ";

    private const string Plain =
        "AAAAAACEEEEIIIINOOOOOOUUUUYAAACCCCDDEEEEEGGGGHHIIIIIJKLLLLLNNNOOORRRSSSSTTTUUUUUUWYYZZZST";

    /// <summary>Of the letters of a first name, whatever their case and accents; 0: there are none.</summary>
    public ulong OfFirstName(string? name)
    {
        var letters = new StringBuilder("name:");
        var empty = letters.Length;
        foreach (var sign in name ?? "")
        {
            if (!char.IsLetter(sign)) continue;
            var letter = char.ToUpperInvariant(sign);
            var place = Accented.IndexOf(letter, StringComparison.Ordinal);
            letters.Append(place < 0 ? letter : Plain[place]);
        }

        return letters.Length == empty ? 0 : Hash(letters.ToString());
    }

    /// <summary>Of a social security number, with or without hyphens.</summary>
    public ulong OfSocial(string number) => Hash("social:" + (Digits(number) ?? number));

    /// <summary>The digits of what may be a social security number; null: it is none.</summary>
    public static string? Digits(string number)
    {
        Span<char> digits = stackalloc char[SocialDigits];
        var count = 0;
        foreach (var sign in number)
        {
            if (sign is '-' or ' ') continue;
            if (!char.IsAsciiDigit(sign) || count == SocialDigits) return null;
            digits[count++] = sign;
        }

        return count < SocialDigits ? null : number.Length == SocialDigits ? number : digits.ToString();
    }

    private ulong Hash(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text), hash);
        // 0 stands for no name.
        return Math.Max(1, BitConverter.ToUInt64(hash));
    }
}
