using System.Reflection;
using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using Aso.Local.Auditing;
using Scenarios.Golden;

namespace Scenarios.InMemory;

/// <summary>A changed byte of what a figure rests on is found, whatever it is in.</summary>
public sealed class ProveTests : IAsyncLifetime
{
    private static readonly AskedFigure Asked = new(
        GoldenRun.Employer, new PlanYear(Month.Of(2026, 1)), Month.Of(2026, 2), "paid.medical", null, null);

    private GoldenRun _run = null!;

    private MemoryStorage Storage => _run.Pipeline.Storage;

    public async Task InitializeAsync() =>
        _run = await GoldenRun.DoneAsync(new GoldenFolder("calm-year-with-a-surplus-refunded"), shards: 1);

    public async Task DisposeAsync() => await _run.DisposeAsync();

    [Fact]
    public async Task A_ledger_as_it_is_differs_nowhere() => Assert.Empty(await CheckAsync(Storage));

    [Fact]
    public async Task Any_changed_byte_of_a_row_of_the_log_is_found()
    {
        var partition = new ShardId(GoldenRun.Employer, 0).Partition;
        var row = (await Storage.ReadAsync(partition, "log~0000000003"))!;
        var payload = row.Payload.ToArray();
        for (var place = 0; place < payload.Length; place++)
        {
            row.Payload = Changed(payload, place);
            Storage.Tamper(partition, row.Key, row);
            var report = await new Reconciliation(Storage, new EmployerJournal(Storage)).RunAsync(GoldenRun.Employer);
            Assert.Contains(report.Findings, finding => finding.Place.Contains(row.Key, StringComparison.Ordinal));
        }

        Assert.Contains(await CheckAsync(Storage), finding => finding.Place.Contains(row.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_byte_of_any_dropped_file_is_found_and_named()
    {
        var files = new List<BlobName>();
        foreach (var container in (string[])["plans", "enrollment", "claims"])
            await foreach (var blob in Storage.ListBlobsAsync(container, "acme/"))
                files.Add(new BlobName(container, blob.Name));
        Assert.True(files.Count > 3);
        foreach (var file in files)
        {
            var changed = ChangedFile.Wrap(Storage, file);
            var (_, found) = await new FileAudit(changed, new EmployerJournal(changed)).RunAsync(GoldenRun.Employer);
            Assert.EndsWith(file.ToString(), Assert.Single(found).Place, StringComparison.Ordinal);
        }

        Assert.Contains(
            await CheckAsync(ChangedFile.Wrap(Storage, files[^1])),
            finding => finding.Place.EndsWith(files[^1].ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_figure_of_a_statement_is_found()
    {
        const string key = "statement~2026-01-01~2026-02";
        var row = (await Storage.ReadAsync("acme", key))!;
        var payload = row.Payload.ToArray();
        var digit = System.Text.Encoding.UTF8.GetString(payload).IndexOf("\"toDate\":", StringComparison.Ordinal) + 9;
        row.Payload = Changed(payload, digit);
        Storage.Tamper("acme", key, row);
        Assert.Contains(await CheckAsync(Storage), finding => finding.Place.EndsWith(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".json", "amount")]
    [InlineData(".csv", "amount")]
    [InlineData(".html", "number\">")]
    public async Task A_changed_byte_of_a_published_statement_is_found(string ending, string after)
    {
        var name = new BlobName("statements", "acme/2026-01-01/2026-02" + ending);
        var content = (await Storage.ReadBlobAsync(name))!;
        var place = System.Text.Encoding.UTF8.GetString(content).IndexOf(after, StringComparison.Ordinal) + after.Length;
        await Storage.PutBlobAsync(name, Changed(content, Math.Max(place, 60)));
        Assert.Contains(await CheckAsync(Storage), finding => finding.Place == name.ToString());
    }

    [Fact]
    public async Task A_changed_workbook_is_found()
    {
        var name = new BlobName("statements", "acme/2026-01-01/2026-02.xlsx");
        var content = (await Storage.ReadBlobAsync(name))!;
        await Storage.PutBlobAsync(name, content.AsMemory(..(content.Length / 2)));
        Assert.Contains(await CheckAsync(Storage), finding => finding.Place == name.ToString());
    }

    private static Task<IReadOnlyList<Finding>> CheckAsync(ILedgerStorage storage) =>
        new ProofCheck(storage).RunAsync(Asked, _ => { }, CancellationToken.None);

    private static byte[] Changed(byte[] content, int place)
    {
        var changed = content.ToArray();
        changed[place] ^= 1;
        return changed;
    }
}

/// <summary>Storage of which one file has another byte in its middle.</summary>
public class ChangedFile : DispatchProxy
{
    private ILedgerStorage _inner = null!;
    private BlobName _file;

    public static ILedgerStorage Wrap(ILedgerStorage inner, BlobName file)
    {
        var storage = Create<ILedgerStorage, ChangedFile>();
        (((ChangedFile)(object)storage)._inner, ((ChangedFile)(object)storage)._file) = (inner, file);
        return storage;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.Invoke(_inner, args);
        return targetMethod.Name == nameof(ILedgerStorage.OpenBlobAsync) && args![0]!.Equals(_file)
            ? ChangeAsync((Task<Stream?>)answer!)
            : answer;
    }

    private static async Task<Stream?> ChangeAsync(Task<Stream?> opened)
    {
        using var content = new MemoryStream();
        await (await opened)!.CopyToAsync(content);
        var bytes = content.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        return new MemoryStream(bytes);
    }
}
