using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>Figures that are sums of other figures of the same statement and column (rules 5.3–5.6, 5.10, 5.15).</summary>
internal sealed class SummedLines(ProofMoment moment, ProofMoment? before, ProofColumn column, string? division)
{
    private readonly IReadOnlyList<StatementLine> _lines = LineProofs.LinesOf(moment.Statement, division);
    private readonly Fund _fund = LineProofs.FundOf(moment.Statement, division);

    /// <summary>Null: the line is no sum of lines.</summary>
    public IEnumerable<ProofItem>? TermsOf(string line) => line switch
    {
        LineNames.Bill =>
        [
            .. All("paid.", 1), .. Line(LineNames.Fees, 1), .. Line(LineNames.Premium, 1), .. All("tax.", 1),
        ],
        LineNames.Receivable =>
        [
            .. Line(LineNames.Specific, 1), .. Line(LineNames.Aggregate, 1), .. Line(LineNames.Received, -1),
            .. Line(LineNames.Denied, -1),
        ],
        LineNames.AllPaid or LineNames.Cost or LineNames.EmployerKeeps or LineNames.Taxes or LineNames.EmployerCost =>
            _lines.SelectMany(one =>
                StatementLines.SignIn(line, one.Name) is var sign and not 0 ? Line(one.Name, sign) : []),
        LineNames.Unpaid => [.. Line(LineNames.Ibnr, 1), .. Line(LineNames.Pended, 1)],
        LineNames.UnpaidNet => [.. Line(LineNames.Unpaid, 1), .. Line(LineNames.UnpaidRecoverable, -1)],
        LineNames.Actual => Benefits.All.Where(benefit => !benefit.IsDisability())
            .SelectMany(benefit => Line(LineNames.Paid(benefit), 1)),
        LineNames.Variance => [.. Line(LineNames.Actual, 1), .. Line(LineNames.Expected, -1)],
        LineNames.Surplus =>
        [
            .. YearOpening(), .. Movements(), .. Line(LineNames.Receivable, 1), .. Line(LineNames.UnpaidNet, -1),
            .. Line(LineNames.DisabilityReserve, -1),
            .. ProofTerms.Step("prior deficit of the plan document", -Since(part => part.PriorDeficit)),
        ],
        LineNames.FundClosing =>
        [
            .. column == ProofColumn.Month ? Balance("opening balance", LineNames.FundOpening, _fund.Opening) : YearOpening(),
            .. Movements(),
        ],
        LineNames.FundOpening => Opening(),
        _ => null,
    };

    /// <summary>What rule 5.4 counts in the fund.</summary>
    private IEnumerable<ProofItem> Movements() =>
    [
        .. Line(LineNames.Deposits, 1), .. Line(LineNames.Received, 1), .. Line(LineNames.Recoveries, 1),
        .. Line(LineNames.Interest, 1), .. All("paid.", -1), .. Line(LineNames.Settlement, 1),
        .. Line(LineNames.Transfer, 1),
    ];

    private IEnumerable<ProofItem> Opening()
    {
        if (column == ProofColumn.ToDate) return YearOpening();
        if (before is null) return YearOpening();
        var closed = LineProofs.FundOf(before.Statement, division);
        var restated = moment.Statement.Restated?.FirstOrDefault(one => one.Line == LineNames.Fund);
        return
        [
            new ProofItem(ProofItemKind.Earlier, closed.Closing.Amount)
            {
                Text = $"the fund as the statement of {before.Statement.Month} closed it",
                Figure = new FigureName(
                    before.Year, before.Close, LineNames.FundClosing, ProofColumn.ToDate, division),
            },
            .. ProofTerms.Step(
                division is null
                    ? "change of the plan document's opening balance"
                    : "change of the division's part of the plan document's opening balance",
                _fund.YearOpening - closed.YearOpening),
            .. ProofTerms.Step(
                "restated under the second edition of the rules",
                restated is null || division is not null ? Cents.Zero : new Cents(restated.After - restated.Before)),
        ];
    }

    /// <summary>The plan document's opening balance; of a month, what it is more than the last statement had.</summary>
    private IEnumerable<ProofItem> YearOpening() =>
        column == ProofColumn.Month && before is not null
            ? ProofTerms.Step(
                "change of the plan year's opening balance",
                _fund.YearOpening - LineProofs.FundOf(before.Statement, division).YearOpening)
            : division is null
                ? ProofTerms.Step("opening balance of the plan document", _fund.YearOpening)
                : DivisionLines.Opening(moment, division);

    /// <summary>A figure of the plan document to date; of a month, what it is more than at the close before.</summary>
    private Cents Since(Func<YearToDate, Cents> figure) => Of(moment, figure)
        - (column == ProofColumn.Month && before is not null ? Of(before, figure) : Cents.Zero);

    private Cents Of(ProofMoment at, Func<YearToDate, Cents> figure) =>
        division is null || at.Parts.Count == 0
            ? figure(at.Whole)
            : at.Parts.FirstOrDefault(part => part.Division == division) is { } part ? figure(part) : Cents.Zero;

    private IEnumerable<ProofItem> All(string prefix, int sign) =>
        _lines.Where(line => line.Name.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(line => Line(line.Name, sign));

    private IEnumerable<ProofItem> Line(string name, int sign)
    {
        if (_lines.FirstOrDefault(one => one.Name == name) is not { } line) return [];
        var amount = new Cents(column == ProofColumn.Month ? line.Month : line.ToDate);
        return amount.IsZero ? [] : Balance(null, name, amount * sign);
    }

    private IEnumerable<ProofItem> Balance(string? text, string name, Cents amount) =>
    [
        new ProofItem(ProofItemKind.Term, amount.Amount)
        {
            Text = text, Figure = new FigureName(moment.Year, moment.Close, name, column, division),
        },
    ];
}
