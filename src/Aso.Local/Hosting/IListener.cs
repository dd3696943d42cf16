namespace Aso.Local.Hosting;

/// <summary>Watches for what triggers functions of one kind.</summary>
/// <remarks>Disposing it takes no more work, and ends when the functions that run have ended.</remarks>
internal interface IListener : IAsyncDisposable
{
    Task StartAsync(CancellationToken cancel);
}

/// <summary>What every listener needs of its host.</summary>
/// <param name="HostId">Names the app in the host's storage: lower-case letters, digits and dashes, 32 at most.</param>
internal sealed record ListenerServices(
    HostSettings Host, AppSettings Settings, FunctionInvoker Invoker, TimeProvider Time, string HostId,
    Microsoft.Extensions.Logging.ILoggerFactory Loggers)
{
    /// <summary>The container of the platform's own blobs.</summary>
    public const string Container = "azure-webjobs-hosts";
}
