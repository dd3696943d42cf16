using System.Collections.Concurrent;
using System.Globalization;
using Aso.Local.Hosting;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aso.Local.Tests.Hosting;

/// <summary>Hosts of this assembly's functions on one Azurite, each test under names of its own.</summary>
internal sealed class Rig : IAsyncDisposable
{
    // One for the whole run: it ends with this process.
    private static readonly Lazy<Task<Azurite>> Shared = new(() => Azurite.StartAsync());
    private static int _count;

    private readonly List<FunctionsHost> _hosts = [];

    private Rig(string connection) => Connection = connection;

    public string Connection { get; }

    /// <summary>What <c>%test%</c> means in the attributes of the functions under test.</summary>
    public string Name { get; } =
        "t" + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);

    public Probe Probe { get; } = new();

    public ManualClock Clock { get; } = new();

    public TimeSpan DrainFor { get; set; } = TimeSpan.FromSeconds(20);

    public bool Timers { get; set; } = true;

    /// <summary>App settings; those of host.json are given as the platform allows.</summary>
    public Dictionary<string, string?> Settings { get; } = new()
    {
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.2",
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:01",
        ["schedule"] = "0 0 * * * *",
    };

    public string this[string hostJson]
    {
        set => Settings["AzureFunctionsJobHost__" + hostJson.Replace(".", "__", StringComparison.Ordinal)] = value;
    }

    public static async Task<Rig> CreateAsync() => new((await Shared.Value).ConnectionString);

    public async Task<FunctionsHost> StartAsync(params string[] functions)
    {
        var settings = new Dictionary<string, string?>(Settings)
        {
            ["test"] = Name,
            ["AzureFunctionsWebHost__hostid"] = Name,
        };
        for (var i = 0; i < functions.Length; i++)
        {
            settings[$"AzureFunctionsJobHost__functions__{i}"] = functions[i];
        }
        var host = await FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            Functions = typeof(Rig).Assembly,
            Configure = Configure,
            StorageConnection = Connection,
            HostJson = "none",
            Settings = settings,
            Time = Clock,
            Timers = Timers,
            DrainFor = DrainFor,
        });
        _hosts.Add(host);
        return host;
    }

    public async Task<QueueClient> QueueAsync(string name, bool base64 = true)
    {
        var encoding = base64 ? QueueMessageEncoding.Base64 : QueueMessageEncoding.None;
        var queue = new QueueClient(
            Connection,
            name.StartsWith("webjobs", StringComparison.Ordinal) ? name : $"{Name}-{name}",
            new QueueClientOptions { MessageEncoding = encoding });
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    public async Task<BlobContainerClient> ContainerAsync(string name)
    {
        var container = new BlobContainerClient(Connection, $"{Name}-{name}");
        await container.CreateIfNotExistsAsync();
        return container;
    }

    public async ValueTask DisposeAsync()
    {
        Probe.Open();
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    private void Configure(IHostApplicationBuilder app, IFunctionsWorkerApplicationBuilder worker)
    {
        app.Services.AddSingleton(Probe);
        app.Services.AddScoped<PerExecution>();
        worker.UseMiddleware<OuterStage>();
        worker.UseMiddleware<InnerStage>();
    }
}

/// <summary>What the functions under test did, and what they are to do.</summary>
public sealed class Probe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _seen = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private int _runningMax;

    /// <summary>What was seen so far, in order.</summary>
    public IReadOnlyList<string> Seen => [.. _seen];

    public int RunningMax => _runningMax;

    public int Running => _running;

    /// <summary>What a function does when it runs, by what it saw.</summary>
    public Func<string, CancellationToken, Task> Act { get; set; } = (_, _) => Task.CompletedTask;

    public void Open() => _gate.TrySetResult();

    /// <summary>Waits for <see cref="Open"/>.</summary>
    public Task Gate(string seen, CancellationToken cancel) => _gate.Task.WaitAsync(cancel);

    public void See(string what) => _seen.Enqueue(what);

    public async Task RunAsync(string what, CancellationToken cancel = default)
    {
        See(what);
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(running);
        try
        {
            await Act(what, cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public Task SawAsync(int count) => UntilAsync(() => _seen.Count >= count, () => $"saw {string.Join(", ", _seen)}");

    public Task SawAsync(string what) =>
        UntilAsync(() => _seen.Contains(what), () => $"no '{what}' in {string.Join(", ", _seen)}");

    public static Task UntilAsync(Func<bool> condition, Func<string>? otherwise = null) =>
        UntilAsync(() => Task.FromResult(condition()), otherwise);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        var deadline = DateTime.UtcNow + Deadline;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, otherwise?.Invoke() ?? "It did not come about in time.");
            await Task.Delay(20);
        }
    }

    private void InterlockedMax(int running)
    {
        int seen;
        while ((seen = _runningMax) < running && Interlocked.CompareExchange(ref _runningMax, running, seen) != seen)
        {
        }
    }
}

/// <summary>A clock that tests move.</summary>
public sealed class ManualClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 31, 23, 30, 0, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
