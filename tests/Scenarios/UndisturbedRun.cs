using AsoFunctions.Http.Api;
using Scenarios.InMemory;

namespace Scenarios;

/// <summary>
/// January of a generated employer, decided over storage in memory by one process that nothing disturbs: what every
/// disturbed run must come to.
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
        const string name = GeneratedEmployer.Name;
        Employer = await GeneratedEmployer.GenerateAsync(_folder.Path, members, claims);
        await using var pipeline = new MemoryPipeline(today, shards);
        foreach (var (kind, file) in GeneratedEmployer.January)
            await pipeline.DropAsync(kind, $"{name}/{file}", await File.ReadAllBytesAsync(Employer.File(kind, file)));
        if (isClosed) await pipeline.CloseAsync(name, "2026-01");
        Figures = await GeneratedEmployer.FiguresAsync(isClosed, (route, query) => MemoryPipeline.CallAsync(
            http => route switch
            {
                "liability" => pipeline.Functions<LiabilityApi>().LiabilityAsync(http.Request, name, default),
                "stop-loss" => pipeline.Functions<StopLossApi>().StopLossAsync(http.Request, name, default),
                _ => pipeline.Functions<StatementsApi>().StatementAsync(
                    http.Request, name, "2026-01-01", "2026-01", default),
            },
            query: query));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
