using Aso.Ledger.Intake;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;
using Scenarios.InMemory;

namespace Scenarios.Faults;

public sealed class Removing_what_nobody_needs
{
    private const string Header =
        "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n";

    [Fact]
    public async Task A_sweep_leaves_the_newest_directory_of_members_and_no_chunk()
    {
        await using var pipeline = await EnrolledAsync();
        Assert.Equal(3, (await BlobsAsync(pipeline, "acme/directory/")).Count);
        await pipeline.Get<Sweep>().RunAsync();
        Assert.Equal(["acme/directory/0000000004"], await BlobsAsync(pipeline, "acme/directory/"));
        Assert.Empty(await BlobsAsync(pipeline, "acme/chunks/"));
        Assert.Equal("S2", (await pipeline.Get<Directories>().ReadAsync("acme", default)).Directory.SubscriberOf("M2"));
    }

    [Fact]
    public async Task Whoever_is_about_to_read_a_directory_that_is_removed_reads_the_newer_one()
    {
        await using var pipeline = await EnrolledAsync();
        var row = (await pipeline.Storage.ReadAsync("acme", "directory"))!;
        pipeline.Storage.Tamper("acme", "directory", new Row("acme", "directory").With("sequence", 2L));
        var late = FailingStorage.Wrap(pipeline.Storage, (call, _) =>
        {
            if (call != nameof(ILedgerStorage.ReadBlobAsync)) return;
            // Between its two reads another worker's enrollment and a sweep.
            pipeline.Storage.Tamper("acme", "directory", row);
            new Retention(pipeline.Storage).CleanAsync("acme").GetAwaiter().GetResult();
        });
        Assert.Equal("S2", (await new Directories(late).ReadAsync("acme", default)).Directory.SubscriberOf("M2"));
    }

    [Fact]
    public async Task A_directory_that_is_missing_though_it_is_the_newest_is_damage()
    {
        await using var pipeline = await EnrolledAsync();
        await pipeline.Storage.DeleteBlobAsync(new BlobName(LedgerNames.WorkContainer, "acme/directory/0000000004"));
        await Assert.ThrowsAsync<CorruptLedgerException>(
            () => new Directories(pipeline.Storage).ReadAsync("acme", default));
    }

    private static async Task<MemoryPipeline> EnrolledAsync()
    {
        var pipeline = new MemoryPipeline(shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single"], "funding": { "method": "payAsYouGo" },
              "benefits": { "medical": { "coinsurance": 0.20 } } }
            """);
        for (var family = 0; family < 3; family++)
            await pipeline.DropAsync("enrollment", $"acme/{family}.csv",
                Header + $"S{family},M{family},self,1980-01-01,single,medical,2026-01-01,,\n");
        return pipeline;
    }

    private static async Task<List<string>> BlobsAsync(MemoryPipeline pipeline, string folder) =>
        await pipeline.Storage.ListBlobsAsync(LedgerNames.WorkContainer, folder).Select(blob => blob.Name).ToListAsync();
}
