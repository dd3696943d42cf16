using System.IO.Compression;
using System.Text;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Csv;

/// <summary>Claims whose headers and lines come in two files of one zip.</summary>
public sealed class HeadersAndLinesTests
{
    private const string Headers =
        "claimNumber,memberId,benefit,received,diagnosis,charge\n"
        + "C1,M1,medical,2026-02-01,C50,150.00\n"
        + "C2,M2,dental,2026-02-02,,25.50\n";

    private const string Lines =
        "claimNumber,lineNumber,serviceFrom,procedure,charge\n"
        + "C1,1,2026-01-10,99213,100.00\n"
        + "C1,2,2026-01-11,80053,50.00\n"
        + "C2,1,2026-01-12,D1110,25.50\n";

    private const string Whole =
        "claimNumber,lineNumber,memberId,benefit,received,serviceFrom,procedure,charge\n"
        + "C1,1,M1,medical,2026-02-01,2026-01-10,99213,100.00\n"
        + "C1,2,M1,medical,2026-02-01,2026-01-11,80053,50.00\n"
        + "C2,1,M2,dental,2026-02-02,2026-01-12,D1110,25.50\n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_two_are_read_as_one_file_in_any_order(bool headersFirst)
    {
        var entries = ((string, string)[])[("claims_header.csv", Headers), ("claims_lines.csv", Lines)];
        var read = await ZipAsync(headersFirst ? entries : [.. entries.Reverse()]);
        var whole = await Collected.ReadAsync(Whole);

        Assert.Equal(whole.Claims.Select(Reading.Show), read.Claims.Select(Reading.Show));
        Assert.Equal([("claims_lines.csv", 2L), ("claims_lines.csv", 4L)],
            read.Positions.Select(at => (at.Entry!, at.Value)));
        Assert.Empty(read.Rejections);
        Assert.Empty(read.Report.Remarks);
        Assert.Equal(FileOutcome.Accepted, read.Report.Outcome);
        Assert.Equal((Cents.FromAmount(175.50m), Cents.FromAmount(175.50m), 3),
            (read.Report.AcceptedCharge, read.Report.AcceptedDeclared, read.Report.AcceptedLines));
    }

    [Fact]
    public async Task Each_file_has_its_own_order_of_dates_and_spoiled_values()
    {
        var read = await ZipAsync(
            ("h.csv", Headers.Replace("2026-02-01", "02/01/2026", StringComparison.Ordinal)
                .Replace("2026-02-02", "02/28/2026", StringComparison.Ordinal)
                .Replace(",M1,", ",=\"M1\",", StringComparison.Ordinal)
                .Replace("150.00", "$150.00", StringComparison.Ordinal)),
            ("l.csv", Lines.Replace("2026-01-10", "10/01/2026", StringComparison.Ordinal)
                .Replace("2026-01-12", "13/01/2026", StringComparison.Ordinal)));

        Assert.Equal(
            [(new DateOnly(2026, 2, 1), new DateOnly(2026, 1, 10)), (new DateOnly(2026, 2, 28), new DateOnly(2026, 1, 13))],
            read.Claims.Select(claim => (claim.Received, claim.Lines[0].ServiceFrom)));
        Assert.Equal(["M1", "M2"], read.Claims.Select(claim => claim.MemberId));
    }

    [Fact]
    public async Task A_line_without_a_header_and_a_header_without_a_line_cost_their_claims_alone()
    {
        var read = await ZipAsync(
            ("h.csv", Headers.Replace("C1,", "C9,", StringComparison.Ordinal)), ("l.csv", Lines));

        Assert.Equal(["C2"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal(
            [
                ("C1", "l.csv, line 2", "claimNumber", "a row with this claim number in the file of headers", "150.00"),
                ("C9", "h.csv, line 2", "lineNumber", "at least one row with this claim number in the file of lines",
                    "150.00"),
            ],
            read.Rejections.Select(one =>
                (one.ClaimNumber!, one.FaultAt.ToString(), one.Field, one.Expected, one.Charge.ToString())));
    }

    [Fact]
    public async Task A_fault_is_named_where_it_stands()
    {
        var read = await ZipAsync(
            ("h.csv", Headers.Replace("2026-02-01", "yesterday", StringComparison.Ordinal)),
            ("l.csv", Lines.Replace("2026-01-12", "tomorrow", StringComparison.Ordinal)));

        Assert.Equal(
            [("C1", "l.csv, line 2", "h.csv, line 2", "received"), ("C2", "l.csv, line 4", "l.csv, line 4", "serviceFrom")],
            read.Rejections.Select(one =>
                (one.ClaimNumber!, one.At.ToString(), one.FaultAt.ToString(), one.Field)));
    }

    [Fact]
    public async Task A_charge_in_the_header_that_is_not_the_sum_of_the_lines_is_remarked()
    {
        var read = await ZipAsync(
            ("h.csv", Headers.Replace("150.00", "151.00", StringComparison.Ordinal)), ("l.csv", Lines));

        var remark = Assert.Single(read.Report.Remarks);
        Assert.Equal(
            ("C1", "charge", "151.00 in the header differs from the sum of the line charges, 150.00; the line charges were used"),
            (remark.ClaimNumber, remark.Field, remark.Text));
        Assert.Equal(Cents.FromAmount(176.50m), read.Report.AcceptedDeclared);
        Assert.Equal(Cents.FromAmount(175.50m), read.Report.AcceptedCharge);
    }

    [Theory]
    // Spread by charge: nothing is counted once a line.
    [InlineData("90.00", "", "", "60.00 30.00")]
    [InlineData("100.01", "", "", "66.67 33.34")]
    // The lines' own hold.
    [InlineData("90.00", "50.00", "40.00", "50.00 40.00")]
    [InlineData("90.00", "50.00", "", "50.00 ")]
    public async Task What_the_header_says_was_paid_is_spread_over_the_lines(
        string whole, string one, string two, string paid)
    {
        var read = await ZipAsync(
            ("h.csv", $"claimNumber,memberId,benefit,paid\nC1,M1,medical,{whole}\n"),
            ("l.csv", "claimNumber,lineNumber,serviceFrom,procedure,charge,paid\n"
                + $"C1,1,2026-01-10,99213,100.00,{one}\nC1,2,2026-01-10,99213,50.00,{two}\n"));

        Assert.Equal(paid, string.Join(' ', Assert.Single(read.Claims).Lines.Select(line => line.Paid?.ToString())));
        Assert.Equal(one.Length > 0 && two.Length == 0 ? 1 : 0, read.Report.Remarks.Count(remark => remark.Field == "paid"));
    }

    [Theory]
    [InlineData(
        "C1,M1,medical,2026-02-01,C50,150.00\n", 2, "the same header came before; it counts once")]
    [InlineData("C1,M9,medical,2026-02-01,C50,150.00\n", 1, null)]
    public async Task A_second_header_counts_once_or_leaves_nobody_to_tell(string second, int accepted, string? remark)
    {
        var read = await ZipAsync(("h.csv", Headers + second), ("l.csv", Lines));

        Assert.Equal(accepted, read.Claims.Count);
        Assert.Equal(remark, read.Report.Remarks.SingleOrDefault()?.Text);
        if (remark is not null) return;
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(("C1", "h.csv, line 4", "one header of the claim; there are several, which differ"),
            (rejection.ClaimNumber, rejection.FaultAt.ToString(), rejection.Expected));
    }

    [Fact]
    public async Task A_void_in_the_header_is_a_void()
    {
        var read = await ZipAsync(
            ("h.csv", "claimNumber,memberId,benefit,type,originalClaimNumber\nV1,M1,medical,void,C1\n"),
            ("l.csv", Lines.Replace("C1,", "V1,", StringComparison.Ordinal)
                .Replace("C2,1,2026-01-12,D1110,25.50\n", "", StringComparison.Ordinal)));

        Assert.Equal((ClaimType.Void, "C1"), (read.Claims[0].Type, read.Claims[0].OriginalClaimNumber));
        Assert.Empty(read.Claims[0].Lines);
    }

    [Theory]
    [InlineData(Headers, "the half with the claims' lines is missing", null)]
    [InlineData(Lines, "the half with the claims' headers is missing", null)]
    [InlineData(Headers, "the half with the claims' lines is missing", "half.csv")]
    [InlineData(Lines, "the half with the claims' headers is missing", "half.csv")]
    public async Task A_half_alone_says_what_is_missing_and_how_to_send_it(string half, string words, string? entry)
    {
        var read = entry is null ? await Collected.ReadAsync(half) : await ZipAsync((entry, half));

        Assert.Equal(FileOutcome.Quarantined, read.Report.Outcome);
        Assert.Contains(words, read.Report.QuarantineReason, StringComparison.Ordinal);
        Assert.Contains("in one .zip", read.Report.QuarantineReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_beside_a_whole_file_leaves_that_alone()
    {
        var read = await ZipAsync(("h.csv", "claimNumber,memberId,benefit\nC7,M1,medical\n"), ("whole.csv", Whole));

        Assert.Equal(2, read.Claims.Count);
        Assert.Equal("C7", Assert.Single(read.Rejections).ClaimNumber);
        Assert.Equal(2, read.Report.Remarks.Count(remark => remark.Field == "claimNumber"));
    }

    [Fact]
    public async Task Lines_that_name_the_member_take_the_rest_from_the_header()
    {
        var read = await ZipAsync(
            ("h.csv", "claimNumber,memberId,benefit,type,originalClaimNumber\nC1,M1,medical,replacement,C0\nC2,M2,dental,,\n"),
            ("whole.csv", Whole));

        Assert.Equal([ClaimType.Replacement, ClaimType.Original], read.Claims.Select(claim => claim.Type));
    }

    [Fact]
    public async Task Trailers_and_control_files_of_both_hold_for_the_whole()
    {
        var read = await ZipAsync(
            ("h.csv", Headers + "TRAILER,2,175.50\n"), ("l.csv", Lines + "TRAILER,3,175.50\n"),
            ("h.csv.ctl", "claims=2\namount=175.50\n"), ("l.csv.ctl", "lines=3\n"));

        Assert.Equal([true, true, true, true], read.Report.ControlChecks.Select(check => check.Agrees));
    }

    [Fact]
    public async Task A_layout_names_the_columns_of_both()
    {
        var layout = new Layout
        {
            Container = "claims",
            Files = ["*.zip"],
            Columns = new Dictionary<string, LayoutColumn>
            {
                ["claimNumber"] = new() { Header = "CLM_NO" },
                ["memberId"] = new() { Header = "MBR" },
                ["lineNumber"] = new() { Header = "LN" },
                ["serviceFrom"] = new() { Header = "DOS", Dates = "MM/dd/yyyy" },
                ["benefit"] = new() { Value = "medical" },
            },
        };
        var read = await ZipAsync(
            Reading.Options with { Layout = layout },
            ("l.csv", "CLM_NO,LN,DOS,procedure,charge\nC1,1,01/02/2026,99213,10.00\n"),
            ("h.csv", "CLM_NO,MBR,provider\nC1,M1,1234567893\n"));

        var claim = Assert.Single(read.Claims);
        Assert.Equal(("M1", new DateOnly(2026, 1, 2), "1234567893"),
            (claim.MemberId, claim.Lines[0].ServiceFrom, claim.Lines[0].Provider));
    }

    [Fact]
    public async Task Workbooks_and_UTF16_are_remarked_on_once()
    {
        var read = await ReadZipAsync(
            Reading.Options, ("l.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Lines)).ToArray()),
            ("h.csv", Encoding.UTF8.GetBytes(Headers)));

        Assert.Equal(2, read.Claims.Count);
        Assert.Single(read.Report.Repairs, repair => repair.Text.Contains("UTF-16", StringComparison.Ordinal));
    }

    private static Task<Collected> ZipAsync(params (string Name, string Text)[] entries) =>
        ZipAsync(Reading.Options, entries);

    private static Task<Collected> ZipAsync(ClaimFileOptions options, params (string Name, string Text)[] entries) =>
        ReadZipAsync(options, [.. entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Text)))]);

    private static async Task<Collected> ReadZipAsync(
        ClaimFileOptions options, params (string Name, byte[] Bytes)[] entries)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                await using var entry = zip.CreateEntry(name).Open();
                await entry.WriteAsync(content);
            }
        }

        return await Collected.ReadAsync(bytes.ToArray(), options);
    }
}
