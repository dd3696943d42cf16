using System.Globalization;

namespace Aso.Domain.Values;

/// <summary>A calendar month (rule 2.3), counted from January of year 0.</summary>
public readonly record struct Month(int Ordinal) : IComparable<Month>
{
    public static Month Of(int year, int month) => new(year * 12 + month - 1);

    public static Month Of(DateOnly date)
    {
        var (year, month, _) = date;
        return Of(year, month);
    }

    public int Year => Ordinal / 12;

    /// <summary>1 to 12.</summary>
    public int Number => Ordinal % 12 + 1;

    public DateOnly FirstDay => new(Year, Number, 1);

    public DateOnly LastDay => FirstDay.AddMonths(1).AddDays(-1);

    /// <summary>The month's days, half-open: from its first day to the first day of the next.</summary>
    public DateWindow Window => new(FirstDay, FirstDay.AddMonths(1));

    public int Days => DateTime.DaysInMonth(Year, Number);

    public Month Next => new(Ordinal + 1);

    /// <summary>Reads <c>yyyy-MM</c>.</summary>
    public static bool TryParse(string? text, out Month month)
    {
        month = default;
        if (text is not { Length: 7 }
            || !DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var day)) return false;
        month = Of(day);
        return true;
    }

    public static Month Max(Month left, Month right) => new(Math.Max(left.Ordinal, right.Ordinal));

    public static Month Min(Month left, Month right) => new(Math.Min(left.Ordinal, right.Ordinal));

    public int CompareTo(Month other) => Ordinal.CompareTo(other.Ordinal);

    public static Month operator +(Month month, int months) => new(month.Ordinal + months);

    public static Month operator -(Month month, int months) => new(month.Ordinal - months);

    /// <summary>How many months <paramref name="left"/> is after <paramref name="right"/>.</summary>
    public static int operator -(Month left, Month right) => left.Ordinal - right.Ordinal;

    public static bool operator <(Month left, Month right) => left.Ordinal < right.Ordinal;

    public static bool operator >(Month left, Month right) => left.Ordinal > right.Ordinal;

    public static bool operator <=(Month left, Month right) => left.Ordinal <= right.Ordinal;

    public static bool operator >=(Month left, Month right) => left.Ordinal >= right.Ordinal;

    /// <summary><c>yyyy-MM</c>.</summary>
    public override string ToString() => FirstDay.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
