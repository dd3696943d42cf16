namespace Aso.ClaimFiles.Tests.X12;

/// <summary>HCP: what a repricer allows.</summary>
public sealed class PricingTests
{
    [Theory]
    [InlineData("", "HCP*02*41*19*PPO", "HCP*02*9*31*PPO", "41.00 9.00", "")]
    [InlineData("", "HCP*02*41", "HCP*04*0", "41.00 0.00", "")]
    // At the claim: spread by charge (2.2), over the lines that have none of their own.
    [InlineData("HCP*02*50.01*49.99", "", "", "30.01 20.00", "")]
    [InlineData("HCP*02*50*50", "HCP*02*41*19", "", "41.00 9.00", "")]
    [InlineData("HCP*02*50*50", "HCP*02*41*19", "HCP*02*9*31", "41.00 9.00", "")]
    [InlineData("HCP*02*51*49", "HCP*02*41*19", "HCP*02*9*31", "41.00 9.00",
        "HCP02: 51.00 of the claim differs from the lines' 50.00; theirs holds")]
    [InlineData("HCP*02*40*60", "HCP*02*41*19", "", "41.00 ",
        "HCP02: 40.00 of the claim differs from the lines' 41.00; theirs holds\n"
        + "HCP: the repricer does not price all of it; the plan's own pricing applies to the rest")]
    // Not priced: the plan's own pricing.
    [InlineData("", "HCP*00*0*60**********T1", "HCP*02*9*31", " 9.00",
        "HCP: the repricer does not price all of it; the plan's own pricing applies to the rest")]
    [InlineData("HCP*00*0.00**333001234*********T1**6", "", "", " ",
        "HCP: the repricer does not price all of it; the plan's own pricing applies to the rest\n"
        + "HCP14: the repricer names a lack of policy compliance or an exception (HCP15); HCP02 was used")]
    [InlineData("HCP*02*50*50*PPO*********T6", "", "", " ",
        "HCP: the repricer does not price all of it; the plan's own pricing applies to the rest")]
    [InlineData("HCP*02*9*31", "HCP*00*0", "", " 9.00",
        "HCP: the repricer does not price all of it; the plan's own pricing applies to the rest\n"
        + "HCP03: 31.00 and HCP02, 9.00, do not make up the charge, 100.00; HCP02 was used")]
    // Checks that change nothing.
    [InlineData("", "HCP*02*41*18", "HCP*02*9*31", "41.00 9.00",
        "HCP03: 18.00 and HCP02, 41.00, do not make up the charge, 60.00; HCP02 was used")]
    [InlineData("", "HCP*02*41*19***********2", "HCP*02*9*31***********1", "41.00 9.00",
        "HCP14: the repricer names a lack of policy compliance or an exception (HCP15); HCP02 was used")]
    public async Task What_is_repriced_is_allowed(
        string claim, string first, string second, string allowed, string remarks)
    {
        var read = await Collected.ReadAsync(File(claim, first, second));

        Assert.Empty(read.Rejections);
        Assert.Equal(allowed, string.Join(' ', read.Claims[0].Lines.Select(line => $"{line.Allowed}")));
        Assert.Equal(remarks, string.Join('\n', read.Report.Remarks.Select(remark => $"{remark.Field}: {remark.Text}")));
        // The next claim knows nothing of it.
        Assert.Equal(" ", string.Join(' ', read.Claims[1].Lines.Select(line => $"{line.Allowed}")));
    }

    [Fact]
    public async Task An_allowed_amount_that_cannot_be_read_rejects_the_claim()
    {
        var read = await Collected.ReadAsync(File("", "HCP*02*-41", ""));

        Assert.Equal(("C1", "HCP02"), (read.Rejections[0].ClaimNumber, read.Rejections[0].Field));
        Assert.Equal("C2", Assert.Single(read.Claims).ClaimNumber);
    }

    private static string File(string claim, string first, string second) => Envelopes.Claims(Envelopes.Subscriber(
        2, "M1",
        Envelopes.Claim("C1", 60, 40)
            .Replace("LX*1~", Segment(claim) + "LX*1~", StringComparison.Ordinal)
            .Replace("LX*2~", Segment(first) + "LX*2~", StringComparison.Ordinal) + Segment(second),
        Envelopes.Claim("C2", 60, 40)));

    private static string Segment(string text) => text.Length > 0 ? text + "~" : "";
}
