using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>What a host runs, and with which settings.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>The built app, with its worker.config.json, host.json and functions.metadata.</summary>
    public string AppFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "app");

    /// <summary>
    /// App settings, for both host and app; they take precedence over the environment. Names may use <c>__</c> for a
    /// section; <c>AzureFunctionsJobHost__…</c> overrides host.json, as on the platform.
    /// </summary>
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where host and app log to; host.json's levels apply. Null: nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>How long running functions may continue after a stop is requested, before they are canceled.</summary>
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(20);
}
