using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>What happens to a plan year's surplus or deficit at settlement (rule 5.5).</summary>
public enum SettlementDisposition : byte
{
    Refund,
    CreditNextYear,
    Reserve,
    Bill,
    CarryForward,
}

/// <summary>A plan year settled, once, at the close of its last run-out month (rule 5.5).</summary>
/// <param name="Distributable">Fund balance − reserve kept − prior deficit; negative for a deficit.</param>
/// <param name="EmployerPart">The employer's share; the administrator has the rest.</param>
/// <param name="Disposition">What happens to the employer's part.</param>
public sealed record Settlement(Cents Distributable, Cents EmployerPart, SettlementDisposition Disposition)
{
    public static Settlement Calculate(Funding funding, Cents fundBalance)
    {
        var distributable = fundBalance - funding.ReserveKept - funding.PriorDeficit;
        return distributable < Cents.Zero
            ? new Settlement(distributable, distributable, DispositionOf(funding.Deficit))
            : new Settlement(
                distributable, distributable.Times(funding.EmployerShare), DispositionOf(funding.Surplus));
    }

    private static SettlementDisposition DispositionOf(SurplusDisposition surplus) => surplus switch
    {
        SurplusDisposition.Refund => SettlementDisposition.Refund,
        SurplusDisposition.CreditNextYear => SettlementDisposition.CreditNextYear,
        SurplusDisposition.Reserve => SettlementDisposition.Reserve,
        _ => throw new ArgumentOutOfRangeException(nameof(surplus)),
    };

    private static SettlementDisposition DispositionOf(DeficitDisposition deficit) => deficit switch
    {
        DeficitDisposition.Bill => SettlementDisposition.Bill,
        DeficitDisposition.CarryForward => SettlementDisposition.CarryForward,
        _ => throw new ArgumentOutOfRangeException(nameof(deficit)),
    };
}
