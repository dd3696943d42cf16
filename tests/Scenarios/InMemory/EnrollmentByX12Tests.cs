using System.Text.Json.Nodes;
using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using AsoFunctions.Http.Api;

namespace Scenarios.InMemory;

/// <summary>834 and control totals the whole way: what is written, what is acknowledged, and what it costs.</summary>
public sealed class EnrollmentByX12Tests
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 0, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single", "couple", "family"],
          "enrollmentCodes": { "tiers": { "ESP": "couple" } },
          "fees": { "administration": { "single": 10.00, "couple": 20.00, "family": 30.00 },
                    "stopLossPremium": { "single": 100.00, "couple": 200.00, "family": 300.00 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 400.00, "couple": 700.00, "family": 1000.00 } },
          "benefits": { "medical": { "coinsurance": 0.20 }, "dental": { "coinsurance": 0.20 } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
            "specific": { "deductible": 50000.00, "benefits": ["medical"] },
            "aggregate": { "benefits": ["medical"], "minimumPercent": 0,
              "monthlyFactor": { "single": 350.00, "couple": 600.00, "family": 900.00 } } } }
        """;

    [Fact]
    public async Task A_full_file_says_in_its_acknowledgment_whom_it_no_longer_names()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-03-31", shards: 4);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/1.834", File(
            full: true, Member("F1"), Member("F2"), Member("F3"), Member("F4", end: "20260228")));
        await pipeline.DropAsync("enrollment", "acme/2.834", File(full: true, Member("F1"), Member("F5")));

        var answer = await pipeline.JsonAsync("acknowledgments", "acme/2.834.json");
        Assert.Equal(2, (int)answer["noLongerNamed"]!["count"]!);
        Assert.Equal(["F2", "F3"], answer["noLongerNamed"]!["members"]!.AsArray().Select(one => (string)one!));
        var remark = answer["remarks"]!.AsArray().Single(one => (string)one!["field"]! == "BGN08")!;
        Assert.Contains("does not name 2 members", (string)remark["text"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("F2", (string)remark["text"]!, StringComparison.Ordinal);
        // They keep their coverage.
        Assert.Equal(4, (await pipeline.ViewAsync("acme")).YearTotals.Exposure.Last().Value.Members);

        // One that names them all, and one that is no full file.
        await pipeline.DropAsync("enrollment", "acme/3.834", File(
            full: true, Member("F1"), Member("F2"), Member("F3"), Member("F5")));
        await pipeline.DropAsync("enrollment", "acme/4.834", File(full: false, Member("F6")));
        Assert.Equal(0, await NotNamedAsync(pipeline, "3.834"));
        Assert.Null((await pipeline.JsonAsync("acknowledgments", "acme/4.834.json"))["noLongerNamed"]);
    }

    [Fact]
    public async Task Who_is_named_in_a_loop_that_is_rejected_is_named_and_a_cut_file_reports_nobody()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-03-31", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/1.834", File(full: true, Member("F1"), Member("F2")));
        var broken = Member("F2").Replace("D8*20260101", "D8*20261301", StringComparison.Ordinal);
        await pipeline.DropAsync("enrollment", "acme/2.834", File(full: true, Member("F1"), broken));
        var whole = File(full: true, Member("F1"), Member("F9"));
        var cut = whole.LastIndexOf("INS*", StringComparison.Ordinal);
        await pipeline.DropAsync("enrollment", "acme/3.834", whole[..cut]);

        Assert.Equal(0, await NotNamedAsync(pipeline, "2.834"));
        Assert.Null((await pipeline.JsonAsync("acknowledgments", "acme/3.834.json"))["noLongerNamed"]);
    }

    [Fact]
    public async Task What_writes_nothing_is_not_called_taken_and_rows_in_are_rows_out()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-03-31", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/1.834", File(full: false,
            "INS*Y*18*001**A~REF*0F*ZZ9~NM1*IL*1*DOE*JO****ZZ*ZZ9~DTP*303*D8*20260301~",
            Member("F1"),
            // Two coverages of different days: three rows of one loop.
            "INS*Y*18*021**A~REF*0F*F2~NM1*IL*1*DOE*JO****ZZ*F2~HD*021**HLT**EMP~DTP*348*D8*20260101~"
            + "HD*021**DEN**EMP~DTP*348*D8*20260201~DTP*349*D8*20260228~"));

        var answer = await pipeline.JsonAsync("acknowledgments", "acme/1.834.json");
        Assert.Equal((2, 1), ((int)answer["accepted"]!["count"]!, (int)answer["rejected"]!["count"]!));
        Assert.Equal("INS03", (string)answer["rejections"]![0]!["field"]!);
        var file = await FileAsync(pipeline, 2);
        Assert.Equal("done", (string)file["state"]!);
        Assert.Equal((5, 4, 1, 1m), ((int)file["rows"]!["in"]!, (int)file["rows"]!["adjudicated"]!,
            (int)file["rows"]!["rejected"]!, (decimal)file["progress"]!));

        await pipeline.DropAsync("enrollment", "acme/2.834", File(full: false,
            "INS*Y*18*001**A~REF*0F*F1~NM1*IL*1*DOE*JO****ZZ*F1~DTP*303*D8*20260301~"));
        var unchanged = await pipeline.JsonAsync("acknowledgments", "acme/2.834.json");
        Assert.Equal((1, 1), ((int)unchanged["accepted"]!["count"]!, (int)unchanged["accepted"]!["unchanged"]!));
        Assert.Contains("changed nothing", (string)unchanged["next"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fees_and_deposits_are_by_the_widest_tier_and_premium_and_factor_by_the_contracts()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-01-31", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/1.834", File(full: false,
            "INS*Y*18*021**A~REF*0F*F1~NM1*IL*1*DOE*JO****ZZ*F1~HD*021**HLT**EMP~DTP*348*D8*20260101~"
            + "HD*021**DEN**FAM~DTP*348*D8*20260101~",
            Member("F2", level: "ESP")));
        await pipeline.DropAsync("enrollment", "acme/2.csv",
            "subscriberId,memberId,relationship,tier,benefits,effective,benefitTiers\n"
            + "F3,F3,self,family,medical;dental,2026-01-01,medical=couple\n");

        var toDate = (await pipeline.ViewAsync("acme")).ToDate();
        // family 30 + couple 20 + family 30; deposits 1000 + 700 + 1000; premium single 100 + couple 200 + couple 200.
        Assert.Equal(
            (80m, 2700m, 500m), (toDate.Fees.Amount, toDate.Deposits.Amount, toDate.Premium.Amount));
        // Factors: single 350 + couple 600 + couple 600.
        Assert.Equal(Cents.FromAmount(1550m), toDate.Contract.Attachment!.AttachmentToDate);
        Assert.Equal("medical=single", $"{(await RowAsync(pipeline, "F1")).BenefitTiers}");
        Assert.Empty(
            (await new Reconciliation(pipeline.Storage, pipeline.Get<EmployerJournal>()).RunAsync("acme")).Findings);
    }

    [Fact]
    public async Task Control_totals_of_claims_are_acknowledged_listed_and_checked()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-03-31", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/1.834", File(full: false, Member("F1"), Member("F2")));
        await pipeline.DropAsync("claims", "acme/march.csv.ctl", "claims=2\namount=150.00\n");
        await pipeline.DropAsync("claims", "acme/march.csv",
            "claimNumber,lineNumber,memberId,benefit,serviceFrom,charge\nC1,1,F1,medical,2026-03-01,100.00\n"
            + "C1,2,F1,medical,2026-03-01,20.00\nC2,1,F2,medical,2026-03-01,30.00\nTRAILER,2,151.00\n");

        var control = await pipeline.JsonAsync("acknowledgments", "acme/march.csv.ctl.json");
        Assert.Equal("control", (string)control["state"]!);
        var answer = await pipeline.JsonAsync("acknowledgments", "acme/march.csv.json");
        Assert.Equal((2, 3, 2, 150m, 150m), ((int)answer["accepted"]!["count"]!, (int)answer["accepted"]!["lines"]!,
            (int)answer["accepted"]!["members"]!, (decimal)answer["accepted"]!["charge"]!,
            (decimal)answer["accepted"]!["declared"]!));
        Assert.Equal([false, true], answer["controlTotals"]!.AsArray().Select(one => (bool)one!["agrees"]!));
        Assert.Contains("differs from the control totals", (string)answer["next"]!, StringComparison.Ordinal);
        // The control file has no place in the journal: plan, enrollment, claims.
        var file = await FileAsync(pipeline, 3);
        Assert.Equal((2, 150m, 150m, 3, 2), ((int)file["claims"]!["in"]!, (decimal)file["claims"]!["amountIn"]!,
            (decimal)file["claims"]!["amountDeclared"]!, (int)file["claims"]!["lines"]!,
            (int)file["claims"]!["members"]!));

        await pipeline.DropAsync("claims", "acme/march.csv.ctl", "claims=2\n");
        control = await pipeline.JsonAsync("acknowledgments", "acme/march.csv.ctl.json");
        Assert.Contains("was read before these totals came", (string)control["next"]!, StringComparison.Ordinal);
    }

    [RealDataFact]
    public async Task The_full_files_that_were_reported_say_how_many_and_who()
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(RealDataFactAttribute.Professional))!;
        var folder = Path.Combine(data, "reported", "11-full-file-does-not-report");
        if (!Directory.Exists(folder)) return;
        await using var pipeline = new MemoryPipeline(today: "2026-05-02", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        foreach (var file in new[] { "g07-full1.834", "g07-full2.834" })
            await pipeline.DropAsync(
                "enrollment", $"acme/{file}", await System.IO.File.ReadAllBytesAsync(Path.Combine(folder, file)));

        var answer = await pipeline.JsonAsync("acknowledgments", "acme/g07-full2.834.json");
        Assert.Equal("F2", (string)Assert.Single(answer["noLongerNamed"]!["members"]!.AsArray())!);
    }

    private static async Task<JsonNode> FileAsync(MemoryPipeline pipeline, long id) =>
        await MemoryPipeline.CallAsync(http => pipeline.Functions<FilesApi>().FileAsync(
            http.Request, "acme", id, CancellationToken.None));

    private static async Task<int> NotNamedAsync(MemoryPipeline pipeline, string file) =>
        (int)(await pipeline.JsonAsync("acknowledgments", $"acme/{file}.json"))["noLongerNamed"]!["count"]!;

    private static async Task<EnrollmentRow> RowAsync(MemoryPipeline pipeline, string member) =>
        (await pipeline.Get<ShardCache>().UseAsync(
            new ShardId("acme", ShardId.IndexFor(member, 2)),
            shard => Task.FromResult(shard.Book.Member(member)!.Enrollment), caughtUp: true)).Single();

    private static string Member(string id, string level = "FAM", string? end = null) =>
        $"INS*Y*18*030**A~REF*0F*{id}~NM1*IL*1*DOE*JO****ZZ*{id}~HD*030**HLT**{level}~DTP*348*D8*20260101~"
        + (end is null ? "" : $"DTP*349*D8*{end}~");

    private static string File(bool full, params string[] members)
    {
        var body = $"BGN*00*1*20260101*1200****{(full ? 4 : 2)}~" + string.Concat(members);
        return "ISA*00*          *00*          *ZZ*TPA            *ZZ*ACME           *260101*1200*^*00501*000000007*0*T*"
            + ":~GS*BE*TPA*ACME*20260101*1200*7*X*005010X220A1~ST*834*0001*005010X220A1~" + body
            + string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"SE*{body.Count(letter => letter == '~') + 2}*0001~GE*1*7~IEA*1*000000007~");
    }
}
