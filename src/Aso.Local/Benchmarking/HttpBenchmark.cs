using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aso.Ledger.Journal;
using Aso.Local.Cli;
using Aso.Local.Delivery;
using Aso.Local.Generation;
using Aso.Local.Running;

namespace Aso.Local.Benchmarking;

/// <summary>One route: response times under load, and the storage transactions of a single response.</summary>
/// <param name="Processor">
/// Processor time of app and host per response, including the client's; not affected by other programs.
/// </param>
internal sealed record RouteFigure(
    string Route, TimeSpan Median, TimeSpan P99, TimeSpan Processor, int Answers, long Reads, long Bytes)
{
    public const string Heading =
        "| route | p50 | p99 | CPU each | responses | storage reads each | bytes |\n|---|---|---|---|---|---|---|";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| `{Route}` | {Median.TotalMilliseconds:0.0} ms | {P99.TotalMilliseconds:0.0} ms "
        + $"| {Processor.TotalMilliseconds:0.0} ms | {Answers} | {Reads} | {Bytes:N0} |");
}

/// <summary>
/// Every read, and what-if, over HTTP with a year of claims on an Azurite of its own, with several callers at once.
/// The callers, the app and Azurite share this machine.
/// </summary>
internal static class HttpBenchmark
{
    private const int AnswersMost = 960;
    private static readonly TimeSpan RouteLimit = TimeSpan.FromSeconds(20);

    private sealed record Ask(string Name, string Path, string? Body = null, string? Accept = null);

    public static async Task RunAsync(
        EmployerRecipe recipe, int callers, string folder, Action<string> write, CancellationToken cancellation)
    {
        var options = new LocalPipelineOptions
        {
            DataFolder = Path.Combine(folder, "storage"),
            Today = recipe.PlanYear.Start.AddMonths(recipe.Months).AddDays(-1),
            ClosesDueMonths = false,
            Logs = false,
        };
        await using var pipeline = await LocalPipeline.StartAsync(options, cancellation);
        await FillAsync(pipeline, recipe, Path.Combine(folder, "drop"), cancellation);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = callers })
        {
            BaseAddress = pipeline.Address,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", pipeline.OperatorKey);
        using var traffic = new StorageTraffic(pipeline);
        write(RouteFigure.Heading);
        foreach (var ask in await AsksAsync(http, recipe, cancellation))
            write($"{await MeasureAsync(http, ask, callers, pipeline, traffic, cancellation)}");
    }

    /// <summary>Drops the recipe's files, waits until all are decided, and closes all months but the last.</summary>
    internal static async Task FillAsync(
        LocalPipeline pipeline, EmployerRecipe recipe, string folder, CancellationToken cancellation)
    {
        var delivery = new FileDelivery(pipeline.Connection);
        foreach (var file in EmployerGenerator.Write(recipe, folder, () => { }))
        {
            var dropped = await delivery.DropAsync(Drop.Plan(file.Kind, recipe.Employer, [file.Path])[0], cancellation);
            var end = await delivery.FollowAsync(dropped, _ => { }, cancellation);
            if (end.Entry!.State != EntryState.Ready)
                throw new CommandFailure(
                    $"{dropped.Drop} was not accepted.", "Run `put --wait` with the file to see why.");
        }

        using var operatorClient = new OperatorClient(pipeline.Address, pipeline.OperatorKey);
        foreach (var month in recipe.PlanYear.AllMonths.Take(recipe.Months - 1))
            await operatorClient.CloseAsync(recipe.Employer, month, cancellation);
    }

    private static async Task<List<Ask>> AsksAsync(
        HttpClient http, EmployerRecipe recipe, CancellationToken cancellation)
    {
        var employer = $"/api/employers/{recipe.Employer}";
        var month = recipe.PlanYear.First + (recipe.Months - 2);
        var closed = $"{recipe.PlanYear}/{month}";
        List<Ask> asks =
        [
            new("/", "/"),
            new("health", "/api/health"),
            new("employers", "/api/employers"),
            new("liability", $"{employer}/liability"),
            new("statements, JSON", $"{employer}/statements/{closed}"),
            new("statements, CSV", $"{employer}/statements/{closed}", Accept: "text/csv"),
            new("statements, HTML", $"{employer}/statements/{closed}", Accept: "text/html"),
            new("statements, XLSX", $"{employer}/statements/{closed}",
                Accept: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            new("stop-loss", $"{employer}/stop-loss"),
            new("stop-loss/gaps", $"{employer}/stop-loss/gaps"),
            new("stop-loss/reports", $"{employer}/stop-loss/reports/{closed}"),
            new("comparison", $"{employer}/comparison"),
            new("funding", $"{employer}/funding?trend=0.08&margin=0.05"),
            new("claims?status=pended", $"{employer}/claims?status=pended"),
            new("differences", $"{employer}/differences"),
            new("payments, a month", string.Create(
                CultureInfo.InvariantCulture,
                $"{employer}/payments?from={month.FirstDay:yyyy-MM-dd}&to={month.LastDay:yyyy-MM-dd}")),
            new("reports/triangle", $"{employer}/reports/triangle"),
            new("reports/large-claimants", $"{employer}/reports/large-claimants?atLeast=10000"),
            new("reports/paid", $"{employer}/reports/paid"),
            new("reports/run-off", $"{employer}/reports/run-off"),
            new("files", $"{employer}/files"),
            new("files/{id}", $"{employer}/files/3"),
            new("keys", $"{employer}/keys"),
            new("audit", $"{employer}/audit"),
        ];
        var stopLoss = await GetAsync(http, $"{employer}/stop-loss", cancellation);
        if (stopLoss.GetProperty("specific").GetProperty("members").EnumerateArray().FirstOrDefault() is
            { ValueKind: JsonValueKind.Object } member)
        {
            var path = $"{employer}/members/{member.GetProperty("memberId").GetString()}";
            asks.Add(new("members/{member}", path));
            var claim = (await GetAsync(http, path, cancellation)).GetProperty("claims")[0];
            var claimPath = $"{employer}/claims/{claim.GetProperty("claimNumber").GetString()}";
            asks.Add(new("claims/{claimNumber}", claimPath));
            asks.Add(new("claims/{claimNumber}?subscriber=",
                $"{claimPath}?subscriber={claim.GetProperty("subscriberId").GetString()}"));
        }

        asks.Add(new("what-if, another stopLoss (POST)", $"{employer}/what-if",
            """
            { "stopLoss": { "carrier": "Another Re", "basis": "12/12",
                            "specific": { "deductible": 25000.00, "benefits": ["medical"] } } }
            """));
        asks.Add(new("what-if, another funding (POST)", $"{employer}/what-if",
            """{ "funding": { "method": "payAsYouGo" } }"""));
        return asks;
    }

    private static async Task<JsonElement> GetAsync(HttpClient http, string path, CancellationToken cancellation)
    {
        using var document = JsonDocument.Parse(
            await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation));
        return document.RootElement.Clone();
    }

    private static async Task<RouteFigure> MeasureAsync(
        HttpClient http, Ask ask, int callers, LocalPipeline pipeline, StorageTraffic traffic,
        CancellationToken cancellation)
    {
        const int alone = 5;
        long reads = long.MaxValue, bytes = 0;
        for (var run = 0; run < alone; run++)
        {
            var before = await traffic.CountOfAppAsync();
            bytes = await SendAsync(http, ask, cancellation);
            var made = await traffic.CountOfAppAsync() - before;
            // The lowest of several runs, because the sweep sometimes reads at the same time.
            reads = Math.Min(reads, made.Tables + made.Blobs);
        }

        var times = new List<TimeSpan>();
        var processor = Environment.CpuUsage.TotalTime + pipeline.ProcessorTime;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(start) < RouteLimit)
            {
                lock (times)
                    if (times.Count >= AnswersMost) return;
                var one = await Timed.RunAsync(() => SendAsync(http, ask, cancellation));
                lock (times) times.Add(one);
            }
        }));
        processor = Environment.CpuUsage.TotalTime + pipeline.ProcessorTime - processor;
        times.Sort();
        var last = (int)Math.Ceiling(times.Count * 0.99) - 1;
        return new RouteFigure(ask.Name, times[times.Count / 2], times[last], processor / times.Count, times.Count, reads, bytes);
    }

    private static async Task<long> SendAsync(HttpClient http, Ask ask, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(
            ask.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(ask.Path, UriKind.Relative));
        if (ask.Body is { } body) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (ask.Accept is { } accept) request.Headers.Accept.ParseAdd(accept);
        using var answer = await http.SendAsync(request, cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? bytes.Length
            : throw new CommandFailure(
                $"{ask.Name} returned {(int)answer.StatusCode}: {Encoding.UTF8.GetString(bytes)}",
                "Run `serve` and repeat the request.");
    }
}
