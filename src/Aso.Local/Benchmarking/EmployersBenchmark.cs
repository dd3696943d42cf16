using System.Diagnostics.Metrics;
using System.Globalization;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;
using Aso.Local.Cli;
using Aso.Local.Emulator;
using Aso.Local.Generation;
using AsoFunctions;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aso.Local.Benchmarking;

/// <summary>
/// Many small employers on one storage account: what the app's timers ask while nothing happens, and the close of a
/// month for all. Every employer goes through the pipeline's own code, called in this process without a host, so that
/// time, transactions and memory are the app's alone. The host's polls do not depend on employers.
/// </summary>
internal static class EmployersBenchmark
{
    /// <summary>As deployed (infra/modules/function-app.bicep), in MB.</summary>
    private const string Budget = "819";

    /// <summary>How often the timers run as deployed (infra/main.bicep), in seconds.</summary>
    private const double SweepEvery = 60, CloseEvery = 300, RemindEvery = 3600;

    private const double Megabyte = 1024 * 1024;

    /// <param name="recipe">Of each employer, with one month of claims.</param>
    /// <param name="employers">How many.</param>
    /// <param name="folder">For the files of one of them; the others' are the same under another name.</param>
    /// <param name="tell">Receives each figure as soon as it is measured.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task RunAsync(
        EmployerRecipe recipe, int employers, string folder, Action<Figure> tell, CancellationToken cancellation)
    {
        await using var azurite = await Azurite.StartAsync(cancellationToken: cancellation);
        var connection = azurite.ConnectionString;
        await AzureStorage.Connect(connection).CreateAsync(cancellation);
        List<string> names = [.. Enumerable.Range(0, employers).Select(number => string.Create(
            CultureInfo.InvariantCulture, $"{recipe.Employer}-{number:D5}"))];
        var files = EmployerGenerator.Write(recipe, folder, () => { })
            .Select(file => (file.Kind, Name: Path.GetFileName(file.Path), Text: File.ReadAllText(file.Path))).ToList();
        var month = recipe.PlanYear.First;

        await using (var app = new App(connection, month.LastDay))
            tell(await app.MeasureAsync(
                "files taken in and decided", employers,
                () => EachAsync("files", names, name => FillAsync(app, recipe.Employer, name, files, cancellation))));
        await ClearQueuesAsync(connection, cancellation);
        await using (var app = new App(connection, month.LastDay)) await IdleAsync(app, employers, tell, cancellation);
        await using (var app = new App(connection, month.LastDay))
            tell(await app.MeasureAsync("first sweep of a new process", 1, () => app.SweepAsync(cancellation)));
        var due = CloseCalendar.DueOn(month, CloseCalendar.DefaultBusinessDay)!.Value;
        await using (var app = new App(connection, due)) await CloseAsync(app, names, month, tell, cancellation);
    }

    /// <summary>One employer's files are taken in, applied, and what they announce carried out, as by triggers.</summary>
    private static async Task FillAsync(
        App app, string made, string name, List<(string Kind, string Name, string Text)> files,
        CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            var text = file.Kind == "plans" ? file.Text.Replace(made, name, StringComparison.Ordinal) : file.Text;
            var blob = new BlobName(file.Kind, $"{name}/{file.Name}");
            await app.Storage.PutBlobAsync(blob, System.Text.Encoding.UTF8.GetBytes(text), cancellation);
            await app.Get<FileIntake>().ArriveAsync(blob, cancellation);
            await app.Get<ShardDriver>().DrainAsync(name, long.MaxValue, cancellation);
        }

        await app.CarryOutAsync(name, cancellation);
    }

    private static async Task IdleAsync(App app, int employers, Action<Figure> tell, CancellationToken cancellation)
    {
        tell(Resident("before"));
        tell(await app.MeasureAsync(
            "first sweep: looks at every employer", employers, () => app.SweepAsync(cancellation)));
        tell(await app.MeasureAsync(
            "first close timer: nothing is due", employers, () => app.Get<PeriodCloser>().CloseDueAsync(cancellation)));
        tell(await app.MeasureAsync(
            "first look of the day for deadlines", employers,
            () => app.Get<DeadlineReminders>().RunAsync(cancellation)));
        var sweep = await MeasureAsync("sweep, idle", () => app.SweepAsync(cancellation));
        var close = await MeasureAsync(
            "close timer, idle", () => app.Get<PeriodCloser>().CloseDueAsync(cancellation));
        var remind = await MeasureAsync(
            "deadlines, already told", () => app.Get<DeadlineReminders>().RunAsync(cancellation));
        tell(new Figure("idle, the app's storage transactions a second", string.Create(
            CultureInfo.InvariantCulture,
            $"{sweep / SweepEvery + close / CloseEvery + remind / RemindEvery:0.00}")));
        tell(Resident("after the timers"));

        async Task<long> MeasureAsync(string what, Func<Task> act)
        {
            var before = app.Storage.Counts.Total;
            tell(await app.MeasureAsync(what, 1, act));
            return app.Storage.Counts.Total - before;
        }
    }

    private static async Task CloseAsync(
        App app, List<string> names, Month month, Action<Figure> tell, CancellationToken cancellation)
    {
        tell(await app.MeasureAsync(
            $"close of {month} for all, statements ready", names.Count,
            () => Terminal.ProgressAsync("close", async show =>
            {
                var closed = 0;
                using var closes = new MeterListener();
                closes.InstrumentPublished = (instrument, listener) =>
                {
                    if (instrument.Name is "aso.close.duration") listener.EnableMeasurementEvents(instrument);
                };
                closes.SetMeasurementEventCallback<double>(
                    (_, _, _, _) => show(
                        $"of {names.Count:N0}", Interlocked.Increment(ref closed) / (double)names.Count));
                closes.Start();
                await app.Get<PeriodCloser>().CloseDueAsync(cancellation);
                return closed;
            })));
        foreach (var name in (string[])[names[0], names[^1]])
            if (await app.Get<Periods>().ClosedThroughAsync(name, cancellation) != month)
                throw new CommandFailure($"{month} of {name} is not closed.", "Run it again with fewer employers.");
        tell(await app.MeasureAsync(
            "remittances and tables written", names.Count,
            () => EachAsync("remittances", names, name => app.CarryOutAsync(name, cancellation))));
        tell(Resident("after the close"));
    }

    private static Task<int> EachAsync(string what, List<string> names, Func<string, Task> act) =>
        Terminal.ProgressAsync(what, async show =>
        {
            var done = 0;
            var failures = await EmployerList.ForEachAsync(names, async name =>
            {
                await act(name);
                show($"of {names.Count:N0}", Interlocked.Increment(ref done) / (double)names.Count);
            });
            return failures.Count == 0 ? done : throw new AggregateException(failures);
        });

    /// <summary>What the messages tell of is done.</summary>
    private static async Task ClearQueuesAsync(string connection, CancellationToken cancellation)
    {
        string[] queues = [LedgerNames.AdjudicateQueue, LedgerNames.IntakeQueue, LedgerNames.StopLossQueue];
        foreach (var queue in queues)
            await new QueueClient(connection, queue).ClearMessagesAsync(cancellation);
    }

    private static Figure Resident(string when) => new($"resident memory {when}", string.Create(
        CultureInfo.InvariantCulture, $"{Environment.WorkingSet / Megabyte:N0} MB"));

    /// <summary>The app's services, as a new process of it has them.</summary>
    private sealed class App : IAsyncDisposable
    {
        private readonly ServiceProvider _services;

        public App(string connection, DateOnly today)
        {
            var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = connection,
                ["MemoryMB"] = Budget,
                ["Today"] = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }).Build();
            _services = new ServiceCollection().AddLogging().AddAso(settings).BuildServiceProvider();
        }

        public ILedgerStorage Storage => Get<ILedgerStorage>();

        public T Get<T>()
            where T : notnull => _services.GetRequiredService<T>();

        public async Task SweepAsync(CancellationToken cancellation)
        {
            var swept = await Get<Sweep>().RunAsync(cancellation);
            if (swept.Failures.Count > 0) throw new AggregateException(swept.Failures);
        }

        /// <summary>Empties an employer's outboxes, as the function for its queue does.</summary>
        public async Task CarryOutAsync(string employer, CancellationToken cancellation)
        {
            var shards = (await Get<EmployerJournal>().EmployerAsync(employer, cancellation))!.Shards;
            for (var shard = 0; shard < shards; shard++)
                await Get<StopLossCases>().ApplyAsync(new ShardId(employer, shard).Partition, cancellation);
        }

        /// <param name="each">For how many the transactions are shared out.</param>
        public async Task<Figure> MeasureAsync(string what, int each, Func<Task> act)
        {
            var before = Transactions.From(Storage.Counts);
            var taken = await Timed.RunAsync(act);
            var made = Transactions.From(Storage.Counts) - before;
            var anEmployer = each > 1 ? $", an employer {made.Per(each)}" : "";
            return new Figure(what, string.Create(
                CultureInfo.InvariantCulture,
                $"{taken.TotalSeconds:0.00} s, {made.Total:N0} storage transactions{anEmployer}"));
        }

        public ValueTask DisposeAsync() => _services.DisposeAsync();
    }
}
