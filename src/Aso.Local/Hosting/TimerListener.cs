using System.Text.Json;
using Aso.Local.Hosting.Protocol;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>When a timer ran last, and when it is to run next; UTC, as the platform keeps it.</summary>
internal sealed record TimerStatus(DateTime Last, DateTime Next, DateTime LastUpdated);

/// <summary>
/// Runs a function on a schedule, once for all hosts on the same storage; a missed run is made up for.
/// </summary>
internal sealed class TimerListener : IDisposable
{
    // How often the clock is checked: the machine may have slept, and another host may have run it meanwhile.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    private readonly TimerSchedule _schedule;
    private readonly TimerStatusBlob _blob;
    private readonly Func<TimerStatus, bool, CancellationToken, Task> _run;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly DateTime _started;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private DateTime _next;
    private Task _loop = Task.CompletedTask;

    /// <param name="schedule">When to run.</param>
    /// <param name="blob">Its status, shared by all hosts.</param>
    /// <param name="run">What to run; its argument says whether it is late.</param>
    /// <param name="time">The clock. Waiting itself is real time.</param>
    /// <param name="log">For failures.</param>
    public TimerListener(
        TimerSchedule schedule, TimerStatusBlob blob, Func<TimerStatus, bool, CancellationToken, Task> run,
        TimeProvider time, ILogger log)
    {
        _schedule = schedule;
        _blob = blob;
        _run = run;
        _time = time;
        _log = log;
        _started = Now;
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>For a timer function of the app.</summary>
    public static TimerListener Create(
        AppFunction function, Workers workers, HostConfiguration configuration, string hostId, ILogger log) =>
        new(
            TimerSchedule.Parse(configuration.Resolve(function["schedule"]!)),
            new TimerStatusBlob(
                new BlobContainerClient(configuration.Root[Triggers.Storage], "azure-webjobs-hosts"),
                hostId, "Host.Functions." + function.Name, log),
            (status, isPastDue, cancel) => workers.InvokeAsync(
                function.Name,
                new TypedData
                {
                    Json = JsonSerializer.Serialize(new { ScheduleStatus = status, IsPastDue = isPastDue }),
                },
                cancel),
            TimeProvider.System,
            log);

    public async Task StartAsync(CancellationToken cancel)
    {
        _next = (await _blob.ReadAsync(First, cancel)).Next;
        await _blob.UnderLeaseAsync(
            status =>
            {
                var settled = Settled(status);
                _next = settled.Next;
                return Task.FromResult(settled == status ? null : settled);
            },
            cancel);
        _loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    /// <summary>Waits for a run in progress; it is canceled at the limit.</summary>
    public async Task StopAsync(CancellationToken limit)
    {
        await using var abort = limit.Register(_aborting.Cancel);
        await _stopping.CancelAsync();
        await _loop;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var wait = _next - Now;
                if (wait <= TimeSpan.Zero)
                {
                    await FireAsync();
                    wait = _next <= Now ? LongestWait : TimeSpan.Zero;
                }

                var pause = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, ShortestWait.Ticks, LongestWait.Ticks));
                await Task.Delay(pause, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                _log.LogWarning(failure, "The timer's status cannot be read right now");
                await Task.Delay(LongestWait);
            }
        }
    }

    private async Task FireAsync() => await _blob.UnderLeaseAsync(
        async status =>
        {
            _next = status.Next;
            if (status.Next > Now) return null;
            var fired = Now;
            await RunAsync(status, isPastDue: IsLate(status.Next, fired));
            _next = _schedule.Next(fired);
            return new TimerStatus(fired, _next, Now);
        },
        _stopping.Token);

    private bool IsLate(DateTime due, DateTime fired) => due < _started || fired - due > TimeSpan.FromMinutes(1);

    private async Task RunAsync(TimerStatus status, bool isPastDue)
    {
        try
        {
            await _run(status, isPastDue, _aborting.Token);
        }
        catch (WorkerGoneException) when (!_aborting.IsCancellationRequested)
        {
            // It was interrupted: the next check runs it in the next process.
            throw;
        }
        catch (Exception failure)
        {
            // A run interrupted by a stop is made up for at the next start; one that failed runs when it is due again.
            if (_aborting.IsCancellationRequested) throw new OperationCanceledException("The host stops.", failure);
            _log.LogError("A timer failed: {Failure}", failure.Message);
        }
    }

    private TimerStatus First() => new(default, _schedule.Next(Now), Now);

    // Interprets an earlier status. The schedule may have changed, which is not a missed run; a missed run is made up
    // for only where runs are a minute apart or more; and the clock may have been set back.
    private TimerStatus Settled(TimerStatus status)
    {
        var now = Now;
        var basis = status.Last == default ? status.LastUpdated : status.Last;
        if (basis > now) return First();
        var next = _schedule.Next(basis);
        if (next == status.Next && (next > now || _schedule.IsMonitorable(now))) return status;
        return next > now ? status with { Next = next } : First();
    }
}
