using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AsoFunctions.Statements;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace Scenarios.Http;

/// <summary>A closed statement in the forms people read (rules 5.3–5.5), and what may hide in them.</summary>
[Collection(ServedEmployersCollection.Name)]
public sealed class StatementTests(ServedEmployers served)
{
    private const string Route = "/api/employers/acme/statements/2026-01-01/2026-01";
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    [Fact]
    public async Task The_page_says_what_the_json_says_and_runs_nothing()
    {
        var (answer, page) = await served.RequestAsync("GET", Route, served.Keys["read"], accept: "text/html");
        var statement = await served.SendAsync("GET", Route, null, HttpStatusCode.OK);
        foreach (var line in statement.GetProperty("lines").EnumerateObject().Where(line =>
            !line.Name.StartsWith("enrolled", StringComparison.Ordinal)
            && !line.Name.StartsWith("claims", StringComparison.Ordinal)))
            Assert.Contains(Math.Abs(line.Value.GetProperty("toDate").GetDecimal())
                .ToString("#,0.00", CultureInfo.InvariantCulture), page, StringComparison.Ordinal);
        // The plan's name holds markup.
        Assert.Contains("&lt;b&gt;acme&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>acme", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
        // The administrator paid 45 where the plan pays 40 (rule 3.30).
        Assert.Contains("Paid differently from plan terms", page, StringComparison.Ordinal);
        Assert.Contains("Rule 3.21, cost share", page, StringComparison.Ordinal);
        Assert.Contains("\"/#proof/2026-01-01/2026-01/paid.medical?employer=acme&amp;column=toDate\">", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("html", "text/html")]
    [InlineData("xlsx", Workbook)]
    [InlineData("json", "application/json")]
    public async Task A_format_is_named_by_the_address_too(string format, string mediaType)
    {
        var (answer, _) = await served.RequestAsync(
            "GET", Route + "?format=" + format, served.Keys["read"], accept: "application/json");
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_workbook_is_valid_holds_numbers_and_its_totals_are_the_sums_of_their_rows()
    {
        using var bytes = new MemoryStream(await BytesAsync());
        using var file = SpreadsheetDocument.Open(bytes, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(file).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        var names = file.WorkbookPart!.Workbook.Descendants<Sheet>().Select(sheet => sheet.Name!.Value!);
        Assert.Equal(["Statement", "Members at notice", "Differences", "Lines"], names);

        var cells = file.WorkbookPart.WorksheetParts.Select(part => part.Worksheet.Descendants<Cell>()).ToList();
        var formulas = cells.SelectMany(sheet => sheet).Where(cell => cell.CellFormula is not null).ToList();
        Assert.NotEmpty(formulas);
        foreach (var part in file.WorkbookPart.WorksheetParts) Reckon(part.Worksheet);
        // Text is inline text everywhere: nothing from outside is a formula.
        Assert.All(cells.SelectMany(sheet => sheet).Where(cell => cell.CellFormula is null && cell.CellValue is not null),
            cell => Assert.Equal(CellValues.Number, cell.DataType!.Value));
        Assert.Contains(cells.SelectMany(sheet => sheet), cell => cell.InnerText.EndsWith(
            "/proof/2026-01-01/2026-01/surplus?column=month", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1+cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    public void What_a_spreadsheet_would_run_is_text_in_an_export(string number)
    {
        var year = new PlanYear(Month.Of(2026, 1));
        var difference = new Difference(
            number, number, 1, year, Month.Of(2026, 1), new Cents(-10_00), new Cents(5_00), Rule.Of(3, 21));
        var csv = Encoding.UTF8.GetString(StatementCsv.Differences([difference]));
        var cells = csv[(csv.IndexOf('\n', StringComparison.Ordinal) + 1)..].Split(',');
        Assert.Equal("'" + number, cells[0].Trim('"'));
        Assert.Equal("'" + number, cells[1].Trim('"'));
        // Amounts stay numbers.
        Assert.Equal(["-10.00", "5.00", "-15.00"], cells[4..7]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_234_56, 100_00)]
    [InlineData(1_234_56, 1_234_56)]
    public void The_waterfall_sums_to_the_surplus_exactly(long largeToDate, long largeMonth)
    {
        var statement = new Statement
        {
            Employer = "acme", PlanYear = new PlanYear(Month.Of(2026, 1)), Month = Month.Of(2026, 2),
            ClosedAt = DateTimeOffset.UnixEpoch, IbnrMethod = UnpaidMethod.AverageDailyPaid,
            Lines =
            [
                Line(LineNames.Deposits, 10_000_00, 20_000_00), Line(LineNames.Paid(Benefit.Medical), 7_000_01, 9_000_03),
                Line(LineNames.Paid(Benefit.Dental), -50_00, 10_00), Line(LineNames.Specific, 100_00, 1_234_56),
                Line(LineNames.Aggregate, 1_00, 2_00), Line(LineNames.Denied, 30_00, 40_00),
                Line(LineNames.Interest, 1_23, 4_56), Line(LineNames.Settlement, -200_00, -300_00),
                Line(LineNames.Transfer, 70_00, 80_00), Line(LineNames.UnpaidNet, -20_00, 3_000_00),
                Line(LineNames.DisabilityReserve, 5_00, 6_00), Line(LineNames.Surplus, 3_169_99, 9_224_53),
            ],
            Fund = new Fund(default, default, default),
        };
        var steps = Waterfall.Steps(statement, new LargeClaims(new Cents(largeMonth), new Cents(largeToDate)));
        Assert.Equal(3_169_99, steps.Sum(step => step.Month.Value));
        Assert.Equal(9_224_53, steps.Sum(step => step.ToDate.Value));
        // The opening balance less a prior deficit: what the others leave of it.
        Assert.Equal(
            (3_169_99 - 300722, 9_224_53 - 896509), (steps[0].Month.Value, steps[0].ToDate.Value));
        Assert.Equal(largeToDate == 0, !steps.Any(step => step.Label.StartsWith("Large claims", StringComparison.Ordinal)));

        static StatementLine Line(string name, long month, long toDate) => new(name, LineUnit.Cents, month, toDate);
    }

    [Fact]
    public void The_first_months_waterfall_names_the_opening_balance_and_the_prior_deficit()
    {
        var steps = Waterfall.Steps(SurplusOf(Month.Of(2026, 1), 600_00, 600_00, opening: 1_000_00), new LargeClaims(default, default));
        Assert.Equal(("Opening balance", 1_000_00L, 1_000_00L), Of(steps[0]));
        Assert.Equal(("Prior deficit", -400_00L, -400_00L), Of(steps[^1]));
        // Later ones are of the year alone.
        steps = Waterfall.Steps(SurplusOf(Month.Of(2026, 2), 0, 600_00, opening: 1_000_00), new LargeClaims(default, default));
        Assert.Equal(("Opening balance", 0L, 1_000_00L), Of(steps[0]));
        Assert.Equal(("Prior deficit", 0L, -400_00L), Of(steps[^1]));

        static (string, long, long) Of(WaterfallStep step) => (step.Label, step.Month.Value, step.ToDate.Value);
    }

    [Theory]
    [InlineData(1, 1, "Surplus")]
    [InlineData(0, 0, "Surplus")]
    [InlineData(-1, -1, "Deficit")]
    [InlineData(1, -1, "Surplus of the month, deficit to date")]
    [InlineData(-1, 1, "Deficit of the month, surplus to date")]
    public void A_gain_is_called_a_surplus(long month, long toDate, string label)
    {
        Assert.Equal(label, StatementSheet.SurplusLabel(month, toDate));
    }

    private static Statement SurplusOf(Month month, long inMonth, long toDate, long opening) => new()
    {
        Employer = "acme", PlanYear = new PlanYear(Month.Of(2026, 1)), Month = month,
        ClosedAt = DateTimeOffset.UnixEpoch, IbnrMethod = UnpaidMethod.AverageDailyPaid,
        Lines =
        [
            .. ((string[])
            [
                LineNames.Deposits, LineNames.Specific, LineNames.Aggregate, LineNames.Denied, LineNames.Recoveries,
                LineNames.Interest, LineNames.Settlement, LineNames.Transfer, LineNames.UnpaidNet,
                LineNames.DisabilityReserve,
            ]).Select(name => new StatementLine(name, LineUnit.Cents, 0, 0)),
            new StatementLine(LineNames.Surplus, LineUnit.Cents, inMonth, toDate),
        ],
        Fund = new Fund(default, default, new Cents(opening)),
    };

    private static void Reckon(Worksheet sheet)
    {
        var rows = sheet.Descendants<Row>().Select(row => row.Elements<Cell>().ToList()).ToList();
        foreach (var (total, cells) in rows.Index())
        foreach (var (column, cell) in cells.Index().Where(cell => cell.Item.CellFormula is not null))
        {
            // SUM(B5:B13)
            var range = cell.CellFormula!.Text[4..^1].Split(':');
            var (first, last) = (int.Parse(range[0][1..], CultureInfo.InvariantCulture), int.Parse(range[1][1..], CultureInfo.InvariantCulture));
            Assert.Equal((char)('A' + column), range[0][0]);
            Assert.Equal(total, last);
            var sum = rows.Skip(first - 1).Take(last - first + 1)
                .Sum(row => decimal.Parse(row[column].CellValue!.Text, CultureInfo.InvariantCulture));
            Assert.Equal(sum, decimal.Parse(cell.CellValue!.Text, CultureInfo.InvariantCulture));
        }
    }

    private async Task<byte[]> BytesAsync()
    {
        using var client = new HttpClient { BaseAddress = served.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", served.Keys["read"]);
        client.DefaultRequestHeaders.Accept.ParseAdd(Workbook);
        return await client.GetByteArrayAsync(new Uri(Route, UriKind.Relative));
    }
}
