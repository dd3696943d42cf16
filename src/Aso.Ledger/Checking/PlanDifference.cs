using System.Text.Json;

namespace Aso.Ledger.Checking;

/// <summary>The fields in which two plan documents differ, in their canonical form.</summary>
internal static class PlanDifference
{
    public static IReadOnlyList<PlanField> Between(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var fields = new List<PlanField>();
        using var old = JsonDocument.Parse(before);
        using var changed = JsonDocument.Parse(after);
        Compare("$", old.RootElement, changed.RootElement, fields);
        return fields;
    }

    private static void Compare(string path, JsonElement? before, JsonElement? after, List<PlanField> fields)
    {
        if (before is { ValueKind: JsonValueKind.Object } old && after is { ValueKind: JsonValueKind.Object } changed)
        {
            foreach (var (index, name) in Names(old).Union(Names(changed)).Index())
                Compare(PathOf(path, name, index), Find(old, name), Find(changed, name), fields);
            return;
        }

        if (before is { ValueKind: JsonValueKind.Array } list && after is { ValueKind: JsonValueKind.Array } other
            && list.GetArrayLength() == other.GetArrayLength())
        {
            foreach (var (index, (one, two)) in list.EnumerateArray().Zip(other.EnumerateArray()).Index())
                Compare($"{path}[{index}]", one, two, fields);
            return;
        }

        if (before?.GetRawText() != after?.GetRawText())
            fields.Add(new PlanField(path, before?.GetRawText(), after?.GetRawText()));
    }

    /// <summary>Lasers are cited by their position, as problems cite them: their names are ids of persons.</summary>
    private static string PathOf(string path, string name, int index) =>
        path.EndsWith(".lasers", StringComparison.Ordinal) ? $"{path}[{index}]" : $"{path}.{name}";

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(property => property.Name);

    private static JsonElement? Find(JsonElement element, string name) =>
        element.TryGetProperty(name, out var found) ? found : null;
}
