using Aso.Domain.Claims;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>Writes the decision of a line.</summary>
internal static class LineDecisions
{
    private static readonly Rule PendingRule = Rule.Of(3, 12);

    /// <summary>A line as it was judged: every line's charge is paid plus adjustments (rule 3.25).</summary>
    /// <param name="reportsRefused">
    /// Whether what the administrator paid of a line that rules 3.1–3.4 refuse is a difference (rule 3.30).
    /// </param>
    public static LineDecision Judged(Claim claim, ClaimLine line, in LineOutcome outcome, bool reportsRefused)
    {
        var refused = outcome.Denial == Denial.NotInPlan;
        var difference = line.Paid is null || refused ? Cents.Zero : outcome.Ours - outcome.Paid;
        var rule = outcome.Explains(claim.Benefit, line);
        return new LineDecision
        {
            LineNumber = line.LineNumber,
            Rule = rule,
            Denied = !outcome.NotDenied,
            Charge = outcome.Charge,
            Allowed = outcome.Allowed,
            Copay = outcome.Share.Copay,
            Deductible = outcome.Share.Deductible,
            Coinsurance = outcome.Share.Coinsurance,
            Paid = outcome.Paid,
            OurPaid = outcome.Ours,
            DifferenceRule = !difference.IsZero || (refused && reportsRefused && PaysSomething(line)) ? rule : null,
            Adjustments = AdjustmentsOf(line, outcome, difference),
            PaidByMonth = outcome.PaidByMonth ?? [],
        };
    }

    /// <summary>A line whose whole charge is adjusted by one code; it pays nothing.</summary>
    private static LineDecision AdjustedWhole(
        ClaimLine line, Cents charge, bool denied, Rule rule, AdjustmentGroup group, short reason) => new()
    {
        LineNumber = line.LineNumber,
        Rule = rule,
        Denied = denied,
        Charge = charge,
        Adjustments = [new Adjustment(group, reason, charge)],
    };

    /// <inheritdoc cref="Judged" path="/param"/>
    public static LineDecision Refused(ClaimLine line, Cents charge, Denial denial, bool reportsRefused) =>
        AdjustedWhole(line, charge, true, denial.Rule, denial.Group, denial.Reason) with
        {
            DifferenceRule = reportsRefused && PaysSomething(line) ? denial.Rule : null,
        };

    public static LineDecision Pended(ClaimLine line, Cents charge) =>
        AdjustedWhole(line, charge, false, PendingRule, AdjustmentGroup.OA, 133);

    /// <summary>The exact negative of what a line decided (rule 3.28).</summary>
    public static LineDecision Negative(LineDecision line) => line with
    {
        Charge = -line.Charge,
        Allowed = -line.Allowed,
        Copay = -line.Copay,
        Deductible = -line.Deductible,
        Coinsurance = -line.Coinsurance,
        Paid = -line.Paid,
        OurPaid = -line.OurPaid,
        Adjustments = [.. line.Adjustments.Select(adjustment => adjustment with { Amount = -adjustment.Amount })],
        PaidByMonth = [.. line.PaidByMonth.Select(paid => -paid)],
    };

    private static bool PaysSomething(ClaimLine line) => line.Paid is { IsZero: false };

    private static Adjustment[] AdjustmentsOf(ClaimLine line, in LineOutcome outcome, Cents difference)
    {
        Span<Adjustment> room = stackalloc Adjustment[7];
        var count = 0;
        if (outcome.Denial is { } denial)
            room[count++] = new Adjustment(denial.Group, denial.Reason, outcome.Charge);
        else
        {
            var contractual = outcome.Charge - outcome.Allowed;
            Add(room, ref count, Pricing.DifferenceGroup(line.InNetwork), 45, contractual);
            Add(room, ref count, AdjustmentGroup.PR, 3, outcome.Owed.Copay);
            Add(room, ref count, AdjustmentGroup.PR, 1, outcome.Owed.Deductible);
            Add(room, ref count, AdjustmentGroup.PR, 2, outcome.Owed.Coinsurance);
            Add(room, ref count, AdjustmentGroup.OA, 23, outcome.OtherPayer);
            Add(room, ref count, AdjustmentGroup.PR, 119, outcome.Cut);
        }

        Add(room, ref count, AdjustmentGroup.OA, 192, difference);
        return room[..count].ToArray();
    }

    private static void Add(
        Span<Adjustment> room, ref int count, AdjustmentGroup group, short reason, Cents amount)
    {
        if (!amount.IsZero) room[count++] = new Adjustment(group, reason, amount);
    }
}
