using System.Globalization;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.PlanDocuments;

namespace Aso.ClaimFiles.Tests.PlanDocuments;

/// <summary>Holds the schema to the reader: same fields, same required ones, same defaults, same limits.</summary>
public sealed class PlanSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(PlanDocument.Schema())!.AsObject();

    /// <summary>A field of the schema: where it stands in the full document, and what the schema says of it.</summary>
    private sealed record Field(string Path, JsonObject Says, bool Required);

    [Fact]
    public void The_schema_and_the_written_document_have_the_same_fields()
    {
        var written = JsonNode.Parse(Documents.Canonical(Documents.Plan(Documents.Full())))!.AsObject();

        Assert.Equal(
            Fields().Where(InFullDocument).Select(field => field.Path).Order(StringComparer.Ordinal),
            Paths(written, "").Where(path => !IsOtherHealthBenefit(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_required_field_is_refused_when_it_is_missing_and_no_other()
    {
        foreach (var field in Fields().Where(InFullDocument))
        {
            // These two are required for a reason beyond the schema, which PlanRefusalTests has.
            if (field.Path is "employees" or "funding/monthlyDeposit") continue;
            var document = WithoutWhatLeansOn(field.Path).With(field.Path, null);
            var problems = Documents.Read(document).Problems;
            Assert.True(field.Required == problems.Count > 0, $"{field.Path}: {string.Join("; ", problems)}");
        }
    }

    [Fact]
    public void Each_default_in_the_schema_is_what_the_reader_takes_for_an_absent_field()
    {
        foreach (var field in Fields().Where(field => InFullDocument(field) && !field.Required))
        {
            if (field.Path is "employees" or "funding/monthlyDeposit") continue;
            Assert.True(
                field.Says.ContainsKey("default") ^ field.Says.ContainsKey("x-default"),
                $"{field.Path} has no default in the schema");
            if (!field.Says.TryGetPropertyValue("default", out var value)) continue;
            var absent = WithoutWhatLeansOn(field.Path).With(field.Path, null);
            var given = WithoutWhatLeansOn(field.Path).With(field.Path, value?.ToJsonString() ?? "null");
            Assert.Equal(Documents.Canonical(Documents.Plan(absent)), Documents.Canonical(Documents.Plan(given)));
        }
    }

    [Fact]
    public void Each_limit_in_the_schema_is_the_readers()
    {
        foreach (var field in Fields().Where(InFullDocument))
        {
            var says = Resolve(field.Says);
            if (says["minimum"] is { } least) AssertLimit(field, least.GetValue<decimal>(), -1m);
            if (says["exclusiveMinimum"] is { } below) AssertRefused(field, below.GetValue<decimal>());
            if (says["maximum"] is not { } most) continue;
            var isWhole = says["type"]!.GetValue<string>() == "integer";
            var step = isWhole ? 1m : says.ContainsKey("multipleOf") ? 0.01m : 0.1m;
            AssertLimit(field, most.GetValue<decimal>(), step);
        }
    }

    private static void AssertLimit(Field field, decimal limit, decimal beyond)
    {
        // Whether the limit itself suits the rest of the document is for the rules between fields.
        Assert.DoesNotContain(
            Problems(field, limit), problem => problem.Expected.Contains(" to ", StringComparison.Ordinal));
        AssertRefused(field, limit + beyond);
    }

    private static void AssertRefused(Field field, decimal value) =>
        Assert.True(Problems(field, value).Count > 0, $"{field.Path}: {value} is accepted");

    private static IReadOnlyList<PlanProblem> Problems(Field field, decimal value) =>
        Documents.Read(Documents.Full().With(field.Path, value.ToString(CultureInfo.InvariantCulture))).Problems;

    [Fact]
    public void No_object_of_the_schema_allows_a_field_it_does_not_name()
    {
        foreach (var node in Objects(Schema))
            Assert.True(node["additionalProperties"] is not null, node.GetPath());
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node)
    {
        if (node is JsonArray array) foreach (var found in array.SelectMany(Objects)) yield return found;
        if (node is not JsonObject at) yield break;
        if (at["type"] is JsonValue type && type.GetValue<string>() == "object") yield return at;
        foreach (var (_, child) in at)
            foreach (var found in Objects(child))
                yield return found;
    }

    private static IEnumerable<Field> Fields() => Fields(Schema, "");

    private static IEnumerable<Field> Fields(JsonObject node, string prefix)
    {
        var says = Resolve(node);
        if (says["items"] is JsonObject items && Resolve(items)["properties"] is not null)
            foreach (var field in Fields(items, prefix + "0/"))
                yield return field;
        if (says["properties"] is not JsonObject properties) yield break;
        var required = says["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        foreach (var (name, child) in properties)
        {
            yield return new Field(prefix + name, child!.AsObject(), required.Contains(name));
            foreach (var field in Fields(child!.AsObject(), $"{prefix}{name}/")) yield return field;
        }
    }

    private static JsonObject Resolve(JsonObject node) =>
        node["$ref"] is { } reference
            ? Schema["$defs"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject()
            : node;

    /// <summary>Fields by tier, by member or by code are no fields of the schema.</summary>
    private static IEnumerable<string> Paths(JsonNode node, string prefix)
    {
        if (node is JsonArray array)
            return array.Take(1).Where(item => item is JsonObject).SelectMany(item => Paths(item!, prefix + "0/"));
        if (node is not JsonObject fields || fields.ContainsKey("single") || fields.ContainsKey("M-0007")
            || fields.ContainsKey("HLT") || fields.ContainsKey("EMP")) return [];
        return fields.SelectMany(field => Paths(field.Value!, $"{prefix}{field.Key}/").Prepend(prefix + field.Key));
    }

    /// <summary>Other health benefits have medical's fields; the full document gives them in medical alone.</summary>
    private static bool IsOtherHealthBenefit(string path) =>
        path.StartsWith("benefits/pharmacy/", StringComparison.Ordinal)
        || path.StartsWith("benefits/dental/", StringComparison.Ordinal)
        || path.StartsWith("benefits/vision/", StringComparison.Ordinal);

    private static bool InFullDocument(Field field) => !IsOtherHealthBenefit(field.Path);

    /// <summary>A document in which a field can be taken away without breaking a rule elsewhere.</summary>
    private static JsonObject WithoutWhatLeansOn(string path)
    {
        var document = Documents.Full();
        if (path.StartsWith("benefits/", StringComparison.Ordinal))
        {
            document.With("stopLoss", null);
            document.With("sharedLimits", null);
            document.With("enrollmentCodes", null);
            document.With("benefits/medical/deductible/kind", "\"embedded\"");
        }

        return document;
    }
}
