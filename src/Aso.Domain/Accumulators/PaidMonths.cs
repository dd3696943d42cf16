using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>A member's health paid by incurred and posting month, in that order: what the large claim cap needs (rule 5.6).</summary>
internal sealed class PaidMonths
{
    private readonly List<(Month Incurred, Month Posted, Cents Paid)> _entries = [];

    /// <summary>
    /// Adds a posted amount, and to the columns what that adds to C(i, a) = min(cap, paid through age a): for its own
    /// posting month, and for later ones where the cap was or is passed.
    /// </summary>
    public void Add(Month incurred, Month posted, Cents amount, Cents cap, CappedColumns columns)
    {
        var place = PlaceOf(incurred, posted);
        var before = Cents.Zero;
        for (var index = place - 1; index >= 0 && _entries[index].Incurred == incurred; index--)
            before += _entries[index].Paid;
        var (old, now) = (before, before);
        for (var index = place; index < _entries.Count && _entries[index].Incurred == incurred; index++)
        {
            var entry = _entries[index];
            var changed = index == place ? entry with { Paid = entry.Paid + amount } : entry;
            _entries[index] = changed;
            var added = Rise(now, changed.Paid, cap) - Rise(old, entry.Paid, cap);
            if (!added.IsZero) columns.Add(incurred, changed.Posted, added);
            (old, now) = (old + entry.Paid, now + changed.Paid);
        }
    }

    public void TakeOver(PaidMonths counted)
    {
        if (counted == this) return;
        _entries.Clear();
        _entries.AddRange(counted._entries);
    }

    /// <summary>What is paid for an incurred month.</summary>
    public Cents PaidFor(Month incurred)
    {
        var paid = Cents.Zero;
        foreach (var entry in _entries)
            if (entry.Incurred == incurred) paid += entry.Paid;
        return paid;
    }

    private static Cents Rise(Cents before, Cents paid, Cents cap) =>
        Cents.Min(cap, before + paid) - Cents.Min(cap, before);

    /// <summary>The place of an entry, made where there is none yet; most postings are of the newest months.</summary>
    private int PlaceOf(Month incurred, Month posted)
    {
        var place = _entries.Count;
        while (place > 0 && (_entries[place - 1].Incurred, _entries[place - 1].Posted).CompareTo((incurred, posted)) >= 0)
            place--;
        if (place == _entries.Count || _entries[place].Incurred != incurred || _entries[place].Posted != posted)
            _entries.Insert(place, (incurred, posted, Cents.Zero));
        return place;
    }
}

/// <summary>A plan year's health paid by posting and incurred month, each member's capped (rule 5.6).</summary>
internal sealed class CappedColumns(PlanYear year)
{
    private readonly Dictionary<Month, Cents[]> _byPosted = [];
    private (Month Posted, Cents[] Column)? _latest;

    public void Add(Month incurred, Month posted, Cents amount)
    {
        if (_latest is not { } latest || latest.Posted != posted)
        {
            if (!_byPosted.TryGetValue(posted, out var column))
                _byPosted.Add(posted, column = new Cents[PlanYear.Months]);
            _latest = latest = (posted, column);
        }

        latest.Column[incurred - year.First] += amount;
    }

    public void AddTo(PlanYearTotals totals)
    {
        foreach (var (posted, column) in _byPosted.OrderBy(column => column.Key))
            for (var month = 0; month < column.Length; month++)
                if (!column[month].IsZero) totals.Month(posted).AddCapped(year.First + month, column[month]);
    }
}
