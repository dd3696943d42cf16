using Aso.Domain.Accumulators;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>The annual attachment of the plan year's aggregate (rules 4.6, 4.9), with its formula.</summary>
public static class AttachmentLine
{
    public const string Annual = "annualAttachment";

    /// <summary>None without an aggregate.</summary>
    internal static IEnumerable<string> Of(ProofMoment moment) =>
        moment.Whole.AggregatePosition is null ? [] : [Annual];

    /// <summary>Null: it is no such figure.</summary>
    internal static OtherFigure? Find(ProofMoment moment, string line) =>
        line == Annual && moment.Whole.AggregatePosition is { } position
            ? new OtherFigure(position.AnnualAttachment, "4.6", [.. Terms(moment, moment.Plan.StopLoss!.Aggregate!)])
            : null;

    private static IEnumerable<ProofItem> Terms(ProofMoment moment, AggregateStopLoss terms)
    {
        var (plan, totals) = (moment.Plan, moment.Employer.Year(moment.Year));
        var (factor, through) = (terms.MonthlyFactor, moment.Whole.Through);
        var toDate = InMonths(plan.Months.Where(month => month <= through));
        var toCome = InMonths(plan.Months.Where(month => month > through));
        var minimum = Attachment.Minimum(terms, plan, totals);
        return
        [
            .. TierTerms(plan, "subscriber-months", toDate, factor, moment),
            .. TierTerms(plan, "subscriber-months to come, as enrolled now,", toCome, factor, listed: null),
            .. Step(
                $"up to the minimum, the larger of {terms.MinimumPercent} of the first month's × 12 and"
                + $" {terms.MinimumAmount}",
                (minimum - factor.For(toDate) - factor.For(toCome)).NotNegative()),
            .. plan.Terminated is null
                ? []
                : Step(
                    $"{terms.TerminalMonths} terminal months, each as {plan.Last}",
                    factor.For(InMonths([plan.Last])) * terms.TerminalMonths),
        ];

        IReadOnlyList<long> InMonths(IEnumerable<Month> months) =>
            EnrolledMonths.Sum(plan, totals, months).ContractByTier;
    }
}
