using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Csv;

/// <summary>CSV as TPAs send it, without a layout: dates of other forms, values spoiled by spreadsheets and
/// databases.</summary>
public sealed class SpoiledCsvTests
{
    private const string Header =
        "claimNumber,lineNumber,benefit,memberId,subscriberId,serviceFrom,provider,procedure,charge,allowed,paid,received,"
        + "paidDate,authorization\n";

    [Theory]
    [InlineData("03/25/2026", "2026-03-25", "MM/dd/yyyy")]
    [InlineData("3/25/2026", "2026-03-25", "MM/dd/yyyy")]
    [InlineData("3-25-2026", "2026-03-25", "MM/dd/yyyy")]
    [InlineData("03/25/2026 0:00", "2026-03-25", "MM/dd/yyyy")]
    [InlineData("3/25/2026 12:00:00 AM", "2026-03-25", "time of day")]
    [InlineData("25/03/2026", "2026-03-25", "dd/MM/yyyy")]
    [InlineData("25.3.2026", "2026-03-25", "dd/MM/yyyy")]
    [InlineData("03/03/2026", "2026-03-03", "MM/dd/yyyy")]
    [InlineData("20260325", "2026-03-25", "yyyyMMdd")]
    [InlineData("2026/03/25", "2026-03-25", "yyyy/MM/dd")]
    [InlineData("2026-3-25", "2026-03-25", "yyyy/MM/dd")]
    [InlineData("2026-03-25 00:00:00", "2026-03-25", "time of day")]
    [InlineData("2026-03-25 13:14:15.678", "2026-03-25", "time of day")]
    [InlineData("2026-03-25T00:00:00Z", "2026-03-25", "time of day")]
    public async Task A_date_that_allows_one_reading_is_read_with_a_remark(string date, string expected, string remark)
    {
        var read = await Collected.ReadAsync(
            Header + $"C1,1,medical,M1,S1,{date},,99213,1,,,,,\nC2,1,medical,M1,S1,{date},,99213,1,,,,,\n");

        Assert.All(read.Claims, claim => Assert.Equal(expected, claim.Lines[0].ServiceFrom.ToString("O")));
        Assert.Equal(2, read.Claims.Count);
        var found = Assert.Single(read.Report.Remarks, one => one.Text.Contains(remark, StringComparison.Ordinal));
        Assert.Equal(("serviceFrom", 2L, 2L), (found.Field, found.At.Value, found.Count));
    }

    [Theory]
    [InlineData("3/25/26")]
    [InlineData("13/25/2026")]
    [InlineData("02/30/2026")]
    [InlineData("20260230")]
    [InlineData("03252026")]
    [InlineData("2026-03-25 noon")]
    [InlineData("45/2026")]
    public async Task What_is_no_date_is_refused_as_before(string date)
    {
        var read = await Collected.ReadAsync(Header + $"C1,1,medical,M1,S1,{date},,99213,1,,,,,\n");

        Assert.Equal(("serviceFrom", "a date, yyyy-MM-dd"), (read.Rejections.Single().Field, read.Rejections.Single().Expected));
    }

    [Fact]
    public async Task A_date_that_is_two_days_is_refused_unless_another_of_its_column_decides()
    {
        const string Row = "C{0},1,medical,M1,S1,{1},,99213,1,,,,,\n";
        string File(params string[] dates) => Header + string.Concat(dates.Index().Select(
            date => string.Format(System.Globalization.CultureInfo.InvariantCulture, Row, date.Index, date.Item)));

        var undecided = await Collected.ReadAsync(File("03/04/2026", "04/04/2026"));
        Assert.Equal("C0", Assert.Single(undecided.Rejections).ClaimNumber);
        Assert.Contains("can be read as two days", undecided.Rejections[0].Expected);
        Assert.Equal("C1", Assert.Single(undecided.Claims).ClaimNumber);

        var american = await Collected.ReadAsync(File("03/04/2026", "03/25/2026"));
        Assert.Equal(new DateOnly(2026, 3, 4), american.Claims[0].Lines[0].ServiceFrom);
        Assert.Equal(2, Assert.Single(american.Report.Remarks).Count);

        var european = await Collected.ReadAsync(File("03/04/2026", "25/03/2026"));
        Assert.Equal(new DateOnly(2026, 4, 3), european.Claims[0].Lines[0].ServiceFrom);

        var mixed = await Collected.ReadAsync(File("03/04/2026", "25/03/2026", "03/25/2026"));
        Assert.Equal(["C1", "C2"], mixed.Claims.Select(claim => claim.ClaimNumber));
    }

    [Fact]
    public async Task The_deciding_date_may_stand_anywhere_in_a_long_file()
    {
        var rows = string.Concat(Enumerable.Range(0, 5000).Select(
            number => $"C{number},1,medical,M1,S1,03/04/2026,,99213,1,,,,,\n"));

        var read = await Collected.ReadAsync(Header + rows + "X,1,medical,M1,S1,03/25/2026,,99213,1,,,,,\n");

        Assert.Equal(5001, read.Claims.Count);
        Assert.Equal(Header.Length + rows.Length + 43, read.Report.BytesRead);
        Assert.Equal(5002, read.Positions[^1].Value);
    }

    [Fact]
    public async Task Each_column_decides_for_itself()
    {
        var read = await Collected.ReadAsync(Header + "C1,1,medical,M1,S1,03/25/2026,,99213,1,,,04/05/2026,,\n");

        Assert.Equal("received", Assert.Single(read.Rejections).Field);
    }

    [Theory]
    [InlineData("=\"000123\"", "000123")]
    [InlineData("\"=\"\"000123\"\"\"", "000123")]
    [InlineData("'000123", "000123")]
    [InlineData(" '000123 ", "000123")]
    [InlineData("1.23456789012E+11", "123456789012")]
    [InlineData("1.5E+01", "15")]
    [InlineData("1E5", "1E5")]
    [InlineData("NANCY", "NANCY")]
    [InlineData("N1", "N1")]
    public async Task A_spoiled_identifier_is_mended_where_nothing_is_lost(string cell, string expected)
    {
        var read = await Collected.ReadAsync(
            Header + $"C1,1,medical,{cell},{cell},2026-03-10,,99213,1,,,,,\nC2,1,medical,{cell},S1,2026-03-10,,99213,1,,,,,\n");

        Assert.Equal([expected, expected], read.Claims.Select(claim => claim.MemberId));
        Assert.Equal(expected, read.Claims[0].SubscriberId);
        if (cell == expected) Assert.Empty(read.Report.Remarks);
        else
            Assert.Equal(
                [("memberId", 2L), ("subscriberId", 1L)],
                read.Report.Remarks.Select(remark => (remark.Field, remark.Count)));
    }

    [Theory]
    [InlineData("claimNumber", "1.23457E+11,1,medical,M1,S1,2026-03-10,,99213,1,,,,,")]
    [InlineData("memberId", "C1,1,medical,1.23457E+11,S1,2026-03-10,,99213,1,,,,,")]
    [InlineData("subscriberId", "C1,1,medical,M1,1E+05,2026-03-10,,99213,1,,,,,")]
    [InlineData("provider", "C1,1,medical,M1,S1,2026-03-10,1.23457E+09,99213,1,,,,,")]
    public async Task An_identifier_whose_digits_are_gone_is_refused_with_that_reason(string field, string row)
    {
        var read = await Collected.ReadAsync(Header + row + "\n");

        Assert.Equal(field, Assert.Single(read.Rejections).Field);
        Assert.Contains("scientific notation", read.Rejections[0].Expected);
    }

    [Fact]
    public async Task Rows_of_one_claim_whose_number_is_written_out_stay_one_claim()
    {
        var read = await Collected.ReadAsync(
            Header + "1.234E+03,1,medical,M1,S1,2026-03-10,,99213,1,,,,,\n1.234E+03,2,medical,M1,S1,2026-03-10,,99213,1,,,,,\n");

        Assert.Equal(("1234", 2), (read.Claims.Single().ClaimNumber, read.Claims.Single().Lines.Count));
    }

    [Theory]
    [InlineData("NULL")]
    [InlineData("null")]
    [InlineData("N/A")]
    [InlineData("#N/A")]
    [InlineData("\\N")]
    [InlineData("(null)")]
    public async Task A_word_for_nothing_is_nothing(string word)
    {
        var read = await Collected.ReadAsync(
            Header + $"C1,1,medical,M1,{word},2026-03-10,{word},{word},1,{word},{word},{word},{word},{word}\n");

        var claim = Assert.Single(read.Claims);
        Assert.Null(claim.SubscriberId);
        Assert.Null(claim.PaidDate);
        var line = claim.Lines[0];
        Assert.Equal((null, null, null, null, false), (line.Provider, line.Procedure, line.Allowed, line.Paid, line.Authorized));
        Assert.Equal(8, read.Report.Remarks.Count(remark => remark.Text == "NULL or N/A was read as empty"));
        var missing = await Collected.ReadAsync(Header + $"C1,1,medical,{word},S1,2026-03-10,,99213,1,,,,,\n");
        Assert.Equal("memberId", Assert.Single(missing.Rejections).Field);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("NULL", false)]
    [InlineData("N", false)]
    [InlineData("0", false)]
    [InlineData("000", false)]
    [InlineData("no", false)]
    [InlineData("None", false)]
    [InlineData("FALSE", false)]
    [InlineData("-", false)]
    [InlineData("AUTH123", true)]
    [InlineData("Y", true)]
    [InlineData("0123", true)]
    [InlineData("N123", true)]
    public async Task A_word_that_says_there_is_none_is_no_authorization(string word, bool expected)
    {
        var read = await Collected.ReadAsync(Header + $"C1,1,medical,M1,S1,2026-03-10,,99213,1,,,,,{word}\n");

        Assert.Equal(expected, read.Claims.Single().Lines[0].Authorized);
        Assert.Equal(expected || word.Length == 0 ? 0 : 1, read.Report.Remarks.Count);
    }

    [Theory]
    [InlineData("$100", 100_00)]
    [InlineData("100.5 $", 100_50)]
    [InlineData("\"$1,234.56\"", 1234_56)]
    [InlineData("\"1,234,567\"", 1234567_00)]
    [InlineData("(0.00)", 0)]
    public async Task An_amount_of_a_spreadsheet_is_read_where_it_is_exact(string amount, long cents)
    {
        var read = await Collected.ReadAsync(Header + $"C1,1,medical,M1,S1,2026-03-10,,99213,{amount},,,,,\n");

        Assert.Equal(new Cents(cents), read.Claims.Single().Charge);
    }

    [Theory]
    [InlineData("-12")]
    [InlineData("(12.00)")]
    [InlineData("12.00-")]
    [InlineData("-$12.00")]
    public async Task An_amount_below_zero_takes_a_claim_back(string amount)
    {
        var read = await Collected.ReadAsync(Header + $"C1,1,medical,M1,S1,2026-03-10,,99213,{amount},,,,,\n");

        var claim = Assert.Single(read.Claims);
        Assert.Equal((ClaimType.Void, new Cents(-12_00)), (claim.Type, claim.Lines[0].Charge));
    }

    [Theory]
    [InlineData("\"12,34\"")]
    [InlineData("\"1.234,56\"")]
    [InlineData("\"1,234.567\"")]
    [InlineData("$")]
    [InlineData("()")]
    [InlineData("1 000")]
    [InlineData("--5")]
    public async Task An_amount_in_doubt_is_refused(string amount)
    {
        // The blank between thousands is read: 1 000 alone is taken.
        var read = await Collected.ReadAsync(Header + $"C1,1,medical,M1,S1,2026-03-10,,99213,{amount},,,,,\n");

        if (amount == "1 000") Assert.Equal(new Cents(1000_00), read.Claims.Single().Charge);
        else Assert.Equal("charge", Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task A_part_of_a_claim_that_stands_apart_is_remarked_on()
    {
        var read = await Collected.ReadAsync(
            Header + "C1,1,medical,M1,S1,2026-03-10,,99213,100,,,,,\nC2,1,medical,M1,S1,2026-03-10,,99213,100,,,,,\n"
            + "C1,2,medical,M1,S1,2026-03-10,,99213,50,,,,,\n");

        var remark = Assert.Single(read.Report.Remarks);
        Assert.Equal(("C1", "claimNumber", 4L), (remark.ClaimNumber, remark.Field, remark.At.Value));
        Assert.Contains("sort the file by claimNumber", remark.Text);
    }

    [Fact]
    public async Task Of_many_claims_those_that_came_before_are_known_and_memory_is_bounded()
    {
        var rows = string.Concat(Enumerable.Range(0, 50_000).Select(
            number => $"C{number},1,medical,M1,S1,2026-03-10,,99213,1,,,,,\n"));

        var read = await Collected.ReadAsync(Header + rows + "C49000,2,medical,M1,S1,2026-03-10,,99213,1,,,,,\n"
            + "C7,2,medical,M1,S1,2026-03-10,,99213,1,,,,,\nX,1,medical,M1,S1,2026-03-10,,99213,1,,,,,\n");

        Assert.Equal(["C49000", "C7"], read.Report.Remarks.Select(remark => remark.ClaimNumber));
    }

    [Fact]
    public async Task Enrollment_and_recoveries_are_read_the_same_way()
    {
        var rows = new CollectedRows();
        var enrolled = await EnrollmentFile.ReadAsync(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(
                "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n"
                + "=\"0001\",'0001,self,12/31/1980,single,medical,1/1/2026,NULL,\"$52,000.00\"\n")),
            Reading.Options, rows);

        Assert.Empty(enrolled.Rejections);
        var row = Assert.Single(rows.Rows);
        Assert.Equal(
            ("0001", "0001", new DateOnly(1980, 12, 31), new DateOnly(2026, 1, 1), null, new Cents(52000_00)),
            (row.SubscriberId, row.MemberId, row.BirthDate, row.Effective, row.Termination, row.AnnualSalary));
        Assert.Contains(enrolled.Remarks, remark => remark.Field == "birthDate");
    }

    [SharedFact]
    public async Task Reported_12_no_word_for_none_authorizes()
    {
        var words = await Collected.ReadAsync(File.OpenRead(
            SharedData.Path("reported/12-authorization-NULL-is-an-authorization/g03-authorization-words.csv")));
        var subscriber = await Collected.ReadAsync(File.OpenRead(
            SharedData.Path("reported/12-authorization-NULL-is-an-authorization/c06c-null-subscriber.csv")));

        Assert.Equal(["T6"], words.Claims.Where(claim => claim.Lines[0].Authorized).Select(claim => claim.ClaimNumber));
        Assert.Null(Assert.Single(subscriber.Claims).SubscriberId);
    }

    [SharedTheory]
    [InlineData("c04-excel-formula-text.csv")]
    [InlineData("c27-apostrophe-id.csv")]
    public async Task Reported_13_identifiers_are_mended_with_a_note(string file)
    {
        var read = await Collected.ReadAsync(File.OpenRead(
            SharedData.Path("reported/13-identifiers-spoiled-by-Excel/" + file)));

        Assert.Equal("000123", Assert.Single(read.Claims).MemberId);
        Assert.Equal("memberId", Assert.Single(read.Report.Remarks).Field);
    }

    [SharedFact]
    public async Task Reported_15_the_second_part_is_remarked_on()
    {
        var read = await Collected.ReadAsync(File.OpenRead(
            SharedData.Path("reported/15-lines-of-a-claim-apart/c13-not-adjacent.csv")));

        Assert.Equal(("C1", 4L), (Assert.Single(read.Report.Remarks).ClaimNumber, read.Report.Remarks[0].At.Value));
    }
}
