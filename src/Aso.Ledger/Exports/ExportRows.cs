namespace Aso.Ledger.Exports;

/// <summary>A decision as the log has it.</summary>
/// <param name="About">
/// The claim with the benefit, the member and the lines: of a void, which has none of its own, the claim that it voids.
/// </param>
public sealed record PostedDecision(Decision Decision, Claim About)
{
    /// <param name="years">The plan years there are.</param>
    internal IEnumerable<PostedLine> Lines(IReadOnlyList<PlanYear> years)
    {
        for (var index = 0; index < Decision.Lines.Count; index++)
        {
            // A decision has the lines of its claim, in their order.
            var claimed = index < About.Lines.Count ? About.Lines[index] : null;
            DateOnly? incurred = claimed is null ? null : About.IncurredOn(claimed);
            PlanYear? year = null;
            for (var place = 0; place < years.Count; place++)
                if (incurred is { } day && years[place].Contains(day)) year = years[place];
            yield return new PostedLine(this, Decision.Lines[index], claimed, incurred, year);
        }
    }
}

/// <summary>A line of a decision.</summary>
/// <param name="Claimed">As it was claimed; null: a void of what is not known.</param>
/// <param name="Year">The plan year of the incurred date; null: there is none.</param>
public sealed record PostedLine(
    PostedDecision Of, LineDecision Line, ClaimLine? Claimed, DateOnly? Incurred, PlanYear? Year);

/// <summary>A month in which a member is enrolled (rule 4.6).</summary>
/// <param name="Tier">The subscriber's; null: another member, or no tier of the plan.</param>
/// <param name="ContractTier">The same by the benefits that the stop-loss contract covers.</param>
public readonly record struct EnrolledIn(
    PlanYear Year, Month Month, string MemberId, string SubscriberId, string? Tier, string? ContractTier,
    string? Division);

/// <summary>A month of enrollment that became known, or that proved wrong.</summary>
/// <param name="Posted">The month whose close counts it first; the open month: none yet.</param>
/// <param name="Count">1, or −1 where an earlier row is taken back.</param>
public readonly record struct EnrollmentChange(Month Posted, EnrolledIn Enrolled, int Count);

/// <summary>A line of a closed statement; of the fund its balances.</summary>
/// <param name="Division">Null: the whole.</param>
public sealed record StatedLine(PlanYear Year, Month Month, string? Division, StatementLine Line)
{
    internal Cents? Amount(long value) => Line.Unit == LineUnit.Cents ? new Cents(value) : null;

    internal long? Count(long value) => Line.Unit == LineUnit.Count ? value : null;

    internal static IEnumerable<StatedLine> Of(Statement statement)
    {
        var parts = (statement.Divisions ?? [])
            .Select(part => ((string?)part.Name, part.Lines, part.Fund))
            .Prepend((null, statement.Lines, statement.Fund));
        foreach (var (division, lines, fund) in parts)
        {
            IEnumerable<StatementLine> all =
            [
                .. lines,
                new(LineNames.FundOpening, LineUnit.Cents, fund.Opening.Value, fund.YearOpening.Value),
                new(LineNames.FundClosing, LineUnit.Cents, fund.Closing.Value, fund.Closing.Value),
            ];
            foreach (var line in all) yield return new StatedLine(statement.PlanYear, statement.Month, division, line);
        }
    }
}
