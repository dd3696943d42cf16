using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>
/// What closes have posted to a plan year's fund and do not compute again, or compute once for all plan years in turn
/// (rules 5.4, 5.5), to date.
/// </summary>
public sealed record CarriedForward
{
    public static CarriedForward None { get; } = new();

    public Cents Interest { get; init; }

    /// <summary>Out of the fund where negative.</summary>
    public Cents Settlement { get; init; }

    /// <summary>To the next plan year: out of this fund where positive.</summary>
    public Cents TransferredOut { get; init; }

    /// <summary>From the plan year before: out of this fund where negative.</summary>
    public Cents TransferredIn { get; init; }

    /// <summary>What of <see cref="TransferredIn"/> reduces deposits, those of months after <see cref="SettledIn"/>.</summary>
    public Cents HolidayCredit { get; init; }

    /// <summary>The month in which the plan year before was settled; null: it is not, or hands nothing on.</summary>
    public Month? SettledIn { get; init; }

    public Cents Transfer => TransferredIn - TransferredOut;

    /// <summary>What a plan year's last statement, and those of the years before it, carry forward; what is posted live.</summary>
    /// <param name="latest">The last statement of each plan year that has one.</param>
    public static CarriedForward Before(PlanYear year, IReadOnlyDictionary<PlanYear, Statement> latest)
    {
        var own = latest.GetValueOrDefault(year);
        var before = latest.Values.FirstOrDefault(statement => statement.Settlement?.NextPlanYear == year)?.Settlement;
        return new CarriedForward
        {
            Interest = own?.ToDate(LineNames.Interest) ?? Cents.Zero,
            Settlement = own?.ToDate(LineNames.Settlement) ?? Cents.Zero,
            TransferredOut = own?.Settlement?.Transferred ?? Cents.Zero,
            TransferredIn = before?.Transferred ?? Cents.Zero,
            HolidayCredit = before is { Disposition: SettlementDisposition.ContributionHoliday }
                ? before.Transferred.NotNegative()
                : Cents.Zero,
            SettledIn = before?.SettledIn,
        };
    }
}
