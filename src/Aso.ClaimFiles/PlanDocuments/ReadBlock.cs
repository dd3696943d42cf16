using System.Text.Json;
using System.Text.RegularExpressions;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>
/// Reads one object. A wrong field becomes a problem and gets its default, so that one reading finds all problems; so
/// does a field that nobody asked for.
/// </summary>
internal sealed partial class ReadBlock : Block
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly string _path;
    private readonly Problems _problems;

    private ReadBlock(string path, Problems problems) => (_path, _problems) = (path, problems);

    /// <summary>False, with a problem, if the element is not an object.</summary>
    public static bool TryRead<T>(
        JsonElement element, string path, Problems problems, T defaults, Func<Block, T, T> fields, out T value)
    {
        value = defaults;
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(path, "an object");
            return false;
        }

        var block = new ReadBlock(path, problems);
        foreach (var property in element.EnumerateObject())
            if (!block._fields.TryAdd(property.Name, property.Value))
                problems.Add(block.PathOf(property.Name), "the field once");
        value = fields(block, defaults);
        foreach (var field in block._fields.Keys.Except(block._known))
            problems.Add(
                block.PathOf(field), $"one of these fields: {string.Join(", ", block._known.Distinct())}"
                    + (NearestName.Of(field, block._known.Except(block._fields.Keys)) is { } meant
                        ? $"; did you mean {meant}?" : ""));
        return true;
    }

    public override T Field<T>(string name, Kind<T> kind, T value, bool required = false) =>
        Find(name, required ? kind.Expected : null) is { } element
        && kind.Read(element, PathOf(name), _problems, out var read) ? read : value;

    public override T Added<T>(string name, Kind<T> kind, T value, T neutral) => Field(name, kind, neutral);

    public override T? Optional<T>(string name, Kind<T> kind, T? value) =>
        Find(name) is { } element && kind.Read(element, PathOf(name), _problems, out var read) ? read : null;

    public override T? Optional<T>(string name, Kind<T> kind, T? value)
        where T : class =>
        Find(name) is { } element && kind.Read(element, PathOf(name), _problems, out var read) ? read : null;

    public override T Group<T>(string name, T value, Func<Block, T, T> fields, bool required = false)
    {
        if (Find(name, required ? "an object" : null) is not { } element)
            return required ? value : fields(new ReadBlock(PathOf(name), _problems), value);
        TryRead(element, PathOf(name), _problems, value, fields, out var read);
        return read;
    }

    public override T? Inner<T>(
        string name, T? value, T defaults, Func<Block, T, T> fields, bool required = false)
        where T : class =>
        Find(name, required ? "an object" : null) is { } element
        && TryRead(element, PathOf(name), _problems, defaults, fields, out var read) ? read : null;

    public override IReadOnlyList<T> Array<T>(
        string name, IReadOnlyList<T> values, T defaults, Func<Block, T, T> fields, bool added = true)
    {
        var read = new List<T>();
        if (Find(name) is not { } element) return read;
        foreach (var (path, item) in Kind.Items(element, PathOf(name), _problems, "an array") ?? [])
            if (TryRead(item, path, _problems, defaults, fields, out var one)) read.Add(one);
        return read;
    }

    public override IReadOnlyList<string> Names(IEnumerable<string> written)
    {
        _known.AddRange(_fields.Keys);
        return [.. _fields.Where(field => field.Value.ValueKind != JsonValueKind.Null).Select(field => field.Key)];
    }

    public override bool HasAny(IReadOnlyList<string> names, bool written) => names.Any(_fields.ContainsKey);

    public override void Refuse(string name, string expected, string inner = "") =>
        _problems.Add(name.Length == 0 ? _path : PathOf(name) + inner, expected);

    // The field's element; null if it is absent or null, which is the same, and a problem if it is required.
    private JsonElement? Find(string field, string? required = null)
    {
        _known.Add(field);
        if (_fields.TryGetValue(field, out var element) && element.ValueKind != JsonValueKind.Null) return element;
        if (required is not null) _problems.Add(PathOf(field), $"{required}; it is required");
        return null;
    }

    // The document's own names may be anything, so they are cut short and quoted.
    private string PathOf(string field)
    {
        if (PlainName().IsMatch(field)) return $"{_path}.{field}";
        var shown = new string([.. field.Take(40).Select(letter => char.IsControl(letter) ? '?' : letter)]);
        return $"{_path}['{shown.Replace("'", "\\'", StringComparison.Ordinal)}']";
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex PlainName();
}
