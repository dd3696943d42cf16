using System.IO.Compression;
using System.Text;
using Aso.ClaimFiles.Containers;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;
using Aso.ClaimFiles.Tests.X12;

namespace Aso.ClaimFiles.Tests.Containers;

/// <summary>What a sender can check: totals of what was read, and the sender's own.</summary>
public sealed class ControlTotalsTests
{
    private const string Header = "claimNumber,lineNumber,memberId,type,benefit,serviceFrom,charge\n";

    private const string Rows = "C1,1,M1,,medical,2026-01-10,100.00\nC1,2,M1,,medical,2026-01-10,50.00\nC2,1,M2,,medical,2026-01-11,25.50\n";

    [Fact]
    public async Task Declared_charges_lines_and_members_are_summed_beside_the_lines_amounts()
    {
        var read = await Collected.ReadAsync(Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", Claim("C1", "500.00", 12.25m), Envelopes.Claim("C2", 10, 5)),
            Envelopes.Subscriber(3, "M2", Envelopes.Claim("C3", 1),
                Envelopes.Claim("C4", 7).Replace("11:B:1", "11:B:8", StringComparison.Ordinal)
                    .Replace("HI*", "REF*F8*C0~HI*", StringComparison.Ordinal)),
            Envelopes.Subscriber(
                4, "M3", Claim("C5", "40.00", 40).Replace("D8*2026", "D8*1", StringComparison.Ordinal))));

        var report = read.Report;
        Assert.Equal((Cents.FromAmount(28.25m), Cents.FromAmount(523m), 5, 2),
            (report.AcceptedCharge, report.AcceptedDeclared, report.AcceptedLines, report.Members));
        Assert.Equal((Cents.FromAmount(40m), Cents.FromAmount(40m), 1),
            (report.RejectedCharge, report.RejectedDeclared, report.RejectedLines));
        var remark = Assert.Single(report.Remarks, one => one.Field == "CLM02");
        Assert.Equal(("C1", "500.00 differs from the sum of the line charges, 12.25; the line charges were used"),
            (remark.ClaimNumber, remark.Text));
    }

    [Fact]
    public async Task Beyond_a_limit_nobody_knows_how_many_members_there_are()
    {
        var rows = new StringBuilder(Header);
        for (var member = 0; member <= FileReport.MembersMax; member++)
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"C{member},1,M{member},,medical,2026-01-10,1\n");
        Assert.Null((await Collected.ReadAsync(rows.ToString())).Report.Members);
    }

    [Theory]
    [InlineData("TRAILER,2,175.50", true)]
    [InlineData("TRL,3,175.50", true)]
    [InlineData("trailer,2", true)]
    [InlineData("TOTAL,,,,,,175.50", true)]
    [InlineData("Totals,3,,,,,175.50", true)]
    [InlineData("TRAILER,2,\"175.50\",,,,", true)]
    [InlineData("TRAILER,COUNT,2,AMOUNT,$175.50", true)]
    [InlineData("TRAILER,4,175.50", false)]
    [InlineData("TRAILER,2,175.51", false)]
    [InlineData("TOTAL,,,,,,175", false)]
    public async Task A_trailer_row_is_checked_and_is_no_claim(string trailer, bool agrees)
    {
        var read = await Collected.ReadAsync(Header + Rows + trailer + "\n");

        Assert.Equal(["C1", "C2"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Empty(read.Rejections);
        Assert.Equal(agrees, Assert.Single(read.Report.ControlChecks).Agrees);
        Assert.Equal(agrees ? 0 : 1, read.Report.Remarks.Count(remark => remark.Field == "control total"));
    }

    [Fact]
    public async Task A_difference_names_both_amounts_and_what_was_rejected_is_part_of_it()
    {
        var read = await Collected.ReadAsync(
            Header + Rows + "C3,1,M3,,medical,yesterday,9.00\nTRAILER,3,190.00\n");

        var remark = Assert.Single(read.Report.Remarks);
        Assert.Equal("it says 3, 190.00; read were 3 claims, 4 lines, 184.50", remark.Text);
        Assert.Equal(6, remark.At.Value);
    }

    [Theory]
    [InlineData("TOTAL,1,M1,,medical,2026-01-10,100.00")]
    [InlineData("TRL,1,M-7,,medical,2026-01-10,100.00")]
    public async Task A_claim_whose_number_is_such_a_word_stays_a_claim(string row)
    {
        var read = await Collected.ReadAsync(Header + row + "\n");

        Assert.Single(read.Claims);
        Assert.Empty(read.Report.ControlChecks);
    }

    [Fact]
    public async Task A_trailer_of_enrollment_counts_its_rows()
    {
        var read = await CollectedRows.ReadAsync(
            "subscriberId,memberId,relationship,benefits,effective\nS1,S1,self,medical,2026-01-01\nTRAILER,2\n");

        Assert.Single(read.Rows);
        Assert.Empty(read.Rejections);
        Assert.False(Assert.Single(read.Report.ControlChecks).Agrees);
    }

    [Theory]
    [InlineData("claims=2\namount=175.50", true)]
    [InlineData("CLAIM_COUNT: 2\r\nTOTAL_CHARGES: $175.50\r\n", true)]
    [InlineData("lines|3", true)]
    [InlineData("members=2", true)]
    [InlineData("members=3", false)]
    [InlineData("file,claims,amount\nmarch.csv,2,175.50", true)]
    [InlineData("TRL,2,175.50", true)]
    [InlineData("2 175.50", true)]
    [InlineData("Record Count=3", true)]
    [InlineData("claims=1\namount=1,175.50", false)]
    [InlineData("no number at all", false)]
    [InlineData("", false)]
    public async Task A_control_file_beside_the_file_is_checked(string control, bool agrees)
    {
        var read = await Collected.ReadAsync(
            Header + Rows, Reading.Options with { Control = Encoding.UTF8.GetBytes(control) });

        Assert.Equal(2, read.Claims.Count);
        Assert.Equal(agrees, Assert.Single(read.Report.ControlChecks).Agrees);
    }

    [Fact]
    public async Task One_in_a_zip_is_of_the_entry_it_is_named_after_or_of_all()
    {
        var zip = Zip(
            ("a.csv.ctl", "claims=2\namount=175.50"), ("a.csv", Header + Rows),
            ("b.csv", Header + "C9,1,M9,,medical,2026-01-10,1\n"), ("b.csv.ctl", "claims=3"), ("all.ctl", "claims=3"));
        var read = await Collected.ReadAsync(zip);

        Assert.Equal(3, read.Claims.Count);
        Assert.Equal([true, false, true], read.Report.ControlChecks.Select(check => check.Agrees));
        Assert.Equal(FileOutcome.Accepted, read.Report.Outcome);
    }

    [Theory]
    [InlineData("x.csv.ctl", "claims=2", true)]
    [InlineData("x.csv.CTL", "", true)]
    [InlineData("x.csv", "claims=2", false)]
    [InlineData("x.ctl", Header + Rows, false)]
    [InlineData("x.ctl", "{ \"resourceType\": \"Claim\" }", false)]
    public void Content_of_a_format_that_is_read_makes_it_no_control_file(string name, string content, bool expected) =>
        Assert.Equal(expected, ControlFile.IsOne(name, Encoding.UTF8.GetBytes(content)));

    [SharedFact]
    public async Task The_file_that_was_reported_names_both_amounts()
    {
        var path = SharedData.Path("reported/16-difference-without-amounts/g09-clm-mismatch.837");
        if (!File.Exists(path)) return;
        var read = await Collected.ReadAsync(File.ReadAllBytes(path));

        Assert.Contains(read.Report.Remarks, remark => remark.ClaimNumber == "MM1"
            && remark.Text.Contains("500.00", StringComparison.Ordinal)
            && remark.Text.Contains("12.25", StringComparison.Ordinal));
        Assert.Equal(Cents.FromAmount(500m), read.Report.AcceptedDeclared);
    }

    private static string Claim(string number, string declared, decimal charge) =>
        Envelopes.Claim(number, charge).Replace(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"CLM*{number}*{charge:0.00}*"),
            $"CLM*{number}*{declared}*", StringComparison.Ordinal);

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return stream.ToArray();
    }
}
