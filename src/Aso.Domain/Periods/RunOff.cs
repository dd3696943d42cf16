using Aso.Domain.Unpaid;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>The unpaid claims of a plan year as a close estimated them, beside what became of them (rule 5.18).</summary>
/// <param name="Month">The month closed then.</param>
/// <param name="Estimate">U at that close; null: its statement does not keep it.</param>
/// <param name="PaidSince">Health posted after that month through T for the months incurred by then, uncapped.</param>
/// <param name="LeftNow">U of the same months at T; null: average daily paid has none by month.</param>
public sealed record RunOff(PlanYear PlanYear, Month Month, Cents? Estimate, Cents PaidSince, Cents? LeftNow)
{
    /// <summary>What was estimated too much; negative: too little.</summary>
    public Cents? Difference => Estimate - PaidSince - LeftNow;

    /// <param name="statement">Of a close through T.</param>
    /// <param name="atClose">The employer at the close of T.</param>
    public static RunOff Of(Statement statement, EmployerPosition atClose)
    {
        var (year, month) = (statement.PlanYear, statement.Month);
        var paid = atClose.Year(year).Months.Where(posted => posted.Key > month)
            .SelectMany(posted => posted.Value.PaidByIncurredMonth)
            .Where(incurred => incurred.Key <= month)
            .Sum(incurred => incurred.Value);
        Cents? left = atClose.Unpaid(year).Method switch
        {
            UnpaidMethod.AverageDailyPaid => null,
            UnpaidMethod.Complete => Cents.Zero,
            _ => atClose.Triangle!.Unpaid(year, month).Round(),
        };
        return new RunOff(year, month, statement.UnpaidEstimate, paid, left);
    }
}
