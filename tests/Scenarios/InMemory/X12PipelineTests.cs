using System.Text;
using Aso.ClaimFiles.Remittances;
using Aso.Ledger.Closing;

namespace Scenarios.InMemory;

/// <summary>X12 in, X12 out: an 837 is answered by a 999, and its month remitted by 835.</summary>
public sealed class X12PipelineTests
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 0, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 78.35 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 410.00 } },
          "benefits": { "medical": { "deductible": { "individual": 50.00, "family": 100.00, "kind": "embedded" },
            "coinsurance": 0.20 } } }
        """;

    private const string Members = """
        ISA*00*          *00*          *ZZ*TPA            *ZZ*ACME           *260101*1200*^*00501*000000007*0*T*:~
        GS*BE*TPA*ACME*20260101*1200*7*X*005010X220A1~
        ST*834*0001*005010X220A1~
        BGN*00*1*20260101*1200****2~
        INS*Y*18*021*20*A~
        REF*0F*S1~
        NM1*IL*1*DOE*JO****ZZ*M1~
        DMG*D8*19800101*F~
        HD*021**HLT**EMP~
        DTP*348*D8*20260101~
        SE*9*0001~
        GE*1*7~
        IEA*1*000000007~
        """;

    private const string Claims = """
        ISA*00*          *00*          *ZZ*TPA            *ZZ*ACME           *260201*1200*^*00501*000000008*0*T*:~
        GS*HC*TPA*ACME*20260201*1200*8*X*005010X222A1~
        ST*837*0001*005010X222A1~
        BHT*0019*00*1*20260201*1200*CH~
        HL*1**20*1~
        NM1*85*2*CLINIC*****XX*1234567893~
        HL*2*1*22*0~
        SBR*P*18*******CI~
        NM1*IL*1*DOE*JO****MI*M1~
        CLM*X1*250***11:B:1*Y*A*Y*I~
        HI*ABK:Z0000~
        LX*1~
        SV1*HC:99213:25*250*UN*1***1~
        DTP*472*D8*20260110~
        CLM*X2*ten***11:B:1*Y*A*Y*I~
        LX*1~
        SV1*HC:99213*10*UN*1***1~
        DTP*472*D8*20260110~
        SE*17*0001~
        GE*1*8~
        IEA*1*000000008~
        """;

    [Fact]
    public async Task An_837_is_answered_by_a_999_and_remitted_by_an_835_that_balances()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-01-31", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/members.834", Members);
        await pipeline.DropAsync("claims", "acme/january.837", Claims);

        var answer = await pipeline.TextAsync("acknowledgments", "acme/january.837.999");
        Assert.Contains("AK2*837*0001*005010X222A1~IK3*CLM*13**8~IK4*2**6~IK5*E*5~", answer, StringComparison.Ordinal);

        Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", "2026-01"));
        await pipeline.SettleAsync("acme");
        var remittances = new List<Remittance>();
        await foreach (var blob in pipeline.Storage.ListBlobsAsync("remittances", "acme/2026-01/"))
        {
            var text = await pipeline.TextAsync("remittances", blob.Name);
            var (read, report) = await RemittanceReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));
            Assert.Empty(report.Remarks);
            remittances.AddRange(read);
        }

        // 250 − 50 deductible = 200 × 80 % = 160.
        var remittance = Assert.Single(remittances);
        Assert.True(remittance.Balances);
        Assert.Equal(("1234567893", Cents.FromAmount(160m)), (remittance.Payee, remittance.Payment));
        var claim = Assert.Single(remittance.Claims);
        Assert.Equal(("X1", "M1", "1", Cents.FromAmount(250m), Cents.FromAmount(160m), Cents.FromAmount(90m)),
            (claim.ClaimNumber, claim.MemberId, claim.Status, claim.Charge, claim.Paid, claim.PatientResponsibility));
    }

    [Fact]
    public async Task A_reversal_goes_to_the_payee_of_what_it_reverses_and_is_taken_back_from_later_payments()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-03-31", shards: 1);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/members.834", Members);
        await pipeline.DropAsync(
            "claims", "acme/1.csv", Csv("X1,1,,,medical,M1,2026-01-10,2026-01-31,1234567893,99213,250"));
        await CloseAsync(pipeline, "2026-01");
        await pipeline.DropAsync("claims", "acme/2.csv", Csv("V1,1,void,X1,,M1,,2026-02-28,,,"));
        await CloseAsync(pipeline, "2026-02");
        await pipeline.DropAsync(
            "claims", "acme/3.csv", Csv("X2,1,,,medical,M1,2026-02-10,2026-03-31,1234567893,99214,300"));
        await CloseAsync(pipeline, "2026-03");

        // 250 − 50 deductible = 200 × 80 % = 160; given back; 300 − 50 = 250 × 80 % = 200, of which 160 were owed.
        Assert.Equal(
            [
                "2026-01 1234567893 160.00: X1 1 250.00 160.00",
                "2026-02 1234567893 0.00: X1 22 -250.00 -160.00; FB -160.00",
                "2026-03 1234567893 40.00: X2 1 300.00 200.00; FB 160.00",
            ],
            [.. await RemittedAsync(pipeline, "2026-01"), .. await RemittedAsync(pipeline, "2026-02"),
                .. await RemittedAsync(pipeline, "2026-03")]);
    }

    private static string Csv(string row) =>
        "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,paidDate,provider,procedure,"
        + "charge\n" + row + "\n";

    private static async Task CloseAsync(MemoryPipeline pipeline, string month)
    {
        Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", month));
        await pipeline.SettleAsync("acme");
    }

    private static async Task<List<string>> RemittedAsync(MemoryPipeline pipeline, string month)
    {
        var lines = new List<string>();
        await foreach (var blob in pipeline.Storage.ListBlobsAsync("remittances", $"acme/{month}/"))
        {
            var text = await pipeline.TextAsync("remittances", blob.Name);
            var (read, _) = await RemittanceReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));
            foreach (var one in read)
            {
                Assert.True(one.Balances);
                var claims = one.Claims.Select(claim =>
                    $"{claim.ClaimNumber} {claim.Status} {claim.Charge} {claim.Paid}");
                var balances = one.ProviderAdjustments.Select(balance => $"{balance.Reason} {balance.Amount}");
                lines.Add($"{month} {one.Payee} {one.Payment}: {string.Join("; ", claims.Concat(balances))}");
            }
        }

        return lines;
    }
}
