using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Aso.Local.Hosting;

/// <summary>What made a function run: one blob, message, tick or request.</summary>
internal abstract class TriggerEvent : IAsyncDisposable
{
    /// <summary>What the trigger knows beside its value; parameters are bound to it by name, in any case.</summary>
    public Dictionary<string, object?> Data { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The request, when it is one.</summary>
    public virtual HttpContext? Http => null;

    public virtual ActivityKind Kind => ActivityKind.Consumer;

    /// <summary>How often this was tried before, and how often it may be, under a retry policy.</summary>
    public (int Tried, int Max) Retry { get; init; }

    /// <summary>The trigger's value as the type the function asks for.</summary>
    /// <exception cref="NotSupportedException">The trigger has no such form.</exception>
    public abstract ValueTask<object?> ValueAsync(Type type, CancellationToken cancel);

    /// <summary>A companion of the trigger that parameters are bound to by type, or null.</summary>
    public virtual object? Companion(Type type) => null;

    /// <summary>Takes what the function returned, while its scope is still open.</summary>
    public virtual Task CompleteAsync(HostedFunction function, object? result) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}
