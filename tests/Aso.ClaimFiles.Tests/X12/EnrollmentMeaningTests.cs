using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;
using Aso.ClaimFiles.Tests.PlanDocuments;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>What an 834 means: tiers, codes of the plan, ends, and loops that change nothing.</summary>
public sealed class EnrollmentMeaningTests
{
    private static readonly EnrollmentRow Family = new()
    {
        SubscriberId = "S1",
        MemberId = "M1",
        Tier = "family",
        Benefits = BenefitSet.Of([Benefit.Medical]),
        Effective = new DateOnly(2026, 1, 1),
        BirthDate = new DateOnly(1980, 1, 1),
    };

    /// <summary>Levels of medical and dental: the row's tier, and what differs from it.</summary>
    [Theory]
    [InlineData("FAM", "EMP", "family", "dental=single")]
    [InlineData("EMP", "FAM", "family", "medical=single")]
    [InlineData("EMP", "EMP", "single", null)]
    [InlineData("FAM", "FAM", "family", null)]
    [InlineData("EMP", "", "single", null)]
    [InlineData("", "FAM", "family", null)]
    [InlineData("", "", null, null)]
    public async Task The_tier_is_the_widest_of_all_coverages(
        string medical, string dental, string? tier, string? others)
    {
        var read = await ReadAsync(Loop(
            "021", $"HD*021**HLT**{medical}~DTP*348*D8*20260101~HD*021**DEN**{dental}~DTP*348*D8*20260101~"));

        var row = Assert.Single(read.Rows);
        Assert.Equal((tier, others), (row.Tier, row.BenefitTiers?.ToString()));
        Assert.Equal((medical, dental) switch { ("", "") => 2, ("", _) or (_, "") => 1, _ => 0 },
            read.Report.Remarks.Count(remark => remark.Field == "HD05"));
    }

    [Fact]
    public async Task Each_row_has_the_tiers_of_the_coverages_of_its_days()
    {
        var read = await ReadAsync(Loop("021", "HD*021**HLT**EMP~DTP*348*D8*20260101~"
            + "HD*021**DEN**FAM~DTP*348*D8*20260301~DTP*349*D8*20260630~"));

        Assert.Equal(["single ", "family medical=single", "single "],
            read.Rows.Select(row => $"{row.Tier} {row.BenefitTiers}"));
    }

    [Fact]
    public async Task A_changed_level_of_one_coverage_leaves_that_of_the_others()
    {
        var both = Family with { Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Dental]) };
        var read = await ReadAsync(Loop("001", "HD*001**HLT**EMP~DTP*348*D8*20260401~"), both);

        Assert.Equal(("family", "medical=single"), (read.Rows.Single().Tier, $"{read.Rows.Single().BenefitTiers}"));
    }

    [Theory]
    [InlineData("HD*024**HLT**EMP~DTP*349*D8*20260331~")]
    [InlineData("HD*001**DEN**~DTP*348*D8*20260401~")]
    public async Task An_ended_coverage_and_one_without_level_keep_the_tier(string coverage)
    {
        var both = Family with { Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Dental]) };
        var read = await ReadAsync(Loop("001", coverage), both);

        Assert.All(read.Rows, row => Assert.Equal(("family", null), (row.Tier, row.BenefitTiers)));
    }

    [Theory]
    [InlineData("030")]
    [InlineData("021")]
    [InlineData("001")]
    public async Task Where_no_level_is_said_the_tier_that_is_known_is_kept(string maintenance)
    {
        var read = await ReadAsync(Loop(maintenance, "HD*030**HLT~DTP*348*D8*20260501~"), Family);

        Assert.Equal("family", read.Rows.Single().Tier);
        Assert.Equal("HD05", Assert.Single(read.Report.Remarks).Field);
    }

    [Fact]
    public async Task Who_is_reinstated_has_the_tier_and_birth_date_of_before()
    {
        var read = await ReadAsync(
            Loop("025", "DTP*356*D8*20260501~"), Family with { Termination = new DateOnly(2026, 3, 1) });

        Assert.Equal(("family", Family.BirthDate), (read.Rows.Single().Tier, read.Rows.Single().BirthDate));
    }

    [Fact]
    public async Task The_plan_of_the_day_says_what_codes_mean()
    {
        var plans = new[]
        {
            Plan("2026-01-01", """{ "tiers": { "ESP": "couple", "FAM": "family" }, "coverages": { "AH": "medical" }}"""),
            Plan("2027-01-01", """{ "tiers": { "ESP": "family" } }"""),
        };
        var options = Reading.Options with { Codes = new CoverageCodes(plans) };
        foreach (var (day, line, level, expected) in new[]
            {
                ("20260401", "AH", "ESP", "Medical couple"), ("20260401", "HLT", "EMP", "Medical single"),
                ("20260401", "HLT", "FAM", "Medical family"), ("20260401", "HLT", "ECH", "Medical family"),
                ("20270401", "HLT", "ESP", "Medical family"), ("20280401", "HLT", "ESP", "Medical family"),
            })
        {
            var read = await ReadAsync(Loop("021", $"HD*021**{line}**{level}~DTP*348*D8*{day}~"), options);
            var row = read.Rows.Single();
            Assert.Equal(expected, $"{string.Join('+', row.Benefits.Members)} {row.Tier}");
        }

        Assert.Equal("HD03", Assert.Single(
            (await ReadAsync(Loop("021", "HD*021**AH**ESP~DTP*348*D8*20270401~"), options)).Rejections).Field);
    }

    [Fact]
    public async Task A_level_of_no_tier_of_the_plan_is_remarked_and_gives_none()
    {
        var plan = Least("""["single"]""", "{}");
        var read = await ReadAsync(Loop("021", "HD*021**HLT**FAM~DTP*348*D8*20260401~"),
            Reading.Options with { Codes = new CoverageCodes([plan]) });

        Assert.Null(read.Rows.Single().Tier);
        Assert.Equal("HD05", Assert.Single(read.Report.Remarks).Field);
    }

    [Fact]
    public async Task A_coverage_that_the_plan_does_not_offer_is_remarked_and_widens_no_tier()
    {
        var options = Reading.Options with { Codes = new CoverageCodes([Plan("2026-01-01", "{}")]) };
        var read = await ReadAsync(Loop(
            "021", "HD*021**HLT**EMP~DTP*348*D8*20260401~HD*021**VIS**FAM~DTP*348*D8*20260401~"), options);

        Assert.Equal(("single", null), (read.Rows.Single().Tier, read.Rows.Single().BenefitTiers));
        Assert.Equal("HD03", Assert.Single(read.Report.Remarks).Field);
    }

    [Fact]
    public async Task Vision_alone_for_a_plan_without_vision_is_written_and_remarked()
    {
        var options = Reading.Options with { Codes = new CoverageCodes([Plan("2026-01-01", "{}")]) };
        var read = await ReadAsync(Loop("021", "HD*021**VIS**EMP~DTP*348*D8*20260401~"), options);

        var row = Assert.Single(read.Rows);
        Assert.Equal(Benefit.Vision, Assert.Single(row.Benefits.Members));
        Assert.Equal(("single", new DateOnly(2026, 4, 1)), (row.Tier, row.Effective));
        var remark = Assert.Single(read.Report.Remarks, one => one.Field == "HD03");
        Assert.Contains("vision", remark.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((1, 0), (read.Report.Accepted, read.Report.Rejected));
    }

    [Theory]
    [InlineData("SE*8*0001", "SE*9*0001")]
    [InlineData("SE*8*0001", "SE*8*0002")]
    [InlineData("GE*1*1", "GE*2*1")]
    [InlineData("IEA*1*000000001", "IEA*1*000000002")]
    [InlineData("GE*1*1~IEA*1*000000001~", "")]
    [InlineData("ST*834*0001*005010X220A1~", "")]
    public async Task Strict_rejects_a_transaction_with_errors_in_its_envelope(string from, string to)
    {
        var right = Loop("021", "HD*021**HLT**EMP~DTP*348*D8*20260401~");
        var wrong = right.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(right, wrong);
        var strict = Reading.Options with { Strict = true };

        Assert.Single((await ReadAsync(right, strict)).Rows);
        Assert.Single((await ReadAsync(wrong, Reading.Options)).Rows);
        var read = await ReadAsync(wrong, strict);
        Assert.Empty(read.Rows);
        Assert.Equal(("ST", "a transaction without errors in its envelope (strict)"),
            (read.Rejections.Single().Field, read.Rejections.Single().Expected));
        Assert.True(Assert.Single(Assert.Single(Assert.Single(read.Report.Interchanges).Groups).Transactions).Rejected);
    }

    [Fact]
    public async Task Strict_takes_the_transaction_beside_it()
    {
        string Transaction(string control, string member) => Envelopes.Transaction("834", control, "005010X220A1",
            "BGN*00*1*20260101*1200****2~" + Member("021", "HD*021**HLT**EMP~DTP*348*D8*20260401~")
                .Replace("*M1~", $"*{member}~", StringComparison.Ordinal));

        var read = await ReadAsync(
            Envelopes.Interchange("BE", "005010X220A1",
                Transaction("0001", "A"), Transaction("0002", "B").Replace("SE*", "SE*9", StringComparison.Ordinal),
                Transaction("0003", "C")),
            Reading.Options with { Strict = true });

        Assert.Equal(["A", "C"], read.Rows.Select(row => row.MemberId));
        Assert.Single(read.Rejections);
    }

    /// <summary>What is known, the loop, and what becomes of it.</summary>
    [Theory]
    [InlineData("", "001", "DTP*303*D8*20260301~", "rejected INS03")]
    [InlineData("", "001", "DMG*D8*19800101*F~", "rejected INS03")]
    [InlineData("", "001", "DTP*357*D8*20260930~", "rejected INS03")]
    [InlineData("", "xyz", "", "rejected INS03")]
    [InlineData("", "001", "HD*001**HLT**FAM~DTP*348*D8*20260401~", "1 row, INS03")]
    [InlineData("", "024", "DTP*357*D8*20260930~", "1 row, INS03")]
    [InlineData("", "025", "DTP*356*D8*20260930~", "rejected HD")]
    [InlineData("", "021", "HD*021**XYZ**EMP~DTP*348*D8*20260101~", "rejected HD03")]
    [InlineData("M1", "030", "HD*030**XYZ**EMP~DTP*348*D8*20260101~", "rejected HD03")]
    [InlineData("M1", "001", "DTP*303*D8*20260301~", "1 row, INS unchanged")]
    [InlineData("M1", "001", "DTP*337*D8*20260301~", "1 row, INS unchanged")]
    [InlineData("M1", "001", "DMG*D8*19800101*F~", "1 row, INS unchanged")]
    [InlineData("M1", "001", "DMG*D8*19810101*F~", "1 row")]
    [InlineData("M1", "001", "DTP*357*D8*20260930~", "1 row")]
    [InlineData("M1", "001", "DTP*341*D8*20260930~", "1 row")]
    [InlineData("M1", "001", "HD*001**HLT**FAM~DTP*348*D8*20260101~", "1 row, INS unchanged")]
    [InlineData("M1", "021", "HD*021**HLT**FAM~DTP*348*D8*20260101~", "1 row")]
    public async Task A_loop_that_writes_or_changes_nothing_is_not_called_taken(
        string known, string maintenance, string rest, string expected)
    {
        var read = await ReadAsync(Loop(maintenance, rest), known.Length == 0 ? [] : [Family]);

        var report = read.Report;
        Assert.Equal(1, report.Accepted + report.Rejected);
        var seen = report.Rejected == 1 ? $"rejected {read.Rejections.Single().Field}"
            : string.Join(", ", new[] { $"{read.Rows.Count} row" }.Concat(
                report.Remarks.Select(remark => remark.Field)))
                + (report.Unchanged > 0 ? " unchanged" : "");
        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task What_an_earlier_loop_of_the_file_said_is_known()
    {
        var read = await ReadAsync(Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction(
            "834", "0001", "005010X220A1", "BGN*00*1*20260101*1200****2~"
            + Member("021", "HD*021**HLT**FAM~DTP*348*D8*20260101~")
            + Member("001", "HD*001**DEN**EMP~DTP*348*D8*20260301~")
            + Member("001", "DMG*D8*19810101*F~"))));

        Assert.Equal(3, read.Report.Accepted);
        Assert.Empty(read.Report.Remarks);
        Assert.Equal(
            ["2026-01-01 Medical family ", "2026-03-01 Medical+Dental family dental=single"],
            read.Rows[^2..].Select(row => $"{row.Effective:yyyy-MM-dd} {string.Join('+', row.Benefits.Members)}"
                + $" {row.Tier} {row.BenefitTiers}"));
    }

    [Fact]
    public async Task Dates_that_nothing_is_read_from_are_named_where_nothing_changes()
    {
        var read = await ReadAsync(Loop("001", "DTP*337*D8*20260301~DTP*336*D8*20200301~"), Family);

        Assert.Contains("nothing is read from DTP*337, DTP*336", Assert.Single(read.Report.Remarks).Text,
            StringComparison.Ordinal);
    }

    /// <summary>Begin and end of the row that is written.</summary>
    [Theory]
    [InlineData("DTP*341*D8*20260930~HD*001**HLT**FAM~DTP*348*D8*20260401~", "2026-04-01 2026-10-01")]
    [InlineData("HD*001**HLT**FAM~DTP*348*D8*20260401~DTP*341*D8*20260930~", "2026-04-01 2026-10-01")]
    [InlineData("DTP*357*D8*20260831~DTP*341*D8*20260930~HD*001**HLT~DTP*348*D8*20260401~", "2026-04-01 2026-09-01")]
    [InlineData("DTP*341*D8*20260930~HD*001**HLT~DTP*348*D8*20260401~DTP*349*D8*20260531~", "2026-04-01 2026-06-01")]
    [InlineData("DTP*340*D8*20260401~HD*001**HLT**FAM~", "2026-04-01 ")]
    [InlineData("DTP*340*D8*20260401~DTP*303*D8*20260301~HD*001**HLT**FAM~", "2026-04-01 ")]
    [InlineData("HD*001**HLT**FAM~DTP*348*RD8*20260401-20260630~", "2026-04-01 2026-07-01")]
    public async Task The_end_of_COBRA_ends_coverage_and_its_begin_begins_it(string rest, string expected)
    {
        var read = await ReadAsync(Loop("021", rest.Replace("HD*001", "HD*021", StringComparison.Ordinal)));

        Assert.Equal(expected, string.Join("; ", read.Rows.Select(row =>
            $"{row.Effective:yyyy-MM-dd} {row.Termination:yyyy-MM-dd}")));
    }

    [Fact]
    public async Task A_date_whose_qualifier_disagrees_is_read_by_its_value_with_a_remark()
    {
        var read = await ReadAsync(Loop("021", "HD*021**HLT**FAM~DTP*348*RD8*20260401~"));

        Assert.Equal(new DateOnly(2026, 4, 1), read.Rows.Single().Effective);
        Assert.Equal("DTP*348 DTP02", Assert.Single(read.Report.Remarks).Field);
    }

    [Fact]
    public async Task An_unreadable_date_is_named_with_its_qualifier()
    {
        var read = await ReadAsync(Loop("021", "HD*021**HLT**FAM~DTP*348*D8*20261301~"));

        Assert.Equal("DTP*348 DTP03", Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task A_full_file_says_that_nobody_could_be_asked_whom_it_does_not_name()
    {
        var read = await ReadAsync(
            Loop("030", "HD*030**HLT**FAM~DTP*348*D8*20260401~").Replace("****2~", "****4~", StringComparison.Ordinal));

        Assert.Null(read.Report.NoLongerNamed);
        Assert.Equal("BGN08", Assert.Single(read.Report.Remarks).Field);
    }

    [SharedTheory]
    [InlineData("e22-001-unknown.834", 0)]
    [InlineData("e24-cobra-end.834", 1)]
    public async Task The_files_that_were_reported_are_rejected_or_remarked(string file, int rows)
    {
        var path = SharedData.Path("reported/18-taken-but-nothing-written/" + file);
        if (!File.Exists(path)) return;
        var read = await ReadAsync(File.ReadAllText(path));

        Assert.Equal(rows, read.Rows.Count);
        Assert.NotEmpty(read.Report.Remarks.Select(remark => remark.Field).Concat(
            read.Rejections.Select(rejection => rejection.Field)));
        if (rows > 0) Assert.Equal(new DateOnly(2026, 10, 1), read.Rows[^1].Termination);
    }

    private static Task<CollectedRows> ReadAsync(string content, params EnrollmentRow[] known) =>
        CollectedRows.ReadAsync(content, known);

    private static Task<CollectedRows> ReadAsync(string content, ClaimFileOptions options) =>
        CollectedRows.ReadAsync(content, options);

    private static Plan Plan(string year, string codes) => Documents.Plan(
        System.Text.Json.Nodes.JsonNode.Parse($$"""
            { "employer": "acme", "planYear": "{{year}}", "currency": "USD", "timeZone": "UTC",
              "tiers": ["single", "couple", "family"], "enrollmentCodes": {{codes}},
              "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {}, "dental": {} } }
            """)!);

    private static Plan Least(string tiers, string codes) => Documents.Plan(
        System.Text.Json.Nodes.JsonNode.Parse($$"""
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC",
              "tiers": {{tiers}}, "enrollmentCodes": {{codes}},
              "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {} } }
            """)!);

    private static string Loop(string maintenance, string rest) =>
        Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction("834", "0001", "005010X220A1",
            "BGN*00*1*20260101*1200****2~" + Member(maintenance, rest)));

    private static string Member(string maintenance, string rest) =>
        $"INS*Y*18*{maintenance}**A~REF*0F*S1~NM1*IL*1*DOE*JO****ZZ*M1~" + rest;
}
