using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Csv;

/// <summary>All that is wrong with a row is said at once, and what stands there where it is no person's.</summary>
public sealed class FaultsTests
{
    private const string Header = "claimNumber,lineNumber,benefit,memberId,serviceFrom,procedure,charge\n";

    [Fact]
    public async Task Every_bad_field_of_a_row_is_named_with_its_value()
    {
        var read = await Collected.ReadAsync(Header + "C1,1,medicine,M1,2026-13-05,99213,1O.00\n");
        Assert.Equal(
            ["benefit=medicine line 2", "serviceFrom=2026-13-05 line 2", "charge=1O.00 line 2"],
            Told(Assert.Single(read.Rejections)));
    }

    [Fact]
    public async Task Every_row_of_a_claim_is_looked_at()
    {
        var read = await Collected.ReadAsync(Header
            + "C1,1,medical,M1,2026-01-05,99213,1O.00\nC1,0,medical,M1,2026-01-05,99213,10\nC1,2,medical,M2,2026-01-05,99213,10\n");
        // What no claim survives comes first.
        Assert.Equal(["memberId= line 4", "charge=1O.00 line 2", "lineNumber=0 line 3"], Told(Assert.Single(read.Rejections)));
    }

    [Theory]
    [InlineData("memberId", "C1,1,medical,\u0001M1,2026-01-05,99213,10")]
    [InlineData("claimNumber", "123456789\u0001,1,medical,M1,2026-01-05,99213,10")]
    [InlineData("charge", "C1,1,medical,M1,2026-01-05,99213,123-45-6789")]
    [InlineData("charge", "C1,1,medical,M1,2026-01-05,99213,this is far too long to be the value of any column")]
    [InlineData("row", "C1,1,medical,M1,2026-01-05,99213,10,Smith")]
    public async Task What_may_be_a_persons_is_not_quoted(string field, string row)
    {
        var rejection = Assert.Single((await Collected.ReadAsync(Header + row + "\n")).Rejections);
        Assert.Equal((field, null), (rejection.Field, rejection.Value));
    }

    [Fact]
    public async Task Where_the_cells_have_shifted_none_is_quoted()
    {
        foreach (var row in (string[])["C1,Jane,Doe,medical,1,2026-01-05,x", "C1,1,Doe,M1,Jane,99213,10", "C1,0,x1,,2026,1,1x"])
        {
            var rejection = Assert.Single((await Collected.ReadAsync(Header + row + "\n")).Rejections);
            Assert.NotEmpty(rejection.Others);
            Assert.All(rejection.Others.Select(other => other.Value).Prepend(rejection.Value), Assert.Null);
        }
    }

    [Fact]
    public async Task A_void_is_told_only_what_it_must_have()
    {
        var read = await Collected.ReadAsync(
            "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,charge\nV1,1,void,,x,M1,y,z\n");
        Assert.Equal(["originalClaimNumber= line 2"], Told(Assert.Single(read.Rejections)));
    }

    [Theory]
    [InlineData("billed_amt", "charge")]
    [InlineData("line_no", "lineNumber")]
    [InlineData("serviceFrm", "serviceFrom")]
    [InlineData("benefitt", "benefit")]
    public async Task A_renamed_column_is_named_once_with_the_nearest_name(string theirs, string ours)
    {
        var read = await Collected.ReadAsync(Header.Replace(ours, theirs, StringComparison.Ordinal)
            + string.Concat(Enumerable.Range(0, 50).Select(number => $"C{number},1,medical,M1,2026-01-05,99213,10\n")));
        var note = Assert.Single(read.Report.Remarks);
        Assert.Equal((theirs, $"not known, skipped; did you mean {ours}?"), (note.Field, note.Text));
        var rejection = Assert.Single(read.Report.Rejections);
        Assert.EndsWith($"; the file has no column {ours}: did you mean {theirs}?", rejection.Expected, StringComparison.Ordinal);
        Assert.Equal((50L, 49L), (read.Report.Rejected, read.Report.RejectionsLeftOut));
    }

    [Fact]
    public async Task An_unknown_column_that_resembles_none_is_only_skipped()
    {
        var read = await Collected.ReadAsync(Header.Replace("\n", ",warehouse\n", StringComparison.Ordinal)
            + "C1,1,medical,M1,2026-01-05,99213,10,x\n");
        Assert.Equal("not known, skipped", Assert.Single(read.Report.Remarks).Text);
        Assert.Empty(read.Rejections);
    }

    [Fact]
    public async Task Of_enrollment_no_birth_date_and_no_salary_is_quoted()
    {
        var rows = new CollectedRows();
        await EnrollmentFile.ReadAsync(
            new MemoryStream("""
                subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary,status
                S1,M1,self,1980-13-01,single,medical,2026-02-30,,1x,gone
                """u8.ToArray()),
            Reading.Options, rows);
        Assert.Equal(
            ["effective=2026-02-30 line 2", "birthDate= line 2", "annualSalary= line 2", "status=gone line 2"],
            Told(Assert.Single(rows.Rejections)));
    }

    private static IEnumerable<string> Told(Rejection rejection) => rejection.Others
        .Prepend(new FieldFault(rejection.FaultAt, rejection.Field, rejection.Expected, rejection.Value))
        .Select(fault => $"{fault.Field}={fault.Value} {fault.At}");
}
