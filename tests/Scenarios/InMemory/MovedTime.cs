namespace Scenarios.InMemory;

/// <summary>Time that moves only when a test says so, for dates and for durations.</summary>
internal sealed class MovedTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public void Set(DateTimeOffset now) => _now = now;

    public void Pass(TimeSpan time) => _now += time;
}
