using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Csv;

public sealed class CsvClaimsTests
{
    private const string Header =
        "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,subscriberId,serviceFrom,serviceTo,received,"
        + "paidDate,provider,network,diagnosis,procedure,modifiers,units,charge,allowed,otherPaid,authorization,paid,"
        + "disabilityStart,cause,otherIncome\n";

    private const string Short = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\n";

    [Fact]
    public async Task Every_column_finds_its_field()
    {
        var read = await Collected.ReadAsync(Header
            + "C1,2,replacement,C0,medical,M-1,S-1,2026-01-05,2026-01-07,2026-02-01,2026-03-01,1234567893,out,A01;B02,"
            + "99213,25;59,2.5,120.50,100,12.34,AUTH1,80.00,,,\n");

        var claim = Assert.Single(read.Claims);
        Assert.Equal(
            ("C1", ClaimType.Replacement, "C0", Benefit.Medical, "M-1", "S-1"),
            (claim.ClaimNumber, claim.Type, claim.OriginalClaimNumber, claim.Benefit, claim.MemberId,
                claim.SubscriberId));
        Assert.Equal((new DateOnly(2026, 2, 1), new DateOnly(2026, 3, 1)), (claim.Received, claim.PaidDate));
        var line = Assert.Single(claim.Lines);
        Assert.Equal(["25", "59"], line.Modifiers);
        Assert.Equal(
            new ClaimLine
            {
                LineNumber = 2,
                ServiceFrom = new DateOnly(2026, 1, 5),
                ServiceTo = new DateOnly(2026, 1, 7),
                Provider = "1234567893",
                InNetwork = false,
                Procedure = "99213",
                Units = 2.5m,
                Charge = new Cents(12050),
                Allowed = new Cents(10000),
                OtherPaid = new Cents(1234),
                Authorized = true,
                Paid = new Cents(8000),
                Modifiers = line.Modifiers,
            },
            line);
    }

    [Fact]
    public async Task Header_names_decide_in_any_order_and_case_and_unknown_columns_are_noted()
    {
        var read = await Collected.ReadAsync(
            "CHARGE,Nickname,memberid,SERVICEFROM,benefit,lineNumber,claimNumber\n"
            + "10.00,\"Bob, the \"\"great\"\"\",M-1,2026-01-05,dental,1,C1\n");

        Assert.Equal("C1", Assert.Single(read.Claims).ClaimNumber);
        Assert.Equal("Nickname", Assert.Single(read.Report.Remarks).Field);
    }

    [Fact]
    public async Task Defaults_are_original_in_network_one_day_and_the_day_of_the_drop()
    {
        var options = Reading.Options with { BusinessDate = new DateOnly(2026, 6, 29) };
        var read = await Collected.ReadAsync(Short + "C1,1,medical,M-1,2026-01-05,10\n", options);

        var claim = Assert.Single(read.Claims);
        Assert.Equal((ClaimType.Original, options.BusinessDate), (claim.Type, claim.Received));
        Assert.Null(claim.PaidDate);
        var line = Assert.Single(claim.Lines);
        Assert.True(line.InNetwork);
        Assert.Equal((line.ServiceFrom, 1m, false, null), (line.ServiceTo, line.Units, line.Authorized, line.Paid));
    }

    [Theory]
    [InlineData("C1,x,medical,M-1,2026-01-05,10", "lineNumber")]
    [InlineData("C1,1,hearing,M-1,2026-01-05,10", "benefit")]
    [InlineData("C1,1,,M-1,2026-01-05,10", "benefit")]
    [InlineData("C1,1,medical,,2026-01-05,10", "memberId")]
    [InlineData("C1,1,medical,M-1,2026-02-30,10", "serviceFrom")]
    [InlineData("C1,1,medical,M-1,01/05/2026,10", "serviceFrom")]
    [InlineData("C1,1,medical,M-1,2026-07-01,10", "serviceFrom")]
    [InlineData("C1,1,medical,M-1,2026-01-05,--10", "charge")]
    [InlineData("C1,1,medical,M-1,2026-01-05,10.001", "charge")]
    [InlineData("C1,1,medical,M-1,2026-01-05,1e3", "charge")]
    [InlineData("C1,1,medical,M-1,2026-01-05,", "charge")]
    [InlineData("C1,1,shortTermDisability,M-1,2026-01-05,10", "disabilityStart")]
    [InlineData("C1,1,medical,M-1,2026-01-05,10,surplus", "row")]
    [InlineData("C1,1,medical,M-1,2026-01-05,\"10", "row")]
    public async Task A_bad_row_rejects_its_claim_and_no_other(string row, string field)
    {
        var read = await Collected.ReadAsync(
            Short + "C0,1,medical,M-1,2026-01-05,1\n" + row + "\n" + "C2,1,medical,M-1,2026-01-05,2\n");

        Assert.Equal(["C0", "C2"], read.Claims.Select(claim => claim.ClaimNumber));
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal((field, FilePosition.AtLine(3)), (rejection.Field, rejection.FaultAt));
        Assert.Equal("C1", rejection.ClaimNumber);
        Assert.Equal(FileOutcome.Partial, read.Report.Outcome);
    }

    [Theory]
    [InlineData("provider", "1234567890")]
    [InlineData("network", "maybe")]
    [InlineData("units", "-1")]
    [InlineData("units", "1,5")]
    [InlineData("allowed", "-1")]
    [InlineData("paid", "x")]
    [InlineData("received", "2026-07-01")]
    [InlineData("paidDate", "2026-07-01")]
    [InlineData("serviceTo", "2026-01-04")]
    [InlineData("type", "reversal")]
    public async Task An_unknown_value_rejects_the_claim(string column, string value)
    {
        var read = await Collected.ReadAsync(
            $"claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,{column}\n"
            + $"C1,1,medical,M-1,2026-01-05,10,\"{value}\"\n");

        Assert.Equal((column, new Cents(1000)), (read.Rejections.Single().Field, read.Rejections.Single().Charge));
        Assert.Equal(FileOutcome.Rejected, read.Report.Outcome);
    }

    [Fact]
    public async Task Adjacent_rows_are_one_claim_and_the_same_number_later_is_another()
    {
        var read = await Collected.ReadAsync(
            Short + "C1,1,medical,M-1,2026-01-05,1\nC1,2,medical,M-1,2026-01-06,2\n"
            + "C2,1,medical,M-1,2026-01-05,3\nC1,1,medical,M-1,2026-01-05,4\n");

        Assert.Equal([2, 1, 1], read.Claims.Select(claim => claim.Lines.Count));
        Assert.Equal([2L, 4L, 5L], read.Claims.Select(claim => claim.Position));
    }

    [Theory]
    [InlineData("benefit", "medical", "dental")]
    [InlineData("memberId", "M-1", "M-2")]
    [InlineData("subscriberId", "S-1", "")]
    [InlineData("received", "2026-01-01", "2026-01-02")]
    [InlineData("paidDate", "2026-01-01", "")]
    [InlineData("lineNumber", "1", "1")]
    public async Task Rows_of_a_claim_that_disagree_reject_it(string column, string first, string second)
    {
        string[] names = ["claimNumber", "lineNumber", "benefit", "memberId", "serviceFrom", "charge", "subscriberId",
            "received", "paidDate"];
        string Row(string line, string value) => string.Join(',', names.Select(name =>
            name == column ? value : name switch
            {
                "claimNumber" => "C1", "lineNumber" => line, "benefit" => "medical", "memberId" => "M-1",
                "serviceFrom" => "2026-01-01", "charge" => "5", _ => "",
            }));
        var read = await Collected.ReadAsync(
            string.Join(',', names) + "\n" + Row("1", first) + "\n" + Row("2", second) + "\n");

        var rejection = Assert.Single(read.Rejections);
        Assert.Equal((column, FilePosition.AtLine(2), FilePosition.AtLine(3), new Cents(1000)),
            (rejection.Field, rejection.At, rejection.FaultAt, rejection.Charge));
    }

    [Fact]
    public async Task A_void_needs_only_its_number_its_original_and_its_member()
    {
        var read = await Collected.ReadAsync(Header + "C1,,void,C1,nonsense,M-1,,not a date,,,,,,,,,,-5,,,,,,,\n");

        var claim = Assert.Single(read.Claims);
        Assert.Equal((ClaimType.Void, "C1"), (claim.Type, claim.OriginalClaimNumber));
        Assert.Empty(claim.Lines);
    }

    [Fact]
    public async Task An_unclosed_quote_rejects_one_row()
    {
        var rows = Enumerable.Range(1, 500).Select(number =>
            number == 250 ? "C250,1,medical,\"M-1,2026-01-05,10" : $"C{number},1,medical,M-1,2026-01-05,10");
        var read = await Collected.ReadAsync(Short + string.Join("\r\n", rows) + "\r\n");

        Assert.Equal((499, 1), (read.Claims.Count, read.Rejections.Count));
        Assert.Equal(FilePosition.AtLine(251), read.Rejections[0].At);
    }

    [Fact]
    public async Task A_quoted_cell_may_hold_delimiters_and_line_breaks()
    {
        var read = await Collected.ReadAsync(
            "note,claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\n"
            + "\"a, b\nISA*00\",C1,1,medical,M-1,2026-01-05,10\n\"ISAAC\",C2,1,medical,M-1,2026-01-05,10\n");

        Assert.Equal([2L, 4L], read.Claims.Select(claim => claim.Position));
    }

    [Fact]
    public async Task Byte_order_mark_semicolons_and_no_last_line_break_are_read()
    {
        var read = await Collected.ReadAsync(
            "\uFEFF" + (Short + "C1,1,medical,M-1,2026-01-05,10").Replace(',', ';'));

        Assert.Single(read.Claims);
        Assert.Equal(2, read.Report.Repairs.Count);
    }

    [Fact]
    public async Task A_file_truncated_in_a_row_gives_everything_before_it()
    {
        var read = await Collected.ReadAsync(
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,paid\n"
            + "C1,1,medical,M-1,2026-01-05,10,10\nC2,1,medical,M-1,2026-01-05,10");

        Assert.Equal("C1", Assert.Single(read.Claims).ClaimNumber);
        Assert.Equal("row", Assert.Single(read.Rejections).Field);
    }
}
