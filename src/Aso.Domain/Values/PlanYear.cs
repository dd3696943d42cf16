using System.Globalization;

namespace Aso.Domain.Values;

/// <summary>Twelve months from the first of a month: one policy year of an employer's plan (section 1).</summary>
public readonly record struct PlanYear(Month First) : IComparable<PlanYear>
{
    public const int Months = 12;

    public DateOnly Start => First.FirstDay;

    /// <summary>The last of the twelve months.</summary>
    public Month Last => First + (Months - 1);

    public DateWindow Window => new(Start, Start.AddMonths(Months));

    public bool Contains(DateOnly date) => Window.Contains(date);

    public bool Contains(Month month) => First <= month && month <= Last;

    public IEnumerable<Month> AllMonths
    {
        get { for (var index = 0; index < Months; index++) yield return First + index; }
    }

    /// <summary>Reads the plan year's first day, <c>yyyy-MM-dd</c>; false unless it is the first of a month.</summary>
    public static bool TryParse(string? text, out PlanYear year)
    {
        year = default;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Day != 1) return false;
        year = new PlanYear(Month.Of(day));
        return true;
    }

    public int CompareTo(PlanYear other) => First.CompareTo(other.First);

    public static bool operator <(PlanYear left, PlanYear right) => left.First < right.First;

    public static bool operator >(PlanYear left, PlanYear right) => left.First > right.First;

    public static bool operator <=(PlanYear left, PlanYear right) => left.First <= right.First;

    public static bool operator >=(PlanYear left, PlanYear right) => left.First >= right.First;

    /// <summary>The first day, <c>yyyy-MM-dd</c>.</summary>
    public override string ToString() => Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
