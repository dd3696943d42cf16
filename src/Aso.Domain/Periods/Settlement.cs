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
    ContributionHoliday,
    AdditionalBenefits,
}

/// <summary>
/// A plan year settled at the close of its last run-out month, and trued up by every later statement (rule 5.5).
/// </summary>
/// <param name="Distributable">Surplus before any settlement of this plan year, less the reserve kept; negative: a deficit.</param>
/// <param name="EmployerPart">The employer's share, or the whole deficit.</param>
/// <param name="Disposition">What happens to the employer's part.</param>
public sealed record Settlement(Cents Distributable, Cents EmployerPart, SettlementDisposition Disposition)
{
    /// <summary>Held in the fund as plan assets.</summary>
    public Cents ParticipantsPart { get; init; }

    /// <summary>What remains: out of the fund.</summary>
    public Cents AdministratorPart { get; init; }

    /// <summary>The employer's part by the statement before.</summary>
    public Cents SettledBefore { get; init; }

    /// <summary>The employer's part less what was settled before.</summary>
    public Cents SettledNow => EmployerPart - SettledBefore;

    /// <summary>To the next plan year's fund, to date; negative: out of it.</summary>
    public Cents Transferred { get; init; }

    /// <summary>Where the employer's part goes; null: nowhere, or its document is not there yet.</summary>
    public PlanYear? NextPlanYear { get; init; }

    /// <summary>The month of the first settlement; null: of a statement of the first edition, which moved no money.</summary>
    public Month? SettledIn { get; init; }

    /// <summary>Whether the employer's part waits for the next plan year's document.</summary>
    public bool WaitsForNextPlanYear => GoesToNextYear(Disposition) && NextPlanYear is null && !EmployerPart.IsZero;

    /// <summary>What the fund pays out (negative) or gets in, to date: line <c>settlement</c>.</summary>
    public Cents PaidOut => Disposition switch
    {
        SettlementDisposition.Refund or SettlementDisposition.Bill => -EmployerPart - AdministratorPart,
        _ => -AdministratorPart,
    };

    /// <param name="funding">The plan year's.</param>
    /// <param name="surplus">To date, before any settlement of this plan year.</param>
    /// <param name="nextPlanYear">The earliest that starts later; null: its document is not there yet.</param>
    /// <param name="before">The settlement in the statement before; null: none.</param>
    /// <param name="month">The month that closes.</param>
    public static Settlement Calculate(
        Funding funding, Cents surplus, PlanYear? nextPlanYear, Settlement? before, Month month)
    {
        var distributable = surplus - funding.ReserveKept;
        var (participants, employer, administrator) = (Cents.Zero, distributable, Cents.Zero);
        if (distributable >= Cents.Zero)
        {
            participants = distributable.Times(funding.ParticipantShare);
            employer = (distributable - participants).Times(funding.EmployerShare);
            administrator = distributable - participants - employer;
        }

        var disposition = distributable < Cents.Zero ? DispositionOf(funding.Deficit) : DispositionOf(funding.Surplus);
        // What was handed on under another disposition comes back from where it went.
        var goesOn = GoesToNextYear(disposition) && nextPlanYear is not null;
        return new Settlement(distributable, employer, disposition)
        {
            ParticipantsPart = participants,
            AdministratorPart = administrator,
            SettledBefore = before?.EmployerPart ?? Cents.Zero,
            Transferred = goesOn ? employer : Cents.Zero,
            NextPlanYear = goesOn ? nextPlanYear : before?.NextPlanYear,
            SettledIn = before?.SettledIn ?? month,
        };
    }

    private static bool GoesToNextYear(SettlementDisposition disposition) => disposition
        is SettlementDisposition.CreditNextYear or SettlementDisposition.ContributionHoliday
        or SettlementDisposition.CarryForward;

    private static SettlementDisposition DispositionOf(SurplusDisposition surplus) => surplus switch
    {
        SurplusDisposition.Refund => SettlementDisposition.Refund,
        SurplusDisposition.CreditNextYear => SettlementDisposition.CreditNextYear,
        SurplusDisposition.ContributionHoliday => SettlementDisposition.ContributionHoliday,
        SurplusDisposition.Reserve => SettlementDisposition.Reserve,
        SurplusDisposition.AdditionalBenefits => SettlementDisposition.AdditionalBenefits,
        _ => throw new ArgumentOutOfRangeException(nameof(surplus)),
    };

    private static SettlementDisposition DispositionOf(DeficitDisposition deficit) => deficit switch
    {
        DeficitDisposition.Bill => SettlementDisposition.Bill,
        DeficitDisposition.CarryForward => SettlementDisposition.CarryForward,
        _ => throw new ArgumentOutOfRangeException(nameof(deficit)),
    };
}
