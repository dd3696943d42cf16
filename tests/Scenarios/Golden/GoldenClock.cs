namespace Scenarios.Golden;

/// <summary>Noon in America's middle, of the day that the steps name.</summary>
internal sealed class GoldenClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 1, 18, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Set(DateOnly today) => _now = new DateTimeOffset(today, new TimeOnly(18, 0), TimeSpan.Zero);
}
