using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Aso.Local.Hosting;

/// <summary>
/// The host's settings, as on the platform: host.json below <c>AzureFunctionsJobHost</c>, then the environment, then
/// what it was started with; the later one wins.
/// </summary>
internal sealed class HostConfiguration
{
    private const string HostJson = "AzureFunctionsJobHost";

    public HostConfiguration(string hostJson, IReadOnlyDictionary<string, string?> settings)
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(hostJson)).Build();
        Root = new ConfigurationBuilder()
            .AddInMemoryCollection(file.AsEnumerable().Select(
                setting => KeyValuePair.Create($"{HostJson}:{setting.Key}", setting.Value)))
            // Where the listeners look for their section of host.json.
            .AddInMemoryCollection([KeyValuePair.Create("AzureWebJobsConfigurationSection", (string?)HostJson)])
            .AddEnvironmentVariables()
            .AddInMemoryCollection(settings.Select(
                setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)))
            .Build();
        Logging = Root.GetSection($"{HostJson}:logging");
        RoutePrefix = Root.GetValue($"{HostJson}:extensions:http:routePrefix", "api")!.Trim('/');
        FunctionTimeout = Root[$"{HostJson}:functionTimeout"] is { } limit and not "-1"
            ? TimeSpan.Parse(limit, CultureInfo.InvariantCulture)
            : Timeout.InfiniteTimeSpan;
    }

    public IConfigurationRoot Root { get; }

    public IConfiguration Logging { get; }

    public string RoutePrefix { get; }

    public TimeSpan FunctionTimeout { get; }

    /// <summary>Whether the setting <c>AzureWebJobs.{function}.Disabled</c> switches the function off.</summary>
    public bool Disables(string function) =>
        Root[$"AzureWebJobs.{function}.Disabled"]?.ToUpperInvariant() is "1" or "TRUE";

    /// <summary>A binding's text; <c>%NAME%</c> stands for that setting.</summary>
    /// <exception cref="InvalidOperationException">There is no such setting.</exception>
    public string Resolve(string text) => text is ['%', .. var name, '%']
        ? Root[name] ?? throw new InvalidOperationException($"'{text}' names a setting that does not exist.")
        : text;
}
