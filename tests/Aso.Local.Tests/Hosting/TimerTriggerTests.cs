using System.Text.Json;
using Aso.Local.Hosting;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker;

namespace Aso.Local.Tests.Hosting;

public sealed class TimerTriggerTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private Rig _rig = null!;

    public async Task InitializeAsync() => _rig = await Rig.CreateAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_timer_fires_when_the_clock_reaches_its_schedule_and_says_when_next()
    {
        await _rig.StartAsync("Ticks");
        Assert.Equal(At("2026-04-01T00:00"), (await StatusAsync("Ticks")).Next);
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        await _rig.Probe.SawAsync("00:00");
        await Probe.UntilAsync(async () => (await StatusAsync("Ticks")).Next == At("2026-04-01T01:00"));
        Assert.Equal(At("2026-04-01T00:00"), (await StatusAsync("Ticks")).Last);
    }

    [Fact]
    public async Task Two_hosts_fire_once_each_time()
    {
        await _rig.StartAsync("Ticks");
        await _rig.StartAsync("Ticks");
        _rig.Clock.Advance(-TimeSpan.FromMinutes(30));
        for (var fired = 0; fired < 6; fired++)
        {
            _rig.Clock.Advance(Hour);
            var next = At("2026-04-01T01:00").AddHours(fired);
            await Probe.UntilAsync(async () => (await StatusAsync("Ticks")).Next == next);
        }
        Assert.Equal(["00:00", "01:00", "02:00", "03:00", "04:00", "05:00"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task While_a_timer_runs_no_other_host_can_fire_it()
    {
        var refusal = "";
        _rig.Probe.Act = async (_, _) =>
        {
            var other = Status("Ticks").GetBlobLeaseClient();
            var refused = await Assert.ThrowsAsync<RequestFailedException>(
                () => other.AcquireAsync(TimeSpan.FromSeconds(15)));
            refusal = refused.ErrorCode;
        };
        await _rig.StartAsync("Ticks");
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        await Probe.UntilAsync(() => refusal == "LeaseAlreadyPresent");
    }

    [Fact]
    public async Task A_run_missed_while_no_host_was_up_is_made_up_for_once()
    {
        var first = await _rig.StartAsync("Ticks");
        await first.StopAsync();
        _rig.Clock.Advance(5 * Hour);
        await _rig.StartAsync("Ticks");
        await _rig.Probe.SawAsync("late");
        await Probe.UntilAsync(async () => (await StatusAsync("Ticks")).Next == At("2026-04-01T05:00"));
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        await _rig.Probe.SawAsync("05:00");
        Assert.Equal(["late", "05:00"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task A_timer_that_is_not_monitored_makes_up_for_nothing()
    {
        var first = await _rig.StartAsync("TicksUnmonitored");
        await first.StopAsync();
        _rig.Clock.Advance(5 * Hour);
        await _rig.StartAsync("TicksUnmonitored");
        Assert.Equal(At("2026-04-01T05:00"), (await StatusAsync("TicksUnmonitored")).Next);
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        await _rig.Probe.SawAsync("status False");
        Assert.Single(_rig.Probe.Seen);
    }

    [Fact]
    public async Task A_changed_schedule_is_no_missed_run()
    {
        var first = await _rig.StartAsync("Ticks");
        await first.StopAsync();
        _rig.Settings["schedule"] = "02:00:00";
        _rig.Clock.Advance(5 * Hour);
        await _rig.StartAsync("Ticks");
        Assert.Equal(At("2026-04-01T06:30"), (await StatusAsync("Ticks")).Next);
        _rig.Clock.Advance(2 * Hour);
        await _rig.Probe.SawAsync("06:30");
        Assert.Single(_rig.Probe.Seen);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_silence_a_timer()
    {
        var first = await _rig.StartAsync("Ticks");
        await first.StopAsync();
        _rig.Clock.Advance(-1000 * Hour);
        await _rig.StartAsync("Ticks");
        _rig.Clock.Advance(Hour);
        await _rig.Probe.SawAsync(1);
    }

    [Fact]
    public async Task A_timer_can_run_at_the_start()
    {
        await _rig.StartAsync("TicksAtOnce");
        await _rig.Probe.SawAsync("at once, late False");
    }

    [Fact]
    public async Task A_timer_that_fails_is_tried_again_as_its_policy_says()
    {
        _rig.Probe.Act = (_, _) => throw new InvalidOperationException("not now");
        await _rig.StartAsync("TicksAgain");
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        await Probe.UntilAsync(async () => (await StatusAsync("TicksAgain")).Next == At("2026-04-01T01:00"));
        Assert.Equal(["0 of 2", "1 of 2", "2 of 2"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task A_stop_waits_for_a_timer_that_runs()
    {
        _rig.Probe.Act = _rig.Probe.Gate;
        var host = await _rig.StartAsync("Ticks");
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        await _rig.Probe.SawAsync("00:00");
        var stopped = host.StopAsync();
        Assert.False(stopped.IsCompleted);
        _rig.Probe.Open();
        await stopped;
        Assert.Equal(At("2026-04-01T01:00"), (await StatusAsync("Ticks")).Next);
    }

    [Fact]
    public async Task A_timer_cut_off_by_a_stop_runs_at_the_next_start()
    {
        _rig.DrainFor = TimeSpan.FromMilliseconds(100);
        _rig.Probe.Act = _rig.Probe.Gate;
        var first = await _rig.StartAsync("Ticks");
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        await _rig.Probe.SawAsync("00:00");
        await first.StopAsync();
        _rig.Probe.Open();
        _rig.Clock.Advance(TimeSpan.FromMinutes(2));
        await _rig.StartAsync("Ticks");
        await _rig.Probe.SawAsync("late");
    }

    [Fact]
    public async Task A_host_without_timers_leaves_them_alone()
    {
        _rig.Timers = false;
        await _rig.StartAsync("TicksAtOnce", "TakesText");
        await (await _rig.QueueAsync("text")).SendMessageAsync("queues run");
        await _rig.Probe.SawAsync("queues run#1");
        Assert.Single(_rig.Probe.Seen);
        Assert.False(await Status("TicksAtOnce").ExistsAsync());
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
    public void A_schedule_that_is_none_is_refused(string schedule) =>
        Assert.Throws<FormatException>(() => TimerSchedule.Parse(schedule));

    private static DateTime At(string text) =>
        DateTime.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();

    private BlobClient Status(string function) =>
        new(_rig.Connection, "azure-webjobs-hosts", $"timers/{_rig.Name}/Host.Functions.{function}/status");

    private async Task<ScheduleStatus> StatusAsync(string function) =>
        (await Status(function).DownloadContentAsync()).Value.Content.ToObjectFromJson<ScheduleStatus>(
            JsonSerializerOptions.Default)!;
}
