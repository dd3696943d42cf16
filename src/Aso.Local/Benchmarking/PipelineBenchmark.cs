using System.Globalization;
using Aso.Ledger.Journal;
using Aso.Local.Cli;
using Aso.Local.Delivery;
using Aso.Local.Generation;
using Aso.Local.Running;

namespace Aso.Local.Benchmarking;

/// <summary>
/// The whole pipeline on an Azurite of its own: a month's file from its drop until every claim is decided, answers over
/// HTTP, and the close of the month.
/// </summary>
internal sealed class PipelineBenchmark : IAsyncDisposable
{
    private const int LiabilityRuns = 101;
    private const int BaselineClaims = 3_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>Long enough for a sweep, and for the polls to have slowed down.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    /// <summary>As in infra/main.bicep: additional sweeps would be counted as transactions of the claims.</summary>
    private const string AsDeployed = "30 * * * * *";

    private readonly EmployerRecipe _recipe;
    private readonly string _folder;
    private readonly List<LocalPipeline> _workers = [];
    private readonly Dictionary<string, IReadOnlyList<WrittenFile>> _files = [];
    private FileDelivery? _delivery;
    private StorageTraffic? _traffic;

    private PipelineBenchmark(EmployerRecipe recipe, string folder) => (_recipe, _folder) = (recipe, folder);

    /// <param name="recipe">Of one month.</param>
    /// <param name="folder">For files and storage.</param>
    /// <param name="workers">Hosts of the functions on the same storage, each with a process of the app.</param>
    /// <param name="withBaseline">Whether to measure the usual design too, on the same storage.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<Figure>> RunAsync(
        EmployerRecipe recipe, string folder, int workers, bool withBaseline, CancellationToken cancellation)
    {
        await using var benchmark = new PipelineBenchmark(recipe, folder);
        await benchmark.StartAsync(workers, cancellation);
        var figures = new List<Figure> { await benchmark.IdleAsync(cancellation) };
        var (rate, decided) = await benchmark.DecideAsync(cancellation);
        figures.AddRange(decided);
        figures.AddRange(await benchmark.LiabilityAsync(cancellation));
        figures.AddRange(await benchmark.CloseAsync(cancellation));
        if (withBaseline) figures.AddRange(await benchmark.BaselineAsync(rate, cancellation));
        return figures;
    }

    public async ValueTask DisposeAsync()
    {
        _traffic?.Dispose();
        // The first brought the storage.
        foreach (var worker in Enumerable.Reverse(_workers)) await worker.DisposeAsync();
    }

    private async Task<Transactions> CountAsync() =>
        await _traffic!.CountAsync() - Transactions.From(_delivery!.Counts);

    private async Task StartAsync(int workers, CancellationToken cancellation)
    {
        for (var worker = 0; worker < workers; worker++)
        {
            _workers.Add(await LocalPipeline.StartAsync(
                new LocalPipelineOptions
                {
                    Connection = worker == 0 ? null : _workers[0].Connection,
                    DataFolder = Path.Combine(_folder, "storage"),
                    Today = _recipe.PlanYear.Start.AddMonths(_recipe.Months).AddDays(-1),
                    ClosesDueMonths = false,
                    SweepSchedule = AsDeployed,
                    Logs = false,
                },
                cancellation));
        }

        _delivery = new FileDelivery(_workers[0].Connection);
        _traffic = new StorageTraffic(_workers[0]);
        // A process that has just started is slow: its code is not compiled yet.
        var warmUp = _recipe with { Employer = "warm-up", Members = 500, Claims = 20_000 };
        await DeliverAsync(warmUp, _ => true, cancellation);
        await DeliverAsync(_recipe, file => file.Kind != Drop.Claims, cancellation);
    }

    /// <summary>Storage transactions of the hosts while there is nothing to do.</summary>
    private async Task<Figure> IdleAsync(CancellationToken cancellation)
    {
        await WaitUntilToldAsync(cancellation);
        var before = await CountAsync();
        await Task.Delay(Idle, cancellation);
        return new Figure(
            "idle, storage transactions a second", (await CountAsync() - before).Per(Idle.TotalSeconds));
    }

    private async Task<(double Rate, IReadOnlyList<Figure> Figures)> DecideAsync(CancellationToken cancellation)
    {
        var (before, beforeOfApp) = (await CountAsync(), await _traffic!.CountOfAppAsync());
        var start = DateTimeOffset.UtcNow;
        var noticed = await DeliverAsync(_recipe, file => file.Kind == Drop.Claims, cancellation);
        await WaitUntilToldAsync(cancellation);
        var (made, byApp) = (await CountAsync() - before, await _traffic.CountOfAppAsync() - beforeOfApp);
        var (first, last) = await _traffic.DecidedAsync(
            await _delivery!.ShardsAsync(_recipe.Employer, cancellation), start, cancellation);
        var taken = last - start;
        return (_recipe.Claims / taken.TotalSeconds,
        [
            Figure.Rate("from drop to last decision", _recipe.Claims, taken, "claims"),
            Figure.Rate("of this, from the file's arrival", _recipe.Claims, last - noticed, "claims"),
            new Figure("from drop to first decision", string.Create(
                CultureInfo.InvariantCulture, $"{(first - start).TotalSeconds:0.00} s of"
                + $" {taken.TotalSeconds:0.00} s")),
            new Figure("storage transactions a thousand claims, all in", made.Per(_recipe.Claims / 1000.0)),
            new Figure("of these by the app, the rest its host and its polls", byApp.Per(_recipe.Claims / 1000.0)),
            new Figure("storage transactions for a million claims", StoragePrices.PerMillion(made, _recipe.Claims)),
        ]);
    }

    private async Task<IReadOnlyList<Figure>> LiabilityAsync(CancellationToken cancellation)
    {
        using var http = new OperatorClient(_workers[0].Address, _workers[0].OperatorKey);
        await http.LiabilityAsync(_recipe.Employer, _recipe.PlanYear, cancellation);
        // The app's own transactions: the host keeps polling meanwhile.
        var before = await _traffic!.CountOfAppAsync();
        var runs = new List<TimeSpan>();
        for (var run = 0; run < LiabilityRuns; run++)
            runs.Add(await Timed.RunAsync(
                () => http.LiabilityAsync(_recipe.Employer, _recipe.PlanYear, cancellation)));
        var reads = (await _traffic.CountOfAppAsync() - before).Tables / (double)LiabilityRuns;
        return
        [
            new Figure("a liability answer, storage reads", reads.ToString("0.0", CultureInfo.InvariantCulture)),
            Figure.Latency("a liability answer", runs),
        ];
    }

    private async Task<IReadOnlyList<Figure>> CloseAsync(CancellationToken cancellation)
    {
        using var http = new OperatorClient(_workers[0].Address, _workers[0].OperatorKey);
        var before = await CountAsync();
        var closed = await Timed.RunAsync(
            () => http.CloseAsync(_recipe.Employer, _recipe.PlanYear.First, cancellation));
        var made = await CountAsync() - before;
        var remitted = closed + await Timed.RunAsync(() => WaitUntilToldAsync(cancellation));
        var stopLoss = await http.StopLossAsync(_recipe.Employer, _recipe.PlanYear, cancellation);
        var atNotice = stopLoss.GetProperty("specific").GetProperty("members").GetArrayLength();
        return
        [
            new Figure("close of the month, statement ready", string.Create(
                CultureInfo.InvariantCulture, $"{closed.TotalSeconds:0.00} s, {made.Total} storage transactions,"
                + $" {atNotice:N0} members at notice")),
            new Figure("close of the month, remittances written", string.Create(
                CultureInfo.InvariantCulture, $"{remitted.TotalSeconds:0.0} s")),
        ];
    }

    private async Task<IReadOnlyList<Figure>> BaselineAsync(double rate, CancellationToken cancellation)
    {
        var claims = Math.Min(BaselineClaims, _recipe.Claims);
        var (baseline, made) = await BaselineBenchmark.RunAsync(_workers[0].Connection, claims, cancellation);
        return
        [
            new Figure("baseline: a message and four table calls a claim", string.Create(
                CultureInfo.InvariantCulture, $"{baseline:N0} claims/s, {claims:N0} claims")),
            new Figure("baseline, storage transactions a thousand claims", made.Per(claims / 1000.0)),
            new Figure("baseline, storage transactions for a million claims", StoragePrices.PerMillion(made, claims)),
            new Figure("times the baseline", (rate / baseline).ToString("N0", CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>
    /// Drops an employer's files and waits until all are decided; returns when the last one arrived.
    /// </summary>
    private async Task<DateTimeOffset> DeliverAsync(
        EmployerRecipe recipe, Func<WrittenFile, bool> isMeant, CancellationToken cancellation)
    {
        if (!_files.TryGetValue(recipe.Employer, out var files))
        {
            var folder = Path.Combine(_folder, recipe.Employer);
            _files.Add(recipe.Employer, files = [.. EmployerGenerator.Write(recipe, folder, () => { })]);
        }

        var noticed = default(DateTimeOffset);
        foreach (var file in files.Where(isMeant))
        {
            var drop = Drop.Plan(file.Kind, recipe.Employer, [file.Path])[0];
            var dropped = await _delivery!.DropAsync(drop, cancellation);
            var end = await _delivery.FollowAsync(dropped, _ => { }, cancellation);
            if (end.Entry!.State != EntryState.Ready)
                throw new CommandFailure(
                    $"{dropped.Drop} was not accepted.", "Run `put --wait` with the file to see why.");
            noticed = end.Entry.Received;
        }

        return noticed;
    }

    /// <summary>Waits until the outboxes are empty.</summary>
    private async Task WaitUntilToldAsync(CancellationToken cancellation)
    {
        foreach (var shard in await _delivery!.ShardsAsync(_recipe.Employer, cancellation))
            while (!await _delivery.IsOutboxEmptyAsync(shard, cancellation)) await Task.Delay(Poll, cancellation);
    }
}
