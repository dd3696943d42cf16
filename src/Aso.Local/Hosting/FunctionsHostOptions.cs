using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>What an embedded functions host runs, and on what.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>The assembly whose public methods marked as functions are run.</summary>
    public required Assembly Functions { get; init; }

    /// <summary>
    /// The app's own registration, the one its Program makes. The second argument takes middleware; the two are one
    /// object in the official builder.
    /// </summary>
    public required Action<IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder> Configure { get; init; }

    /// <summary>The connection of the setting AzureWebJobsStorage, where the host also keeps its own state.</summary>
    public required string StorageConnection { get; init; }

    /// <summary>The host.json; a missing file means the platform's defaults.</summary>
    public string HostJson { get; init; } = Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>
    /// App settings, before those of the environment. Names may use <c>__</c> for a section;
    /// <c>AzureFunctionsJobHost__…</c> overrides host.json, as on the platform.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether timer functions run.</summary>
    public bool Timers { get; init; } = true;

    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The clock that timers follow and the app is given. Waiting itself is real time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the log goes; host.json's levels apply. Null means nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>How long running functions may go on after a stop was asked for, before they are cancelled.</summary>
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(20);
}
