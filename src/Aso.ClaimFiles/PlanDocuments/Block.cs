using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>
/// One JSON object of a plan document while it is read. Each question for a field makes the field a known one;
/// <see cref="End"/> refuses the others. A wrong field becomes a problem and its default is answered, so that one
/// reading finds all problems.
/// </summary>
internal sealed partial class Block
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    private Block(string path, Problems problems)
    {
        Path = path;
        Problems = problems;
    }

    public string Path { get; }

    public Problems Problems { get; }

    /// <summary>Null, with a problem, where the element is not an object.</summary>
    public static Block? Of(JsonElement element, string path, Problems problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(path, "an object");
            return null;
        }

        var block = new Block(path, problems);
        foreach (var property in element.EnumerateObject())
            if (!block._fields.TryAdd(property.Name, property.Value))
                problems.Add(block.PathOf(property.Name), "the field once");
        return block;
    }

    public string PathOf(string field) => Path + Step(field);

    /// <summary>The field's element; null where it is absent or <c>null</c>, which is the same.</summary>
    public JsonElement? Find(string field)
    {
        _known.Add(field);
        return _fields.TryGetValue(field, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;
    }

    /// <summary>As <see cref="Find"/>, with a problem where there is none.</summary>
    public JsonElement? Require(string field, string expected)
    {
        var element = Find(field);
        if (element is null) Problems.Add(PathOf(field), $"{expected}; it is required");
        return element;
    }

    /// <summary>A block inside this one; null where it is absent.</summary>
    public Block? Inner(string field) => Find(field) is { } element ? Of(element, PathOf(field), Problems) : null;

    public Block? RequireInner(string field) =>
        Require(field, "an object") is { } element ? Of(element, PathOf(field), Problems) : null;

    /// <summary>The fields with a value, in the document's order; asking makes all of them known.</summary>
    public IEnumerable<KeyValuePair<string, JsonElement>> All()
    {
        _known.AddRange(_fields.Keys);
        return _fields.Where(field => field.Value.ValueKind != JsonValueKind.Null);
    }

    /// <summary>Refuses every field that no question was for.</summary>
    public void End()
    {
        foreach (var field in _fields.Keys.Except(_known))
            Problems.Add(PathOf(field), $"no such field; known here are {string.Join(", ", _known.Distinct())}");
    }

    /// <summary>A step of a path; the document's own names may be anything, so they are cut short and quoted.</summary>
    private static string Step(string field)
    {
        if (PlainName().IsMatch(field)) return "." + field;
        var shown = new string([.. field.Take(40).Select(letter => char.IsControl(letter) ? '?' : letter)]);
        return $"['{shown.Replace("'", "\\'", StringComparison.Ordinal)}']";
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex PlainName();
}
