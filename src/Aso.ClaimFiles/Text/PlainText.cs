using System.Collections.Frozen;
using System.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>
/// Latin letters without their marks, as X12 writes them and names are compared. .NET's own decomposition needs ICU, which a
/// container may lack.
/// </summary>
public static class PlainText
{
    private static readonly FrozenDictionary<char, string> Plain = Letters(
        ("A", "ÀÁÂÃÄÅĀĂĄǍ"), ("AE", "Æ"), ("C", "ÇĆĈĊČ"), ("D", "ĎĐÐ"), ("E", "ÈÉÊËĒĔĖĘĚ"), ("G", "ĜĞĠĢ"), ("H", "ĤĦ"),
        ("I", "ÌÍÎÏĨĪĬĮİ"), ("J", "Ĵ"), ("K", "Ķ"), ("L", "ĹĻĽĿŁ"), ("N", "ÑŃŅŇ"), ("O", "ÒÓÔÕÖØŌŎŐ"), ("OE", "Œ"),
        ("R", "ŔŖŘ"), ("S", "ŚŜŞŠȘ"), ("SS", "ẞ"), ("T", "ŢŤŦȚ"), ("TH", "Þ"), ("U", "ÙÚÛÜŨŪŬŮŰŲ"), ("W", "Ŵ"),
        ("Y", "ÝŶŸ"), ("Z", "ŹŻŽ"));

    public static string WithoutMarks(string text)
    {
        if (System.Text.Ascii.IsValid(text)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
            if (Plain.TryGetValue(letter, out var without)) plain.Append(without);
            else if (!IsMark(letter)) plain.Append(letter);
        return plain.ToString();
    }

    /// <summary>A mark of the letter before it.</summary>
    private static bool IsMark(char sign) => sign is >= '\u0300' and <= '\u036F';

    private static FrozenDictionary<char, string> Letters(params (string Plain, string Marked)[] letters) =>
        letters.SelectMany(one => one.Marked.Select(marked => (Marked: marked, one.Plain)))
            .SelectMany(one => new[]
            {
                one, (Marked: char.ToLowerInvariant(one.Marked), Plain: one.Plain.ToLowerInvariant()),
            })
            .DistinctBy(one => one.Marked)
            .ToFrozenDictionary(one => one.Marked, one => one.Plain);
}
