using System.Globalization;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Local.Emulator;
using Aso.Local.Generation;
using Aso.Local.Running;
using AsoFunctions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aso.Local.Benchmarking;

/// <summary>
/// Resident memory of this process while every shard of an employer is read and the budget has no
/// room for all. The pipeline makes one shard from files; the others are copies of it, since nothing in a shard
/// names its place.
/// </summary>
internal static class MemoryBenchmark
{
    private const string Copied = "copied";
    private const int Members = 200_000;
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(
        EmployerRecipe recipe,
        int shards,
        int budget,
        string folder,
        Action<Figure> tell,
        CancellationToken cancellation)
    {
        await using var azurite = await Azurite.StartAsync(Path.Combine(folder, "storage"), cancellation);
        var options = new LocalPipelineOptions
        {
            Connection = azurite.ConnectionString,
            Today = recipe.PlanYear.Start.AddMonths(recipe.Months).AddDays(-1),
            ClosesDueMonths = false,
            // Never: the sweep would read shards too.
            SweepSchedule = "0 0 0 1 1 *",
            Logs = false,
        };
        await using (var pipeline = await LocalPipeline.StartAsync(options, cancellation))
            await HttpBenchmark.FillAsync(pipeline, recipe, Path.Combine(folder, "drop"), cancellation);
        var storage = AzureStorage.Connect(azurite.ConnectionString);
        await CopyAsync(storage, recipe.Employer, shards, cancellation);
        await SizesAsync(storage, recipe, tell, cancellation);
        // The app's own services in this process, so that what is measured is theirs.
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["MemoryMB"] = budget.ToString(CultureInfo.InvariantCulture),
        }).Build();
        await using var services = new ServiceCollection().AddLogging().AddAso(settings).BuildServiceProvider();
        await AskAsync(services, shards, tell, cancellation);
    }

    private static async Task AskAsync(
        IServiceProvider services, int shards, Action<Figure> tell, CancellationToken cancellation)
    {
        var (employers, budget) =
            (services.GetRequiredService<EmployerLedger>(), services.GetRequiredService<MemoryBudget>());
        var ledger = (await employers.FindAsync(Copied, cancellation))!;
        Collect();
        tell(new Figure("resident before", Megabytes(Environment.WorkingSet)));
        var (resident, taken, asked, done) = (0L, 0L, 0, false);
        var watching = Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                resident = Math.Max(resident, Environment.WorkingSet);
                taken = Math.Max(taken, budget.Taken);
                await Task.Delay(Look, cancellation);
            }
        }, cancellation);
        var passed = await Timed.RunAsync(() => employers.AskAsync(ledger, Ask, cancellation));
        Volatile.Write(ref done, true);
        await watching;
        tell(new Figure($"all {shards} shards asked in", string.Create(
            CultureInfo.InvariantCulture, $"{passed.TotalSeconds:0.0} s")));
        tell(new Figure("highest resident", Megabytes(resident)));
        tell(new Figure("most that the budget counted", Megabytes(taken)));
        tell(new Figure("collections of all generations", $"{GC.CollectionCount(2)}"));

        int Ask(ShardBook book)
        {
            var found = book.Pended().Count;
            var number = Interlocked.Increment(ref asked);
            if (number % 8 == 0)
                tell(new Figure($"resident at shard {number}", Megabytes(Environment.WorkingSet)));
            return found;
        }
    }

    /// <summary>The actual size of a shard and a directory, compared with what the budget counts.</summary>
    private static async Task SizesAsync(
        AzureStorage storage, EmployerRecipe recipe, Action<Figure> tell, CancellationToken cancellation)
    {
        var budget = new MemoryBudget(long.MaxValue / 2);
        var cache = new ShardCache(storage, budget);
        var before = Collect();
        var events = await cache.UseAsync(
            new ShardId(recipe.Employer, 0), shard => Task.FromResult(shard.Head.Events), cancellation: cancellation);
        var shardBytes = Collect() - before;
        tell(new Figure($"a shard of {events:N0} events takes", string.Create(
            CultureInfo.InvariantCulture,
            $"{Megabytes(shardBytes)}, {shardBytes / (double)events:N0} bytes an event; counted"
            + $" {Megabytes(budget.Taken)}")));
        GC.KeepAlive(cache);

        var directory = MemberDirectory.Empty;
        for (var member = 0; member < Members; member++)
        {
            var (id, subscriber) = (MemberId(member), MemberId(member - member % 3));
            directory.Put(new EnrollmentRow { MemberId = id, SubscriberId = subscriber });
        }

        var bytes = directory.Write();
        before = Collect();
        var read = MemberDirectory.Read(bytes);
        tell(new Figure($"a directory of {Members:N0} members takes", string.Create(
            CultureInfo.InvariantCulture, $"{(Collect() - before) / (double)Members:N0} bytes a member")));
        GC.KeepAlive((directory, read));
    }

    private static string MemberId(int member) => string.Create(CultureInfo.InvariantCulture, $"M{member:D9}");

    /// <summary>
    /// An employer all of whose shards are like that one (docs/ledger-format.md): archive, rows after it, head.
    /// </summary>
    private static async Task CopyAsync(
        AzureStorage storage, string employer, int shards, CancellationToken cancellation)
    {
        var from = new ShardId(employer, 0);
        var head = await new LedgerReader(storage).HeadAsync(from, cancellation);
        var archive = head.Snapshot.Bytes == 0
            ? []
            : (await storage.ReadBlobAsync(ArchiveOf(from), 0, head.Snapshot.Bytes, cancellation))!;
        List<Row> rows = [(await storage.ReadAsync(from.Partition, "head", cancellation))!];
        var after = string.Create(CultureInfo.InvariantCulture, $"log~{head.Snapshot.Rows + 1:D10}");
        await foreach (var row in storage.QueryAsync(from.Partition, after, "log~:", cancellation)) rows.Add(row);
        await new EmployerJournal(storage).FixShardsAsync(Copied, shards, cancellation);
        for (var shard = 0; shard < shards; shard++)
        {
            var to = new ShardId(Copied, shard);
            // Written from scratch each time, so that a retried request does no harm.
            await storage.PutBlobAsync(ArchiveOf(to), archive, cancellation);
            foreach (var row in rows)
                await storage.CommitAsync(to.Partition, [RowAction.Upsert(Copy(row, to.Partition))], cancellation);
        }
    }

    private static Row Copy(Row row, string partition)
    {
        var copy = new Row(partition, row.Key) { Payload = row.Payload };
        foreach (var (field, value) in row.Fields)
        {
            if (value is long number) copy.With(field, number);
            else copy.With(field, (string)value);
        }

        return copy;
    }

    private static BlobName ArchiveOf(ShardId shard) =>
        new(LedgerNames.WorkContainer, string.Create(
            CultureInfo.InvariantCulture, $"{shard.Employer}/snapshots/{shard.Shard:D2}"));

    /// <summary>Bytes in use; unused memory is returned to the system first.</summary>
    private static long Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static string Megabytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / Megabyte:N0} MB");
}
