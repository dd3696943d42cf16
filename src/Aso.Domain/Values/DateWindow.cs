namespace Aso.Domain;

/// <summary>Days from <paramref name="From"/>, included, to <paramref name="To"/>, excluded (rule 2.3).</summary>
public readonly record struct DateWindow(DateOnly From, DateOnly To)
{
    public bool Contains(DateOnly date) => From <= date && date < To;

    public int Days => Math.Max(0, To.DayNumber - From.DayNumber);

    /// <summary>The days in both windows; empty (zero days) where they do not meet.</summary>
    public DateWindow Intersect(DateWindow other)
    {
        var from = From > other.From ? From : other.From;
        var to = To < other.To ? To : other.To;
        return new DateWindow(from, to < from ? from : to);
    }
}
