using System.Globalization;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>
/// Whether a plan document may take the place of another. Where decisions were posted under the old one, all that a
/// decision leans on must stay: benefits, shared limits, run-out, time zone and currency. Fees, funding, stop-loss, the
/// reserve of a disability, closing, budget, the fully insured comparison, names and new tiers may change; the plan year
/// is then computed again, cumulatively (rule 5.2).
/// </summary>
public static class PlanChange
{
    /// <summary>The problems that refuse <paramref name="after"/>; none where it may be adopted.</summary>
    /// <param name="before">The document in force for the same plan year.</param>
    /// <param name="after">The document that would replace it.</param>
    /// <param name="decided">What was decided under <paramref name="before"/>; null: nothing.</param>
    public static IReadOnlyList<PlanProblem> Check(Plan before, Plan after, Decided? decided)
    {
        if (before.Year != after.Year)
            return [new PlanProblem("$.planYear", $"{before.Year}, the plan year of the document in force")];
        if (decided is null) return [];

        var problems = new List<PlanProblem>();
        // Claims incurred from the end on have no plan (rule 4.9).
        if (before.End != after.End && Month.Min(before.End, after.End).FirstDay <= decided.IncurredThrough)
            problems.Add(new PlanProblem(
                "$.terminated", $"the end in force, {Day(before.End.FirstDay)}, or one after "
                    + $"{Day(decided.IncurredThrough)}, because claims through that day may have been decided"));
        Keep(problems, "$.runOutMonths", before.RunOutMonths, after.RunOutMonths);
        // What claims after the run-out become is open until the first one can have been decided (rule 3.6).
        if (decided.PostedThrough > before.LastRunOutMonth)
            Keep(problems, "$.afterRunOut", Name(before.AfterRunOut), Name(after.AfterRunOut));
        Keep(problems, "$.currency", before.Currency, after.Currency);
        Keep(problems, "$.timeZone", before.TimeZone, after.TimeZone);
        foreach (var tier in before.Tiers.Except(after.Tiers))
            problems.Add(new PlanProblem("$.tiers", $"{tier} among them, because subscribers may be enrolled in it"));
        foreach (var benefit in before.Benefits.Keys.Union(after.Benefits.Keys).Order())
            if (!SameTerms(benefit, before, after))
                problems.Add(new PlanProblem(
                    $"$.benefits.{benefit.Name()}", "the terms in force, because claims were decided under them"));
        if (!before.SharedLimits.ToHashSet().SetEquals(after.SharedLimits))
            problems.Add(new PlanProblem(
                "$.sharedLimits", "the limits in force, because claims were decided under them"));
        return problems;
    }

    /// <summary>A problem where the plan year overlaps another one of the employer (section 1, rule 4.9).</summary>
    public static IReadOnlyList<PlanProblem> Overlap(Plan plan, IEnumerable<Plan> others)
    {
        return
        [
            .. others.Where(other => other.Year != plan.Year
                    && other.Year.First < plan.End && plan.Year.First < other.End)
                .Select(other => other.Year)
                .Order()
                .Select(other => new PlanProblem("$.planYear", $"a plan year that does not overlap that of {other}")),
        ];
    }

    private static void Keep<T>(List<PlanProblem> problems, string path, T before, T after)
        where T : IEquatable<T>
    {
        if (before.Equals(after)) return;
        problems.Add(new PlanProblem(path, $"{before}, as in force, because claims were decided under it"));
    }

    private static string Name(AfterRunOut afterRunOut) => afterRunOut == AfterRunOut.Pay ? "pay" : "deny";

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool SameTerms(Benefit benefit, Plan before, Plan after) =>
        before.Benefits.TryGetValue(benefit, out var old)
        && after.Benefits.TryGetValue(benefit, out var changed)
        && Deciding(old, before, after).AsSpan().SequenceEqual(Deciding(changed, after, before));

    /// <summary>What claims are decided by: without the terms of the reserve (rule 5.11).</summary>
    /// <param name="terms">Of <paramref name="plan"/>; amounts by tier count for tiers that both plans have.</param>
    private static byte[] Deciding(BenefitPlan terms, Plan plan, Plan other)
    {
        string[] tiers = [.. plan.Tiers.Intersect(other.Tiers).Order(StringComparer.Ordinal)];
        terms = terms switch
        {
            DisabilityPlan disability => disability with { OpenDays = 0, Continuation = null },
            SpendingAccountPlan account => account with
            {
                Credit = new TierAmounts([.. tiers.Select(tier => AmountOf(tier, account.Credit, plan))]),
            },
            _ => terms,
        };
        return WriteBlock.Write(terms, (block, value) => BenefitFields.Terms(block, value, tiers));
    }

    private static Cents AmountOf(string tier, TierAmounts amounts, Plan plan) =>
        plan.Tiers.Zip(amounts.Amounts).First(pair => pair.First == tier).Second;
}

/// <summary>How far the decisions under a plan document may reach.</summary>
/// <param name="PostedThrough">The latest month one can have been posted to.</param>
/// <param name="IncurredThrough">The latest incurred date one can have.</param>
public sealed record Decided(Month PostedThrough, DateOnly IncurredThrough);
