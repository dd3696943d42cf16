using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>
/// A member's health paid by incurred and posting month, in that order: what the large claim cap needs (rule 5.6). Of
/// plan years that have one.
/// </summary>
internal struct PaidMonths
{
    private Entry[]? _entries;
    private int _count;

    /// <summary>An amount paid; the key is the incurred month, then the posting month.</summary>
    private record struct Entry(long Key, Cents Paid)
    {
        public readonly int Incurred => (int)(Key >> 32);

        public readonly Month Posted => new((int)(Key & int.MaxValue));

        public static long KeyOf(Month incurred, Month posted) => ((long)incurred.Ordinal << 32) | (long)posted.Ordinal;
    }

    /// <summary>
    /// Adds a posted amount, and to the columns what that adds to C(i, a) = min(cap, paid through age a): for its own
    /// posting month, and for later ones where the cap was or is passed.
    /// </summary>
    public void Add(Month incurred, Month posted, Cents amount, Cents cap, CappedColumns columns)
    {
        var place = PlaceOf(Entry.KeyOf(incurred, posted));
        var before = Cents.Zero;
        var entries = _entries.AsSpan(0, _count);
        for (var index = place - 1; index >= 0 && entries[index].Incurred == incurred.Ordinal; index--)
            before += entries[index].Paid;
        var (old, now) = (before, before);
        for (var index = place; index < entries.Length && entries[index].Incurred == incurred.Ordinal; index++)
        {
            ref var entry = ref entries[index];
            var paid = index == place ? entry.Paid + amount : entry.Paid;
            var added = Rise(now, paid, cap) - Rise(old, entry.Paid, cap);
            if (!added.IsZero) columns.Add(incurred, entry.Posted, added);
            (old, now) = (old + entry.Paid, now + paid);
            entry.Paid = paid;
        }
    }

    /// <summary>What is paid for an incurred month.</summary>
    public readonly Cents PaidFor(Month incurred)
    {
        var paid = Cents.Zero;
        foreach (ref readonly var entry in _entries.AsSpan(0, _count))
            if (entry.Incurred == incurred.Ordinal) paid += entry.Paid;
        return paid;
    }

    private static Cents Rise(Cents before, Cents paid, Cents cap) =>
        Cents.Min(cap, before + paid) - Cents.Min(cap, before);

    /// <summary>The place of an entry, made where there is none yet; most postings are of the newest months.</summary>
    private int PlaceOf(long key)
    {
        _entries ??= new Entry[2];
        var place = _count;
        while (place > 0 && _entries[place - 1].Key >= key) place--;
        if (place < _count && _entries[place].Key == key) return place;
        if (_count == _entries.Length) Array.Resize(ref _entries, _count * 2);
        Array.Copy(_entries, place, _entries, place + 1, _count - place);
        _entries[place] = new Entry(key, Cents.Zero);
        _count++;
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
