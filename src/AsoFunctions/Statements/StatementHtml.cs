using System.Globalization;
using System.Net;
using System.Text;

namespace AsoFunctions.Statements;

/// <summary>A statement as a page that prints well: no external resources, no script, no color needed.</summary>
public static class StatementHtml
{
    private static readonly string Style = ReadStyle();

    public static byte[] Render(Plan plan, Statement statement, StatementDetails details)
    {
        var page = new StringBuilder();
        var month = StatementText.MonthName(statement.Month);
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(plan.Name)}: statement {statement.Month}</title><style>{Style}</style></head><body>
            <header><h1>{Text(plan.Name)}</h1>
            <p><strong>Statement, {month}</strong><br>amounts in {Text(plan.Currency)}</p></header>

            """);
        Facts(page, plan, statement);
        Key(page, statement);
        foreach (var section in StatementSheet.LayOut(plan, statement, details)) Table(page, statement, section, month);
        page.Append("""
            <div class="sign"><span>Prepared by</span><span>Reviewed by</span><span>Date</span></div>
            <footer>Every figure is the sum of decisions in the ledger; each decision names its rule, its source file
            and its position in that file. Negative amounts are in parentheses.</footer>
            </body></html>

            """);
        return Encoding.UTF8.GetBytes(page.ToString().ReplaceLineEndings("\n"));
    }

    private static void Facts(StringBuilder page, Plan plan, Statement statement)
    {
        page.Append("<dl class=\"facts\">");
        Fact("Employer", statement.Employer);
        if (statement.Division is { } division) Fact("Division", division);
        Fact("Plan year", $"{Day(plan.Year.Start)} to {Day(plan.Last.LastDay)}");
        Fact("Run-out through", Day(plan.LastRunOutMonth.LastDay));
        Fact("Funding", StatementText.Funding(plan.Funding.Method));
        Fact("Stop-loss", plan.StopLoss is { } terms ? StatementText.Contract(terms) : "none");
        Fact("Closed", statement.ClosedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        page.Append("</dl>\n");

        void Fact(string name, string value) =>
            page.Append(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{Text(value)}</dd></div>");
    }

    private static void Key(StringBuilder page, Statement statement)
    {
        var surplus = statement.ToDate(LineNames.Surplus);
        var reserve = statement.ToDate(LineNames.UnpaidNet) + statement.ToDate(LineNames.DisabilityReserve);
        page.Append("<dl class=\"key\">");
        Cell("Fund balance", statement.Fund.Closing, LineNames.FundClosing);
        Cell("Receivable from the carrier", statement.ToDate(LineNames.Receivable), LineNames.Receivable);
        // With a disability reserve it is no line's.
        Cell(
            "Less unpaid claims and reserves", reserve,
            statement.ToDate(LineNames.DisabilityReserve).IsZero ? LineNames.UnpaidNet : null);
        Cell(surplus < Cents.Zero ? "Deficit to date" : "Surplus to date", surplus, LineNames.Surplus);
        page.Append("</dl>\n");

        string? Proof(string? line) => line is null ? null : ProofAddress.OnDashboard(statement, line, ProofColumn.ToDate);

        void Cell(string name, Cents amount, string? line) => page.Append(
            CultureInfo.InvariantCulture,
            $"<div><dt>{name}</dt><dd>{Link(StatementText.Amount(amount), Proof(line))}</dd></div>");
    }

    private static void Table(StringBuilder page, Statement statement, SheetSection section, string month)
    {
        var bars = section.Title == StatementSheet.SurplusTitle ? WaterfallBars.Draw(section.Rows) : null;
        var barHead = bars is null ? "" : "<th scope=\"col\" class=\"bar\">Chart</th>";
        page.Append(CultureInfo.InvariantCulture, $"""
            <section><h2>{Text(section.Title)}</h2><table><thead><tr><th scope="col">Line</th>
            <th scope="col" class="number">{month}</th>
            <th scope="col" class="number">{section.Period}</th>{barHead}</tr></thead><tbody>

            """);
        foreach (var (index, row) in section.Rows.Index())
        {
            page.Append(row.IsTotal ? "<tr class=\"total\">" : "<tr>");
            page.Append(CultureInfo.InvariantCulture, $"<th scope=\"row\">{Text(row.Label)}</th>");
            page.Append(Cell(row.Unit, row.Month, Proof(ProofColumn.Month)))
                .Append(Cell(row.Unit, row.ToDate, Proof(ProofColumn.ToDate)));
            if (bars is not null) page.Append(CultureInfo.InvariantCulture, $"<td class=\"bar\">{bars[index]}</td>");
            page.Append("</tr>\n");

            string? Proof(ProofColumn column) => row.Line is { } line ? ProofAddress.OnDashboard(statement, line, column) : null;
        }

        page.Append("</tbody></table>");
        if (section.Remark is { } remark)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"remark\">{Text(remark)}</p>");
        page.Append("</section>\n");
    }

    private static string Cell(LineUnit unit, long? value, string? proof) => value is not { } known
        ? "<td class=\"number\"></td>"
        : $"<td class=\"number{(known < 0 ? " negative" : "")}\">{Link(Number(unit, known), proof)}</td>";

    /// <summary>An address on the app: a page that is opened elsewhere reads the same without it.</summary>
    private static string Link(string figure, string? address) =>
        address is null ? figure : $"<a href=\"{Text(address)}\">{figure}</a>";

    private static string Number(LineUnit unit, long value) =>
        unit == LineUnit.Count ? StatementText.Count(value) : StatementText.Amount(new Cents(value));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string ReadStyle()
    {
        using var stream = typeof(StatementHtml).Assembly.GetManifestResourceStream("statement.css")
            ?? throw new InvalidOperationException("statement.css is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
