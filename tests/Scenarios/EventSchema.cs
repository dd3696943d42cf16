using System.Globalization;
using System.Text.Json;

namespace Scenarios;

/// <summary>The schemas of docs/events, and what it is to keep one.</summary>
internal static class EventSchema
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "events");

    public static JsonDocument Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.schema.json")));

    public static HashSet<string> Names(JsonElement element) =>
        [.. element.EnumerateObject().Select(property => property.Name)];

    /// <summary>An event keeps the schema of its type.</summary>
    public static void Keeps(JsonElement told)
    {
        using var schema = Read(told.GetProperty("type").GetString()!);
        Keeps(schema.RootElement, told);
    }

    public static void Keeps(JsonElement schema, JsonElement value)
    {
        var properties = schema.GetProperty("properties");
        var required = schema.GetProperty("required").EnumerateArray().Select(item => item.GetString()!).ToHashSet();
        Assert.Subset(Names(properties), Names(value));
        Assert.Subset(Names(value), required);
        foreach (var field in value.EnumerateObject()) KeepsRule(properties.GetProperty(field.Name), field.Value);
    }

    private static void KeepsRule(JsonElement rule, JsonElement value)
    {
        if (rule.TryGetProperty("type", out var type)) Assert.Equal(KindOf(type.GetString()!), value.ValueKind);
        if (rule.TryGetProperty("const", out var constant)) Assert.Equal(constant.GetString(), value.GetString());
        if (rule.TryGetProperty("minLength", out var shortest))
            Assert.True(value.GetString()!.Length >= shortest.GetInt32());
        if (rule.TryGetProperty("maxLength", out var longest))
            Assert.True(value.GetString()!.Length <= longest.GetInt32());
        if (rule.TryGetProperty("pattern", out var pattern)) Assert.Matches(pattern.GetString()!, value.GetString());
        if (rule.TryGetProperty("minimum", out var least)) Assert.True(value.GetDecimal() >= least.GetDecimal());
        if (rule.TryGetProperty("multipleOf", out _))
            Assert.Equal(decimal.Round(value.GetDecimal(), 2), value.GetDecimal());
        if (rule.TryGetProperty("format", out var format) && format.GetString() == "date-time")
            Assert.Equal(
                TimeSpan.Zero, DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture).Offset);
        if (rule.TryGetProperty("enum", out var choices))
            Assert.Contains(value.GetString(), choices.EnumerateArray().Select(choice => choice.GetString()));
        if (rule.TryGetProperty("items", out var items))
            Assert.All(value.EnumerateArray(), item => Keeps(items, item));
    }

    private static JsonValueKind KindOf(string type) => type switch
    {
        "string" => JsonValueKind.String,
        "integer" or "number" => JsonValueKind.Number,
        "array" => JsonValueKind.Array,
        _ => throw new NotSupportedException(type),
    };
}
