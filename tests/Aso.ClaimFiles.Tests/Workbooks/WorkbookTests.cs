using System.IO.Compression;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;

namespace Aso.ClaimFiles.Tests.Workbooks;

/// <summary>The first sheet of a workbook is read as its CSV twin is.</summary>
public sealed class WorkbookTests
{
    private const string Csv = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,authorization\n"
        + "C1,1,medical,M-1,2026-01-05,10,\nC1,2,medical,M-1,2026-01-06,12.10,A1\nC2,1,dental,M-2,2026-02-01,7,\n";

    private const string Head =
        "<row r=\"1\">" + "<c r=\"A1\" t=\"inlineStr\"><is><t>claimNumber</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>lineNumber</t></is></c>"
        + "<c r=\"C1\" t=\"inlineStr\"><is><t>benefit</t></is></c><c r=\"D1\" t=\"inlineStr\"><is><t>memberId</t></is></c>"
        + "<c r=\"E1\" t=\"inlineStr\"><is><t>serviceFrom</t></is></c><c r=\"F1\" t=\"inlineStr\"><is><t>charge</t></is></c></row>";

    private static string Row(
        int row, string charge = "<v>10</v>", string date = "s=\"1\"><v>46027</v>", string member = "t=\"str\"><v>M-1</v>") =>
        $"<row r=\"{row}\"><c r=\"A{row}\" t=\"str\"><f>A1</f><v>C{row}</v></c><c r=\"B{row}\"><v>1</v></c>"
        + $"<c r=\"C{row}\" t=\"inlineStr\"><is><r><t>med</t></r><r><t xml:space=\"preserve\">ical</t></r><rPh sb=\"0\"><t>x</t></rPh></is></c>"
        + $"<c r=\"D{row}\" {member}</c><c r=\"E{row}\" {date}</c><c r=\"F{row}\" s=\"4\">{charge}</c></row>";

    [Fact]
    public async Task A_workbook_gives_the_claims_of_its_CSV_twin()
    {
        var expected = (await Collected.ReadAsync(Csv)).Claims.Select(Reading.Show).ToList();
        var workbook = Sheets.OfCsv(Csv);
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("march/claims.xlsx").Open();
            entry.Write(workbook);
        }

        foreach (var content in new[] { workbook, zip.ToArray() })
        {
            var read = await Collected.ReadAsync(new DrippingStream(content, 1000));

            Assert.Equal(expected, read.Claims.Select(Reading.Show));
            Assert.Equal(FileOutcome.Accepted, read.Report.Outcome);
            Assert.Contains("xlsx", read.Report.Formats);
            Assert.Equal([2L, 4L], read.Positions.Select(position => position.Value));
        }
    }

    [Theory]
    [InlineData("12.1", 12_10)]
    [InlineData("12.100000000000001", 12_10)]
    [InlineData("12.099999999999998", 12_10)]
    [InlineData("1.21E1", 12_10)]
    [InlineData("1234567.8899999999", 1234567_89)]
    [InlineData("0", 0)]
    public async Task An_amount_is_its_exact_decimal(string value, long cents)
    {
        var read = await Collected.ReadAsync(Sheets.Make(Head + Row(2, $"<v>{value}</v>")));

        Assert.Equal(new Cents(cents), read.Claims.Single().Charge);
    }

    [Theory]
    [InlineData("12.345")]
    [InlineData("12.10001")]
    [InlineData("1E300")]
    public async Task What_is_no_amount_of_cents_is_refused(string value)
    {
        var read = await Collected.ReadAsync(Sheets.Make(Head + Row(2, $"<v>{value}</v>")));

        Assert.Equal("charge", Assert.Single(read.Rejections).Field);
    }

    [Theory]
    [InlineData("s=\"1\"><v>46027</v>", "2026-01-05")]
    [InlineData("s=\"2\"><v>46027.999988425923</v>", "2026-01-05")]
    [InlineData("t=\"d\"><v>2026-01-05T00:00:00</v>", "2026-01-05")]
    [InlineData("t=\"str\"><v>2026-01-05</v>", "2026-01-05")]
    [InlineData("t=\"str\"><v>1/25/2026</v>", "2026-01-25")]
    [InlineData("><v>20260105</v>", "2026-01-05")]
    [InlineData("s=\"1\"><v>61</v>", "1900-03-01")]
    [InlineData("s=\"1\"><v>59</v>", "1900-02-28")]
    [InlineData("><v>46027</v>", null)]
    [InlineData("s=\"1\"><v>60</v>", null)]
    [InlineData("s=\"1\"><v>0.5</v>", null)]
    [InlineData("t=\"e\"><v>#REF!</v>", null)]
    public async Task A_date_is_the_day_that_its_format_shows(string cell, string? expected)
    {
        var read = await Collected.ReadAsync(Sheets.Make(Head + Row(2, date: cell)));

        Assert.Equal(expected, read.Claims.SingleOrDefault()?.Lines[0].ServiceFrom.ToString("O"));
        if (expected is null) Assert.Equal("serviceFrom", Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task A_workbook_from_a_Mac_counts_its_days_from_1904()
    {
        var read = await Collected.ReadAsync(
            Sheets.Make(Head + Row(2, date: "s=\"1\"><v>44565</v>"), properties: "<workbookPr date1904=\"1\"/>"));

        Assert.Equal(new DateOnly(2026, 1, 5), read.Claims.Single().Lines[0].ServiceFrom);
    }

    [Theory]
    [InlineData("><v>123</v>", "123")]
    [InlineData("s=\"3\"><v>123</v>", "000123")]
    [InlineData("><v>123456789012345</v>", "123456789012345")]
    [InlineData("><v>1.23456789012E+11</v>", "123456789012")]
    [InlineData("><v>1234567890123450</v>", null)]
    [InlineData("><v>1.2345678901234501E+17</v>", null)]
    public async Task A_number_keeps_its_digits_or_is_refused(string cell, string? expected)
    {
        var read = await Collected.ReadAsync(Sheets.Make(Head + Row(2, member: cell)));

        Assert.Equal(expected, read.Claims.SingleOrDefault()?.MemberId);
        if (expected is not null) return;
        Assert.Equal("memberId", Assert.Single(read.Rejections).Field);
        Assert.Contains("scientific notation", read.Rejections[0].Expected);
    }

    [Fact]
    public async Task Rows_are_cited_by_their_numbers_and_empty_ones_are_passed()
    {
        var read = await Collected.ReadAsync(Sheets.Make(
            Head.Replace("r=\"1\"", "r=\"3\"").Replace("1\" t", "3\" t") + Row(7) + "<row r=\"8\"/>" + Row(9, "<v>x</v>")));

        Assert.Equal(7, Assert.Single(read.Positions).Value);
        Assert.Equal(9, Assert.Single(read.Rejections).At.Value);
    }

    [Fact]
    public async Task The_first_sheet_that_is_shown_is_read_and_others_are_remarked_on()
    {
        var read = await Collected.ReadAsync(Sheets.Make(
            Head + Row(2), sheets: "<sheet name=\"Codes\" state=\"hidden\" r:id=\"rId4\"/><sheet name=\"A\" r:id=\"rId1\"/>"));

        Assert.Single(read.Claims);
        Assert.Contains(read.Report.Remarks, remark => remark.Text.StartsWith("only the first sheet", StringComparison.Ordinal));
        var empty = await Collected.ReadAsync(Sheets.Make(
            Head + Row(2), sheets: "<sheet name=\"Codes\" r:id=\"rId4\"/><sheet name=\"A\" r:id=\"rId1\"/>"));
        Assert.StartsWith("an Excel workbook whose first sheet is no table", empty.Report.QuarantineReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<row r=\"3\"/><row r=\"2\"/>")]
    [InlineData("<row r=\"9999999\"/>")]
    [InlineData("<row r=\"3\"><c r=\"A3\" t=\"s\"><v>7</v></c></row>")]
    [InlineData("<row r=\"3\"><c r=\"A3\"")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><row r=\"3\"><c><v>&a;</v></c></row>")]
    public async Task What_stands_before_the_damage_is_taken(string damage)
    {
        var read = await Collected.ReadAsync(Sheets.Make(Head + Row(2) + damage));

        Assert.Equal((1, FileOutcome.Partial), (read.Claims.Count, read.Report.Outcome));
    }

    [Fact]
    public async Task A_cell_or_a_tag_without_end_is_not_held_in_memory()
    {
        var cell = Sheets.Make(Head + Row(2) + $"<row r=\"3\"><c r=\"A3\" t=\"str\"><v>{new string('x', 70_000)}</v></c></row>");
        var attribute = Sheets.Make(Head + Row(2) + $"<row r=\"3\" x=\"{new string('x', 2 << 20)}\"/>");
        foreach (var file in new[] { cell, attribute })
        {
            var read = await Collected.ReadAsync(file);

            Assert.Equal((1, FileOutcome.Partial), (read.Claims.Count, read.Report.Outcome));
            Assert.Contains(read.Report.Remarks, remark => remark.Text.EndsWith("too long", StringComparison.Ordinal)
                || remark.Text.EndsWith("too long for a cell", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Enrollment_is_read_from_a_workbook_too()
    {
        var rows = new CollectedRows();
        var report = await EnrollmentFile.ReadAsync(
            new MemoryStream(Sheets.OfCsv(
                "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n"
                + "S-1,M-1,self,1980-02-03,family,medical;dental,2026-01-01,,52000\n")),
            Reading.Options, rows);

        Assert.Equal((1, FileOutcome.Accepted), (rows.Rows.Count, report.Outcome));
    }
}
