using System.Globalization;
using System.Reflection;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>Runs one timer function, once for all hosts on the same storage.</summary>
internal sealed class TimerListener : IListener
{
    // The clock is looked at this often: it may be another than the machine's, and the machine may have slept.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(20);

    private readonly HostedFunction _function;
    private readonly ListenerServices _services;
    private readonly TimerTriggerAttribute _trigger;
    private readonly TimerSchedule _schedule;
    private readonly BlobContainerClient _container;
    private readonly TimerStatusBlob _blob;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly DateTime _started;
    private readonly bool _monitored;
    private DateTime _next;
    private Task _loop = Task.CompletedTask;

    public TimerListener(HostedFunction function, ListenerServices services)
    {
        _function = function;
        _services = services;
        _trigger = (TimerTriggerAttribute)function.Trigger;
        _schedule = TimerSchedule.Parse(services.Settings.Resolve(_trigger.Schedule));
        _started = Now;
        _monitored = _trigger.UseMonitor && _schedule.IsMonitorable(_started);
        _logger = services.Loggers.CreateLogger("Host.Timer." + function.Name);
        _container = new BlobServiceClient(services.Settings.Storage(null))
            .GetBlobContainerClient(ListenerServices.Container);
        _blob = new TimerStatusBlob(_container, services.HostId, function.Id, _logger);
    }

    private DateTime Now => _services.Time.GetUtcNow().UtcDateTime;

    public async Task StartAsync(CancellationToken cancel)
    {
        await _container.CreateIfNotExistsAsync(cancellationToken: cancel);
        _next = (await _blob.ReadAsync(First, cancel)).Next;
        await _blob.UnderLeaseAsync(
            status =>
            {
                var settled = Settled(status);
                _next = settled.Next;
                return Task.FromResult(settled == status ? null : settled);
            },
            cancel);
        _loop = Listening.Run(LoopAsync, _logger);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            if (_trigger.RunOnStartup)
            {
                await TolerateAsync(() => FireAsync(evenIfNotDue: true));
            }
            while (true)
            {
                var wait = _next - Now;
                if (wait <= TimeSpan.Zero)
                {
                    await TolerateAsync(() => FireAsync(evenIfNotDue: false));
                    wait = _next <= Now ? LongestLook : TimeSpan.Zero;
                }
                var look = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, ShortestLook.Ticks, LongestLook.Ticks));
                await Task.Delay(look, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }

    private async Task FireAsync(bool evenIfNotDue) => await _blob.UnderLeaseAsync(
        async status =>
        {
            _next = status.Next;
            if (status.Next > Now && !evenIfNotDue)
            {
                return null;
            }
            var fired = Now;
            await RunAsync(status, isPastDue: status.Next < fired && IsLate(status.Next, fired));
            var moved = new ScheduleStatus { Last = fired, Next = _schedule.Next(fired), LastUpdated = Now };
            _next = moved.Next;
            return moved;
        },
        _stopping.Token);

    private bool IsLate(DateTime due, DateTime fired) => due < _started || fired - due > TimeSpan.FromMinutes(1);

    private async Task RunAsync(ScheduleStatus status, bool isPastDue)
    {
        var policy = _function.Method.GetCustomAttribute<RetryAttribute>();
        for (var tried = 0; ; tried++)
        {
            var info = new TimerInfo { ScheduleStatus = _monitored ? status : null, IsPastDue = isPastDue };
            try
            {
                await _services.Invoker.InvokeAsync(
                    _function, new TimerEvent(info) { Retry = (tried, policy?.MaxRetryCount ?? 0) });
                return;
            }
            catch (Exception failure)
            {
                if (_services.Invoker.Aborted)
                {
                    throw new OperationCanceledException("The host stops.", failure);
                }
                // Logged by the invoker. A timer that failed runs again when its policy or its schedule says so.
                if (policy is null || (policy.MaxRetryCount >= 0 && tried >= policy.MaxRetryCount))
                {
                    return;
                }
            }
            await Task.Delay(Delay(policy, tried), _stopping.Token);
        }
    }

    private static TimeSpan Delay(RetryAttribute policy, int tried) => policy switch
    {
        FixedDelayRetryAttribute steady => Span(steady.DelayInterval),
        ExponentialBackoffRetryAttribute growing => TimeSpan.FromTicks(Math.Min(
            Span(growing.MaximumInterval).Ticks,
            Span(growing.MinimumInterval).Ticks << Math.Min(tried, 20))),
        _ => throw new NotSupportedException($"Retry policy {policy.GetType().Name} is not known here."),
    };

    private static TimeSpan Span(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private ScheduleStatus First()
    {
        var now = Now;
        return new ScheduleStatus { Next = _schedule.Next(now), LastUpdated = now };
    }

    // What an earlier status means now. The schedule may have changed, which is no missed run; a miss may not be one
    // to make up for; and the clock may have been set back.
    private ScheduleStatus Settled(ScheduleStatus status)
    {
        var now = Now;
        var basis = status.Last == default ? status.LastUpdated : status.Last;
        if (basis > now)
        {
            return First();
        }
        var next = _schedule.Next(basis);
        if (next == status.Next && (_monitored || next > now))
        {
            return status;
        }
        return next > now
            ? new ScheduleStatus { Last = status.Last, Next = next, LastUpdated = status.LastUpdated }
            : First();
    }

    private async Task TolerateAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception failure) when (StorageFailures.Is(failure) && !_stopping.IsCancellationRequested)
        {
            _logger.LogWarning(failure, "The timer's status cannot be reached now");
        }
    }
}

/// <summary>A tick of a timer.</summary>
internal sealed class TimerEvent(TimerInfo info) : TriggerEvent
{
    public override System.Diagnostics.ActivityKind Kind => System.Diagnostics.ActivityKind.Internal;

    public override ValueTask<object?> ValueAsync(Type type, CancellationToken cancel) => type == typeof(TimerInfo)
        ? ValueTask.FromResult<object?>(info)
        : throw new NotSupportedException($"A timer gives a TimerInfo, not a {type.Name}.");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
