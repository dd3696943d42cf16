using System.Globalization;
using System.Net;
using System.Text;
using Aso.Domain;

namespace AsoFunctions.Statements;

/// <summary>A statement as a page that prints well: nothing fetched, no script, no colour needed.</summary>
public static class StatementHtml
{
    private const string Style = """
        @page { size: Letter; margin: 18mm 16mm; }
        body { font: 11pt/1.45 Georgia, "Times New Roman", serif; color: #111; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
        p { margin: .2rem 0; } .facts { color: #444; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: bold; padding: .2rem 0; }
        th, td { padding: .28rem .4rem; border-bottom: 1px solid #bbb; } thead { display: table-header-group; }
        thead th { border-bottom: 2px solid #111; text-align: left; } tr { break-inside: avoid; }
        td.number, th.number { text-align: right; white-space: nowrap; } tr.total * { font-weight: bold; border-top: 2px solid #111; }
        tbody th { font-weight: normal; text-align: left; } footer { margin-top: 2rem; font-size: .85em; color: #444; }
        @media print { body { margin: 0; max-width: none; } }
        """;

    public static byte[] Of(Plan plan, Statement statement)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(statement);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(plan.Name)}: statement {statement.Month}</title><style>{Style}</style></head><body>
            <h1>{Text(plan.Name)}</h1>
            <p>Statement of {statement.Month} · plan year from {statement.PlanYear} · amounts in {Text(plan.Currency)}</p>
            <p class="facts">Closed {statement.ClosedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC · IBNR by {Text(StatementText.Method(statement.IbnrMethod))}</p>
            """);
        Table(page, "Statement", statement.Lines.Select(line => (
            StatementText.Label(line.Name), StatementText.Value(line, line.Month),
            StatementText.Value(line, line.ToDate), false)));
        Table(page, "Fund", [
            ("Opening balance", StatementText.Amount(statement.Fund.Opening), StatementText.Amount(statement.Fund.YearOpening), false),
            ("Closing balance", StatementText.Amount(statement.Fund.Closing), StatementText.Amount(statement.Fund.Closing), true)]);
        var surplus = statement.Line(LineNames.Surplus);
        Table(page, "How the surplus came about", [
            .. Waterfall.Of(statement).Select(step => (
                step.Label, StatementText.Amount(step.Month), StatementText.Amount(step.ToDate), false)),
            ("Surplus", StatementText.Value(surplus, surplus.Month), StatementText.Value(surplus, surplus.ToDate), true)]);
        if (statement.Settlement is { } settlement)
            page.Append(CultureInfo.InvariantCulture, $"""
                <h2>Settlement</h2>
                <p>Distributable: {StatementText.Amount(settlement.Distributable)}. The employer's part of it,
                {StatementText.Amount(settlement.EmployerPart)}, is {Text(StatementText.Disposition(settlement.Disposition))}.</p>
                """);
        page.Append("""
            <footer>Every figure is the sum of decisions in the ledger; each decision names the file and the place it came from.</footer>
            </body></html>
            """);
        return Encoding.UTF8.GetBytes(page.ToString().ReplaceLineEndings("\n"));
    }

    private static void Table(
        StringBuilder page, string caption, IEnumerable<(string Label, string Month, string ToDate, bool Total)> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"""
            <h2>{Text(caption)}</h2><table><thead><tr><th scope="col">Line</th>
            <th scope="col" class="number">Month</th><th scope="col" class="number">To date</th></tr></thead><tbody>
            """);
        foreach (var (label, month, toDate, total) in rows)
            page.Append(CultureInfo.InvariantCulture, $"""
                <tr{(total ? " class=\"total\"" : "")}><th scope="row">{Text(label)}</th><td class="number">{month}</td><td class="number">{toDate}</td></tr>

                """);
        page.Append("</tbody></table>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
