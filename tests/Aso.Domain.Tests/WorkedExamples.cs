using System.Text.Json;

namespace Aso.Domain.Tests;

/// <summary>
/// The worked cases of the rules, both editions: figures in, figures out, some from published sources.
/// </summary>
internal static class WorkedExamples
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "examples.json");

    /// <summary>The one whose title starts so.</summary>
    public static Example Find(string title)
    {
        var found = All().Single(item => TitleOf(item).StartsWith(title, StringComparison.Ordinal));
        return new Example(found.GetProperty("given"), found.GetProperty("expect"));
    }

    /// <summary>The titles of those that the domain must reproduce.</summary>
    public static IEnumerable<string> Titles => All().Select(TitleOf);

    private static List<JsonElement> All()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path));
        return [.. document.RootElement.EnumerateArray().Select(item => item.Clone())];
    }

    private static string TitleOf(JsonElement item) => item.GetProperty("title").GetString()!;
}

internal sealed record Example(JsonElement Given, JsonElement Expect);

internal static class ExampleNumbers
{
    public static decimal Number(this JsonElement element, string field) => element.GetProperty(field).GetDecimal();

    public static Cents Amount(this JsonElement element, string field) => Cents.FromAmount(element.Number(field));

    public static decimal[] Numbers(this JsonElement element, string field) =>
        [.. element.GetProperty(field).EnumerateArray().Select(item => item.GetDecimal())];

    public static string Text(this JsonElement element, string field) => element.GetProperty(field).GetString()!;

    public static IEnumerable<JsonElement> Objects(this JsonElement element, string field) =>
        element.GetProperty(field).EnumerateArray();

    public static Cents[] Amounts(this JsonElement element, string field) =>
        [.. element.Numbers(field).Select(Cents.FromAmount)];
}
