using Aso.Local;
using Azure.Data.Tables;

namespace Compat.Tests.Tables;

/// <summary>One Azurite for all table tests; each test takes a table of its own.</summary>
public sealed class TablesFixture : IAsyncLifetime
{
    private Azurite? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public Uri Endpoint => new TableServiceClient(ConnectionString).Uri;

    public async Task InitializeAsync() => _azurite = await Azurite.StartAsync();

    public async Task DisposeAsync() => await _azurite!.DisposeAsync();

    public async Task<TableClient> NewTableAsync()
    {
        var table = new TableClient(ConnectionString, NewName());
        await table.CreateIfNotExistsAsync();
        return table;
    }

    public static string NewName() => $"t{Guid.NewGuid():N}";
}

[CollectionDefinition(Name)]
public sealed class TablesCollection : ICollectionFixture<TablesFixture>
{
    public const string Name = "tables";
}
