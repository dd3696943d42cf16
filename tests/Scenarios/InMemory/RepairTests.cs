using System.Text.Json.Nodes;

namespace Scenarios.InMemory;

/// <summary>The way of a repair file: written beside the acknowledgment, corrected, dropped, taken.</summary>
public sealed class RepairTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Header = "claimNumber,lineNumber,benefit,memberId,serviceFrom,procedure,charge\n";

    private readonly MemoryPipeline _pipeline = new(today: "2026-04-15", shards: 2);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC", "tiers": ["single"],
              "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {} } }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            S2,M2,self,1981-01-01,single,medical,20260101x,,
            """);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task Corrected_rows_of_enrollment_and_claims_are_taken()
    {
        var enrollment = await RepairOfAsync("all.csv");
        Assert.StartsWith("subscriberId,", enrollment, StringComparison.Ordinal);
        await _pipeline.DropAsync("enrollment", "acme/rest.csv", enrollment.Replace("20260101x,", "2026-01-01,", StringComparison.Ordinal));
        Assert.Equal(1, (int)(await AnswerAsync("rest.csv"))["accepted"]!["count"]!);

        await _pipeline.DropAsync("claims", "acme/claims.csv", Header
            + "C1,1,medical,M1,2026-01-05,99213,100.00\nC2,1,medical,M2,2026-01-05,99213,1O0.00\n"
            + "C3,1,medical,M2,2026-01-05,99213,50.00\nC3,2,medicine,M2,2026-01-06,99213,50.00\n");
        var answer = await AnswerAsync("claims.csv");
        Assert.Equal(("charge", "1O0.00"), ((string)answer["rejections"]![0]!["field"]!, (string)answer["rejections"]![0]!["value"]!));
        Assert.EndsWith("The repair file has them as they came.", (string)answer["next"]!, StringComparison.Ordinal);
        var repair = await RepairOfAsync("claims.csv");
        Assert.DoesNotContain("C1", repair, StringComparison.Ordinal);

        await _pipeline.DropAsync("claims", "acme/again.csv", repair);
        Assert.Equal(
            answer["rejections"]!.AsArray().Select(Told), (await AnswerAsync("again.csv"))["rejections"]!.AsArray().Select(Told));

        await _pipeline.DropAsync("claims", "acme/corrected.csv", repair
            .Replace("1O0.00,", "100.00,", StringComparison.Ordinal).Replace("medicine,M2", "medical,M2", StringComparison.Ordinal));
        var corrected = await AnswerAsync("corrected.csv");
        Assert.Equal((2, 0), ((int)corrected["accepted"]!["count"]!, (int)corrected["rejected"]!["count"]!));
        Assert.Null(corrected["repairFiles"]);
        Assert.Equal(new Cents(300_00), (await _pipeline.ViewAsync("acme")).ToDate().Paid);
    }

    [Fact]
    public async Task It_stands_where_acknowledgments_stand_and_nowhere_else()
    {
        var names = new List<string>();
        foreach (var container in Aso.Ledger.Storage.LedgerNames.Containers)
            await foreach (var blob in _pipeline.Storage.ListBlobsAsync(container, ""))
                if (blob.Name.Contains(".repair", StringComparison.Ordinal)) names.Add($"{container}/{blob.Name}");
        Assert.Equal(["acknowledgments/acme/all.csv.enrollment-000002.repair.csv"], names);
    }

    private async Task<JsonNode> AnswerAsync(string name) => await _pipeline.JsonAsync("acknowledgments", $"acme/{name}.json");

    private async Task<string> RepairOfAsync(string name)
    {
        var file = (string)(await AnswerAsync(name))["repairFiles"]!.AsArray().Single()!;
        return await _pipeline.TextAsync("acknowledgments", file["acknowledgments/".Length..]);
    }

    private static string Told(JsonNode? rejection) => $"{rejection!["claimNumber"]} {rejection["field"]} {rejection["expected"]}";
}
