using Aso.Ledger.Audit;
using Aso.Ledger.Journal;

namespace Scenarios.InMemory;

/// <summary>
/// The whole way of claims that were adjudicated or repriced elsewhere, of what is no claim, and of reversals: what is
/// posted, and what the acknowledgment says.
/// </summary>
public sealed class PaidElsewhereTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Rows = "claimNumber,lineNumber,benefit,memberId,serviceFrom,procedure,charge\n";

    private readonly MemoryPipeline _pipeline = new(today: "2026-04-15", shards: 2);

    public async Task InitializeAsync()
    {
        await DropPlanAsync("");
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            """);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task What_the_head_of_an_explanation_says_was_paid_is_posted()
    {
        await _pipeline.DropAsync("claims", "acme/eob.ndjson", Resource("ExplanationOfBenefit"));

        Assert.Equal("4321.00", await PaidAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Claim_and_its_explanation_post_what_the_explanation_says(bool explanationFirst)
    {
        string[] resources = [Resource("Claim"), Resource("ExplanationOfBenefit")];
        if (explanationFirst) Array.Reverse(resources);
        await _pipeline.DropAsync("claims", "acme/bundle.json",
            "{\"resourceType\":\"Bundle\",\"entry\":[" + string.Join(',', resources.Select(one => $"{{\"resource\":{one}}}"))
            + "]}");

        Assert.Equal("4321.00", await PaidAsync());
        var answer = await _pipeline.JsonAsync("acknowledgments", "acme/bundle.json.json");
        Assert.Equal((1, 0), ((int)answer["accepted"]!["count"]!, (int)answer["rejected"]!["count"]!));
    }

    // 80 % of 410 and 90; without the repricer 70 % of the charge is allowed: 560.00.
    [Fact]
    public async Task What_a_repricer_allows_is_what_the_plan_shares()
    {
        await _pipeline.DropAsync("claims", "acme/repriced.837", X12("", "CH",
            "HCP*02*410*190~LX*2~SV1*HC:80053*400*UN*1***1~DTP*472*D8*20260310~HCP*02*90*310~", 1000));

        Assert.Equal("400.00", await PaidAsync());
    }

    [Theory]
    [InlineData("**********PB", "CH", "predetermination", "CLM19")]
    [InlineData("", "RP", "encounter", "BHT06")]
    public async Task For_what_is_no_claim_nothing_is_posted_and_the_reason_is_said(
        string reason, string purpose, string words, string field)
    {
        await _pipeline.DropAsync("claims", "acme/none.837", X12(reason, purpose, "", 600));

        Assert.Equal("0.00", await PaidAsync());
        var answer = await _pipeline.JsonAsync("acknowledgments", "acme/none.837.json");
        var rejected = answer["rejected"]!;
        Assert.Equal((1, 1, 600m), ((int)rejected["count"]!, (int)rejected["noClaims"]!, (decimal)rejected["charge"]!));
        var rejection = answer["rejections"]!.AsArray().Single()!;
        Assert.Equal((field, "no-claim"), ((string)rejection["field"]!, (string)rejection["reason"]!));
        Assert.Contains(words, (string)rejection["expected"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("Correct", (string)answer["next"]!, StringComparison.Ordinal);
        Assert.Contains(
            "IK5*A~AK9*A*1*1*1~", await _pipeline.TextAsync("acknowledgments", "acme/none.837.999"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encounters_are_paid_where_the_plan_says_so()
    {
        await DropPlanAsync("\"encounters\": \"pay\",");
        await _pipeline.DropAsync("claims", "acme/encounter.837", X12("", "RP", "", 600));

        // 70 % of 600 allowed, 80 % of that paid.
        Assert.Equal("336.00", await PaidAsync());
    }

    [Theory]
    // In one file, in a later one, and said anew.
    [InlineData("1,60;2,40;1,-60;2,-40", "", "0.00")]
    [InlineData("1,60;2,40", "1,-60;2,-40", "0.00")]
    [InlineData("1,60;2,40", "1,-60;2,-40;1,50;2,50", "56.00")]
    [InlineData("1,60;2,40;1,-60;2,-40;1,50", "", "28.00")]
    // Not with the amounts that stand: 70 % × 80 % of 100.00 is left.
    [InlineData("1,60;2,40", "2,-40", "56.00")]
    [InlineData("1,60;2,40", "1,-60;2,-39", "56.00")]
    public async Task A_reversal_leaves_nothing_standing_of_what_had_its_amounts(
        string first, string second, string paid)
    {
        foreach (var (index, rows) in ((string[])[first, second]).Index())
            if (rows.Length > 0)
                await _pipeline.DropAsync("claims", $"acme/{index}.csv", Rows + string.Concat(rows.Split(';').Select(row =>
                    $"C1,{row[0]},medical,M1,2026-03-10,9921{row[0]},{row[2..]}\n")));

        Assert.Equal(paid, await PaidAsync());
    }

    private async Task<string> PaidAsync()
    {
        Assert.Empty((await new Reconciliation(_pipeline.Storage, new EmployerJournal(_pipeline.Storage)).RunAsync("acme"))
            .Findings);
        return (await _pipeline.ViewAsync("acme")).ToDate().PaidByBenefit[(int)Benefit.Medical].ToString();
    }

    private Task DropPlanAsync(string field) => _pipeline.DropAsync("plans", "acme/2026-01-01.json", $$"""
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", {{field}} "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single"], "funding": { "method": "payAsYouGo" },
          "benefits": { "medical": { "coinsurance": 0.20, "networkDiscount": 0.30 } } }
        """);

    private static string Resource(string type) => $$$"""
        {"resourceType":"{{{type}}}","id":"G1","status":"active","use":"claim","identifier":[{"value":"G1"}],
        "type":{"coding":[{"code":"institutional"}]},"patient":{"reference":"Patient/M1"},
        "billablePeriod":{"start":"2026-03-10","end":"2026-03-12"},
        "payment":{"amount":{"value":4321.0},"date":"2026-03-25"},"claim":{"reference":"Claim/G1"},
        "item":[{"sequence":1,"productOrService":{"coding":[{"code":"99223"}]},"net":{"value":7000.0}},
        {"sequence":2,"productOrService":{"coding":[{"code":"J3490"}]},"net":{"value":3000.0}}]}
        """.ReplaceLineEndings("");

    private static string X12(string reason, string purpose, string rest, int charge) =>
        "ISA*00*          *00*          *ZZ*TPA            *ZZ*ACME           *260401*1200*^*00501*000000008*0*T*:~"
        + "GS*HC*TPA*ACME*20260401*1200*8*X*005010X222A1~ST*837*0001*005010X222A1~"
        + $"BHT*0019*00*1*20260401*1200*{purpose}~HL*1**20*1~NM1*85*2*CLINIC*****XX*1234567893~HL*2*1*22*0~"
        + $"SBR*P*18*******CI~NM1*IL*1*DOE*JO****MI*M1~CLM*X1*{charge}***11:B:1*Y*A*Y*I{reason}~LX*1~"
        + $"SV1*HC:99213*600*UN*1***1~DTP*472*D8*20260310~{rest}"
        + $"SE*{12 + rest.Count(letter => letter == '~')}*0001~GE*1*8~IEA*1*000000008~";
}
