namespace Aso.Ledger.Journal;

/// <summary>
/// The one clock. The business date is today in the plan's time zone (domain.md section 1), or the date fixed by
/// <c>--today</c>, for trials and demonstrations.
/// </summary>
public sealed class BusinessClock(TimeProvider time, DateOnly? today = null)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public TimeProvider Time => time;

    /// <param name="timeZone">IANA name; null: UTC, for an employer without a plan.</param>
    public DateOnly Today(string? timeZone) => DateOf(Now, timeZone);

    /// <summary>The business date of an instant.</summary>
    public DateOnly DateOf(DateTimeOffset instant, string? timeZone) =>
        today ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(
            instant, timeZone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime);
}
