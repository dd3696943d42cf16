using System.Text.Json;

namespace Aso.Domain.Tests;

/// <summary>
/// The worked cases of the specification's <c>examples.json</c>, which stands in <c>shared/spec</c> beside the
/// repository or under the folder that <c>ASO_SHARED</c> names.
/// </summary>
internal static class Examples
{
    public static string? SpecFolder { get; } = Find();

    /// <summary>The case of a rule whose title contains the given words.</summary>
    public static JsonElement Case(string rule, string words)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SpecFolder!, "examples.json")));
        return document.RootElement.EnumerateArray()
            .Single(one => one.GetProperty("rule").GetString() == rule
                && one.GetProperty("title").GetString()!.Contains(words, StringComparison.Ordinal))
            .Clone();
    }

    public static JsonElement At(this JsonElement example, string part, string name) =>
        example.GetProperty(part).GetProperty(name);

    public static Cents Given(this JsonElement example, string name) => example.At("given", name).Cents();

    public static Cents Expected(this JsonElement example, string name) => example.At("expect", name).Cents();

    public static decimal Rate(this JsonElement example, string name) => example.At("given", name).GetDecimal();

    public static Cents Cents(this JsonElement amount) => Domain.Cents.FromAmount(amount.GetDecimal());

    public static Cents[] AllCents(this JsonElement amounts) => [.. amounts.EnumerateArray().Select(Cents)];

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ASO_SHARED") is { Length: > 0 } named) return Path.Combine(named, "spec");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var spec = Path.Combine(folder.FullName, "shared", "spec");
            if (File.Exists(Path.Combine(spec, "examples.json"))) return spec;
        }

        return null;
    }
}

/// <summary>A test of a worked case; skipped where the specification is not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExampleFactAttribute : FactAttribute
{
    public ExampleFactAttribute()
    {
        if (Examples.SpecFolder is null) Skip = "shared/spec/examples.json is not beside the repository";
    }
}
