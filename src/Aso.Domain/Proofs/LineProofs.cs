using Aso.Domain.Book;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>The proof of each figure of a statement: the items of which the rule makes it.</summary>
public static class LineProofs
{
    /// <summary>The figures of a moment that have a proof: its statement's, in their order, and those beside them.</summary>
    /// <param name="before">The close of the plan year's last statement before; null: there is none.</param>
    /// <param name="division">Null: the whole.</param>
    public static IEnumerable<string> Lines(ProofMoment moment, ProofMoment? before, string? division) =>
    [
        .. LinesOf(moment.Statement, division).Select(line => line.Name), LineNames.FundOpening, LineNames.FundClosing,
        LineNames.AllPaid, LineNames.Cost, LineNames.EmployerKeeps, LineNames.Taxes, LineNames.EmployerCost,
        .. division is null
            ?
            [
                .. AttachmentLine.Of(moment), .. RangeLines.Of(), .. LiabilityLines.Of(moment),
                .. ReceivableLines.Of(moment), .. ForecastLines.Of(moment, before), .. OutlookLines.Of(moment),
            ]
            : Array.Empty<string>(),
    ];

    /// <summary>The rule that a line follows.</summary>
    public static string RuleOf(string line) => StatementLines.RuleOf(line);

    /// <param name="moment">The close, or now.</param>
    /// <param name="before">The close of the plan year's last statement before; null: there is none.</param>
    /// <param name="line">One of <see cref="Lines"/>.</param>
    /// <param name="division">One that the statement has; null: the whole.</param>
    public static Proof Of(ProofMoment moment, ProofMoment? before, string line, ProofColumn column, string? division)
    {
        var beside = division is null
            ? AttachmentLine.Find(moment, line) ?? RangeLines.Find(moment, line) ?? LiabilityLines.Find(moment, line)
                ?? ReceivableLines.Find(moment, line) ?? ForecastLines.Find(moment, before, line)
                ?? OutlookLines.Find(moment, before, line)
            : null;
        var (unit, amount) = beside is null
            ? FigureOf(moment.Statement, line, column, division)
            : (LineUnit.Cents, beside.Amount.Amount);
        var sums = new SummedLines(moment, before, column, division);
        var proof = new Proof
        {
            Figure = new FigureName(moment.Year, moment.Close, line, column, division),
            Unit = unit,
            Amount = amount,
            Rule = beside?.Rule ?? StatementLines.RuleOf(line),
            Sentence = ProofSentences.Of(line),
            Posted = [],
            Terms = [],
        };
        if (beside is not null) return proof with { Terms = beside.Terms };
        if (sums.TermsOf(line) is { } terms) return proof with { Terms = [.. terms] };
        var working = Working(moment, before, line, division);
        PostedMonths months = new(
            column == ProofColumn.Month ? before?.Statement.Month : null, moment.Whole.Through);
        proof = proof with
        {
            Posted =
            [
                .. working.Posted.Select(posted =>
                    (Func<ShardBook, IEnumerable<ProofItem>>)(book => posted(book, months))),
            ],
            Standing = working.Standing.Count == 0
                ? null
                : new Proof.Known(moment.Close, working.Standing, working.EnrollmentAlone),
            Terms = working.Terms,
        };
        if (column == ProofColumn.ToDate || before is null) return proof;
        return working.ByItem
            ? ByItem(proof, before, Working(before, null, line, division))
            : proof with { Terms = [.. working.Terms, .. Earlier(before, line, division)] };
    }

    private static Proof ByItem(Proof proof, ProofMoment before, LineWorking earlier) => proof with
    {
        Standing = proof.Standing
            ?? (earlier.Standing.Count == 0 ? null : new Proof.Known(proof.Figure.Month, [], earlier.EnrollmentAlone)),
        Before = earlier.Standing.Count == 0
            ? null
            : new Proof.Known(before.Statement.Month, earlier.Standing, earlier.EnrollmentAlone),
        Terms = [.. Proof.Since(proof.Terms, earlier.Terms, before.Statement.Month)],
    };

    private static LineWorking Working(ProofMoment moment, ProofMoment? before, string line, string? division)
    {
        if (division is null || (moment.Parts.Count == 0 && division == Divisions.Unassigned))
            return new WholeLines(moment, before).Of(line);
        // Of a division that no row had named yet, a statement says nothing.
        return moment.Parts.Any(part => part.Division == division)
            ? new DivisionLines(moment, division).Of(line)
            : LineWorking.Nothing;
    }

    /// <summary>The line to date by the statement before, taken off.</summary>
    internal static IEnumerable<ProofItem> Earlier(ProofMoment before, string line, string? division)
    {
        var (_, amount) = FigureOf(before.Statement, line, ProofColumn.ToDate, division);
        if (amount != 0m)
            yield return new ProofItem(ProofItemKind.Earlier, -amount)
            {
                Text = $"to date by the statement of {before.Statement.Month}",
                Figure = new FigureName(before.Year, before.Close, line, ProofColumn.ToDate, division),
            };
    }

    internal static IReadOnlyList<StatementLine> LinesOf(Statement statement, string? division) =>
        division is null ? statement.Lines : statement.LinesOf(division);

    internal static Fund FundOf(Statement statement, string? division) =>
        division is null ? statement.Fund : statement.FindDivision(division)?.Fund ?? statement.Fund;

    private static (LineUnit Unit, decimal Amount) FigureOf(
        Statement statement, string line, ProofColumn column, string? division)
    {
        if (line is LineNames.FundOpening or LineNames.FundClosing)
        {
            var fund = FundOf(statement, division);
            var balance = line == LineNames.FundClosing ? fund.Closing
                : column == ProofColumn.Month ? fund.Opening : fund.YearOpening;
            return (LineUnit.Cents, balance.Amount);
        }

        var lines = LinesOf(statement, division);
        var found = lines.FirstOrDefault(one => one.Name == line) ?? StatementLines.SumOf(line, lines);
        var value = column == ProofColumn.Month ? found.Month : found.ToDate;
        return (found.Unit, found.Unit == LineUnit.Cents ? new Cents(value).Amount : value);
    }
}
