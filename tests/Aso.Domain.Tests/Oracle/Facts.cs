namespace Aso.Domain.Tests.Oracle;

/// <summary>A line as it was posted; of a void again, negative, with its original's dates.</summary>
/// <param name="Posted">The posting month.</param>
/// <param name="Division">As known when the original was posted.</param>
/// <param name="Claims">1 where it is its claim's first not denied line of the plan year; of a void −1.</param>
internal sealed record PostedLine(
    string Family, string Number, string Member, Benefit Benefit, DateOnly Incurred, DateOnly Paid, Month Posted, string Division,
    long Amount, int Claims);

/// <summary>A posted line of a disability, not denied.</summary>
/// <param name="Start">Of the disability.</param>
/// <param name="To">The line's last day.</param>
internal sealed record PostedDisability(
    string Family, string Number, string Member, Benefit Benefit, DateOnly Start, DateOnly To, DisabilityCause Cause,
    long OtherIncome, Month Posted)
{
    public Month? Voided { get; init; }
}

/// <param name="Family">Null: without a member.</param>
internal sealed record PostedBack(
    string? Family, string? Member, Benefit? Benefit, DateOnly Incurred, DateOnly Paid, Month Posted, string Division,
    long Amount);

internal sealed record PostedPayment(PlanYear Contract, bool Specific, bool Denied, Month Posted, long Amount);

internal sealed record PostedDeposit(PlanYear Year, Month Posted, long Amount);

/// <param name="Paid">The claim's own paid date; null: none.</param>
internal sealed record PendedLine(
    string Family, string Number, string Member, Benefit Benefit, DateOnly Incurred, DateOnly? Paid, long Estimate);

/// <summary>What happened to an employer, as anybody could have written it down.</summary>
internal sealed class Facts
{
    public List<Plan> Plans { get; } = [];

    /// <summary>By member and effective date.</summary>
    public Dictionary<(string Member, DateOnly Effective), EnrollmentRow> Rows { get; } = [];

    public List<PostedLine> Lines { get; } = [];

    public List<PostedDisability> Disabilities { get; } = [];

    public List<PostedBack> Back { get; } = [];

    public List<PostedPayment> Payments { get; } = [];

    public List<PostedDeposit> Deposits { get; } = [];

    /// <summary>Pended at the moment.</summary>
    public List<PendedLine> Pended { get; } = [];

    public Plan? PlanOn(DateOnly date) => Plans.Find(plan => plan.Year.Start <= date && date < plan.End.FirstDay);

    /// <summary>The member's row in force on a date (section 3).</summary>
    public EnrollmentRow? RowOn(string member, DateOnly date) =>
        Rows.Where(row => row.Key.Member == member && row.Key.Effective <= date).OrderBy(row => row.Key.Effective)
            .Select(row => row.Value).LastOrDefault() is { } latest && !(latest.Termination <= date) ? latest : null;

    public string DivisionOn(string member, DateOnly date) => RowOn(member, date)?.Division ?? "unassigned";

    /// <summary>Rule 4.6.</summary>
    /// <param name="division">Null: all.</param>
    public (long[] ByTier, long Members) Enrolled(Plan plan, Month month, string? division = null)
    {
        var (byTier, members) = (new long[plan.Tiers.Count], 0L);
        foreach (var member in Rows.Keys.Select(row => row.Member).Distinct())
        {
            if (RowOn(member, month.FirstDay) is not { } row || !Benefits.All.Any(
                benefit => row.Benefits.Contains(benefit) && plan.Benefits.ContainsKey(benefit))) continue;
            if (division is not null && (row.Division ?? "unassigned") != division) continue;
            members++;
            if (row.Relationship != Relationship.Self) continue;
            for (var tier = 0; tier < byTier.Length; tier++)
                if (plan.Tiers[tier] == row.Tier) byTier[tier]++;
        }

        return (byTier, members);
    }

    public IReadOnlyList<string> Divisions =>
        [.. Rows.Values.Select(row => row.Division).OfType<string>().Append("unassigned").Distinct().Order(StringComparer.Ordinal)];
}
