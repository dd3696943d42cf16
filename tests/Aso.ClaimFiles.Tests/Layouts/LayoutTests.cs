using System.Text;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;

namespace Aso.ClaimFiles.Tests.Layouts;

/// <summary>Files that are laid out as a TPA likes, read by the employer's layout.</summary>
public sealed class LayoutTests
{
    /// <summary>Every field.</summary>
    public const string Full = """
        { "container": "claims", "files": ["tpa/*.txt", "**/paid?.csv"], "delimiter": ";", "header": true, "skipLines": 1,
          "dates": "MM/dd/yyyy", "decimalMark": ",", "impliedDecimals": 2, "currencySigns": ["€", "EUR"], "empty": ["-", "none"],
          "columns": {
            "claimNumber": { "header": "Claim #" },
            "memberId": { "position": 3 },
            "network": { "header": "Par", "values": { "INN": "in", "": "out" } },
            "received": { "dates": "yyyyMMdd" },
            "benefit": { "value": "medical" } } }
        """;

    public static Layout Layout(string document)
    {
        var reading = LayoutDocument.Read(Encoding.UTF8.GetBytes(document));
        Assert.True(reading.Problems.Count == 0, string.Join("; ", reading.Problems));
        return reading.Value!;
    }

    private static Task<Collected> ReadAsync(string document, string content) =>
        Collected.ReadAsync(content, Reading.Options with { Layout = Layout(document) });

    [Fact]
    public async Task Their_headers_dates_amounts_words_and_values_become_ours()
    {
        var read = await ReadAsync(
            """
            { "container": "claims", "files": ["*"], "dates": "MM/dd/yyyy", "decimalMark": ",", "currencySigns": ["€"],
              "empty": ["none"],
              "columns": {
                "claimNumber": { "header": "Claim #" }, "lineNumber": { "header": "Seq" }, "memberId": { "header": "Member ID" },
                "serviceFrom": { "header": "DOS" }, "charge": { "header": "Billed" }, "allowed": { "header": "Allowed Amt" },
                "network": { "header": "Par", "values": { "Y": "in", "n": "out", "": "in" } },
                "received": { "header": "Recd", "dates": "yyyyMMdd" },
                "benefit": { "value": "medical" } } }
            """,
            "Paid claims of March\n"
            + "Claim #;Seq;Member ID;DOS;Billed;Allowed Amt;Par;Recd;procedure;Patient\n"
            + "C1;1;M-1;03/04/2026;€ 1.234,5;1.000,00;N;20260401;99213;x\n"
            + "C1;2;M-1;3/5/2026;10,00;none;;20260401;99214;x\n"
            + "C2;1;M-2;03/06/2026;7;5,25;y;none;;\n");

        Assert.Empty(read.Rejections);
        Assert.Equal(["C1", "C2"], read.Claims.Select(claim => claim.ClaimNumber));
        var (first, second) = (read.Claims[0].Lines[0], read.Claims[0].Lines[1]);
        Assert.Equal(
            (new DateOnly(2026, 3, 4), new Cents(1234_50), new Cents(1000_00), false, "99213"),
            (first.ServiceFrom, first.Charge, first.Allowed!.Value, first.InNetwork, first.Procedure));
        Assert.Equal((new DateOnly(2026, 3, 5), null, true), (second.ServiceFrom, second.Allowed, second.InNetwork));
        Assert.Equal(new DateOnly(2026, 4, 1), read.Claims[0].Received);
        Assert.Equal((Reading.Options.BusinessDate, new Cents(7_00)), (read.Claims[1].Received, read.Claims[1].Charge));
        Assert.Equal(3, read.Positions[0].Value);
        Assert.Empty(read.Report.Remarks);
    }

    [Fact]
    public async Task Columns_at_fixed_places_are_read()
    {
        var read = await ReadAsync(
            Mutants.FixedLayout,
            "HEADER 20260401\n"
            + "C1    01M-1     2026030400001234500000000\n"
            + "C1    02M-\"2\"   20260305000000005\n"
            + "C2    01Müller  2026030600000070020260310\r\n"
            + "C3    01M-3     20263006000000700\n");

        Assert.Equal(["C2"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal(("Müller", new Cents(7_00), new DateOnly(2026, 3, 10)),
            (read.Claims[0].MemberId, read.Claims[0].Charge, read.Claims[0].PaidDate!.Value));
        Assert.Equal(["memberId line 3", "serviceFrom line 5"], read.Rejections.Select(one => $"{one.Field} {one.FaultAt}"));
        Assert.Equal("a date as yyyyMMdd, as the layout says", read.Rejections[1].Expected);
        Assert.Equal(new Cents(123_50), read.Rejections[0].Charge);
    }

    [Fact]
    public async Task A_last_line_that_ends_inside_a_column_is_cut()
    {
        var read = await ReadAsync(Mutants.FixedLayout, "HEADER\nC1    01M-1     20260304000012345\nC2    01M-1     202603040000");

        Assert.Equal("C1", Assert.Single(read.Claims).ClaimNumber);
        Assert.Equal("row", Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task Columns_by_position_are_read_without_a_header()
    {
        var read = await ReadAsync(
            """
            { "container": "claims", "files": ["*"], "header": false, "delimiter": "|",
              "columns": {
                "claimNumber": { "position": 2 }, "lineNumber": { "position": 3 }, "memberId": { "position": 1 },
                "serviceFrom": { "position": 5 }, "charge": { "position": 4 }, "benefit": { "value": "dental" } } }
            """,
            "M-1|C1|1|10.00|2026-03-04|more|and more\nM-1|C1|2|5.00|2026-03-04|\"a|b\"|\nM-1|C2|1|5.00|2026-03-04|||too many\n");

        Assert.Equal((2, Benefit.Dental), (read.Claims.Single().Lines.Count, read.Claims.Single().Benefit));
        Assert.Equal(("C2", "row"), (read.Rejections.Single().ClaimNumber, read.Rejections.Single().Field));
    }

    [Fact]
    public async Task A_header_that_the_layout_names_and_the_file_lacks_is_told()
    {
        var read = await ReadAsync(
            """
            { "container": "claims", "files": ["*"],
              "columns": { "claimNumber": { "header": "Claim #" }, "memberId": { "header": "Member" } } }
            """,
            "Claim #,Person\nC1,M1\n");

        Assert.Equal(
            "the layout reads memberId under the header Member, which the file does not have", read.Report.QuarantineReason);
    }

    [Fact]
    public async Task A_date_form_decides_what_would_be_two_days()
    {
        const string rows = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\nC1,1,medical,M1,04/03/2026,1\n";
        var european = await ReadAsync("""{ "container": "claims", "files": ["*"], "dates": "dd/MM/yyyy" }""", rows);
        var american = await ReadAsync("""{ "container": "claims", "files": ["*"], "dates": "MM/dd/yyyy HH:mm:ss" }""", rows);

        Assert.Equal(new DateOnly(2026, 3, 4), european.Claims.Single().Lines[0].ServiceFrom);
        Assert.Equal(new DateOnly(2026, 4, 3), american.Claims.Single().Lines[0].ServiceFrom);
    }

    [Theory]
    [InlineData("MM/dd/yyyy", "3/4/2026", "2026-03-04")]
    [InlineData("MM/dd/yyyy", "13/04/2026", null)]
    [InlineData("MM/dd/yyyy", "03/04/26", null)]
    [InlineData("dd-MMM-yyyy", "04-mar-2026", "2026-03-04")]
    [InlineData("dd-MMM-yyyy", "04-mrz-2026", null)]
    [InlineData("ddMMyyyy", "04032026", "2026-03-04")]
    [InlineData("ddMMyyyy", "4032026", null)]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-03-04 10:11:12", "2026-03-04")]
    public async Task A_date_is_read_by_its_form(string form, string date, string? expected)
    {
        var read = await ReadAsync(
            $$"""{ "container": "claims", "files": ["*"], "columns": { "serviceFrom": { "dates": "{{form}}" } } }""",
            $"claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\nC1,1,medical,M1,{date},1\n");

        Assert.Equal(expected, read.Claims.SingleOrDefault()?.Lines[0].ServiceFrom.ToString("O"));
    }

    [Fact]
    public async Task Relationships_of_an_enrollment_are_translated()
    {
        var rows = new CollectedRows();
        var report = await EnrollmentFile.ReadAsync(
            new MemoryStream("SSN;ID;Rel;From\nS1;M1;EE;01/01/2026\nS1;M2;SP;01/02/2026\nS1;M3;?;01/02/2026\n"u8.ToArray()),
            Reading.Options with
            {
                Layout = Layout("""
                    { "container": "enrollment", "files": ["*"], "dates": "MM/dd/yyyy",
                      "columns": { "subscriberId": { "header": "SSN" }, "memberId": { "header": "ID" },
                        "relationship": { "header": "Rel", "values": { "EE": "self", "SP": "spouse" } },
                        "effective": { "header": "From" }, "benefits": { "value": "medical;dental" } } }
                    """),
            },
            rows);

        Assert.Equal(
            [(Relationship.Self, new DateOnly(2026, 1, 1)), (Relationship.Spouse, new DateOnly(2026, 1, 2))],
            rows.Rows.Select(row => (row.Relationship, row.Effective)));
        Assert.Equal("relationship", Assert.Single(report.Rejections).Field);
    }

    [Theory]
    [InlineData("claims", "tpa/a.txt", true)]
    [InlineData("claims", "tpa/sub/a.txt", false)]
    [InlineData("claims", "x/y/paid1.csv", true)]
    [InlineData("claims", "paid12.csv", false)]
    [InlineData("enrollment", "tpa/a.txt", false)]
    public void A_layout_holds_the_files_that_it_names(string container, string path, bool expected) =>
        Assert.Equal(expected, Layout(Full).Holds(container, path));

    [Fact]
    public void What_is_written_is_read_again()
    {
        var written = LayoutDocument.Write(Layout(Full));

        Assert.Equal(written, LayoutDocument.Write(LayoutDocument.Read(written).Value!));
        Assert.Equal(
            JsonNode.Parse(Full)!.AsObject().Select(field => field.Key), JsonNode.Parse(written)!.AsObject().Select(field => field.Key));
    }

    [Theory]
    [InlineData("""{ "files": ["*"] }""", "$.container")]
    [InlineData("""{ "container": "plans", "files": ["*"] }""", "$.container")]
    [InlineData("""{ "container": "claims" }""", "$.files")]
    [InlineData("""{ "container": "claims", "files": [] }""", "$.files")]
    [InlineData("""{ "container": "claims", "files": ["/a"] }""", "$.files[0]")]
    [InlineData("""{ "container": "claims", "files": ["*"], "dates": "MM/dd/yy" }""", "$.dates")]
    [InlineData("""{ "container": "claims", "files": ["*"], "dates": "MMdd" }""", "$.dates")]
    [InlineData("""{ "container": "claims", "files": ["*"], "dates": "MM//dd/yyyy" }""", "$.dates")]
    [InlineData("""{ "container": "claims", "files": ["*"], "delimiter": "a" }""", "$.delimiter")]
    [InlineData("""{ "container": "claims", "files": ["*"], "dateForm": "a" }""", "$.dateForm")]
    [InlineData("""{ "container": "claims", "files": ["*"], "header": false }""", "$.columns")]
    [InlineData("""{ "container": "claims", "files": ["*"], "columns": { "salary": {} } }""", "$.columns.salary")]
    [InlineData(
        """{ "container": "claims", "files": ["*"], "columns": { "charge": { "header": "a", "position": 1 } } }""", "$.columns.charge")]
    [InlineData(
        """{ "container": "claims", "files": ["*"], "header": false, "columns": { "charge": { "start": 1 } } }""",
        "$.columns.charge.length")]
    [InlineData(
        """{ "container": "claims", "files": ["*"], "columns": { "charge": { "start": 1, "length": 2 } } }""", "$.header")]
    [InlineData(
        """{ "container": "claims", "files": ["*"], "columns": { "network": { "values": { "A": "in", "a": "out" } } } }""",
        "$.columns.network.values.a")]
    public void A_layout_with_an_error_is_refused_with_its_path(string document, string path)
    {
        var reading = LayoutDocument.Read(Encoding.UTF8.GetBytes(document));

        Assert.Null(reading.Value);
        Assert.Equal(path, Assert.Single(reading.Problems).Path);
    }

    [Fact]
    public void The_schema_and_the_written_document_have_the_same_fields()
    {
        var schema = JsonNode.Parse(LayoutDocument.Schema())!;
        var written = JsonNode.Parse(LayoutDocument.Write(Layout(Full)))!;
        Assert.Equal(Fields(schema), written.AsObject().Select(field => field.Key).Order());
        var column = Fields(schema["$defs"]!["column"]!);
        Assert.Equal(
            column.Append("").Order(),
            written["columns"]!.AsObject().SelectMany(one => one.Value!.AsObject().Select(field => field.Key))
                .Concat(["start", "length", ""]).Distinct().Order());
        Assert.Equal(
            schema["required"]!.AsArray().Select(name => (string)name!),
            LayoutDocument.Read("{}"u8.ToArray()).Problems.Select(problem => problem.Path[2..]));
        // Defaults are those of a document that says nothing.
        var least = JsonNode.Parse(LayoutDocument.Write(Layout("""{ "container": "claims", "files": ["*"] }""")))!;
        foreach (var (name, says) in schema["properties"]!.AsObject())
            if (says!["default"] is { } value) Assert.True(JsonNode.DeepEquals(value, least[name]), name);
    }

    private static IEnumerable<string> Fields(JsonNode schema) =>
        schema["properties"]!.AsObject().Select(field => field.Key).Order();
}
