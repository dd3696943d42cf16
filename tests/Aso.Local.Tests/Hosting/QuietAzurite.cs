using Aso.Local.Emulator;

namespace Aso.Local.Tests.Hosting;

/// <summary>One Azurite for tests that need no app, one at a time: requests to it are the test's own.</summary>
[CollectionDefinition(nameof(QuietAzurite))]
public sealed class QuietAzurite : ICollectionFixture<QuietAzurite>, IAsyncLifetime
{
    private Azurite _azurite = null!;

    public string ConnectionString => _azurite.ConnectionString;

    public Task<IReadOnlyDictionary<int, long>> CountRequestsAsync() => _azurite.CountRequestsAsync();

    public async Task InitializeAsync() => _azurite = await Azurite.StartAsync();

    public async Task DisposeAsync() => await _azurite.DisposeAsync();
}
