using System.Collections.Concurrent;
using System.Globalization;
using Aso.Local.Hosting;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aso.Local.Tests.Hosting;

[Collection(nameof(QuietAzurite))]
public sealed class TimerTests(QuietAzurite azurite) : IAsyncLifetime
{
    private const string Hourly = "0 0 * * * *";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _host = "t" + Guid.NewGuid().ToString("N")[..20];
    private readonly ManualClock _clock = new();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly List<TimerListener> _timers = [];
    private Func<CancellationToken, Task> _act = _ => Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var timer in _timers)
        {
            await timer.StopAsync(new CancellationToken(canceled: true));
            timer.Dispose();
        }
    }

    [Fact]
    public async Task A_timer_fires_when_the_clock_reaches_its_schedule_and_keeps_when_next()
    {
        await StartAsync();
        Assert.Equal(At("2026-04-01T00:00"), (await StatusAsync()).Next);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await SawAsync("00:00");
        await UntilAsync(async () => (await StatusAsync()).Next == At("2026-04-01T01:00"));
        Assert.Equal(At("2026-04-01T00:00"), (await StatusAsync()).Last);
    }

    [Fact]
    public async Task Two_hosts_fire_once_each_time()
    {
        await StartAsync();
        await StartAsync();
        _clock.Advance(-TimeSpan.FromMinutes(30));
        for (var fired = 0; fired < 6; fired++)
        {
            _clock.Advance(Hour);
            var next = At("2026-04-01T01:00").AddHours(fired);
            await UntilAsync(async () => (await StatusAsync()).Next == next);
        }

        Assert.Equal(["00:00", "01:00", "02:00", "03:00", "04:00", "05:00"], _seen);
    }

    [Fact]
    public async Task While_a_timer_runs_no_other_host_can_fire_it()
    {
        var refusal = "";
        _act = async _ =>
        {
            var refused = await Assert.ThrowsAsync<RequestFailedException>(
                () => Blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15)));
            refusal = refused.ErrorCode;
        };
        await StartAsync();
        _clock.Advance(TimeSpan.FromMinutes(30));
        await UntilAsync(() => Task.FromResult(refusal == "LeaseAlreadyPresent"));
    }

    [Fact]
    public async Task A_run_missed_while_no_host_was_up_is_made_up_for_once()
    {
        await (await StartAsync()).StopAsync(default);
        _clock.Advance(5 * Hour);
        await StartAsync();
        await SawAsync("late");
        await UntilAsync(async () => (await StatusAsync()).Next == At("2026-04-01T05:00"));
        _clock.Advance(TimeSpan.FromMinutes(30));
        await SawAsync("05:00");
        Assert.Equal(["late", "05:00"], _seen);
    }

    [Fact]
    public async Task A_changed_schedule_is_no_missed_run()
    {
        await (await StartAsync()).StopAsync(default);
        _clock.Advance(5 * Hour);
        await StartAsync("02:00:00");
        Assert.Equal(At("2026-04-01T06:30"), (await StatusAsync()).Next);
        _clock.Advance(2 * Hour);
        await SawAsync("06:30");
        Assert.Single(_seen);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_silence_a_timer()
    {
        await (await StartAsync()).StopAsync(default);
        _clock.Advance(-1000 * Hour);
        await StartAsync();
        _clock.Advance(Hour);
        await UntilAsync(() => Task.FromResult(_seen.Count == 1));
    }

    [Fact]
    public async Task A_timer_that_failed_runs_again_when_it_is_due_again()
    {
        _act = _ => throw new FunctionFailedException("not now");
        await StartAsync();
        _clock.Advance(TimeSpan.FromMinutes(30));
        await UntilAsync(async () => (await StatusAsync()).Next == At("2026-04-01T01:00"));
        Assert.Single(_seen);
    }

    [Fact]
    public async Task A_timer_whose_process_died_runs_in_the_next_one()
    {
        var died = false;
        _act = _ => died ? Task.CompletedTask : throw (died = true, new WorkerGoneException()).Item2;
        await StartAsync();
        _clock.Advance(TimeSpan.FromMinutes(30));
        await UntilAsync(async () => (await StatusAsync()).Next == At("2026-04-01T01:00"));
        Assert.Equal(["00:00", "00:00"], _seen);
    }

    [Fact]
    public async Task A_stop_waits_for_a_timer_that_runs()
    {
        var gate = new TaskCompletionSource();
        _act = _ => gate.Task;
        var timer = await StartAsync();
        _clock.Advance(TimeSpan.FromMinutes(30));
        await SawAsync("00:00");
        var stopped = timer.StopAsync(default);
        Assert.False(stopped.IsCompleted);
        gate.SetResult();
        await stopped;
        Assert.Equal(At("2026-04-01T01:00"), (await StatusAsync()).Next);
    }

    [Fact]
    public async Task A_timer_cut_off_by_a_stop_runs_at_the_next_start()
    {
        _act = cancel => Task.Delay(Timeout.Infinite, cancel);
        var first = await StartAsync();
        _clock.Advance(TimeSpan.FromMinutes(30));
        await SawAsync("00:00");
        await first.StopAsync(new CancellationToken(canceled: true));
        _act = _ => Task.CompletedTask;
        _clock.Advance(TimeSpan.FromMinutes(2));
        await StartAsync();
        await SawAsync("late");
    }

    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-31T23:35:00")]
    [InlineData("*/5 * * * *", "2026-03-31T23:35:00")]
    [InlineData("30 0 6 1 * *", "2026-04-01T06:00:30")]
    [InlineData("0 0 0 29 2 *", "2028-02-29T00:00:00")]
    [InlineData("00:10:00", "2026-03-31T23:40:00")]
    public void The_next_run_follows_the_schedule(string schedule, string next) =>
        Assert.Equal(At(next), TimerSchedule.Parse(schedule).Next(At("2026-03-31T23:30:00")));

    [Theory]
    [InlineData("")]
    [InlineData("daily")]
    [InlineData("0 0 25 * * *")]
    [InlineData("00:00:00")]
    public void An_invalid_schedule_is_refused(string schedule) =>
        Assert.Throws<FormatException>(() => TimerSchedule.Parse(schedule));

    private BlobClient Blob => new(azurite.ConnectionString, "azure-webjobs-hosts", $"timers/{_host}/Ticks/status");

    private async Task<TimerStatus> StatusAsync() =>
        (await Blob.DownloadContentAsync()).Value.Content.ToObjectFromJson<TimerStatus>()!;

    private async Task<TimerListener> StartAsync(string schedule = Hourly)
    {
        var container = new BlobContainerClient(azurite.ConnectionString, "azure-webjobs-hosts");
        var timer = new TimerListener(
            TimerSchedule.Parse(schedule),
            new TimerStatusBlob(container, _host, "Ticks", NullLogger.Instance),
            (status, isPastDue, cancel) =>
            {
                _seen.Enqueue(isPastDue ? "late" : status.Next.ToString("HH:mm", CultureInfo.InvariantCulture));
                return _act(cancel);
            },
            _clock,
            NullLogger.Instance);
        _timers.Add(timer);
        await timer.StartAsync(default);
        return timer;
    }

    private Task SawAsync(string what) => UntilAsync(() => Task.FromResult(_seen.Contains(what)));

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        var deadline = DateTime.UtcNow + Deadline;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, $"saw {string.Join(", ", _seen)}");
            await Task.Delay(20);
        }
    }

    private static DateTime At(string text) =>
        DateTime.Parse(text + "Z", CultureInfo.InvariantCulture).ToUniversalTime();
}

/// <summary>A clock that tests move.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 31, 23, 30, 0, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
