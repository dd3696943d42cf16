namespace Aso.Ledger.Checking;

/// <summary>What rows of enrollment change for each member, seen from what the shards knew before.</summary>
internal sealed class EnrollmentChanges(IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<EnrollmentRow>>> before)
{
    private readonly SortedDictionary<string, SortedDictionary<DateOnly, EnrollmentRow>> _after = new(StringComparer.Ordinal);

    public void Add(EnrollmentRow row)
    {
        if (!_after.TryGetValue(row.MemberId, out var rows))
        {
            _after.Add(row.MemberId, rows = []);
            foreach (var known in Before(row.MemberId)) rows[known.Effective] = known;
        }

        rows[row.Effective] = row;
    }

    /// <summary>Covered on a day, before, and not named.</summary>
    public SomeMembers NotNamed(DateOnly day) => SomeMembers.Of(
    [
        .. before.SelectMany(shard => shard)
            .Where(member => !_after.ContainsKey(member.Key) && IsCovered([.. member.Value], day))
            .Select(member => member.Key).Order(StringComparer.Ordinal),
    ]);

    /// <param name="leftOut">Covered, and not named.</param>
    public EnrollmentEffect Effect(SomeMembers leftOut)
    {
        List<string> added = [], changed = [], ended = [];
        foreach (var (member, rows) in _after)
        {
            var known = Before(member);
            if (known.Count == 0) added.Add(member);
            else if (rows.Values.Last().Termination is { } end && known[^1].Termination != end) ended.Add(member);
            else if (!rows.Values.SequenceEqual(known)) changed.Add(member);
        }

        return new EnrollmentEffect(
            SomeMembers.Of(added), SomeMembers.Of(changed), SomeMembers.Of(ended), leftOut,
            _after.Count - added.Count - changed.Count - ended.Count);
    }

    private static bool IsCovered(EnrollmentRow[] rows, DateOnly day) =>
        Coverage.RowInForce(rows, day) is >= 0 and var place && !rows[place].Benefits.IsEmpty;

    private IReadOnlyList<EnrollmentRow> Before(string member)
    {
        foreach (var shard in before)
            if (shard.TryGetValue(member, out var rows)) return rows;
        return [];
    }
}
