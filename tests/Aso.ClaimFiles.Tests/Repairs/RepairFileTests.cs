using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Workbooks;
using Aso.ClaimFiles.Tests.X12;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Tests.Repairs;

/// <summary>
/// A repair file has what was rejected as it came: dropped again as it is it says the same, and corrected it is taken.
/// </summary>
public sealed class RepairFileTests
{
    private const string Header = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,network,note\n";

    [Fact]
    public async Task A_claim_of_several_rows_comes_back_whole_with_each_problem_on_its_row()
    {
        var (read, files) = await ReadAsync(Header
            + "C1,1,medical,M1,2026-01-05,10.00,in,a\n"
            + "C2,1,medical,M2,2026-01-05,10.00,in,\"one, two\"\n"
            + "C2,2,medical,M2,2026-01-05,1O.00,around,\n"
            + "C3,1,medical,M3,2026-01-05,10.00,in,\n");
        Assert.Equal(["C1", "C3"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal(
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,network,note,problem,expected\n"
            + "C2,1,medical,M2,2026-01-05,10.00,in,\"one, two\",,\n"
            + "C2,2,medical,M2,2026-01-05,1O.00,around,,network is around; charge is 1O.00,"
            + $"in or out; {CsvValue.AmountWords.Replace(',', ';')}\n",
            files["repair.csv"]);

        var (corrected, rest) = await ReadAsync(
            files["repair.csv"].Replace("1O.00,around", "10.00,out", StringComparison.Ordinal));
        Assert.Equal(2, Assert.Single(corrected.Claims).Lines.Count);
        Assert.Equal("note", Assert.Single(corrected.Report.Remarks).Field);
        Assert.Empty(rest);
    }

    [Fact]
    public async Task Without_a_rejection_there_is_no_file()
    {
        var (_, files) = await ReadAsync(Header + "C1,1,medical,M1,2026-01-05,10.00,in,a\n");
        Assert.Empty(files);
    }

    [Theory]
    [InlineData("C2,1,medical,M2,2026-01-05,1O.00,in,x\n")]
    [InlineData("C2,1,medical,M2,2026-01-05\n")]
    [InlineData("C2,1,medical,M2,2026-01-05,10.00,in,x,y,z\n")]
    [InlineData("C2,1,medical,M2,2026-01-05,10.00,in,\"x\n")]
    [InlineData("C2,1,medical,\"M,2\",2026-01-99,10.00,in,\"two\nlines\"\n")]
    [InlineData("C2,1,medical,M2,2026-01-05,10.0")]
    [InlineData("C2,1,medical,M2,2026-01-05,10.00,in,x\nC2,1,medical,M2,2026-01-05,10.00,in,x\n")]
    [InlineData(",1,medical,M2,2026-01-05,10.00,in,x\n")]
    public async Task Dropped_again_as_it_is_it_gives_the_same_rejections(string rows)
    {
        var (first, files) = await ReadAsync(Header + "C1,1,medical,M1,2026-01-05,10.00,in,a\n" + rows);
        var (second, again) = await ReadAsync(files["repair.csv"]);
        Assert.Equal(first.Rejections.Select(Told), second.Rejections.Select(Told));
        Assert.Empty(second.Claims);
        var (third, _) = await ReadAsync(again["repair.csv"]);
        Assert.Equal(first.Rejections.Select(Told), third.Rejections.Select(Told));
        if (!rows.Contains("y,z", StringComparison.Ordinal) && first.Rejections[0].Field != "row")
            Assert.Equal(files["repair.csv"], again["repair.csv"]);
    }

    [Fact]
    public async Task A_file_of_a_layout_comes_back_in_its_layout()
    {
        var options = Reading.Options with
        {
            Layout = LayoutDocument.Read("""
                { "container": "claims", "files": ["*"], "delimiter": "|", "skipLines": 1, "columns": {
                  "claimNumber": { "header": "CLM_ID" }, "memberId": { "header": "PATIENT" },
                  "serviceFrom": { "header": "DOS" }, "charge": { "header": "BILLED" }, "lineNumber": { "header": "SEQ" },
                  "benefit": { "value": "medical" } } }
                """u8.ToArray()).Value,
        };
        var (_, files) = await ReadAsync(
            "report of June\nCLM_ID|PATIENT|DOS|BILLED|SEQ\nC1|M1|2026-01-05|10.00|1\nC2|M2|2026-01-05|1O|1\n", options);
        Assert.StartsWith(
            "report of June\nCLM_ID|PATIENT|DOS|BILLED|SEQ|problem|expected\nC2|M2|2026-01-05|1O|1|charge is 1O|", files["repair.csv"],
            StringComparison.Ordinal);
        var (corrected, _) = await ReadAsync(
            files["repair.csv"].Replace("|1O|1", "|10.00|1", StringComparison.Ordinal), options);
        Assert.Equal("C2", Assert.Single(corrected.Claims).ClaimNumber);
    }

    [Fact]
    public async Task A_workbook_comes_back_as_text()
    {
        var (_, files) = await ReadAsync(Sheets.OfCsv(
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\nC1,1,medical,M1,2026-01-05,1O\n"));
        Assert.Contains("C1,1,medical,M1,2026-01-05,1O,charge is 1O,", files["repair.csv"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_file_of_a_zip_has_its_own()
    {
        using var zip = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Create, true))
        {
            foreach (var (name, charge) in ((string, string)[])[("a.csv", "one"), ("b.csv", "10.00"), ("c.csv", "two")])
            {
                using var entry = new StreamWriter(archive.CreateEntry(name).Open());
                entry.Write(Header + $"C-{name},1,medical,M1,2026-01-05,{charge},in,\n");
            }
        }

        var (_, files) = await ReadAsync(zip.ToArray());
        Assert.Equal(["repair-2.csv", "repair.csv"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("C-c.csv", files["repair-2.csv"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_of_X12_come_back_in_an_envelope_that_is_right()
    {
        var plain = Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", Envelopes.Claim("AAA1", 10, 20.50m)),
            Envelopes.Subscriber(3, "M2", Envelopes.Claim("BBB2", 5, 6), Envelopes.Claim("CCC3", 8)),
            Envelopes.Subscriber(4, "M3")
                + "HL*5*4*23*0~PAT*19~NM1*QC*1*DOE*KID****MI*M4~DMG*D8*20150101*M~" + Envelopes.Claim("DDD4", 7.25m));
        plain = plain.Replace("CLM*CCC3*8.00", "CLM*CCC3*eight", StringComparison.Ordinal)
            .Replace("CLM*DDD4*7.25", "CLM*DDD4*seven", StringComparison.Ordinal);
        var (read, files) = await ReadAsync(plain);
        Assert.Equal(["AAA1", "BBB2"], read.Claims.Select(claim => claim.ClaimNumber));

        var x12 = files["repair.x12"];
        Assert.StartsWith(Envelopes.Isa() + "GS*HC*SENDER*RECEIVER*20260101*1200*1*X*005010X222A1~ST*837*0001*", x12, StringComparison.Ordinal);
        var segments = x12.Split('~', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["HL*1**20*1", "HL*2*1*22*0", "HL*3*1*22*1", "HL*4*3*23*0"],
            segments.Where(segment => segment.StartsWith("HL*", StringComparison.Ordinal)));
        Assert.Equal([$"SE*{segments.Length - 4}*0001", "GE*1*1", "IEA*1*000000001"], segments[^3..]);

        var (again, _) = await ReadAsync(x12);
        Assert.Equal(read.Rejections.Select(Told), again.Rejections.Select(Told));
        var envelope = Assert.Single(again.Report.Interchanges);
        Assert.Empty(envelope.Errors);
        Assert.Empty(envelope.Groups.SelectMany(group => group.Transactions).SelectMany(one => one.Errors));
        // The text beside it says where.
        foreach (var line in files["repair.txt"].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var offset = int.Parse(line["byte ".Length..line.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
            Assert.StartsWith("CLM*", x12[offset..], StringComparison.Ordinal);
            Assert.Contains("CLM02: expected", line, StringComparison.Ordinal);
        }

        var (corrected, rest) = await ReadAsync(x12.Replace("*eight", "*8.00", StringComparison.Ordinal).Replace("*seven", "*7.25", StringComparison.Ordinal));
        Assert.Equal(["CCC3 M2", "DDD4 M4"], corrected.Claims.Select(claim => $"{claim.ClaimNumber} {claim.MemberId}"));
        Assert.Empty(corrected.Report.Remarks);
        Assert.Empty(rest);
    }

    [Theory]
    [InlineData('*', '~')]
    [InlineData('\u00A6', '\u00AC')]
    public async Task An_envelope_comes_back_byte_by_byte_whatever_its_characters(char element, char terminator)
    {
        var text = Envelopes.Claims(Envelopes.Subscriber(2, "M1", Envelopes.Claim("AAA1", 10)))
            .Replace("SENDER ", "S\u00C9NDER ", StringComparison.Ordinal)
            .Replace("AAA1*10.00", "AAA1*ten", StringComparison.Ordinal)
            .Replace('*', element).Replace('~', terminator);
        var repairs = new RepairFiles();
        var options = Reading.Options with { Repairs = repairs };
        var read = await Collected.ReadAsync(Encoding.Latin1.GetBytes(text), options);
        var x12 = repairs.Take(all: true).Single(piece => piece.Ending == "repair.x12").Bytes.ToArray();
        Assert.Equal("CLM02", Assert.Single(read.Rejections).Field);
        Assert.StartsWith(
            text[..text.IndexOf("ST", StringComparison.Ordinal)], Encoding.Latin1.GetString(x12),
            StringComparison.Ordinal);
        var corrected = await Collected.ReadAsync(Encoding.Latin1.GetBytes(
            Encoding.Latin1.GetString(x12).Replace("ten", "10.00", StringComparison.Ordinal)));
        Assert.Equal("AAA1", Assert.Single(corrected.Claims).ClaimNumber);
    }

    /// <summary>What the file does not say is not made up: of whom a claim is, or that it is whole.</summary>
    [Theory]
    [InlineData("HL*4*1*22*0~", "HL*4*1*2Z*0~", "M3")]
    [InlineData("HL*4*1*22*0~", "HL*4*1*80*20~", "M3")]
    [InlineData("HL*4*1*22*0~SBR*P*18*******CI~", "", "M3")]
    [InlineData("HL*4*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*JO****MI*M3~", "", null)]
    [InlineData("HL*3*1*22*0~", "HL*3*1**0~", "M2")]
    public async Task A_claim_whose_level_is_lost_comes_back_under_one_without_a_code(
        string level, string damaged, string? member)
    {
        var whole = Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", Envelopes.Claim("AAA1", 10), Envelopes.Claim("BBB2", 5)),
            Envelopes.Subscriber(3, "M2", Envelopes.Claim("CCC3", 8)),
            Envelopes.Subscriber(4, "M3", Envelopes.Claim("DDD4", 7.25m), Envelopes.Claim("EEE5", 7)));
        Assert.Contains(level, whole, StringComparison.Ordinal);
        var (read, files) = await ReadAsync(whole.Replace(level, damaged, StringComparison.Ordinal)
            .Replace("CLM*BBB2*5.00", "CLM*BBB2*five", StringComparison.Ordinal)
            .Replace("CLM*EEE5*", "CLM**", StringComparison.Ordinal));
        var x12 = files["repair.x12"];
        var (again, _) = await ReadAsync(x12);
        Assert.Empty(again.Claims);
        Assert.Equal(read.Rejections.Select(Told), again.Rejections.Select(Told));

        var open = x12.Split('~').Single(segment => segment.StartsWith("HL*", StringComparison.Ordinal)
            && segment.EndsWith("*1**0", StringComparison.Ordinal));
        Assert.DoesNotContain("MI*M1~", x12[x12.IndexOf(open, StringComparison.Ordinal)..], StringComparison.Ordinal);
        var (corrected, _) = await ReadAsync(x12
            .Replace(open + "~", open.Replace("**0", "*22*0", StringComparison.Ordinal) + "~"
                + (member is null ? "NM1*IL*1*DOE*JO****MI*M3~" : ""), StringComparison.Ordinal)
            .Replace("CLM**", "CLM*EEE5*", StringComparison.Ordinal)
            .Replace("*five", "*5.00", StringComparison.Ordinal));
        Assert.Empty(corrected.Rejections);
        Assert.Equal(
            member == "M2" ? ["BBB2 M1", "CCC3 M2", "EEE5 M3"] : ["BBB2 M1", "DDD4 M3", "EEE5 M3"],
            corrected.Claims.Select(claim => $"{claim.ClaimNumber} {claim.MemberId}"));
    }

    [Theory]
    [InlineData("SV1*HC:99211*6.00*UN*1***1~DTP*472*D8*20260102~")]
    [InlineData("LX*2~")]
    public async Task A_claim_that_was_cut_comes_back_with_a_segment_more(string from)
    {
        var whole = Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", Envelopes.Claim("AAA1", 10)),
            Envelopes.Subscriber(3, "M2", Envelopes.Claim("BBB2", 5, 6)));
        var at = whole.IndexOf(from, StringComparison.Ordinal);
        var (read, files) = await ReadAsync(whole[..at]);
        Assert.Equal("AAA1", Assert.Single(read.Claims).ClaimNumber);
        Assert.Equal("SE", Assert.Single(read.Rejections).Field);
        var x12 = files["repair.x12"];
        var (again, second) = await ReadAsync(x12);
        Assert.Empty(again.Claims);
        Assert.Equal("BBB2", Assert.Single(again.Rejections).ClaimNumber);
        Assert.Equal(x12, second["repair.x12"]);

        var rest = whole[at..whole.IndexOf("SE*", at, StringComparison.Ordinal)];
        var (corrected, _) = await ReadAsync(x12.Replace(
            "LX*remove this segment once the claim is whole~", rest, StringComparison.Ordinal));
        Assert.Equal(2, Assert.Single(corrected.Claims).Lines.Count);
        Assert.Empty(corrected.Rejections);
    }

    [Fact]
    public async Task An_837_cut_anywhere_or_without_any_segment_gives_back_nothing_that_is_taken_uncorrected()
    {
        var whole = Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", Envelopes.Claim("AAA1", 10, 20.50m), Envelopes.Claim("BBB2", 5)),
            Envelopes.Subscriber(3, "M2")
                + "HL*4*3*23*0~PAT*19~NM1*QC*1*DOE*KID****MI*M4~DMG*D8*20150101*M~" + Envelopes.Claim("CCC3", 8),
            Envelopes.Subscriber(5, "M3", Envelopes.Claim("DDD4", 7.25m)));
        var cut = Enumerable.Range(1, whole.Length - 1).Select(length => whole[..length]);
        var segments = whole.Split('~');
        var lacking = Enumerable.Range(1, segments.Length - 1)
            .Select(left => string.Join('~', segments.Where((_, index) => index != left)));
        var given = 0;
        foreach (var damaged in cut.Concat(lacking))
        {
            var (_, files) = await ReadAsync(damaged);
            if (!files.TryGetValue("repair.x12", out var x12)) continue;
            given++;
            var (again, _) = await ReadAsync(x12);
            Assert.True(again.Claims.Count == 0, damaged);
        }

        Assert.True(given > 200, $"only {given} repair files");
    }

    [Fact]
    public async Task What_is_no_claim_is_not_in_it()
    {
        var (read, files) = await ReadAsync(
            "claimNumber,lineNumber,type,benefit,memberId,serviceFrom,charge\nC1,1,predetermination,dental,M1,2026-01-05,10.00\n");
        Assert.Equal(Rejection.NoClaimReason, Assert.Single(read.Rejections).Reason);
        Assert.Empty(files);
    }

    private static Task<(Collected Read, Dictionary<string, string> Files)> ReadAsync(
        string content, ClaimFileOptions? options = null) => ReadAsync(Encoding.UTF8.GetBytes(content), options);

    private static async Task<(Collected Read, Dictionary<string, string> Files)> ReadAsync(
        byte[] content, ClaimFileOptions? options = null)
    {
        var repairs = new RepairFiles();
        var read = await Collected.ReadAsync(content, (options ?? Reading.Options) with { Repairs = repairs });
        return (read, repairs.Take(all: true).ToDictionary(piece => piece.Ending, piece => Encoding.UTF8.GetString(piece.Bytes.Span)));
    }

    private static string Told(Rejection rejection) =>
        $"{rejection.ClaimNumber} {rejection.Field} {rejection.Value} {rejection.Expected.Split("; the file ends")[0]} {rejection.Charge} {rejection.Others.Count}";
}
