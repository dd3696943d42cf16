namespace Aso.Domain.Unpaid;

/// <summary>
/// How unpaid claims were estimated (rule 5.6). The first three are a month's, in the order of the rule: the last one
/// that a month of a plan year used is the plan year's.
/// </summary>
public enum UnpaidMethod : byte
{
    ChainLadder,
    ExpectedCost,
    BornhuetterFerguson,
    AverageDailyPaid,
    Complete,
}
