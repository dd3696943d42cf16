using System.Globalization;
using System.Reflection;
using System.Text;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Outbox;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Scenarios.InMemory;

public sealed class ClosingTests
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 0, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 78.35 } },
          "funding": { "method": "payAsYouGo", "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } },
          "benefits": { "medical": { "coinsurance": 0.20 } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/12",
            "specific": { "deductible": 90000.00, "benefits": ["medical"] } } }
        """;

    private const string Header =
        "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,network,provider,procedure,charge";

    private const int Subscribers = 20;

    [Theory]
    [InlineData(1, "one shard")]
    [InlineData(4, "four")]
    public async Task A_close_makes_as_many_storage_calls_however_many_claims_there_are(int shards, string words)
    {
        var few = await CloseAsync(claims: 40, shards);
        var (close, after) = await CloseAsync(claims: 2_000, shards);
        Assert.Equal(few.Close, close);
        Assert.Equal(few.After, after);
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "benchmarks.md"));
        Assert.Contains($"{close.Count} with {words}", page, StringComparison.Ordinal);
        Assert.Contains($"{after.Count / shards} calls a shard", page, StringComparison.Ordinal);
        Assert.Equal(2, close.Count(call => call.Contains("exports", StringComparison.Ordinal)));
        Assert.DoesNotContain(close, call => call.Contains("log~", StringComparison.Ordinal));
        Assert.DoesNotContain(close, call => call.Contains("remittances", StringComparison.Ordinal));
    }

    /// <summary>What the close of a month asks of storage where every shard is warm, and what follows it.</summary>
    private static async Task<(List<string> Close, List<string> After)> CloseAsync(int claims, int shards)
    {
        var memory = new MemoryStorage();
        var recorded = Recorded.Wrap(memory);
        await using var pipeline = new MemoryPipeline(shards: shards, storage: recorded);
        await DropAsync("plans", "acme/2026-01-01.json", Plan);
        await DropAsync("enrollment", "acme/all.csv", string.Join('\n', Enumerable.Range(0, Subscribers)
            .Select(one => $"S{one},M{one},self,1980-01-01,single,medical,2026-01-01,,")
            .Prepend("subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary")));
        await DropAsync("claims", "acme/january.csv", string.Join('\n', Enumerable.Range(0, claims)
            .Select(one => string.Create(CultureInfo.InvariantCulture,
                $"C{one},1,medical,M{one % Subscribers},2026-01-10,2026-01-12,2026-01-20,in,1234567893,{one:D5},{one % 40}.00"))
            .Prepend(Header)));
        var calls = ((Recorded)(object)recorded).Calls;
        calls.Clear();
        Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", "2026-01"));
        List<string> made = [.. calls];

        calls.Clear();
        await StopLossAsync();
        List<string> after = [.. calls];
        Assert.NotEmpty(await memory.ListBlobsAsync("remittances", "acme/2026-01/").ToListAsync());
        return (made, after);

        async Task DropAsync(string container, string path, string content)
        {
            var blob = new BlobName(container, path);
            await memory.PutBlobAsync(blob, Encoding.UTF8.GetBytes(content));
            await pipeline.Get<FileIntake>().ArriveAsync(blob);
            while (memory.Take(LedgerNames.AdjudicateQueue) is { } wakeUp)
                await pipeline.Get<ShardDriver>().WorkAsync(wakeUp);
            await StopLossAsync();
        }

        async Task StopLossAsync()
        {
            while (memory.Take(LedgerNames.StopLossQueue) is { } wakeUp)
                await pipeline.Get<StopLossCases>().ApplyAsync(wakeUp);
        }
    }

    /// <summary>Storage whose calls are remembered, each by what it names: keys and blobs.</summary>
    public class Recorded : DispatchProxy
    {
        private ILedgerStorage _inner = null!;

        public List<string> Calls { get; } = [];

        public static ILedgerStorage Wrap(ILedgerStorage inner)
        {
            var storage = Create<ILedgerStorage, Recorded>();
            ((Recorded)(object)storage)._inner = inner;
            return storage;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var named = args!.Where(one => one is BlobName or string { Length: < 64 });
            Calls.Add($"{targetMethod!.Name} {string.Join(' ', named)}");
            return targetMethod.Invoke(_inner, args);
        }
    }
}
