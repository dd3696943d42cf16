using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Scenarios.Http;

/// <summary>What was sent or answered, as it may stand in openapi.yaml.</summary>
/// <param name="Route">As <c>get /api/employers/{employer}/liability</c>.</param>
/// <param name="Form">json, or csv for text of any kind; null: neither.</param>
internal sealed record RealExample(string Route, int Status, string? Form, string Text)
{
    public JsonNode Value =>
        Form == "csv" ? JsonValue.Create(Text.TrimEnd().ReplaceLineEndings("\n")) : JsonNode.Parse(Text)!;
}

/// <summary>
/// Real requests and answers, and the examples in openapi.yaml: each body that is named, and the first answer of each
/// route, status and form must be its example, but for instants, keys and what other tests change.
/// </summary>
internal sealed partial class Examples
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<RealExample> _answered = [];
    private readonly Dictionary<string, RealExample> _sent = [];

    private string? _next;

    // A file to be downloaded, of which there is no example.
    private static readonly YamlNode Binary = new YamlScalarNode("binary");

    public IReadOnlyList<RealExample> Answered => _answered;

    /// <summary>The body of the next request is the example of this name, and must be answered well.</summary>
    public void Next(string name) => _next = name;

    /// <summary>A problem that was answered elsewhere.</summary>
    public void Add(string route, int status, string text) => _answered.Add(new RealExample(route, status, "json", text));

    /// <summary>A handler that keeps what passes, and asks for the CSV of what it was given as JSON.</summary>
    public HttpMessageHandler Recording() => new Recorder(this);

    /// <summary>Every example was sent or answered, and every answer worth one has its example.</summary>
    public void AssertDescribed()
    {
        var real = Named();
        if (Environment.GetEnvironmentVariable("ASO_GOLDEN_REWRITE") == "1")
        {
            Rewrite(real);
            return;
        }

        var described = ApiDescription.Examples();
        Assert.Equal(real.Keys.Order(StringComparer.Ordinal), described.Keys.Order(StringComparer.Ordinal));
        Assert.All(real, one =>
        {
            var (example, schema) = described[one.Key];
            Assert.Equal(Stable(one.Key, one.Value.Value), Stable(one.Key, example));
            Assert.Empty(ApiDescription.Problems(schema, JsonSerializer.SerializeToElement(example)));
        });
    }

    private Dictionary<string, RealExample> Named()
    {
        var named = new Dictionary<string, RealExample>(_sent);
        foreach (var answer in _answered.Where(answer => answer.Form is not null))
        {
            var name = answer.Status >= 400 ? $"Problem-{answer.Status}"
                : $"{ApiDescription.Operation(answer.Route)["operationId"]}-{answer.Status}{(answer.Form == "csv" ? "-csv" : "")}";
            named.TryAdd(name, answer);
        }

        return named;
    }

    /// <summary>Without what differs from one run to the next.</summary>
    private static string Stable(string name, JsonNode value) =>
        // The counts are of all employers of the served app; exports follow the close one after another.
        name is "GetWaitingFiles-200" or "GetHealth-200" or "GetExports-200" ? ""
        : Secret().Replace(Instant().Replace(value.ToJsonString(Readable), "(instant)"), "\"$1\":\"(other)\"");

    private static void Rewrite(Dictionary<string, RealExample> real)
    {
        var path = Path.Combine(Repository.Root, "src", "AsoFunctions", "Http", "openapi.yaml");
        var kept = File.ReadAllText(path).Split("\n  examples:\n")[0];
        var text = new StringBuilder(kept.TrimEnd('\n')).Append("\n  examples:\n");
        foreach (var (name, one) in real.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            text.Append("    ").Append(name).Append(":\n      value:");
            if (one.Form == "csv")
                text.Append(" |-\n").AppendJoin("", one.Value.ToString().Split('\n').Select(line => $"        {line}\n"));
            else text.Append("\n        ").Append(Written(one.Value, 8)).Append('\n');
        }

        File.WriteAllText(path, text.ToString());
    }

    // JSON is YAML. What fits on a line stays on it.
    private static string Written(JsonNode? value, int indent)
    {
        var whole = value?.ToJsonString(Readable) ?? "null";
        if (value is null or JsonValue || whole.Length + indent < 120) return whole;
        var inner = new string(' ', indent + 2);
        var (open, close, items) = value is JsonObject fields
            ? ('{', '}', fields.Select(field => $"\"{field.Key}\": {Written(field.Value, indent + 2)}"))
            : ('[', ']', value.AsArray().Select(item => Written(item, indent + 2)));
        return $"{open}\n{string.Join(",\n", items.Select(item => inner + item))}\n{inner[2..]}{close}";
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Instant();

    // A workbook is compressed with the instant in it.
    [GeneratedRegex("\"(key|ledgerVersion|id|sizeBytes)\":(\"[^\"]+\"|\\d+)")]
    private static partial Regex Secret();

    private sealed class Recorder(Examples examples) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            if (request.Content is { } sent) await sent.LoadIntoBufferAsync(cancellation);
            var answer = await base.SendAsync(request, cancellation);
            var route = await KeepAsync(request, answer, cancellation);
            await KeepSentAsync(route, request, answer, cancellation);
            if (answer.IsSuccessStatusCode && request.Method == HttpMethod.Get && ApiDescription.Content(route, 200).Children.ContainsKey("text/csv"))
            {
                using var again = new HttpRequestMessage(request.Method, request.RequestUri);
                again.Headers.Authorization = request.Headers.Authorization;
                again.Headers.Accept.ParseAdd("text/csv");
                using var csv = await base.SendAsync(again, cancellation);
                await KeepAsync(request, csv, cancellation);
            }

            return answer;
        }

        private async Task KeepSentAsync(
            string route, HttpRequestMessage request, HttpResponseMessage answer, CancellationToken cancellation)
        {
            if (examples._next is not { } name) return;
            examples._next = null;
            Assert.True(answer.IsSuccessStatusCode, $"{name}: {answer.StatusCode}");
            var form = request.Content!.Headers.ContentType?.MediaType == "application/json" ? "json" : "csv";
            examples._sent.Add(
                $"{ApiDescription.Operation(route)["operationId"]}-{name}",
                new RealExample(route, (int)answer.StatusCode, form, await request.Content.ReadAsStringAsync(cancellation)));
        }

        private async Task<string> KeepAsync(HttpRequestMessage request, HttpResponseMessage answer, CancellationToken cancellation)
        {
            var route = ApiDescription.RouteOf(request.Method.Method.ToLowerInvariant(), request.RequestUri!.AbsolutePath);
            await answer.Content.LoadIntoBufferAsync(cancellation);
            var form = answer.Content.Headers.ContentType?.MediaType is { } type
                && ApiDescription.Content(route, (int)answer.StatusCode).Children.TryGetValue(type, out var described)
                && !described.AllNodes.Contains(Binary)
                ? type.EndsWith("csv", StringComparison.Ordinal) ? "csv" : "json"
                : null;
            examples._answered.Add(new RealExample(
                route, (int)answer.StatusCode, form, await answer.Content.ReadAsStringAsync(cancellation)));
            return route;
        }
    }
}
