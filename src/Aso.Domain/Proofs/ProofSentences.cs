using Aso.Domain.Periods;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>What a line is, in one plain sentence.</summary>
internal static class ProofSentences
{
    public static string Of(string line) => line switch
    {
        LineNames.Deposits => "What the employer paid in, with level funding its monthly deposit for each enrolled"
            + " subscriber less the contribution holiday.",
        LineNames.ContributionHoliday => "What the plan year before's credit has taken off level deposits since its settlement.",
        LineNames.Fees => "Each month's fee per subscriber, member and claim, percent of paid and flat amount, rounded once,"
            + " not less than the monthly minimum.",
        LineNames.Premium => "The stop-loss premium of each enrolled subscriber of each month, by tier.",
        LineNames.Bill => "Paid claims, fees, premium and taxes.",
        LineNames.Specific => "What the carrier owes of each unit's eligible claims above its deductible, less the aggregating"
            + " deductible: this plan year's part of every contract.",
        LineNames.Aggregate => "What the carrier owes of the group's eligible claims above the attachment: this plan year's"
            + " part of every contract.",
        LineNames.Received => "What carriers sent: this plan year's part of every contract.",
        LineNames.Denied => "What carriers refused: this plan year's part of every contract.",
        LineNames.Receivable => "Specific and aggregate accrued, less received and denied.",
        LineNames.Recoveries => "Money that came back to the plan.",
        LineNames.Interest => "Each month's rate × the fund's opening balance, if above zero, × days ÷ 365, rounded once.",
        LineNames.Settlement => "What the settlement of the plan year pays out of the fund, or bills into it.",
        LineNames.Transfer => "What settlements hand on from the plan year before and to the next.",
        LineNames.Pended => "Estimates of pended health claims, each alone against the accumulators.",
        LineNames.Ibnr => "The estimate of incurred and unpaid health claims less the pended ones in it, not below zero.",
        LineNames.Unpaid => "Claims not reported and pended claims.",
        LineNames.UnpaidRecoverable => "What stop-loss will pay of unpaid claims.",
        LineNames.UnpaidNet => "Unpaid claims less what stop-loss will pay of them.",
        LineNames.DisabilityReserve => "What disabilities may still cost, each not less than what is pended of it.",
        LineNames.Surplus => "The fund's balance and the carrier's receivable, less unpaid claims, the disability reserve and a"
            + " prior deficit.",
        LineNames.Expected => "Expected claims of each enrolled subscriber and member of each month.",
        LineNames.Actual => "Paid health claims.",
        LineNames.AllPaid => "Paid claims of all benefits.",
        LineNames.Cost => "The bill, less what came back and what stop-loss owes, and unpaid claims and the disability reserve.",
        LineNames.EmployerKeeps => "Paid claims, less what came back and what stop-loss owes.",
        LineNames.Taxes => "All taxes on fees, premium and claims.",
        LineNames.EmployerCost => "The bill, less what came back and what stop-loss owes; nothing that is unpaid.",
        AttachmentLine.Annual => "Each enrolled subscriber's factor for each month of the plan year, with the enrollment"
            + " known now for months to come, not less than the minimum.",
        RangeLines.Low => "The least of the estimates of unpaid claims by the methods that apply: the one in force,"
            + " average daily paid, and with enough months chain ladder alone.",
        RangeLines.High => "The most of the same estimates.",
        OutlookLines.FullyInsured => "The insurer's premium of each enrolled subscriber of each month to the last close.",
        OutlookLines.Aso => "The employer's whole cost through the last closed month, as it is known now.",
        OutlookLines.Difference => "What full insurance costs more than ASO; the employer's, whatever its sign.",
        OutlookLines.Incurred => "Claims paid, pended and unpaid, less what came back; of a member up to the pooling level.",
        OutlookLines.RenewalFullyInsured => "Incurred claims with trend for the next twelve months and the pooling"
            + " charge, divided by the target loss ratio, rounded once.",
        OutlookLines.RenewalAso => "Next year's funding per member and month × the plan year's member-months.",
        OutlookLines.Claims => "Claims to date with trend and margin, per member and month.",
        OutlookLines.Fixed => "Fees, premium and taxes to date with their trend, per member and month.",
        OutlookLines.Total => "Claims, and fees, premium and taxes, each rounded.",
        OutlookLines.ClaimsToDate => "Paid claims less what came back and what units have above the specific deductible,"
            + " and unpaid claims and the disability reserve.",
        OutlookLines.FixedToDate => "Fees, premium and taxes through the last closed month.",
        ForecastLines.Low => "Eligible claims to date under the aggregate, and the plan year's days to come at the pace of its"
            + " days to date, unpaid claims in the pace; nothing of what is unpaid is paid by then.",
        ForecastLines.High => "The same, and everything that is unpaid is paid by then.",
        LiabilityLines.DueToday => "What the fund lacks in cash.",
        LiabilityLines.WithIncurredNotReported => "Paid claims less what came back and what stop-loss owes, and unpaid claims"
            + " and the disability reserve.",
        LiabilityLines.MaximumRemaining => "What is left to the annual attachment, the fixed costs to come, and what lasers and"
            + " the aggregating deductible may still leave with the employer.",
        LineNames.Variance => "Actual less expected claims.",
        LineNames.FundOpening => "The fund as the last statement closed it, moved by a change of the plan document's opening"
            + " balance.",
        LineNames.FundClosing => "The opening balance and what moved the fund.",
        _ when line.StartsWith("receivable.", StringComparison.Ordinal) => ReceivableLines.SentenceOf(line),
        _ when line.StartsWith("enrolled.", StringComparison.Ordinal) => "Subscribers enrolled on the first day of each month.",
        _ when line.StartsWith("tax.", StringComparison.Ordinal) => "The rate × what the tax is on, to date, rounded once.",
        _ when line.StartsWith("claims.", StringComparison.Ordinal) =>
            "Claims with a line not denied, each once in a plan year; a void counts −1.",
        _ => "What claims posted, and what voids took back.",
    };
}
