using System.Text.Json;

namespace Aso.Domain.Tests;

/// <summary>
/// The specification's worked cases and other parties' data, which lie beside the checkout or where ASO_SHARED says.
/// </summary>
internal static class SharedSpec
{
    private static readonly string? Folder = Find();

    public static bool IsThere => Folder is not null;

    /// <summary>The case of examples.json whose title starts so.</summary>
    public static Example Example(string title)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, "spec", "examples.json")));
        var found = document.RootElement.EnumerateArray()
            .Single(item => item.GetProperty("title").GetString()!.StartsWith(title, StringComparison.Ordinal))
            .Clone();
        return new Example(found.GetProperty("given"), found.GetProperty("expect"));
    }

    public static string[] Lines(params string[] path) => File.ReadAllLines(Path.Combine([Folder!, .. path]));

    private static string? Find()
    {
        var candidates = new List<string>();
        if (Environment.GetEnvironmentVariable("ASO_SHARED") is { Length: > 0 } given) candidates.Add(given);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            candidates.Add(Path.Combine(folder.FullName, "shared"));
        return candidates.Find(candidate => File.Exists(Path.Combine(candidate, "spec", "examples.json")));
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

/// <summary>A fact over <see cref="SharedSpec"/>.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (!SharedSpec.IsThere) Skip = "../shared is not beside this checkout";
    }
}
