namespace Aso.ClaimFiles.Tests.Csv;

/// <summary>Rows with negative amounts take back what was sent with them.</summary>
public sealed class ReversalTests
{
    [Theory]
    // The claim and its void; nothing is left standing.
    [InlineData("C1,1,60,50;C1,2,40,;C1,1,-60,-50;C1,2,-40,", "C1 Original  60 40;C1 Void C1")]
    [InlineData("C1,1,60,;C1,1,-60,;C1,2,40,;C1,2,-40,", "C1 Original  60 40;C1 Void C1")]
    // Said anew: what was said before is replaced.
    [InlineData("C1,1,60,;C1,2,40,;C1,1,-60,;C1,2,-40,;C1,1,55,;C1,2,40,", "C1 Original  60 40;C1 Replacement C1 55 40")]
    [InlineData("C1,1,60,;C1,1,-60,;C1,1,55,;C1,2,40,", "C1 Original  60 40;C1 Replacement C1 55 40")]
    [InlineData("C1,1,60,;C1,2,40,;C1,2,-40,", "C1 Original  60 40;C1 Replacement C1 60")]
    // What came before the rows, in this file or another: the decision compares the amounts.
    [InlineData("C1,1,60,;C2,1,5,;C1,1,-60,", "C1 Original  60;C2 Original  5;C1 Void C1 -60")]
    [InlineData("C1,1,-60,-50;C1,2,-40,-0", "C1 Void C1 -60 -40")]
    [InlineData("C1,1,-60,;C1,1,55,", "C1 Void C1 -60;C1 Original  55")]
    [InlineData("C1,1,0,-50", "C1 Void C1 0")]
    public async Task They_are_its_void(string rows, string claims)
    {
        var read = await Collected.ReadAsync(File(rows));

        Assert.Empty(read.Rejections);
        Assert.Equal(claims, string.Join(';', read.Claims.Select(Show)));
        var remark = Assert.Single(read.Report.Remarks);
        Assert.StartsWith("rows with negative amounts were read as a void", remark.Text, StringComparison.Ordinal);
        Assert.Equal(
            read.Claims.Any(claim => claim is { Type: ClaimType.Void, Lines.Count: > 0 }),
            remark.Text.Contains("only if", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("C1,1,60,;C1,1,-59,", "type")]
    [InlineData("C1,1,60,50;C1,1,-60,", "type")]
    [InlineData("C1,1,60,;C1,2,-60,", "type")]
    [InlineData("C1,1,60,;C1,1,-60,;C1,1,-60,", "type")]
    [InlineData("C1,1,-60,;C1,1,-60,", "type")]
    [InlineData("C1,1,60,-50", "paid")]
    [InlineData("C1,1,-60,50", "charge")]
    public async Task What_matches_nothing_names_the_type(string rows, string field)
    {
        var read = await Collected.ReadAsync(File(rows + ";C9,1,7,"));

        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(("C1", field), (rejection.ClaimNumber, rejection.Field));
        Assert.Contains("type void", rejection.Expected, StringComparison.Ordinal);
        Assert.True(rejection.Charge >= Cents.Zero);
        Assert.Equal("C9", Assert.Single(read.Claims).ClaimNumber);
    }

    [Fact]
    public async Task They_may_have_a_number_and_dates_of_their_own()
    {
        var read = await Collected.ReadAsync(
            "claimNumber,lineNumber,originalClaimNumber,benefit,memberId,serviceFrom,received,paidDate,charge\n"
            + "C1,1,,medical,M1,2026-01-05,2026-01-10,2026-01-31,60\n"
            + "C1,1,,medical,M1,2026-01-05,2026-02-10,2026-02-28,-60\n"
            + "R2,1,C2,medical,M1,2026-01-05,2026-01-10,2026-01-31,-60\n");

        Assert.Empty(read.Rejections);
        Assert.Equal("C1 Original  60;C1 Void C1;R2 Void C2 -60", string.Join(';', read.Claims.Select(Show)));
        Assert.Equal([1, 2, 1], read.Claims.Select(claim => claim.PaidDate!.Value.Month));
        Assert.Equal(60m, read.Report.AcceptedCharge.Amount);
    }

    [Theory]
    [InlineData("void", "C0", "C1 Void C0")]
    [InlineData("replacement", "C0", null)]
    public async Task A_type_that_is_given_holds(string type, string original, string? claim)
    {
        var read = await Collected.ReadAsync(
            "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,charge\n"
            + $"C1,1,{type},{original},medical,M1,2026-01-05,-60\n");

        Assert.Equal(claim, read.Claims.Select(Show).SingleOrDefault());
        Assert.Equal(claim is null ? ["type"] : [], read.Rejections.Select(rejection => rejection.Field));
    }

    private static string Show(Claim claim) =>
        string.Join(' ', [
            claim.ClaimNumber, $"{claim.Type}", claim.OriginalClaimNumber ?? "",
            .. claim.Lines.Select(line => $"{line.Charge.Amount:0}")]);

    private static string File(string rows) =>
        "claimNumber,lineNumber,charge,paid,benefit,memberId,serviceFrom\n"
        + string.Concat(rows.Split(';').Select(row => row + ",medical,M1,2026-01-05\n"));
}
