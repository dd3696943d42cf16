namespace Aso.ClaimFiles.Tests.X12;

/// <summary>What the other payers of a claim paid: AMT*D, SVD and CAS (2320, 2430).</summary>
public sealed class OtherPayersTests
{
    private const string Note =
        "AMT*D: 33.00 differs from the sum of SVD02, 30.00; it was allocated to the lines in proportion to SVD02";

    [Theory]
    // AMT*D holds: as the SVDs, else as the charges (2.2).
    [InlineData("A AMT*D*50.01", "", "", "30.01 20.00", "")]
    [InlineData("A AMT*D*30", "SVD*A*10", "SVD*A*20", "10.00 20.00", "")]
    [InlineData("A AMT*D*33", "SVD*A*10", "SVD*A*20", "11.00 22.00", Note)]
    // Without it: the charge less the adjustments.
    [InlineData("A CAS*PR*1*20**2*15.50*CO*45*4.50", "", "", "36.00 24.00",
        "CAS: without AMT*D, other payers paid 60.00 by their adjustments of the claim")]
    [InlineData("A CAS*CO*45*120", "", "", "0.00 0.00", "")]
    [InlineData("A CAS*OA*94*-9", "", "", "65.40 43.60",
        "CAS: without AMT*D, other payers paid 109.00 by their adjustments of the claim")]
    // The lines' payments, less what is adjusted at the claim; as the standard's balancing has it.
    [InlineData("A", "SVD*A*40", "SVD*A*20", "40.00 20.00", "")]
    [InlineData("A CAS*PR*1*15", "SVD*A*40", "SVD*A*20", "30.00 15.00",
        "CAS: without AMT*D, other payers paid 45.00 by their adjustments of the claim")]
    [InlineData("A CAS*PR*1*15;AMT*D*45", "SVD*A*40", "SVD*A*20", "30.00 15.00", "")]
    // Two payers, each by what it says; one that says nothing has not paid.
    [InlineData("A AMT*D*45|B CAS*OA*23*45*PR*3*40", "", "", "36.00 24.00",
        "CAS: without AMT*D, other payers paid 60.00 by their adjustments of the claim")]
    [InlineData("A AMT*D*30|B", "SVD*A*30;SVD*B*5", "", "35.00 0.00", "")]
    [InlineData("A AMT*D*30|B", "SVD*A*30", "", "30.00 0.00", "")]
    [InlineData("A AMT*D*30", "SVD*Z*30", "", "30.00 0.00", "")]
    [InlineData("A|B", "SVD*Z*30", "SVD*B*4", "30.00 4.00", "")]
    // What the lines' own adjustments, liabilities and Medicare's amounts say is read by nothing.
    [InlineData("A AMT*EAF*70;AMT*A8*100;MIA*0***1380.40;MOA*0.5*99", "SVD*A*40;CAS*PR*1*20", "", "40.00 0.00", "")]
    public async Task Each_says_what_it_paid(
        string payers, string first, string second, string paid, string remarks)
    {
        var read = await Collected.ReadAsync(File(payers, first, second));

        Assert.Empty(read.Rejections);
        Assert.Equal(paid, string.Join(' ', read.Claims[0].Lines.Select(line => $"{line.OtherPaid}")));
        Assert.Equal(remarks, string.Join('\n', read.Report.Remarks.Select(remark => $"{remark.Field}: {remark.Text}")));
        Assert.All(read.Claims[1].Lines, line => Assert.Equal(Cents.Zero, line.OtherPaid));
    }

    [Theory]
    [InlineData("A AMT*D*-1", "AMT*D AMT02")]
    [InlineData("A CAS*CO*45*ten", "CAS03")]
    [InlineData("A CAS*CO*45*-10000000000", "AMT*D AMT02")]
    public async Task What_cannot_be_read_and_is_needed_rejects_the_claim(string payers, string field)
    {
        var read = await Collected.ReadAsync(File(payers, "", ""));

        Assert.Equal(("C1", field), (Assert.Single(read.Rejections).ClaimNumber, read.Rejections[0].Field));
        Assert.Equal("C2", Assert.Single(read.Claims).ClaimNumber);
    }

    [Fact]
    public async Task Adjustments_that_nothing_needs_may_be_unreadable()
    {
        var read = await Collected.ReadAsync(File("A CAS*CO*45*ten;AMT*D*10", "", ""));

        Assert.Equal("10.00", $"{read.Claims[0].Lines.Sum(line => line.OtherPaid)}");
    }

    // Payers apart by |, each its identifier and segments apart by ;.
    private static string File(string payers, string first, string second)
    {
        var loops = payers.Split('|').Select(payer =>
            "SBR*P*18*******CI~" + Segments(payer.Contains(' ', StringComparison.Ordinal) ? payer[2..] : "")
            + $"OI***Y***Y~NM1*IL*1*ROE*AL****MI*OTHER~NM1*PR*2*OTHER*****PI*{payer[0]}~");
        return Envelopes.Claims(Envelopes.Subscriber(
            2, "M1",
            Envelopes.Claim("C1", 60, 40)
                .Replace("LX*1~", string.Concat(loops) + "LX*1~", StringComparison.Ordinal)
                .Replace("LX*2~", Segments(first) + "LX*2~", StringComparison.Ordinal) + Segments(second),
            Envelopes.Claim("C2", 60, 40)));
    }

    private static string Segments(string text) => text.Length > 0 ? text.Replace(';', '~') + "~" : "";
}
