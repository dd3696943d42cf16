using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using static AsoFunctions.Statements.WorkbookCells;

namespace AsoFunctions.Statements;

/// <summary>
/// A statement as a workbook: real numbers, real formats and totals with formulas, so that people can keep calculating;
/// further sheets list the members at or over notice, every line of rule 3.30, and the statement's lines with their proofs.
/// </summary>
public static class StatementWorkbook
{
    /// <summary>Fewer than any spreadsheet program's row limit; the monthly differences files have them all.</summary>
    private const int DifferencesMost = 100_000;

    public static byte[] Write(Plan plan, Statement statement, StatementDetails details)
    {
        using var bytes = new MemoryStream();
        using (var file = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            file.PackageProperties.Title = $"{plan.Name}: statement {statement.Month}";
            file.PackageProperties.Creator = "AsoFunctions";
            file.PackageProperties.Created = statement.ClosedAt.UtcDateTime;
            var workbook = file.AddWorkbookPart();
            workbook.Workbook = new Workbook(new BookViews(new WorkbookView()), new Sheets());
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var footer = $"{statement.Employer}, {statement.Month}";
            WorkbookSheets.Add(workbook, "Statement", [62, 18, 18], footer, 0, StatementRows(plan, statement, details));
            if (plan.StopLoss?.Specific is { } specific)
                WorkbookSheets.Add(workbook, StatementText.Units(specific) + " at notice", [22, 15, 15, 12, 15, 15, 10, 10], footer, 1,
                    MemberRows(specific, [.. details.Members.Where(unit => unit.Notice || unit.Breach)]));
            if (details.Differences.Count > 0)
                WorkbookSheets.Add(workbook, "Differences", [24, 18, 11, 8, 32, 7, 16, 16, 16], footer, 1,
                    DifferenceRows(details.Differences));
            WorkbookSheets.Add(workbook, "Lines", [26, 40, 18, 18, 8, 90], footer, 1, LineRows(statement));
            workbook.Workbook.Save();
        }

        return bytes.ToArray();
    }

    private static List<Row> StatementRows(Plan plan, Statement statement, StatementDetails details)
    {
        List<Row> rows =
        [
            new Row(Text(plan.Name, CellLook.Title)),
            new Row(Text($"Statement, {StatementText.MonthName(statement.Month)}", CellLook.Heading)),
            new Row(Text($"Plan year from {statement.PlanYear}, amounts in {plan.Currency}, closed "
                + statement.ClosedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))),
        ];
        foreach (var section in StatementSheet.LayOut(plan, statement, details))
        {
            rows.Add(new Row());
            rows.Add(new Row(
                Text(section.Title, CellLook.HeadLeft),
                Text(StatementText.MonthName(statement.Month), CellLook.HeadRight),
                Text(section.Period, CellLook.HeadRight)));
            var first = rows.Count + 1;
            foreach (var row in section.Rows)
            {
                rows.Add(new Row(
                    Text(row.Label, row.IsTotal ? CellLook.TotalLabel : CellLook.Plain),
                    Value(row, row.Month, 'B'), Value(row, row.ToDate, 'C')));
                if (row.IsTotal) first = rows.Count;

                Cell Value(SheetRow of, long? value, char column)
                {
                    if (value is not { } known) return Empty();
                    if (of.Unit == LineUnit.Count) return Number(known, of.IsTotal);
                    var cell = Amount(new Cents(known), of.IsTotal);
                    return of.IsTotal ? cell.WithFormula(Sum(column, first, rows.Count)) : cell;
                }
            }

            if (section.Remark is { } remark) rows.Add(new Row(Text(remark, CellLook.Remark)));
        }

        return rows;
    }

    /// <summary>Every line by its key, with the rule that it follows and where its proof is.</summary>
    private static List<Row> LineRows(Statement statement)
    {
        List<Row> rows = [Heads(2, "Line", "Title", "Month", "Year to date", "Rule", "Proof")];
        foreach (var line in statement.Lines)
            Add(line.Name, Value(line.Unit, line.Month), Value(line.Unit, line.ToDate));
        Add(LineNames.FundOpening, Amount(statement.Fund.Opening), Amount(statement.Fund.YearOpening));
        Add(LineNames.FundClosing, Amount(statement.Fund.Closing), Amount(statement.Fund.Closing));
        return rows;

        void Add(string line, Cell month, Cell toDate) => rows.Add(new Row(
            Text(line), Text(StatementText.Label(line)), month, toDate, Text(LineProofs.RuleOf(line)),
            Text(ProofAddress.Of(statement, line, ProofColumn.Month))));

        static Cell Value(LineUnit unit, long value) => unit == LineUnit.Count ? Number(value) : Amount(new Cents(value));
    }

    private static List<Row> MemberRows(SpecificStopLoss terms, IReadOnlyList<UnitPosition> members)
    {
        List<Row> rows =
        [
            Heads(
                1, terms.Per == SpecificUnit.Subscriber ? "Family" : "Member", "Eligible", "Deductible", "% of deductible", "Excess", "Reimbursable", "Notice", "Breach"),
        ];
        foreach (var member in members)
            rows.Add(new Row(
                Text(member.Unit), Amount(member.Eligible), Amount(member.Deductible),
                Percent(member.Deductible.IsZero ? 0m : member.Eligible.Amount / member.Deductible.Amount),
                Amount(member.Excess), Amount(member.Reimbursable),
                Text(member.Notice ? "yes" : "no"), Text(member.Breach ? "yes" : "no")));
        var last = rows.Count;
        rows.Add(new Row(
            Text("Total", CellLook.TotalLabel), Total(member => member.Eligible, 'B'), Empty(CellLook.TotalLabel),
            Empty(CellLook.TotalLabel), Total(member => member.Excess, 'E'), Total(member => member.Reimbursable, 'F'),
            Empty(CellLook.TotalLabel), Empty(CellLook.TotalLabel)));
        rows.Add(new Row(Text(
            $"Notice at {terms.NoticeAt.ToString("0.#%", CultureInfo.InvariantCulture)} of the deductible. "
            + "Reimbursable is before the aggregating deductible of "
            + $"{StatementText.Amount(terms.AggregatingDeductible)}.", CellLook.Remark)));
        return rows;

        Cell Total(Func<UnitPosition, Cents> of, char column)
        {
            var cell = Amount(members.Sum(of), total: true);
            return members.Count == 0 ? cell : cell.WithFormula(Sum(column, 2, last));
        }
    }

    private static List<Row> DifferenceRows(IReadOnlyList<Difference> differences)
    {
        List<Row> rows =
        [
            Heads(5, "Claim", "Subscriber", "Posted", "Rule", "Explained by", "Line", "Administrator", "Plan",
                "Difference"),
        ];
        foreach (var one in differences.Take(DifferencesMost))
            rows.Add(new Row(
                Text(one.ClaimNumber), Text(one.SubscriberId), Text(one.PostingMonth.ToString()),
                Text(one.Rule.ToString()), Text(StatementText.Rule(one.Rule.ToString())), Number(one.Line),
                Amount(one.Theirs), Amount(one.Ours), Amount(one.Excess)));
        if (differences.Count > DifferencesMost)
            rows.Add(new Row(Text("The rest are in the monthly differences files.", CellLook.Remark)));
        return rows;
    }

    /// <param name="left">How many headings are over text columns; the others are over figures.</param>
    private static Row Heads(int left, params string[] heads) =>
        new(heads.Select((head, index) => Text(head, index < left ? CellLook.HeadLeft : CellLook.HeadRight)));

    private static string Sum(char column, int first, int last) =>
        string.Create(CultureInfo.InvariantCulture, $"SUM({column}{first}:{column}{last})");
}
