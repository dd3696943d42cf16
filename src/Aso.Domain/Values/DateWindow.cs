namespace Aso.Domain.Values;

/// <summary>Days from <paramref name="From"/>, included, to <paramref name="To"/>, excluded (rule 2.3).</summary>
public readonly record struct DateWindow(DateOnly From, DateOnly To)
{
    /// <summary>Two days and all between them.</summary>
    /// <param name="first">Null: no first day.</param>
    /// <param name="last">Included; null: no last day.</param>
    public static DateWindow Through(DateOnly? first, DateOnly? last) => new(
        first ?? DateOnly.MinValue, last is { } day && day < DateOnly.MaxValue ? day.AddDays(1) : DateOnly.MaxValue);

    public bool Contains(DateOnly date) => From <= date && date < To;

    /// <summary>Zero where it ends before it begins.</summary>
    public int Days => Math.Max(0, To.DayNumber - From.DayNumber);

    /// <summary>The days in both windows; none where they do not meet.</summary>
    public DateWindow Intersect(DateWindow other) =>
        new(From > other.From ? From : other.From, To < other.To ? To : other.To);
}
