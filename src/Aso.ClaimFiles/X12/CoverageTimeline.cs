namespace Aso.ClaimFiles.X12;

/// <summary>One coverage an 834 names for a member.</summary>
/// <param name="From">Null: it only ends.</param>
/// <param name="To">The first day no longer covered; null: open.</param>
/// <param name="Tier">By its level; null: not said.</param>
internal readonly record struct CoverageChange(Benefit Benefit, DateOnly? From, DateOnly? To, string? Tier = null);

/// <summary>
/// Turns changes of single coverages into rows of enrollment, which each say all of a member's coverage from a date
/// on. Pure: what the member's rows said before comes in as data.
/// </summary>
/// <param name="before">The member's rows so far, in any order.</param>
/// <param name="changes">At least one.</param>
/// <param name="person">Who the member is, with what the file says of birth date, salary and the like.</param>
/// <param name="remembered">The rows by which is known what the loop does not say.</param>
internal sealed class CoverageTimeline(
    IReadOnlyList<EnrollmentRow> before, IReadOnlyList<CoverageChange> changes, EnrollmentRow person,
    CoverageCodes codes, IReadOnlyList<EnrollmentRow> remembered)
{
    public IReadOnlyList<EnrollmentRow> Rows()
    {
        var sorted = before.OrderBy(row => row.Effective).ToList();
        var first = changes.Min(change => change.From ?? change.To!.Value);
        var dates = new SortedSet<DateOnly> { first };
        foreach (var change in changes)
        {
            if (change.From is { } from) dates.Add(from);
            if (change.To is { } to && to >= first) dates.Add(to);
        }

        foreach (var row in sorted)
        {
            if (row.Effective > first) dates.Add(row.Effective);
            if (row.Termination is { } end && end > first) dates.Add(end);
        }

        var rows = new List<EnrollmentRow>();
        foreach (var date in dates)
        {
            var old = InForce(sorted, date);
            // Who is reinstated is the same person as before.
            var known = old ?? Latest(sorted, date) ?? Latest(remembered, date);
            var row = person with
            {
                Effective = date,
                Benefits = BenefitsOn(old, changes, date),
                BirthDate = person.BirthDate ?? known?.BirthDate,
                AnnualSalary = person.AnnualSalary ?? known?.AnnualSalary,
                Division = person.Division ?? known?.Division,
            };
            Append(rows, person.Relationship == Relationship.Self ? WithTiers(row, known) : row, sorted);
        }

        return rows;
    }

    // The widest of the benefits' tiers, and those that differ from it.
    private EnrollmentRow WithTiers(EnrollmentRow row, EnrollmentRow? known)
    {
        if (row.Benefits.IsEmpty) return row with { Tier = known?.Tier, BenefitTiers = known?.BenefitTiers };
        var all = row.Benefits.Members
            .Select(benefit => (Benefit: benefit, Tier: TierOn(benefit, row.Effective, known))).ToList();
        var counted = all.Where(one => codes.HasTier(one.Benefit, row.Effective)).ToList();
        var widest = codes.Widest(counted.Select(one => one.Tier), row.Effective)
            ?? codes.Widest(all.Select(one => one.Tier), row.Effective);
        return row with
        {
            Tier = widest ?? known?.Tier,
            BenefitTiers = BenefitTiers.Of(
                counted.Where(one => one.Tier is not null && one.Tier != widest)
                    .Select(one => (one.Benefit, one.Tier!))),
        };
    }

    private string? TierOn(Benefit benefit, DateOnly date, EnrollmentRow? known) =>
        changes.LastOrDefault(change => change.Benefit == benefit && change.From <= date && change.Tier is not null)
            .Tier ?? known?.TierOf(benefit);

    private static EnrollmentRow? Latest(IEnumerable<EnrollmentRow> rows, DateOnly date) =>
        rows.Where(row => row.Effective <= date).MaxBy(row => row.Effective) ?? rows.MinBy(row => row.Effective);

    /// <summary>
    /// The rows again, where only the person's data changed. A birth date and a salary correct all of them; a division
    /// and a status hold from the day of the change on, without one from where the latest row begins.
    /// </summary>
    public static IReadOnlyList<EnrollmentRow> WithPerson(
        IReadOnlyList<EnrollmentRow> before, EnrollmentRow person, DateOnly? changes)
    {
        if (before.Count == 0) return [];
        var sorted = before.OrderBy(row => row.Effective).ToList();
        var from = changes ?? sorted[^1].Effective;
        var rows = new List<EnrollmentRow>();
        foreach (var known in sorted)
        {
            var row = known with
            {
                BirthDate = person.BirthDate ?? known.BirthDate,
                AnnualSalary = person.AnnualSalary ?? known.AnnualSalary,
            };
            var changed = row with { Division = person.Division ?? row.Division, Status = person.Status };
            if (row.Effective < from) rows.Add(row);
            if (row.Effective >= from) rows.Add(changed);
            else if (changed != row && known == InForce(sorted, from)) rows.Add(changed with { Effective = from });
        }

        return rows;
    }

    private static EnrollmentRow? InForce(IReadOnlyList<EnrollmentRow> sorted, DateOnly date)
    {
        var row = sorted.LastOrDefault(candidate => candidate.Effective <= date);
        return row is { Termination: { } end } && end <= date ? null : row;
    }

    private static BenefitSet BenefitsOn(EnrollmentRow? old, IReadOnlyList<CoverageChange> changes, DateOnly date)
    {
        var benefits = old?.Benefits ?? default;
        foreach (var change in changes)
        {
            if (change.To is { } to && date >= to)
                benefits = new BenefitSet((byte)(benefits.Bits & ~(1 << (int)change.Benefit)));
            else if (change.From is { } from && date >= from)
                benefits = benefits.With(change.Benefit);
        }

        return benefits;
    }

    // A row without benefits only ends what stood; the row before says that by its termination, where it is ours to
    // say.
    private static void Append(List<EnrollmentRow> rows, EnrollmentRow row, List<EnrollmentRow> before)
    {
        var replaces = before.Any(old => old.Effective == row.Effective);
        if (!row.Benefits.IsEmpty)
        {
            if (rows.Count > 0 && !replaces && rows[^1] with { Effective = row.Effective } == row) return;
            rows.Add(row);
            return;
        }

        if (rows.Count > 0 && !rows[^1].Benefits.IsEmpty) rows[^1] = rows[^1] with { Termination = row.Effective };
        if (rows.Count == 0 || replaces) rows.Add(row with { Termination = row.Effective });
    }
}
