using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Aso.Local.Hosting;

/// <summary>The app's settings, as binding attributes refer to them.</summary>
internal sealed partial class AppSettings(IConfiguration configuration)
{
    /// <summary>The text with every <c>%NAME%</c> replaced by that setting.</summary>
    public string Resolve(string text) => Reference().Replace(text, match =>
        configuration[match.Groups[1].Value]
        ?? throw new InvalidOperationException($"'{match.Value}' names a setting that is not there."));

    /// <summary>The connection an attribute names, or null when no such setting is there.</summary>
    public string? Connection(string? name, string otherwise)
    {
        name = name is null ? otherwise : Resolve(name);
        var found = configuration[name]
            ?? configuration["AzureWebJobs" + name]
            ?? configuration.GetConnectionString(name);
        return string.IsNullOrWhiteSpace(found) ? null : found;
    }

    /// <summary>
    /// The namespace an attribute names where it is reached by identity, as <c>NAME:fullyQualifiedNamespace</c>; or null.
    /// </summary>
    public string? Namespace(string? name, string otherwise) =>
        configuration[(name is null ? otherwise : Resolve(name)) + ":fullyQualifiedNamespace"] is { Length: > 0 } found
            ? found
            : null;

    /// <summary>The storage connection an attribute names; null names AzureWebJobsStorage.</summary>
    public string Storage(string? name) => Connection(name, "AzureWebJobsStorage")
        ?? throw new InvalidOperationException($"The storage connection '{name}' names a setting that is not there.");

    /// <summary>Whether the setting <c>AzureWebJobs.{function}.Disabled</c> switches the function off.</summary>
    public bool Disables(string function) =>
        configuration[$"AzureWebJobs.{function}.Disabled"] is "1" or "true" or "True" or "TRUE";

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
