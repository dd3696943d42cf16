namespace Aso.Domain.Claims;

/// <summary>Why a line is denied: the rule and the code its whole charge is adjusted by (section 3).</summary>
internal sealed record Denial(Rule Rule, AdjustmentGroup Group, short Reason)
{
    public static Denial NotInPlan { get; } = new(Rule.Of(3, 1), AdjustmentGroup.PR, 204);

    public static Denial OriginalDoesNotStand { get; } = new(Rule.Of(3, 2), AdjustmentGroup.CO, 129);

    public static Denial NumberStands { get; } = new(Rule.Of(3, 3), AdjustmentGroup.OA, 18);

    public static Denial MemberUnknown { get; } = new(Rule.Of(3, 4), AdjustmentGroup.PR, 31);

    public static Denial NeverCovered { get; } = new(Rule.Of(3, 5), AdjustmentGroup.PR, 26);

    public static Denial CoveredEarlier { get; } = new(Rule.Of(3, 5), AdjustmentGroup.PR, 27);

    public static Denial Late { get; } = new(Rule.Of(3, 6), AdjustmentGroup.CO, 29);

    public static Denial Duplicate { get; } = new(Rule.Of(3, 7), AdjustmentGroup.OA, 18);

    public static Denial ServiceNotCovered { get; } = new(Rule.Of(3, 8), AdjustmentGroup.PR, 96);

    public static Denial NotAuthorized { get; } = new(Rule.Of(3, 9), AdjustmentGroup.CO, 197);

    public static Denial Waiting { get; } = new(Rule.Of(3, 10), AdjustmentGroup.PR, 179);

    public static Denial VisitsUsed { get; } = new(Rule.Of(3, 11), AdjustmentGroup.PR, 119);

    /// <summary>A decision on a pended claim that denies it (rule 3.29).</summary>
    public static Denial Decided(AdjustmentGroup group, short reason) => new(Rule.Of(3, 29), group, reason);
}
