using Aso.Ledger.Storage;
using Aso.Local.Emulator;
using Azure.Storage.Queues;

namespace Aso.Ledger.Tests;

/// <summary>One Azurite for all tests that need it.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Azurite? _azurite;

    internal AzureStorage Storage { get; private set; } = null!;

    internal string ConnectionString => _azurite!.ConnectionString;

    public async Task InitializeAsync()
    {
        _azurite = await Azurite.StartAsync();
        Storage = AzureStorage.Connect(_azurite.ConnectionString);
        await Storage.CreateAsync();
    }

    public async Task DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class AzuriteTests : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "Azurite";
}

[Collection(AzuriteTests.Name)]
public sealed class Azure_storage(AzuriteFixture azurite) : StorageContract
{
    internal override ILedgerStorage Storage => azurite.Storage;

    protected override async Task TakeAsync(string queue) =>
        Assert.NotNull((await new QueueClient(azurite.ConnectionString, queue).ReceiveMessageAsync()).Value);
}

[Collection(AzuriteTests.Name)]
public sealed class The_ledger_in_Azurite(AzuriteFixture azurite)
{
    [Fact]
    public async Task Of_two_processes_at_once_equals_that_of_one_in_memory()
    {
        var steps = Script.Create(11, families: 3, claimsPerFile: 8);
        var memory = new MemoryStorage();
        await new TestProcess(memory, new ManualTime()).RunAsync(steps);

        // Two processes do all of it at once; what one holds when the other comes is done at the end.
        var processes = new[]
        {
            new TestProcess(azurite.Storage, new ManualTime()), new TestProcess(azurite.Storage, new ManualTime()),
        };
        await processes[0].RunAsync(steps[..2]);
        await Task.WhenAll(processes.Select(process => Task.Run(() => process.RunAsync(steps))));
        await processes[0].ApplyAllAsync();
        Assert.Equal(await Ledgers.DescribeAsync(memory), await Ledgers.DescribeAsync(azurite.Storage));
    }
}
