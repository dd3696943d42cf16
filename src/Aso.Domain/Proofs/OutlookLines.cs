using Aso.Domain.Accumulators;
using Aso.Domain.Book;
using Aso.Domain.Liability;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>A plan year through the last closed month, as it is known now, and what next year is taken to be.</summary>
public sealed record Outlook(YearToDate ToDate, Experience Experience, NextYear Assumed);

/// <summary>
/// The comparison with full insurance and next year's funding (rules 5.8, 5.9), with their formulas. What they are made
/// of opens as the last statement has it; what is known otherwise since is an item beside it.
/// </summary>
public static class OutlookLines
{
    public const string FullyInsured = Compared + "fullyInsured";
    public const string Aso = Compared + "aso";
    public const string Difference = Compared + "difference";
    public const string Incurred = Compared + "incurred";
    public const string RenewalFullyInsured = Compared + "renewal.fullyInsured";
    public const string RenewalAso = Compared + "renewal.aso";
    public const string Claims = Next + "claims";
    public const string Fixed = Next + "fixed";
    public const string Total = Next + "total";

    /// <summary>What <see cref="Claims"/> and <see cref="Fixed"/> are per member and month of.</summary>
    public const string ClaimsToDate = Next + "claimsToDate";
    public const string FixedToDate = Next + "fixedToDate";

    private const string Compared = "comparison.";
    private const string Next = "nextYear.";

    /// <summary>Whether the moment needs its <see cref="ProofMoment.Outlook"/> for a line.</summary>
    public static bool Has(string line) =>
        line.StartsWith(Compared, StringComparison.Ordinal) || line.StartsWith(Next, StringComparison.Ordinal);

    /// <summary>Those that the moment has; without member-months there is nothing of next year.</summary>
    internal static IEnumerable<string> Of(ProofMoment moment)
    {
        if (!moment.IsNow || !(moment.Employer.Moment.ClosedThrough >= moment.Year.First)) return [];
        var isSpread = moment.Outlook?.ToDate.MemberMonths != 0;
        string[] rates = isSpread ? [Claims, Fixed, Total] : [];
        string[] renewals = isSpread ? [RenewalFullyInsured, RenewalAso] : [];
        return moment.Plan.FullyInsured is null
            ? [ClaimsToDate, FixedToDate, .. rates]
            : [FullyInsured, Aso, Difference, Incurred, .. renewals, ClaimsToDate, FixedToDate, .. rates];
    }

    /// <summary>Null: it is no such figure.</summary>
    /// <param name="before">The last statement's close; null: there is none.</param>
    internal static OtherFigure? Find(ProofMoment moment, ProofMoment? before, string line) =>
        moment.Outlook is { } outlook && Of(moment).Contains(line)
            ? new Working(moment, before, outlook).Of(line)
            : null;

    private sealed class Working(ProofMoment moment, ProofMoment? before, Outlook outlook)
    {
        private readonly YearToDate _toDate = outlook.ToDate;
        private readonly IReadOnlyList<StatementLine> _lines = StatementLines.Since(outlook.ToDate, []);
        private readonly NextYearFunding _next =
            NextYearFunding.Calculate(outlook.ToDate, outlook.Experience, outlook.Assumed);

        private readonly Comparison? _comparison =
            Comparison.Calculate(outlook.ToDate, outlook.Experience, outlook.Assumed);

        private NextYear Assumed => outlook.Assumed;

        private PlanYearTotals Totals =>
            outlook.Experience.Totals.Years.GetValueOrDefault(moment.Year) ?? new PlanYearTotals();

        public OtherFigure Of(string line) => line switch
        {
            FullyInsured => new(_comparison!.FullyInsured, "5.8", [.. Premium()]),
            Aso => new(_comparison!.Aso, "5.8", [.. Known(LineNames.Cost)]),
            Difference => new(
                _comparison!.Difference, "5.8",
                [
                    .. Step("fully insured", _comparison.FullyInsured, Figure(FullyInsured)),
                    .. Step("ASO", -_comparison.Aso, Figure(Aso)),
                ]),
            Incurred => new(_comparison!.Incurred, "5.8", [.. IncurredTerms()]),
            RenewalFullyInsured => new(_comparison!.RenewalFullyInsured!.Value, "5.8", [.. InsuredRenewal()]),
            RenewalAso => new(
                _comparison!.RenewalAso!.Value, "5.8",
                [
                    Term(
                        $"{_next.Rate!.Value.Total} per member and month × {AnnualMonths} member-months of the year",
                        _comparison.RenewalAso.Value, Figure(Total)),
                ]),
            Claims => new(
                _next.Rate!.Value.Claims, "5.9",
                [
                    .. Exact(
                        $"{ClaimsSum} × {Growth} of trend × {1m + Assumed.Margin} with margin"
                        + $" ÷ {_next.MemberMonths} member-months",
                        Fraction.Of(ClaimsSum) * Assumed.Growth(_toDate.Months) * Fraction.Of(1m + Assumed.Margin)
                        / Fraction.Of(_next.MemberMonths), _next.Rate.Value.Claims, Figure(ClaimsToDate)),
                ]),
            Fixed => new(
                _next.Rate!.Value.Fixed, "5.9",
                [
                    .. Exact(
                        $"{_toDate.Fixed} × {1m + Assumed.FixedTrend} of trend ÷ {_next.MemberMonths} member-months",
                        Fraction.Of(_toDate.Fixed) * Fraction.Of(1m + Assumed.FixedTrend)
                        / Fraction.Of(_next.MemberMonths), _next.Rate.Value.Fixed, Figure(FixedToDate)),
                ]),
            Total => new(
                _next.Rate!.Value.Total, "5.9",
                [
                    .. Step("claims", _next.Rate.Value.Claims, Figure(Claims)),
                    .. Step("fees, premium and taxes", _next.Rate.Value.Fixed, Figure(Fixed)),
                ]),
            ClaimsToDate => new(ClaimsSum, "5.9", [.. ClaimsTerms()]),
            _ => new(
                _toDate.Fixed, "5.9",
                [.. Known(LineNames.Fees, 1), .. Known(LineNames.Premium, 1), .. Known(LineNames.Taxes)]),
        };

        private long AnnualMonths => EnrolledMonths.Sum(moment.Plan, Totals, moment.Plan.Months).MemberMonths;

        private decimal Growth => Assumed.Growth(_toDate.Months).ToSixDecimals();

        private Cents ClaimsSum => _toDate.Paid - _toDate.Recoveries - outlook.Experience.AboveCap + _toDate.Unpaid.Net
            + _toDate.DisabilityReserve;

        private IEnumerable<ProofItem> Premium() => TierTerms(
            moment.Plan, $"subscriber-months through {_toDate.Through}", _toDate.EnrolledByTier,
            moment.Plan.FullyInsured!.MonthlyPremium, before);

        private IEnumerable<ProofItem> IncurredTerms() =>
        [
            .. Known(LineNames.AllPaid), .. Known(LineNames.Pended, 1), .. Known(LineNames.Recoveries, -1),
            .. Step(
                $"what members have above the pooling level of {moment.Plan.FullyInsured!.PoolingLevel}",
                -outlook.Experience.AbovePooling),
            .. Known(LineNames.Ibnr, 1), .. Known(LineNames.DisabilityReserve, 1),
        ];

        private IEnumerable<ProofItem> ClaimsTerms() =>
        [
            .. Known(LineNames.AllPaid), .. Known(LineNames.Recoveries, -1),
            .. Step("what units have above their specific deductible", -outlook.Experience.AboveCap),
            .. Known(LineNames.UnpaidNet, 1), .. Known(LineNames.DisabilityReserve, 1),
        ];

        private IEnumerable<ProofItem> InsuredRenewal()
        {
            var (insured, incurred, rounded) = (
                moment.Plan.FullyInsured!, _comparison!.Incurred, _comparison.RenewalFullyInsured!.Value);
            var claims = Fraction.Of(incurred) * Assumed.Growth(_toDate.Months) * Fraction.Of(AnnualMonths)
                / Fraction.Of(_toDate.MemberMonths);
            var pooling = insured.PoolingCharge * AnnualMonths;
            var all = (claims + Fraction.Of(pooling)) / Fraction.Of(insured.TargetLossRatio);
            List<ProofItem> items =
            [
                new(ProofItemKind.Term, SixDecimals(claims))
                {
                    Text = $"{incurred} incurred × {Growth} of trend × {AnnualMonths} member-months of the plan year"
                        + $" ÷ {_toDate.MemberMonths} to date",
                    Figure = Figure(Incurred),
                },
                .. Step($"pooling charge: {AnnualMonths} member-months × {insured.PoolingCharge}", pooling),
                new(ProofItemKind.Term, SixDecimals(all - claims - Fraction.Of(pooling)))
                {
                    Text = $"what the insurer keeps of the premium: ÷ {insured.TargetLossRatio}, its target loss ratio",
                },
            ];
            return
            [
                .. items,
                .. Rounding(
                    rounded.Amount - items.Sum(item => item.Amount),
                    "rounded once to the cent, half away from zero (rule 2.1)"),
            ];
        }

        private FigureName Figure(string line) =>
            new(moment.Year, null, line, ProofColumn.ToDate, null) { Assumed = Assumed };

        /// <summary>The lines that a sum is of.</summary>
        private IEnumerable<ProofItem> Known(string sum) => _lines.SelectMany(line =>
            StatementLines.SignIn(sum, line.Name) is var sign and not 0 ? Known(line.Name, sign) : []);

        /// <summary>As the last statement has it, and what is known otherwise since.</summary>
        private IEnumerable<ProofItem> Known(string line, int sign)
        {
            var amount = new Cents(_lines.FirstOrDefault(one => one.Name == line)?.ToDate ?? 0) * sign;
            if (before is null) return Step(line, amount);
            var kept = new Cents(before.Statement.Lines.FirstOrDefault(one => one.Name == line)?.ToDate ?? 0) * sign;
            return
            [
                .. Step(null, kept, new FigureName(before.Year, before.Close, line, ProofColumn.ToDate, null)),
                .. Step($"{line}: known otherwise since the close of {before.Statement.Month}", amount - kept),
            ];
        }
    }
}
