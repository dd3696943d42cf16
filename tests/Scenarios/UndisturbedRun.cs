namespace Scenarios;

/// <summary>
/// January of a generated employer, decided by one process that nothing disturbs: what every disturbed run must come
/// to. By storage queues, whatever the disturbed one uses: the ledger knows nothing of the transport.
/// </summary>
/// <param name="today">The business date.</param>
/// <param name="isClosed">Whether January is closed once it is decided.</param>
public abstract class UndisturbedRun(int members, int claims, int shards, string today, bool isClosed)
    : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal GeneratedEmployer Employer { get; private set; } = null!;

    internal string[] Figures { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Employer = await GeneratedEmployer.GenerateAsync(_folder.Path, members, claims);
        var settings = new Dictionary<string, string> { ["Shards"] = $"{shards}" };
        await using var serving = await Serving.StartAsync(
            settings, "--today", today, "--no-timers");
        await Employer.DropJanuaryAsync(serving.Connection, wait: true);
        if (isClosed) await serving.PostAsync("/api/employers/acme/periods/2026-01/close");
        Figures = await GeneratedEmployer.FiguresAsync(serving, isClosed);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
