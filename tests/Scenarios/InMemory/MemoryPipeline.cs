using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;
using AsoFunctions;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using AsoFunctions.Messaging;
using AsoFunctions.Triggers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scenarios.InMemory;

/// <summary>
/// The whole app over storage in memory, driven step by step: what a drop or a close does, done at once, the messages
/// delivered to the functions as the host would.
/// </summary>
internal sealed class MemoryPipeline : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="today">The business date that never moves; null: <paramref name="time"/> tells it.</param>
    /// <param name="storage">Another process's, to share its work; null: one of its own.</param>
    /// <param name="serviceBus">The connection string of the bus that carries events; null: a storage queue does.</param>
    public MemoryPipeline(
        string? today = "2026-12-31", int? shards = null, TimeProvider? time = null,
        ILedgerStorage? storage = null, string? serviceBus = null)
    {
        Storage = storage as MemoryStorage ?? new MemoryStorage();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Today"] = today,
            ["Shards"] = shards?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["AzureWebJobsStorage"] = "unused",
            [ServiceBusNames.Connection] = serviceBus,
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        if (time is not null) services.AddSingleton(time);
        services.AddAso(settings);
        services.RemoveAll<ILedgerStorage>();
        services.AddSingleton(storage ?? Storage);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    public MemoryStorage Storage { get; }

    /// <summary>How many wake-ups of shards were delivered.</summary>
    public int Delivered { get; private set; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A class of functions, as the worker makes one for each invocation.</summary>
    public T Functions<T>() => Factory<T>.Make(_services, null);

    /// <summary>Drops a file and lets everything that follows happen.</summary>
    public async Task DropAsync(string container, string path, string content) =>
        await DropAsync(container, path, Encoding.UTF8.GetBytes(content));

    public async Task DropAsync(string container, string path, byte[] content)
    {
        var blob = new BlobName(container, path);
        await Storage.PutBlobAsync(blob, content);
        await Get<FileIntake>().ArriveAsync(blob);
        await SettleAsync(path[..path.IndexOf('/', StringComparison.Ordinal)]);
    }

    /// <summary>Delivers the messages there are, until none is left.</summary>
    public async Task SettleAsync(string employer)
    {
        var adjudicate = Functions<AdjudicateClaims>();
        while (Storage.Take(LedgerNames.AdjudicateQueue) is { } wakeUp)
        {
            await adjudicate.RunAsync(wakeUp, default);
            Delivered++;
        }

        var stopLoss = Functions<ApplyStopLoss>();
        while (Storage.Take(LedgerNames.StopLossQueue) is { } wakeUp) await stopLoss.RunAsync(wakeUp, default);
    }

    public Task<CloseOutcome> CloseAsync(string employer, string month) =>
        Get<PeriodCloser>().CloseAsync(employer, Parse(month), "test");

    public Task<EmployerView> ViewAsync(string employer, PlanYear? year = null) =>
        Get<EmployerLedger>().ViewAsync(employer, year, CancellationToken.None);

    public async Task<Statement> StatementAsync(string employer, string year, string month)
    {
        Assert.True(PlanYear.TryParse(year, out var planYear));
        return (await Get<StatementStore>().ReadAsync(employer, planYear, Parse(month)))!;
    }

    /// <summary>What a function that answers HTTP writes for the operator.</summary>
    public static async Task<JsonNode> CallAsync(
        Func<HttpContext, Task<IActionResult>> function, string body = "", string query = "")
    {
        var http = new DefaultHttpContext();
        Caller.Operator().LetIn(http);
        http.Request.QueryString = new QueryString(query.Length == 0 ? "" : "?" + query);
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var written = new MemoryStream();
        http.Response.Body = written;
        await ((Answer)await function(http)).WriteAsync(http);
        return JsonNode.Parse(written.ToArray())!;
    }

    /// <summary>What an answer of HTTP writes.</summary>
    public static async Task<JsonElement> BodyAsync(IActionResult answer)
    {
        var http = new DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;
        await answer.ExecuteResultAsync(new ActionContext { HttpContext = http });
        return JsonDocument.Parse(body.ToArray()).RootElement;
    }

    public async Task<string> TextAsync(string container, string path) =>
        Encoding.UTF8.GetString((await Storage.ReadBlobAsync(new BlobName(container, path)))!);

    public async Task<JsonNode> JsonAsync(string container, string path) =>
        JsonNode.Parse(await TextAsync(container, path))!;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static Month Parse(string text)
    {
        Assert.True(Month.TryParse(text, out var month));
        return month;
    }

    /// <summary>Made once: a compiled constructor costs more than all that a small file needs.</summary>
    private static class Factory<T>
    {
        public static readonly ObjectFactory<T> Make = ActivatorUtilities.CreateFactory<T>([]);
    }
}
