using System.Text.Json;

namespace Aso.Domain.Tests;

/// <summary>The worked cases of the rules, first edition: figures in, figures out, some from published sources.</summary>
internal static class WorkedExamples
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "examples.json");

    /// <summary>The one whose title starts so.</summary>
    public static Example Find(string title)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path));
        var found = document.RootElement.EnumerateArray()
            .Single(item => item.GetProperty("title").GetString()!.StartsWith(title, StringComparison.Ordinal))
            .Clone();
        return new Example(found.GetProperty("given"), found.GetProperty("expect"));
    }
}

internal sealed record Example(JsonElement Given, JsonElement Expect);

internal static class ExampleNumbers
{
    public static decimal Number(this JsonElement element, string field) => element.GetProperty(field).GetDecimal();

    public static Cents Amount(this JsonElement element, string field) => Cents.FromAmount(element.Number(field));

    public static decimal[] Numbers(this JsonElement element, string field) =>
        [.. element.GetProperty(field).EnumerateArray().Select(item => item.GetDecimal())];

    public static Cents[] Amounts(this JsonElement element, string field) =>
        [.. element.Numbers(field).Select(Cents.FromAmount)];
}
