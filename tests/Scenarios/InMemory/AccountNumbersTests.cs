using System.Text;
using Aso.ClaimFiles.Remittances;
using Aso.ClaimFiles.Tests.X12.Standard;
using Aso.Ledger.Closing;

namespace Scenarios.InMemory;

/// <summary>
/// 837 in, 835 out, and replacements and voids by the number that the 835 gives: claims under one account number.
/// </summary>
public sealed class AccountNumbersTests
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 78.35 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 410.00 } },
          "benefits": { "medical": { "services": [
            { "name": "emergency", "revenueCodes": ["450-459"], "covered": false } ] } } PAYER }
        """;

    private const string Payer = """
        , "payer": { "taxId": "361234567", "street": "1 Main Street", "city": "Springfield", "state": "IL",
                     "postalCode": "62701" }
        """;

    private const string Members =
        "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n"
        + "SUB1,SUB1,self,1980-01-01,single,medical,2026-01-01,,\n";

    [Fact]
    public async Task Interim_bills_late_charges_and_visits_are_claims_of_their_own_and_come_back_by_our_numbers()
    {
        await using var pipeline = await StartAsync();
        await DropAsync(
            pipeline, "1",
            Stay("11:A:2", "20260201-20260203", "SV2*0120**3000*DA*3~"),
            Stay("11:A:3", "20260204-20260207", "SV2*0120**4000*DA*4~"),
            Stay("11:A:4", "20260208-20260208", "SV2*0120**1000*DA*1~"),
            // Late charges of the first bill's days, and the second bill once more.
            Stay("11:A:5", "20260201-20260203", "SV2*0250**75*UN*1~LX*2~SV2*0450*HC:99283*25*UN*1~"),
            Stay("11:A:3", "20260204-20260207", "SV2*0120**4000*DA*4~"));
        var acknowledgment = (await pipeline.JsonAsync("acknowledgments", "acme/1.837.json")).ToString();
        Assert.Contains("late charges only", acknowledgment, StringComparison.Ordinal);

        // By our number, by the account number with the days, and once more.
        await DropAsync(
            pipeline, "2",
            Stay("11:A:7", "20260204-20260207", "SV2*0120**4100*DA*4~", "ACCT9-2"),
            Stay("11:A:8", "20260208-20260208", "SV2*0120**1000*DA*1~", "ACCT9"),
            Stay("11:A:8", "20260208-20260208", "SV2*0120**1000*DA*1~", "ACCT9-3"));
        await CloseAsync(pipeline);

        Assert.Equal(
            [
                "ACCT9 ACCT9 1 11 2: 0120 3000.00 3000.00",
                "ACCT9 ACCT9-2 1 11 3: 0120 4000.00 4000.00",
                "ACCT9 ACCT9-3 1 11 4: 0120 1000.00 1000.00",
                "ACCT9 ACCT9-4 1 11 5: 0250 75.00 75.00; 99283+0450 25.00 0.00 PR-96 N130",
                "ACCT9 ACCT9-2 4 11 3: 0120 4000.00 0.00 OA-18",
                "ACCT9 ACCT9-2 22 11 3: 0120 -4000.00 -4000.00",
                "ACCT9 ACCT9-2 1 11 7 for ACCT9-2: 0120 4100.00 4100.00",
                "ACCT9 ACCT9-3 22 11 4: 0120 -1000.00 -1000.00",
                "ACCT9 ACCT9 4 11 8:  0.00 0.00 M47",
            ],
            await RemittedAsync(pipeline));
    }

    [Fact]
    public async Task A_plan_that_does_not_say_who_pays_is_warned_and_remits_all_the_same()
    {
        await using var pipeline = await StartAsync(payer: "");
        Assert.Contains(
            "$.payer", (await pipeline.JsonAsync("acknowledgments", "acme/2026-01-01.json.json")).ToString(),
            StringComparison.Ordinal);
        await DropAsync(pipeline, "1", Stay("11:A:1", "20260201-20260203", "SV2*0120**3000*DA*3~"));
        await CloseAsync(pipeline);

        Assert.Single(await RemittedAsync(pipeline));
    }

    [SharedFilesTheory]
    [InlineData("b39-interim-bills.837", "ACCT9 2, ACCT9-2 3, ACCT9-3 4")]
    [InlineData("b40-late-charge-freq5.837", "ACCT10 1, ACCT10-2 5")]
    [InlineData("b41-same-account-two-visits.837", "ACCT11 1, ACCT11-2 1")]
    public async Task Reported_files_give_each_claim_its_number(string file, string claims)
    {
        await using var pipeline = await StartAsync();
        var bytes = await File.ReadAllBytesAsync(SharedFilesTheoryAttribute.PathOf("14-same-account-number-again", file));
        await pipeline.DropAsync("claims", "acme/1.837", bytes);
        await CloseAsync(pipeline);
        var remitted = await RemittedAsync(pipeline);

        Assert.Equal(claims, string.Join(", ", remitted.Select(one => $"{one.Split(' ')[1]} {one.Split(' ', ':')[4]}")));
        Assert.All(remitted, one => Assert.Equal("1", one.Split(' ')[2]));
    }

    [SharedFilesTheory]
    [InlineData("b16-revenue-only-two-claims.837")]
    public async Task A_reported_file_becomes_a_remittance_without_error(string file)
    {
        foreach (var payer in (string[])[Payer, ""])
        {
            await using var pipeline = await StartAsync(payer);
            var bytes = await File.ReadAllBytesAsync(SharedFilesTheoryAttribute.PathOf("17-our-835-is-refused-elsewhere", file));
            await pipeline.DropAsync("claims", "acme/1.837", bytes);
            await CloseAsync(pipeline);

            Assert.Equal(
                [
                    "R1 R1 1 11 1: 0120 3000.00 3000.00; 0250 500.00 500.00; 0300 500.00 500.00",
                    "R2 R2 1 13 1: 0730 500.00 500.00",
                ],
                await RemittedAsync(pipeline));
        }
    }

    private static async Task<MemoryPipeline> StartAsync(string payer = Payer)
    {
        var pipeline = new MemoryPipeline(today: "2026-05-31", shards: 1);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan.Replace("PAYER", payer, StringComparison.Ordinal));
        await pipeline.DropAsync("enrollment", "acme/members.csv", Members);
        return pipeline;
    }

    private static string Stay(string clm05, string days, string service, string? original = null)
    {
        var charge = service.Split('~').Where(one => one.StartsWith("SV2", StringComparison.Ordinal))
            .Sum(one => int.Parse(one.Split('*')[3], System.Globalization.CultureInfo.InvariantCulture));
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"CLM*ACCT9*{charge}***{clm05}*Y*A*Y*Y~{(original is null ? "" : $"REF*F8*{original}~")}")
            + $"DTP*434*RD8*{days}~LX*1~{service}";
    }

    private static Task DropAsync(MemoryPipeline pipeline, string name, params string[] claims) =>
        pipeline.DropAsync(
            "claims", $"acme/{name}.837",
            Aso.ClaimFiles.Tests.X12.Envelopes.Claims(Aso.ClaimFiles.Tests.X12.Envelopes.Subscriber(2, "SUB1", claims)));

    /// <summary>Closes through the month of the business date, to which all is posted.</summary>
    private static async Task CloseAsync(MemoryPipeline pipeline)
    {
        for (var open = (await pipeline.ViewAsync("acme")).Ledger.OpenMonth!.Value; ; open = open.Next)
        {
            Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", open.ToString()));
            await pipeline.SettleAsync("acme");
            if (open == Month.Of(2026, 5)) return;
        }
    }

    /// <summary>
    /// account, our number, status, facility, frequency, what it replaces, and its lines with reasons and remarks.
    /// </summary>
    private static async Task<List<string>> RemittedAsync(MemoryPipeline pipeline)
    {
        var claims = new List<string>();
        await foreach (var blob in pipeline.Storage.ListBlobsAsync("remittances", "acme/2026-05/"))
        {
            var text = await pipeline.TextAsync("remittances", blob.Name);
            Assert.Empty(X12Map.Remittance.Errors(text));
            var (read, _) = await RemittanceReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));
            foreach (var claim in read.SelectMany(one => one.Claims))
            {
                Assert.True(claim.Balances);
                var lines = claim.Lines.Count == 0
                    ? [$" {claim.Charge} {claim.Paid}{Words(claim.Adjustments, claim.Remarks)}"]
                    : claim.Lines.Select(line => $"{Codes(line)} {line.Charge} {line.Paid}{Words(line.Adjustments, line.Remarks)}");
                claims.Add(
                    $"{claim.ClaimNumber} {claim.PayerNumber} {claim.Status} {claim.Facility} {claim.Frequency}"
                    + (claim.Replaces is { } replaced ? $" for {replaced}" : "") + $": {string.Join("; ", lines)}");
            }
        }

        return claims;
    }

    private static string Codes(RemittedLine line) =>
        string.Join('+', new[] { line.Procedure, line.RevenueCode }.Where(code => code is not null));

    private static string Words(IEnumerable<RemittedAdjustment> adjustments, IEnumerable<string> remarks) =>
        string.Concat(adjustments.Select(one => $" {one.Group}-{one.Reason}").Concat(remarks.Select(one => " " + one)));
}

/// <summary>A theory over files that were reported, which lie beside the checkout where they may be had.</summary>
internal sealed class SharedFilesTheoryAttribute : TheoryAttribute
{
    private static readonly string Folder = Find();

    public SharedFilesTheoryAttribute()
    {
        if (Folder.Length == 0) Skip = "../shared/data/reported is not there";
    }

    public static string PathOf(string folder, string file) => Path.Combine(Folder, folder, file);

    // From the test's own folder upwards, since worktrees lie deeper than the checkout.
    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "reported");
            if (Directory.Exists(path)) return path;
        }

        return "";
    }
}
