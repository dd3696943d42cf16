namespace Aso.Domain.Unpaid;

/// <summary>
/// How unpaid claims were estimated (rule 5.6). Of the methods by month, that of a plan year is the last that a month of
/// it used.
/// </summary>
public enum UnpaidMethod : byte
{
    ChainLadder,
    ExpectedCost,
    BornhuetterFerguson,
    AverageDailyPaid,
    Complete,
}
