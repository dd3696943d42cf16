using Aso.Local;

namespace Aso.Ledger.Tests;

/// <summary>One Azurite for all tests that need it.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Azurite? _azurite;

    internal AzureStorage Storage { get; private set; } = null!;

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
}

[Collection(AzuriteTests.Name)]
public sealed class The_ledger_in_Azurite(AzuriteFixture azurite)
{
    [Fact]
    public async Task Equals_the_ledger_in_memory()
    {
        var steps = Script.Of(11, families: 3, claimsPerFile: 8);
        var memory = new MemoryStorage();
        await new TestProcess(memory, new ManualTime()).RunAsync(steps);
        await new TestProcess(azurite.Storage, new ManualTime()).RunAsync(steps);
        Assert.Equal(await Ledgers.DescribeAsync(memory), await Ledgers.DescribeAsync(azurite.Storage));
    }
}
