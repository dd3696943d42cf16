using Aso.Domain.Liability;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>Figures of what the employer owes that only the moment has, and no statement (rule 5.7).</summary>
public static class LiabilityLines
{
    public const string DueToday = "dueToday";
    public const string WithIncurredNotReported = "withIncurredNotReported";
    public const string MaximumRemaining = "maximumRemaining";

    private const string Rule = "5.7";

    /// <summary>Those that the moment has.</summary>
    internal static IEnumerable<string> Of(ProofMoment moment) => !moment.IsNow ? []
        : RemainingOf(moment) is null ? [DueToday, WithIncurredNotReported]
        : [DueToday, WithIncurredNotReported, MaximumRemaining];

    /// <summary>Null: it is no such figure.</summary>
    internal static OtherFigure? Find(ProofMoment moment, string line)
    {
        if (!moment.IsNow) return null;
        var toDate = moment.Whole;
        return line switch
        {
            DueToday => new OtherFigure((-toDate.FundBalance).NotNegative(), Rule, [.. Lacking(moment)]),
            WithIncurredNotReported => new OtherFigure(toDate.NetClaims, Rule, [.. Claims(moment)]),
            MaximumRemaining when RemainingOf(moment) is { } remaining =>
                new OtherFigure(remaining.Total, Rule, [.. Remaining(moment, remaining)]),
            _ => null,
        };
    }

    private static RemainingCost? RemainingOf(ProofMoment moment) =>
        RemainingCost.Of(moment.Whole, moment.Employer.Year(moment.Year));

    private static IEnumerable<ProofItem> Lacking(ProofMoment moment)
    {
        var balance = moment.Whole.FundBalance;
        return
        [
            .. Step("fund balance, its sign turned", -balance, Figure(moment, LineNames.FundClosing)),
            .. Step("a balance above zero leaves nothing due", balance.NotNegative()),
        ];
    }

    private static IEnumerable<ProofItem> Claims(ProofMoment moment) =>
        from line in moment.Statement.Lines
        let sign = line.Name switch
        {
            LineNames.Recoveries or LineNames.Specific or LineNames.Aggregate => -1,
            LineNames.Denied or LineNames.UnpaidNet or LineNames.DisabilityReserve => 1,
            _ => line.Name.StartsWith("paid.", StringComparison.Ordinal) ? 1 : 0,
        }
        where sign != 0 && line.ToDate != 0
        select new ProofItem(ProofItemKind.Term, new Cents(line.ToDate).Amount * sign) { Figure = Figure(moment, line.Name) };

    private static IEnumerable<ProofItem> Remaining(ProofMoment moment, RemainingCost remaining)
    {
        var position = moment.Whole.AggregatePosition!;
        return
        [
            .. Step("annual attachment", position.AnnualAttachment, Figure(moment, AttachmentLine.Annual)),
            .. Step("eligible under the aggregate so far", -position.Eligible),
            .. Step(
                "eligible above the attachment leaves nothing to reach it",
                remaining.ToAttachment - (position.AnnualAttachment - position.Eligible)),
            .. Step("fees, premium and taxes of the plan year's months to come", remaining.Fixed),
            .. Step("aggregating deductible not used yet", remaining.AggregatingDeductible),
            .. Step("lasers above the deductible not used yet", remaining.Lasers),
        ];
    }

    private static FigureName Figure(ProofMoment moment, string line) =>
        new(moment.Year, moment.Close, line, ProofColumn.ToDate, null);
}
