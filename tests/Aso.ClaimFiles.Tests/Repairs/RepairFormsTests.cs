using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;
using Aso.ClaimFiles.Tests.X12;

namespace Aso.ClaimFiles.Tests.Repairs;

/// <summary>Repair files of FHIR, of 834 and of headers and lines in two files: corrected and dropped again, each rejected
/// claim or member is taken, and no other.</summary>
public sealed class RepairFormsTests
{
    private const string People =
        """{"fullUrl":"urn:uuid:p1","resource":{"resourceType":"Patient","birthDate":"2012-05-06","name":[{"given":["Anna"]}]}}"""
        + """,{"fullUrl":"urn:uuid:p2","resource":{"resourceType":"Patient","birthDate":"2013-05-06"}}"""
        + """,{"resource":{"resourceType":"Coverage","id":"c1","relationship":{"coding":[{"code":"child"}]},"subscriberId":"S1"}}""";

    [Fact]
    public async Task Rejected_resources_come_one_after_another_behind_what_is_wrong_with_them()
    {
        var content = Claim("C1", "10") + "\n" + Claim("C2", "\"1O\"") + "\n" + Claim("C3", "20", "ExplanationOfBenefit") + "\n"
            + Claim("C4", "\"4O\"", "ExplanationOfBenefit") + "\n";
        var (read, files) = await ReadAsync(Encoding.UTF8.GetBytes(content));
        Assert.Equal(["C1", "C3"], read.Claims.Select(claim => claim.ClaimNumber).Order(StringComparer.Ordinal));

        var (form, bytes) = Assert.Single(files);
        Assert.Equal("repair.ndjson", form);
        var repair = Encoding.UTF8.GetString(bytes);
        Assert.Equal(4, repair.Count('\n'));
        Assert.DoesNotContain("C1", repair, StringComparison.Ordinal);
        using (var outcome = JsonDocument.Parse(repair[..repair.IndexOf('\n', StringComparison.Ordinal)]))
            Assert.StartsWith(
                "claim C4: item[0].net is 4O: expected ",
                outcome.RootElement.GetProperty("issue")[0].GetProperty("diagnostics").GetString(), StringComparison.Ordinal);

        var (again, _) = await ReadAsync(bytes);
        Assert.Equal(read.Rejections.Select(Told).Order(), again.Rejections.Select(Told).Order());
        var (corrected, rest) = await ReadAsync(Encoding.UTF8.GetBytes(
            repair.Replace("\"1O\"", "10", StringComparison.Ordinal).Replace("\"4O\"", "40", StringComparison.Ordinal)));
        Assert.Equal(["C2", "C4"], corrected.Claims.Select(claim => claim.ClaimNumber).Order(StringComparer.Ordinal));
        Assert.Empty(corrected.Report.Remarks);
        Assert.Empty(rest);
    }

    [Fact]
    public async Task A_Bundle_comes_back_as_one_with_the_people_to_whom_its_rejected_claims_refer()
    {
        var content = "{\"resourceType\":\"Bundle\",\"entry\":[" + string.Join(
                ',', Entry(Claim("C1", "10", patient: "urn:uuid:p2")), Entry(Claim("C2", "\"1O\"", patient: "urn:uuid:p1")), People)
            + "]}";
        var (read, files) = await ReadAsync(Encoding.UTF8.GetBytes(content));
        Assert.Equal("C1", Assert.Single(read.Claims).ClaimNumber);

        var repair = Encoding.UTF8.GetString(files["repair.json"]);
        Assert.DoesNotContain("p2", repair, StringComparison.Ordinal);
        var (corrected, rest) = await ReadAsync(
            Encoding.UTF8.GetBytes(repair.Replace("\"1O\"", "10", StringComparison.Ordinal)));
        Assert.Equal("C2", Assert.Single(corrected.Claims).ClaimNumber);
        Assert.Equal(new PatientText(null, "S1", "2012-05-06 Child Unknown Anna", false, false), corrected.Patients[^1]);
        Assert.Empty(corrected.Report.Remarks);
        Assert.Empty(rest);
    }

    [Fact]
    public async Task A_Claim_of_somebody_unknown_is_in_it_though_it_is_held_to_the_end()
    {
        var repairs = new RepairFiles();
        var content = Encoding.UTF8.GetBytes(Claim("C1", "10") + "\n" + Claim("C2", "10") + "\n");
        await Collected.ReadAsync(
            new MemoryStream(content), Reading.Options with { Repairs = repairs },
            new PersonFault(PersonField.Number, "somebody known"));
        var (again, _) = await ReadAsync(Of(repairs)["repair.ndjson"]);
        Assert.Equal(["C1", "C2"], again.Claims.Select(claim => claim.ClaimNumber));
    }

    [Fact]
    public async Task Rejected_members_come_back_in_an_envelope_that_is_right()
    {
        var content = Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction(
            "834", "0001", "005010X220A1",
            "BGN*00*1*20260101*1200****4~" + Member("M1", "20260101") + Member("M2", "2026-01-O1")
                + Member("M3", "20260101") + Member("M4", "2026O1O1")));
        var (read, files) = await EnrollAsync(content);
        Assert.Equal(["M1", "M3"], read.Rows.Select(row => row.MemberId));

        var x12 = Encoding.UTF8.GetString(files["repair.x12"]);
        Assert.Contains("BGN*00*1*20260101*1200****2~", x12, StringComparison.Ordinal);
        var (again, _) = await EnrollAsync(x12);
        Assert.Equal(read.Rejections.Select(Told), again.Rejections.Select(Told));
        var envelope = Assert.Single(again.Report.Interchanges);
        Assert.Empty(envelope.Errors);
        Assert.Empty(envelope.Groups.SelectMany(group => group.Transactions).SelectMany(one => one.Errors));
        foreach (var line in Encoding.UTF8.GetString(files["repair.txt"]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var offset = int.Parse(line["byte ".Length..line.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
            Assert.StartsWith("INS*", x12[offset..], StringComparison.Ordinal);
            Assert.Contains("DTP*348 DTP03", line, StringComparison.Ordinal);
        }

        var (corrected, rest) = await EnrollAsync(x12
            .Replace("2026-01-O1", "20260101", StringComparison.Ordinal).Replace("2026O1O1", "20260101", StringComparison.Ordinal));
        Assert.Equal(["M2", "M4"], corrected.Rows.Select(row => row.MemberId));
        Assert.Empty(rest);
        Assert.Null(corrected.Report.FullFile);
    }

    [Fact]
    public async Task A_member_whose_loop_was_cut_comes_back_with_a_segment_more()
    {
        var whole = Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction(
            "834", "0001", "005010X220A1",
            "BGN*00*1*20260101*1200****2~" + Member("M1", "20260101") + Member("M2", "20260101")
                + "DTP*349*D8*20260331~"));
        var (read, files) = await EnrollAsync(whole[..whole.IndexOf("DTP*349", StringComparison.Ordinal)]);
        Assert.Equal("SE", Assert.Single(read.Rejections).Field);
        var x12 = Encoding.UTF8.GetString(files["repair.x12"]);
        var (again, second) = await EnrollAsync(x12);
        Assert.Empty(again.Rows);
        Assert.Equal("DTP*348 DTP03", Assert.Single(again.Rejections).Field);
        Assert.Equal(x12, Encoding.UTF8.GetString(second["repair.x12"]));

        var (corrected, _) = await EnrollAsync(x12.Replace(
            "DTP*348*D8*remove this segment once the loop is whole~", "DTP*349*D8*20260331~",
            StringComparison.Ordinal));
        Assert.Equal(new DateOnly(2026, 4, 1), Assert.Single(corrected.Rows).Termination);
    }

    [Theory]
    [InlineData("C2,1,2026-01-12,D1110,2S.50", "2S.50", "25.50")]
    [InlineData("C2,1,2026-01-12,D1110,25.50", "dentist", "dental")]
    public async Task Headers_and_lines_come_back_in_one_zip(string line, string wrong, string right)
    {
        var headers = "claimNumber,memberId,benefit,received\nC1,M1,medical,2026-02-01\nC2,M2,"
            + (wrong == "dentist" ? wrong : "dental") + ",2026-02-02\nC3,M3,vision,2026-02-02\n";
        var lines = "claimNumber,lineNumber,serviceFrom,procedure,charge\nC1,1,2026-01-10,99213,100.00\n"
            + line + "\nC2,2,2026-01-12,D1110,10.00\n";
        var (read, files) = await ReadAsync(Zip(("headers.csv", headers), ("lines.csv", lines)));
        Assert.Equal("C1", Assert.Single(read.Claims).ClaimNumber);
        Assert.Equal(["C2", "C3"], read.Rejections.Select(one => one.ClaimNumber));

        var (form, bytes) = Assert.Single(files);
        Assert.Equal("repair.zip", form);
        var (again, same) = await ReadAsync(bytes);
        Assert.Equal(read.Rejections.Select(Told), again.Rejections.Select(Told));
        Assert.Single(same);
        var parts = Unzip(bytes);
        Assert.Equal(["headers.csv", "lines.csv"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.Contains($" is {wrong},", parts[wrong == "dentist" ? "headers.csv" : "lines.csv"], StringComparison.Ordinal);
        Assert.DoesNotContain("C1", string.Concat(parts.Values), StringComparison.Ordinal);

        var (corrected, rest) = await ReadAsync(Zip(
            ("headers.csv", parts["headers.csv"].Replace($",{wrong},", $",{right},", StringComparison.Ordinal)),
            ("lines.csv", parts["lines.csv"].Replace($",{wrong},", $",{right},", StringComparison.Ordinal)
                + "C3,1,2026-01-12,V2020,10.00,,\n")));
        Assert.Equal(["C2", "C3"], corrected.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal(2, corrected.Claims[0].Lines.Count);
        Assert.Empty(rest);
    }

    [Fact]
    public async Task Headers_that_differ_both_come_back()
    {
        var (read, files) = await ReadAsync(Zip(
            ("headers.csv", "claimNumber,memberId,benefit\nC1,M1,medical\nC1,M2,medical\n"),
            ("lines.csv", "claimNumber,lineNumber,serviceFrom,charge\nC1,1,2026-01-10,100.00\n")));
        Assert.Single(read.Rejections);
        var headers = Unzip(files["repair.zip"])["headers.csv"];
        Assert.Contains("C1,M1,", headers, StringComparison.Ordinal);
        Assert.Contains("C1,M2,", headers, StringComparison.Ordinal);
    }

    /// <summary>The rows of a claim lie on both sides of where the reader's buffer ends, some of them spoiled.</summary>
    [Fact]
    public async Task Rows_come_back_as_they_came_wherever_the_buffer_ends()
    {
        var content = new StringBuilder("claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,note\n");
        var rejected = new StringBuilder();
        for (var number = 1; number <= 4_000; number++)
            for (var line = 1; line <= 3; line++)
            {
                var isWrong = number % 3 == 0 && line == 3;
                var row = FormattableString.Invariant(
                    $"C{number},{line},medical,M1,2026-01-05,{(isWrong ? "1O" : "10")},{new string('x', number % 97)}");
                content.Append(row).Append('\n');
                if (number % 3 == 0) rejected.Append(row).Append('\n');
            }

        var (read, files) = await ReadAsync(Encoding.UTF8.GetBytes(content.ToString()));
        Assert.Equal(1_333, read.Rejections.Count);
        var rows = Encoding.UTF8.GetString(files["repair.csv"]).Split('\n')[1..^1]
            .Select(row => string.Join(',', row.Split(',')[..7]) + "\n");
        Assert.Equal(rejected.ToString(), string.Concat(rows));
    }

    private static string Claim(string number, string net, string type = "Claim", string patient = "Patient/M1") =>
        $$$"""
        {"resourceType":"{{{type}}}","status":"active","identifier":[{"value":"{{{number}}}"}],
        "type":{"coding":[{"code":"professional"}]},"patient":{"reference":"{{{patient}}}"},
        "insurance":[{"focal":true,"coverage":{"reference":"Coverage/c1"}}],
        "item":[{"sequence":1,"servicedDate":"2026-01-05","net":{"value":{{{net}}}}}]}
        """.ReplaceLineEndings("");

    private static string Entry(string resource) => $"{{\"resource\":{resource}}}";

    private static string Member(string member, string begin) =>
        $"INS*Y*18*021**A~REF*0F*{member}~NM1*IL*1*DOE*JO****ZZ*{member}~HD*021**HLT**EMP~DTP*348*D8*{begin}~";

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }

        return zip.ToArray();
    }

    private static Dictionary<string, string> Unzip(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(entry => entry.Name, entry => new StreamReader(entry.Open()).ReadToEnd());
    }

    private static async Task<(Collected Read, Dictionary<string, byte[]> Files)> ReadAsync(byte[] content)
    {
        var repairs = new RepairFiles();
        var read = await Collected.ReadAsync(content, Reading.Options with { Repairs = repairs });
        return (read, Of(repairs));
    }

    private static async Task<(CollectedRows Read, Dictionary<string, byte[]> Files)> EnrollAsync(string content)
    {
        var repairs = new RepairFiles();
        var read = await CollectedRows.ReadAsync(content, Reading.Options with { Repairs = repairs });
        return (read, Of(repairs));
    }

    private static Dictionary<string, byte[]> Of(RepairFiles repairs) =>
        repairs.Take(all: true).ToDictionary(piece => piece.Ending, piece => piece.Bytes.ToArray());

    private static string Told(Rejection rejection) =>
        $"{rejection.ClaimNumber} {rejection.Field} {rejection.Value} {rejection.Expected} {rejection.Others.Count}";
}
