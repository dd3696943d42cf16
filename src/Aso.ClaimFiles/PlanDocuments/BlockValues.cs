using System.Globalization;
using System.Text.Json;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The kinds of values that plan documents hold.</summary>
internal static class BlockValues
{
    private const decimal AmountMax = 9_999_999_999.99m;
    private const string AmountExpected = "an amount of whole cents from 0.00 to 9999999999.99";

    /// <summary>Null where the field is absent or wrong.</summary>
    public static Cents? Amount(this Block block, string field) =>
        block.Find(field) is { } element ? AmountOf(element, block.PathOf(field), block.Problems) : null;

    public static Cents RequiredAmount(this Block block, string field) =>
        block.Require(field, AmountExpected) is { } element
            ? AmountOf(element, block.PathOf(field), block.Problems) ?? default
            : default;

    public static Cents? AmountOf(JsonElement element, string path, Problems problems)
    {
        if (element.ValueKind == JsonValueKind.Number
            && ExactNumber.TryParse(element.GetRawText(), decimalsMax: 2, out var amount)
            && amount is >= 0m and <= AmountMax) return Cents.FromAmount(amount);
        problems.Add(path, AmountExpected);
        return null;
    }

    /// <summary>A rate from 0 to 1, both included; null where the field is absent or wrong.</summary>
    public static decimal? Rate(this Block block, string field) => block.Rate(field, zeroAllowed: true);

    /// <summary>A rate above 0, up to 1.</summary>
    public static decimal RequiredPositiveRate(this Block block, string field)
    {
        if (block.Find(field) is null) block.Require(field, "a rate above 0, up to 1");
        return block.Rate(field, zeroAllowed: false) ?? 1m;
    }

    private static decimal? Rate(this Block block, string field, bool zeroAllowed)
    {
        if (block.Find(field) is not { } element) return null;
        if (element.ValueKind == JsonValueKind.Number
            && ExactNumber.TryParse(element.GetRawText(), decimalsMax: 10, out var rate)
            && rate is >= 0m and <= 1m && (zeroAllowed || rate > 0m)) return rate;
        block.Problems.Add(
            block.PathOf(field),
            (zeroAllowed ? "a rate from 0 to 1" : "a rate above 0, up to 1") + ", of at most 10 decimals");
        return null;
    }

    /// <summary>A whole number; null where the field is absent or wrong.</summary>
    public static int? Whole(this Block block, string field, int least, int most)
    {
        if (block.Find(field) is not { } element) return null;
        if (element.ValueKind == JsonValueKind.Number
            && ExactNumber.TryParse(element.GetRawText(), decimalsMax: 0, out var number)
            && number >= least && number <= most) return (int)number;
        block.Problems.Add(block.PathOf(field), WholeExpected(least, most));
        return null;
    }

    public static int RequiredWhole(this Block block, string field, int least, int most)
    {
        if (block.Find(field) is null) block.Require(field, WholeExpected(least, most));
        return block.Whole(field, least, most) ?? least;
    }

    public static bool? Flag(this Block block, string field)
    {
        if (block.Find(field) is not { } element) return null;
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False) return element.GetBoolean();
        block.Problems.Add(block.PathOf(field), "true or false");
        return null;
    }

    /// <summary>Text of 1 to <paramref name="lengthMax"/> characters without control characters.</summary>
    public static string? Text(this Block block, string field, int lengthMax) =>
        block.Find(field) is { } element ? TextOf(element, block.PathOf(field), lengthMax, block.Problems) : null;

    public static string? RequiredText(this Block block, string field, int lengthMax) =>
        block.Require(field, "text") is { } element
            ? TextOf(element, block.PathOf(field), lengthMax, block.Problems)
            : null;

    public static string? TextOf(JsonElement element, string path, int lengthMax, Problems problems)
    {
        if (element.ValueKind == JsonValueKind.String && IsPlain(element.GetString()!, lengthMax))
            return element.GetString();
        problems.Add(path, $"text of 1 to {lengthMax} characters, without control characters or blanks at its ends");
        return null;
    }

    public static bool IsPlain(string text, int lengthMax) =>
        text.Length > 0 && text.Length <= lengthMax && !text.Any(char.IsControl)
        && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]);

    public static DateOnly? Date(this Block block, string field)
    {
        if (block.Find(field) is not { } element) return null;
        if (element.ValueKind == JsonValueKind.String
            && DateOnly.TryParseExact(
                element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        block.Problems.Add(block.PathOf(field), "a date as yyyy-MM-dd");
        return null;
    }

    /// <summary>One of a few words; null where the field is absent or wrong.</summary>
    public static T? Word<T>(this Block block, string field, IReadOnlyList<(string Word, T Value)> words)
        where T : struct
    {
        if (block.Find(field) is not { } element) return null;
        if (element.ValueKind == JsonValueKind.String)
            foreach (var (word, value) in words)
                if (element.ValueEquals(word)) return value;
        block.Problems.Add(block.PathOf(field), string.Join(" or ", words.Select(pair => pair.Word)));
        return null;
    }

    /// <summary>The elements of an array with their paths; none where the field is absent or wrong.</summary>
    public static IReadOnlyList<(string Path, JsonElement Element)> Items(this Block block, string field)
    {
        if (block.Find(field) is not { } element) return [];
        if (element.ValueKind == JsonValueKind.Array)
            return [.. element.EnumerateArray().Select((item, index) => ($"{block.PathOf(field)}[{index}]", item))];
        block.Problems.Add(block.PathOf(field), "an array");
        return [];
    }

    private static string WholeExpected(int least, int most) => $"a whole number from {least} to {most}";
}
