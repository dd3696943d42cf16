using System.Text;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>What one claim's faults cost: itself, and no neighbour.</summary>
public sealed class BrokenClaimsTests
{
    private static readonly string Plain = Envelopes.Claims(
        Envelopes.Subscriber(2, "M1", Envelopes.Claim("AAA1", 10, 20.50m)),
        Envelopes.Subscriber(3, "M2", Envelopes.Claim("BBB2", 5, 6), Envelopes.Claim("CCC3", 8)),
        Envelopes.Subscriber(4, "M3", Envelopes.Claim("DDD4", 7.25m)));

    [Theory]
    [InlineData("CLM*BBB2*11.00", "CLM*BBB2*eleven", "CLM02", 1100)]
    [InlineData("CLM*BBB2*11.00", "CLM*BBB2*-11.00", "CLM02", 1100)]
    [InlineData("CLM*BBB2*", "CLM**", "CLM01", 1100)]
    [InlineData("SV1*HC:99211*6.00*", "SV1*HC:99211*-6.00*", "SV102", 1100)]
    [InlineData("SV1*HC:99211*6.00*", "SV1*HC:99211**", "SV102", 1100)]
    [InlineData("SV1*HC:99211*6.00*UN*1", "SV1*HC:99211*6.00*UN*some", "SV104", 1100)]
    [InlineData("SV1*HC:99211*6.00*", "SV1*HC:99211*6.005*", "SV102", 1100)]
    public async Task A_fault_is_cited_and_rejects_its_claim(string from, string to, string field, long charge)
    {
        var at = Plain.IndexOf("CLM*BBB2", StringComparison.Ordinal);
        var read = await Collected.ReadAsync(
            Plain[..at] + Plain[at..].Replace(from, to, StringComparison.Ordinal));

        Assert.Equal(["AAA1", "CCC3", "DDD4"], read.Claims.Select(claim => claim.ClaimNumber));
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal((field, new Cents(charge), (long)at), (rejection.Field, rejection.Charge, rejection.At.Value));
    }

    [Theory]
    [InlineData("D8*20260132", "DTP*472 DTP03")]
    [InlineData("D8*2026011", "DTP*472 DTP03")]
    [InlineData("D8*20260701", "DTP*472 DTP03")]
    [InlineData("RD8*20260105-20260104", "DTP*472 DTP03")]
    [InlineData("RD8*20260105-20260701", "DTP*472 DTP03")]
    public async Task A_bad_or_future_date_rejects_the_claim(string date, string field)
    {
        var at = Plain.IndexOf("CLM*DDD4", StringComparison.Ordinal);
        var read = await Collected.ReadAsync(
            Plain[..at] + Plain[at..].Replace("D8*20260101", date, StringComparison.Ordinal));

        Assert.Equal(["AAA1", "BBB2", "CCC3"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal((field, "DDD4"), (Assert.Single(read.Rejections).Field, read.Rejections[0].ClaimNumber));
    }

    [Fact]
    public async Task Types_and_originals_come_from_CLM05_and_REF()
    {
        var read = await Collected.ReadAsync(Envelopes.Claims(Envelopes.Subscriber(2, "M1",
            Envelopes.Claim("C1", 10).Replace("11:B:1", "11:B:7", StringComparison.Ordinal)
                .Replace("HI*", "REF*F8*C0~HI*", StringComparison.Ordinal),
            Envelopes.Claim("C2", 10).Replace("11:B:1", "11:B:8", StringComparison.Ordinal)
                .Replace("HI*", "REF*F8*C9~HI*", StringComparison.Ordinal)
                    .Replace("*10.00*UN", "*ten*UN", StringComparison.Ordinal),
            Envelopes.Claim("C3", 10).Replace("11:B:1", "11:B:8", StringComparison.Ordinal))));

        Assert.Equal(
            [("C1", ClaimType.Replacement, "C0", 1), ("C2", ClaimType.Void, "C9", 0)],
            read.Claims.Select(claim =>
                (claim.ClaimNumber, claim.Type, claim.OriginalClaimNumber!, claim.Lines.Count)));
        Assert.Equal("REF*F8 REF02", Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task Authorization_stands_on_the_claim_or_on_a_line()
    {
        var read = await Collected.ReadAsync(Envelopes.Claims(Envelopes.Subscriber(2, "M1",
            Envelopes.Claim("C1", 1, 2).Replace("HI*", "REF*G1*A~HI*", StringComparison.Ordinal),
            Envelopes.Claim("C2", 1, 2).Replace("LX*2", "REF*G1*A~LX*2", StringComparison.Ordinal))));

        Assert.Equal(
            [[true, true], [true, false]],
            read.Claims.Select(claim => claim.Lines.Select(line => line.Authorized)));
    }

    [Fact]
    public async Task Other_payers_amounts_go_to_the_lines_and_keep_their_sum()
    {
        const string other = "SBR*P*01*******CI~AMT*D*10.01~OI***Y***Y~NM1*IL*1*ROE*AL****MI*OTHER~NM1*85*2~LX*1~";
        var read = await Collected.ReadAsync(Envelopes.Claims(Envelopes.Subscriber(2, "M1",
            Envelopes.Claim("C1", 10, 20).Replace("LX*1~", other, StringComparison.Ordinal),
            Envelopes.Claim("C2", 10, 20).Replace("LX*2", "SVD*P*3.33*HC:1**1~LX*2", StringComparison.Ordinal))));

        Assert.Equal([3.34m, 6.67m], read.Claims[0].Lines.Select(line => line.OtherPaid.Amount));
        Assert.Equal([3.33m, 0m], read.Claims[1].Lines.Select(line => line.OtherPaid.Amount));
        Assert.All(read.Claims, claim => Assert.Equal("M1", claim.MemberId));
    }

    [Fact]
    public async Task A_patient_without_an_identifier_is_asked_for_by_the_subscribers()
    {
        string Patient(int level, string id, string claim) =>
            $"HL*{level}*2*23*0~PAT*19~NM1*QC*1*DOE*TED{id}~N3*1 MAIN~" + Envelopes.Claim(claim, 5);
        var read = await Collected.ReadAsync(Envelopes.Claims(
            Envelopes.Subscriber(2, "M1"), Patient(3, "****MI*M2", "C1"), Patient(4, "", "C2"),
            Envelopes.Subscriber(5, "M5", Envelopes.Claim("C3", 5))));

        Assert.Equal(["M2", "M1", "M5"], read.Claims.Select(claim => claim.MemberId));
        Assert.Equal(["M2/M1", "/M1", "M5/"], read.Patients.Select(one => $"{one.Number}/{one.Subscriber}"));
        Assert.Empty(read.Report.Remarks);
    }

    [Fact]
    public async Task Dental_lines_are_dental()
    {
        var read = await Collected.ReadAsync(Envelopes.Claims(Envelopes.Subscriber(2, "M1",
            "CLM*C1*75***11:B:1~DTP*472*D8*20260105~LX*1~SV3*AD:D2150*75****1~TOO*JP*12*L~")));

        var claim = Assert.Single(read.Claims);
        Assert.Equal((Benefit.Dental, "D2150", new DateOnly(2026, 1, 5)),
            (claim.Benefit, claim.Lines[0].Procedure, claim.Lines[0].ServiceFrom));
    }

    [Fact]
    public async Task One_byte_changed_in_a_claim_changes_no_other()
    {
        var whole = (await Collected.ReadAsync(Plain)).Claims.ToDictionary(claim => claim.ClaimNumber, Reading.Show);
        var bytes = Encoding.UTF8.GetBytes(Plain);
        var from = Plain.IndexOf("CLM*BBB2", StringComparison.Ordinal);
        var to = Plain.IndexOf("CLM*CCC3", StringComparison.Ordinal);
        foreach (var replacement in "*~:^XL1M \n"u8.ToArray())
        {
            for (var place = from; place < to; place++)
            {
                var mutant = bytes.ToArray();
                mutant[place] = replacement;
                await AssertNeighboursStand(mutant, whole, $"byte {place} = {(char)replacement}");
            }
        }

        for (var place = from; place < to; place++)
            await AssertNeighboursStand([.. bytes[..place], .. bytes[(place + 1)..]], whole, $"byte {place} deleted");
    }

    [Fact]
    public async Task One_byte_changed_in_a_patients_level_gives_no_claim_to_another_patient()
    {
        var whole = (await Collected.ReadAsync(Plain))
            .Claims.ToDictionary(claim => claim.ClaimNumber, claim => claim.MemberId);
        var bytes = Encoding.UTF8.GetBytes(Plain);
        var from = Plain.IndexOf("HL*3", StringComparison.Ordinal);
        var to = Plain.IndexOf("NM1*PR", from, StringComparison.Ordinal);
        var identifier = Plain.IndexOf("*M2~", StringComparison.Ordinal);
        for (var place = from - 1; place < to; place++)
        {
            if (place >= identifier && place <= identifier + 2) continue;
            foreach (var replacement in "*~X2"u8.ToArray())
            {
                var mutant = bytes.ToArray();
                mutant[place] = replacement;
                var read = await Collected.ReadAsync(mutant);
                foreach (var claim in read.Claims.Where(claim => whole.ContainsKey(claim.ClaimNumber)))
                    Assert.True(
                        whole[claim.ClaimNumber] == claim.MemberId
                        || !whole.ContainsValue(claim.MemberId),
                            $"{claim.ClaimNumber} at {place} by {(char)replacement}");
                foreach (var number in place < from ? new[] { "DDD4" } : ["AAA1", "DDD4"])
                    Assert.True(read.Claims.Any(claim => claim.ClaimNumber == number),
                        $"{number} is gone at {place} by {(char)replacement}: {string.Join(' ', read.Rejections)}"
                        + Encoding.UTF8.GetString(mutant, from - 30, 60));
            }
        }
    }

    private static async Task AssertNeighboursStand(byte[] mutant, Dictionary<string, string> whole, string what)
    {
        var read = await Collected.ReadAsync(mutant);
        foreach (var number in new[] { "AAA1", "CCC3", "DDD4" })
        {
            var claims = read.Claims.Where(claim => claim.ClaimNumber == number).ToList();
            Assert.True(claims.Count == 1, $"{what}: {number} is there {claims.Count} times");
            Assert.True(whole[number] == Reading.Show(claims[0]), $"{what}: {number} became {Reading.Show(claims[0])}");
        }
    }

    [Theory]
    [InlineData("HL*4*1*2Z*1~")]
    [InlineData("HL*4*1**1~")]
    public async Task A_dependent_below_a_subscribers_unreadable_level_is_nobody_of_the_family_before(string level)
    {
        const string kid = "PAT*19~NM1*QC*1*DOE*KID~DMG*D8*20150101*M~";
        var read = await Collected.ReadAsync(Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", "HL*3*2*23*0~" + kid + Envelopes.Claim("AAA1", 10)),
            Envelopes.Subscriber(
                    4, "M2", Envelopes.Claim("BBB2", 10), "HL*5*4*23*0~" + kid + Envelopes.Claim("CCC3", 10))
                .Replace("HL*4*1*22*0~", level, StringComparison.Ordinal),
            Envelopes.Subscriber(6, "M3", Envelopes.Claim("DDD4", 10))));

        Assert.Equal(["/M1", "/M2", "M3/"], read.Patients.Select(one => $"{one.Number}/{one.Subscriber}"));
        Assert.Equal(("BBB2", "HL"), (Assert.Single(read.Rejections).ClaimNumber, read.Rejections[0].Field));
    }

    [Fact]
    public async Task Subscribers_below_a_billing_providers_unreadable_level_are_who_they_are()
    {
        var read = await Collected.ReadAsync(Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", Envelopes.Claim("AAA1", 10)),
            "HL*3**2O*1~NM1*85*2*CLINIC*****XX*1245319599~"
                + Envelopes.Subscriber(4, "M2", Envelopes.Claim("BBB2", 10))
                    .Replace("HL*4*1*", "HL*4*3*", StringComparison.Ordinal)));

        Assert.Equal(["M1/", "M2/"], read.Patients.Select(one => $"{one.Number}/{one.Subscriber}"));
        Assert.Equal("1245319599", read.Claims[^1].Lines[0].Provider);
    }
}
