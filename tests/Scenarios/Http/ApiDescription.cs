using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AsoFunctions.Http.Api;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Scenarios.Http;

/// <summary>openapi.yaml as the tests ask it.</summary>
internal static class ApiDescription
{
    public static readonly YamlMappingNode Root = Load();

    /// <summary>As <c>get /api/employers/{employer}/liability</c>.</summary>
    public static IEnumerable<string> DescribedRoutes() =>
        from path in Map(Root, "paths").Children
        from method in ((YamlMappingNode)path.Value).Children
        where method.Key.ToString() != "parameters"
        select $"{method.Key} {path.Key}";

    /// <summary>Whether a request such as <c>get /api/employers/acme/liability</c> is one of the described route.</summary>
    public static bool IsOf(string route, string request) =>
        Regex.IsMatch(request, "^" + Regex.Replace(Regex.Escape(route), @"\\\{\w+}", "[^/]+") + "$");

    /// <summary>The described route that a request is one of.</summary>
    public static string RouteOf(string method, string path) =>
        DescribedRoutes().Single(route => IsOf(route, $"{method} {path}"));

    public static YamlMappingNode Operation(string route) =>
        Map(Root, "paths", route.Split(' ')[1], route.Split(' ')[0]);

    /// <summary>The forms of a route's answer of a status; empty: it has no body.</summary>
    public static YamlMappingNode Content(string route, int status) =>
        Map(Operation(route), "responses").Children.TryGetValue(status.ToString(CultureInfo.InvariantCulture), out var response)
            && ((YamlMappingNode)Resolve(response)).Children.TryGetValue("content", out var content)
            ? (YamlMappingNode)content : [];

    /// <summary>The examples of answers by name, with the schema of each.</summary>
    public static Dictionary<string, (JsonNode Value, YamlNode Schema)> Examples() => (
        from form in Root.AllNodes.OfType<YamlMappingNode>()
        where form.Children.ContainsKey("schema") && form.Children.ContainsKey("examples")
        from example in Map(form, "examples").Children.Values
        let name = example["$ref"].ToString().Split('/')[^1]
        group (Json(Resolve(example)["value"]), form["schema"]) by name).ToDictionary(group => group.Key, group => group.First());

    private static void Check(YamlNode node, JsonElement value, string path, List<string> problems)
    {
        var schema = (YamlMappingNode)Resolve(node);
        // Bytes, whatever they say.
        if (schema.Children.TryGetValue("format", out var format) && format.ToString() == "binary") return;
        if (schema.Children.TryGetValue("oneOf", out var forms))
        {
            var found = ((YamlSequenceNode)forms).Select(form => Problems(form, value, path)).MinBy(found => found.Count)!;
            problems.AddRange(found);
            return;
        }

        if (schema.Children.TryGetValue("type", out var type) && !HasType(type, value))
        {
            problems.Add($"{path}: {value.ValueKind}, described as {type}");
            return;
        }

        if (value.ValueKind == JsonValueKind.Array && schema.Children.TryGetValue("items", out var items))
            foreach (var (index, item) in value.EnumerateArray().Index()) Check(items, item, $"{path}[{index}]", problems);
        if (value.ValueKind != JsonValueKind.Object) return;
        if (schema.Children.TryGetValue("required", out var required))
            problems.AddRange(((YamlSequenceNode)required).Select(name => name.ToString())
                .Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{path}.{name} is missing"));
        schema.Children.TryGetValue("properties", out var properties);
        schema.Children.TryGetValue("additionalProperties", out var others);
        foreach (var property in value.EnumerateObject())
        {
            if (properties is YamlMappingNode known && known.Children.TryGetValue(property.Name, out var inner))
                Check(inner, property.Value, $"{path}.{property.Name}", problems);
            else if (others is YamlMappingNode) Check(others, property.Value, $"{path}.{property.Name}", problems);
            else if (properties is not null) problems.Add($"{path}.{property.Name} is not described");
        }
    }

    public static List<string> Problems(YamlNode schema, JsonElement value, string path = "$")
    {
        var problems = new List<string>();
        Check(schema, value, path, problems);
        return problems;
    }

    private static bool HasType(YamlNode type, JsonElement value) =>
        (type is YamlSequenceNode several ? several.Select(one => one.ToString()) : [type.ToString()]).Any(name => name switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => false,
        });

    public static YamlNode Resolve(YamlNode node)
    {
        while (node is YamlMappingNode map && map.Children.TryGetValue("$ref", out var reference))
            node = Map(Root, reference.ToString()["#/".Length..].Split('/'));
        return node;
    }

    public static YamlMappingNode Map(YamlMappingNode node, params string[] path) =>
        path.Aggregate(node, (at, name) => (YamlMappingNode)at[name]);

    private static JsonNode Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(field =>
            KeyValuePair.Create<string, JsonNode?>(field.Key.ToString(), Json(field.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => JsonNode.Parse(plain.Value!)!,
        _ => JsonValue.Create(node.ToString()),
    };

    private static YamlMappingNode Load()
    {
        var yaml = new YamlStream();
        using var text = new StreamReader(new MemoryStream(OpenApi.Read()));
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }
}
