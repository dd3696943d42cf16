using System.Text.Json;
using Aso.Local.Hosting.Protocol;

namespace Aso.Local.Hosting;

/// <summary>A function of the app, as its worker describes it.</summary>
internal sealed class AppFunction
{
    private readonly JsonElement _trigger;

    public AppFunction(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        _trigger = metadata.RawBindings
            .Select(binding => JsonSerializer.Deserialize<JsonElement>(binding))
            .Single(binding => Text(binding, "type")!.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
    }

    public RpcFunctionMetadata Metadata { get; }

    public string Name => Metadata.Name;

    /// <summary>As <c>httpTrigger</c>.</summary>
    public string Trigger => Text(_trigger, "type")!;

    /// <summary>The parameter that the trigger is bound to.</summary>
    public string Parameter => Text(_trigger, "name")!;

    /// <summary>The methods of a request; empty: all.</summary>
    public IReadOnlyList<string> Methods => _trigger.TryGetProperty("methods", out var methods)
        ? [.. methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())]
        : [];

    /// <summary>What the trigger says under this name, as <c>route</c> or <c>queueName</c>.</summary>
    public string? this[string property] => Text(_trigger, property);

    private static string? Text(JsonElement binding, string name) =>
        binding.TryGetProperty(name, out var value) ? value.GetString() : null;
}
