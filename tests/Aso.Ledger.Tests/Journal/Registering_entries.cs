using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Registering_entries
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 1, 5);

    private readonly MemoryStorage _storage = new();
    private readonly EmployerJournal _journal;

    public Registering_entries() => _journal = new EmployerJournal(_storage);

    [Fact]
    public async Task Sequences_run_from_one_without_gaps_however_many_arrive_at_once()
    {
        var arrivals = Enumerable.Range(0, 40).Select(number => Task.Run(() => Drop($"f{number}")));
        var sequences = (await Task.WhenAll(arrivals)).Select(arrival => arrival.Entry.Sequence);
        Assert.Equal(Enumerable.Range(1, 40).Select(number => (long)number), sequences.Order());
    }

    [Fact]
    public async Task The_same_drop_is_registered_once()
    {
        var first = await Drop("a");
        var again = await Drop("a");
        Assert.True(first.IsNew);
        Assert.False(again.IsNew);
        Assert.Equal((first.Entry.Sequence, first.Entry.Version), (again.Entry.Sequence, again.Entry.Version));
    }

    [Fact]
    public async Task The_same_path_with_other_bytes_is_another_drop()
    {
        await Drop("a");
        var second = await Drop("a", etag: "other");
        Assert.Equal(2, second.Entry.Sequence);
    }

    [Fact]
    public async Task A_deposit_is_registered_once_for_its_reference()
    {
        var deposit = new DepositChange(new Cents(500_00), Day, "wire 1");
        await _journal.AppendAsync("acme", deposit, Noon, Day, "operator");
        var again = await _journal.AppendAsync("acme", deposit with { Amount = new Cents(1) }, Noon, Day, "operator");
        Assert.False(again.IsNew);
        Assert.Equal(deposit, HttpChange.Read(again.Entry));
        Assert.Equal("operator", again.Entry.Who);
    }

    [Fact]
    public async Task Who_asked_for_a_change_is_told_without_reading_the_journal()
    {
        await Drop("a");
        var deposit = new DepositChange(new Cents(500_00), Day, "wire 1");
        for (var times = 0; times < 2; times++) await _journal.AppendAsync("acme", deposit, Noon, Day, "operator");
        await _journal.AppendAsync("acme", new CloseChange(Month.Of(2026, 1)), Noon, Day);
        Assert.Equal(
            [
                ("operator", "deposit", "500.00 on 2026-01-05, reference wire 1; journal entry 2"),
                ("timer", "close", "2026-01; journal entry 3"),
            ],
            (await _storage.QueryAsync("acme", "audit~", "audit~~").ToListAsync())
                .Select(row => (row.Text("who")!, row.Text("what")!, row.Text("subject")!)));
    }

    [Fact]
    public async Task Entries_are_prepared_in_order_of_arrival()
    {
        var first = await Drop("a");
        await _journal.AppendAsync("acme", new CloseChange(Month.Of(2026, 1)), Noon, Day);
        var third = await Drop("b");
        Assert.Equal(first.Entry.Sequence, (await _journal.NextToPrepareAsync("acme"))!.Sequence);
        await _journal.CompleteAsync(first.Entry, new Preparation(EntryState.Quarantined) { Outcome = "empty" });
        Assert.Equal(third.Entry.Sequence, (await _journal.NextToPrepareAsync("acme"))!.Sequence);
        await _journal.CompleteAsync(third.Entry, new Preparation(EntryState.Refused));
        Assert.Null(await _journal.NextToPrepareAsync("acme"));
    }

    [Fact]
    public async Task Content_that_came_before_makes_a_duplicate_of_the_first()
    {
        var ready = new Preparation(EntryState.Ready) { Content = "c0ffee", Manifest = new Manifest { Shares = [] } };
        var first = await _journal.CompleteAsync((await Drop("a")).Entry, ready);
        var second = await _journal.CompleteAsync((await Drop("b")).Entry, ready);
        Assert.Equal(EntryState.Ready, first.State);
        Assert.Equal(EntryState.Duplicate, second.State);
        Assert.Equal(1, second.DuplicateOf);
        Assert.Null(second.Manifest);
    }

    [Fact]
    public async Task Whoever_completes_first_decides()
    {
        var entry = (await Drop("a")).Entry;
        var ready = new Preparation(EntryState.Ready) { Content = "c0ffee", Manifest = new Manifest { Shares = [] } };
        await _journal.CompleteAsync(entry, ready);
        var second = await _journal.CompleteAsync(entry, new Preparation(EntryState.Failed));
        var third = await _journal.CompleteAsync(entry, ready);
        Assert.Equal(EntryState.Ready, second.State);
        Assert.Equal(EntryState.Ready, third.State);
    }

    [Fact]
    public async Task An_entry_reads_back_as_it_was_written()
    {
        var entry = (await Drop("a")).Entry;
        var share = new ShardShare(3, 2, 11_000, 99_00);
        var manifest = new Manifest { Shares = [share], ItemsIn = 11_001, ItemsRejected = 1 };
        await _journal.CompleteAsync(
            entry, new Preparation(EntryState.Ready) { Content = "c0ffee", Manifest = manifest, Outcome = "fine" });
        var read = (await _journal.ReadAsync("acme", 1))!;
        Assert.Equal(entry.File, read.File);
        Assert.Equal((Noon, Day, "fine"), (read.Received, read.BusinessDate, read.Outcome));
        Assert.Equal(manifest.Shares, read.Manifest!.Shares);
        Assert.Equal((11_001, 1), (read.Manifest.ItemsIn, read.Manifest.ItemsRejected));
    }

    [Fact]
    public async Task The_number_of_shards_is_fixed_once()
    {
        Assert.Equal(16, (await _journal.FixShardsAsync("acme", 16)).Shards);
        Assert.Equal(16, (await _journal.FixShardsAsync("acme", 2)).Shards);
        Assert.Equal(["acme"], await _journal.EmployersAsync().ToListAsync());
    }

    private Task<Registration> Drop(string path, string etag = "e") => _journal.RegisterAsync(
        "acme", EntryKind.Claims, new DroppedFile("claims", "acme/" + path, etag, "s", 10), Noon, Day);
}
