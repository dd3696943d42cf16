using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests;

/// <summary>
/// Reported files of claims that were adjudicated elsewhere, or are none, each as its folder expects.
/// </summary>
public sealed class ReportedPaidTests
{
    [SharedTheory]
    [InlineData("b08-hcp-repriced-line.837", "410.00 90.00")]
    [InlineData("b08b-hcp-repriced-claim.837", "300.00 200.00")]
    public async Task Repriced_lines_are_allowed_what_the_repricer_allows(string file, string allowed)
    {
        var read = await ReadAsync("02-repriced-allowed-amount-ignored/" + file);

        Assert.Equal(allowed, string.Join(' ', Assert.Single(read.Claims).Lines.Select(line => $"{line.Allowed}")));
        Assert.Empty(read.Report.Remarks);
    }

    [SharedTheory]
    [InlineData("b11-predetermination-dated.837", "CLM19", 750)]
    [InlineData("b37-predet-medical-clm19-08.837", "CLM19", 50)]
    [InlineData("g02-preauthorization-alone.ndjson", "use", 10_000)]
    public async Task What_is_no_claim_is_listed(string file, string field, int charge)
    {
        var read = await ReadAsync("03-predetermination-is-paid/" + file);

        Assert.Empty(read.Claims);
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(
            (field, Rejection.NoClaimReason, (decimal)charge),
            (rejection.Field, rejection.Reason, rejection.Charge.Amount));
    }

    [SharedTheory]
    [InlineData("f01b-header-payment-no-items.ndjson", "10000.00/6000.00/5200.00")]
    [InlineData("f01c-header-adjudication.ndjson", "7000.00/4200.00/3640.00 3000.00/1800.00/1560.00")]
    [InlineData("f01d-items-without-amounts.ndjson", "10000.00/6000.00/5200.00")]
    [InlineData("f05-unitprice-times-quantity.ndjson", "7000.00// 3000.00//")]
    [InlineData("g01-header-payment-4321.ndjson", "7000.00/4200.00/3024.70 3000.00/1800.00/1296.30")]
    public async Task What_was_paid_at_the_head_is_spread_over_the_lines(string file, string lines)
    {
        var read = await ReadAsync("04-paid-at-the-head-of-an-EOB/" + file);

        Assert.Empty(read.Rejections);
        Assert.Equal(lines, string.Join(' ', Assert.Single(read.Claims).Lines.Select(
            line => $"{line.Charge}/{line.Allowed}/{line.Paid}")));
    }

    [SharedFact]
    public async Task A_Claim_and_its_explanation_are_one_claim()
    {
        var read = await ReadAsync("19-claim-and-its-EOB-in-one-bundle/f20-bundle-claim-and-eob.json");

        Assert.Empty(read.Rejections);
        Assert.Equal([3000m, 1321m], Assert.Single(read.Claims).Lines.Select(line => line.Paid!.Value.Amount));
    }

    private static Task<Collected> ReadAsync(string file) =>
        Collected.ReadAsync(File.OpenRead(SharedData.Path("reported/" + file)));
}
