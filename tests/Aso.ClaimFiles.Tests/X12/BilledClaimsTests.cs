using System.Text;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>
/// What is read of a provider's bill: account, type of bill, frequency, revenue codes, what a void is about.
/// </summary>
public sealed class BilledClaimsTests
{
    [Theory]
    // CLM05, facility, is a type of bill, frequency
    [InlineData("11:B:1", "11", false, '1')]
    [InlineData("11:A:1", "11", true, '1')]
    [InlineData("13:A:7", "13", true, '7')]
    [InlineData("11", "11", false, null)]
    [InlineData("", null, false, null)]
    [InlineData("999:A:1", null, true, '1')]
    public async Task CLM05_says_facility_and_frequency(
        string composite, string? facility, bool isTypeOfBill, char? frequency)
    {
        var claim = Assert.Single((await ReadAsync(composite)).Claims);

        Assert.Equal(
            ("A1", "A1", facility, isTypeOfBill, frequency),
            (claim.ClaimNumber, claim.Account, claim.Facility, claim.IsTypeOfBill, claim.Frequency));
    }

    // What was read of the claim before serves where it is the same, and nowhere else.
    [Fact]
    public async Task CLM05_of_each_claim_says_what_it_says_alone()
    {
        string[] composites =
        [
            "11:B:1", "11:B:1", "22:B:1", "13:A:7", "13:A:7", "13:A:8", "11:B:2", "11:B:2", "11>B>1", "11>B>1", "",
            "11:B:1", "",
        ];
        string Claim(int number) => Envelopes.Subscriber(
            number + 2, "M1",
            $"CLM*A{number}*100***{composites[number]}*Y*A*Y*Y~REF*F8*A0~DTP*434*D8*20260101~LX*1~SV2*0120**100*DA*1~");
        static (string, ClaimType, string?, bool, char?) Bill(Claim claim) =>
            (claim.ClaimNumber, claim.Type, claim.Facility, claim.IsTypeOfBill, claim.Frequency);
        int[] numbers = [.. Enumerable.Range(0, composites.Length)];

        var together = await Collected.ReadAsync(Envelopes.Claims(string.Concat(numbers.Select(Claim))));
        var alone = await Task.WhenAll(numbers.Select(number => Collected.ReadAsync(Envelopes.Claims(Claim(number)))));

        Assert.Equal(
            alone.Select(one => Assert.Single(one.Claims)).Select(Bill), together.Claims.Select(Bill));
        Assert.Equal(
            alone.SelectMany(one => one.Report.Remarks).Select(remark => (remark.Field, remark.Text)),
            together.Report.Remarks.Select(remark => (remark.Field, remark.Text)));
    }

    [Theory]
    [InlineData("1", null)]
    [InlineData("2", "2, the first of several interim bills")]
    [InlineData("3", "3, an interim bill that goes on from others")]
    [InlineData("4", "4, the last of several interim bills")]
    [InlineData("5", "5, late charges only")]
    [InlineData("6", "6, an adjustment of a claim before")]
    [InlineData("7", null)]
    [InlineData("9", null)]
    public async Task Frequencies_2_to_6_are_said(string frequency, string? meaning)
    {
        var read = await ReadAsync($"11:A:{frequency}");

        Assert.Equal(frequency == "7" ? ClaimType.Replacement : ClaimType.Original, Assert.Single(read.Claims).Type);
        var remark = read.Report.Remarks.SingleOrDefault(one => one.Field == "CLM05-3");
        Assert.Equal(meaning is not null, remark is not null);
        if (meaning is not null) Assert.StartsWith(meaning + ":", remark!.Text, StringComparison.Ordinal);
    }

    [Theory]
    // SV201, what is kept
    [InlineData("0120", "0120")]
    [InlineData("120", "0120")]
    [InlineData(" 0120 ", "0120")]
    [InlineData("", null)]
    public async Task SV201_is_the_revenue_code(string code, string? kept)
    {
        var claim = Assert.Single((await ReadAsync("11:A:1", $"SV2*{code}*HC:99213*100*UN*1~")).Claims);

        Assert.Equal((kept, "99213"), (claim.Lines[0].RevenueCode, claim.Lines[0].Procedure));
    }

    [Fact]
    public async Task A_line_may_have_a_revenue_code_alone()
    {
        var claim = Assert.Single((await ReadAsync("11:A:1", "SV2*0120**100*DA*1~")).Claims);

        Assert.Equal(("0120", null), (claim.Lines[0].RevenueCode, claim.Lines[0].Procedure));
    }

    [Fact]
    public async Task A_void_says_its_provider_and_days_and_charges_nothing()
    {
        var claim = Assert.Single((await ReadAsync(
            "11:A:8",
            "SV2*0120**100*DA*1~DTP*472*D8*20260103~LX*2~SV2*0250**50*UN*1~DTP*472*RD8*20260102-20260105~")).Claims);

        var line = Assert.Single(claim.Lines);
        Assert.Equal(
            ("1234567893", new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 5), Cents.Zero),
            (line.Provider, line.ServiceFrom, line.ServiceTo, line.Charge));
    }

    [Theory]
    [InlineData("SV2*0120**ten*DA*1~")]
    [InlineData("SV2*0120**100*DA*1~DTP*472*D8*2026~")]
    public async Task A_void_whose_lines_are_faulty_is_taken_without_them(string service)
    {
        var read = await ReadAsync("11:A:8", service);

        Assert.Empty(Assert.Single(read.Claims).Lines);
        Assert.Empty(read.Rejections);
    }

    [Theory]
    [InlineData("0120", "0120", null)]
    [InlineData("120", "0120", null)]
    [InlineData("", null, null)]
    [InlineData("12", null, "revenueCode")]
    [InlineData("01200", null, "revenueCode")]
    [InlineData("012A", null, "revenueCode")]
    public async Task A_CSV_may_have_a_column_of_revenue_codes(string code, string? kept, string? refused)
    {
        var read = await Collected.ReadAsync(
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,revenue code\n"
            + $"C1,1,medical,M1,2026-01-05,10.00,{code}\n");

        Assert.Equal(refused, read.Rejections.SingleOrDefault()?.Field);
        if (refused is null) Assert.Equal((kept, null), (read.Claims[0].Lines[0].RevenueCode, read.Claims[0].Account));
    }

    [Fact]
    public async Task A_FHIR_item_may_have_a_revenue_code()
    {
        var read = await Collected.ReadAsync(
            """
            {"resourceType":"Claim","id":"C1","type":{"coding":[{"code":"institutional"}]},"patient":{"reference":"Patient/M1"},
            "item":[{"sequence":1,"servicedDate":"2026-01-05","net":{"value":10},"revenue":{"coding":[{"code":"450"}]}}]}
            """);

        Assert.Equal("0450", Assert.Single(read.Claims).Lines[0].RevenueCode);
    }

    private static Task<Collected> ReadAsync(string clm05, string service = "SV2*0120**100*DA*1~") =>
        Collected.ReadAsync(Encoding.UTF8.GetBytes(Envelopes.Claims(Envelopes.Subscriber(
            2, "M1",
            $"CLM*A1*{(service.Contains("LX*2", StringComparison.Ordinal) ? 150 : 100)}***{clm05}*Y*A*Y*Y~REF*F8*A0~"
                + $"DTP*434*RD8*20260101-20260107~LX*1~{service}"))));
}
