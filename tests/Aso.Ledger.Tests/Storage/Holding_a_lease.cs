using Aso.Ledger.Storage;
using Azure;

namespace Aso.Ledger.Tests;

public sealed class Holding_a_lease
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Is_over_when_the_work_is_though_a_renewal_failed(bool tookEffect) => Run(async () =>
    {
        var unreliable = new Unreliable(_storage, "Replace lease", tookEffect);
        await using (var lease = await TakeAsync(unreliable))
        {
            lease!.KeepRenewed();
            await Task.Delay(Length / 2, _time);
            Assert.True(unreliable.HasFailed);
            Assert.False(lease.IsLost);
        }

        Assert.Null(await _storage.ReadAsync(Script.Employer, Lease.Key));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Goes_on_with_the_renewal_after_one_that_failed(bool tookEffect) => Run(async () =>
    {
        await using var lease = await TakeAsync(new Unreliable(_storage, "Replace lease", tookEffect));
        lease!.KeepRenewed();
        await Task.Delay(Length * 3, _time);
        Assert.False(lease.IsLost);
        Assert.Null(await TakeAsync(_storage));
    });

    [Fact]
    public async Task Leaves_nothing_behind_where_only_the_answer_to_taking_it_was_lost()
    {
        await Assert.ThrowsAsync<RequestFailedException>(
            () => TakeAsync(new Unreliable(_storage, "Insert lease", tookEffect: true)));
        Assert.Null(await _storage.ReadAsync(Script.Employer, Lease.Key));
    }

    [Fact]
    public void Is_lost_to_who_took_it_when_it_had_run_out_and_leaves_theirs_alone() => Run(async () =>
    {
        var lease = await TakeAsync(_storage);
        _time.Advance(Length + TimeSpan.FromSeconds(1));
        var other = await TakeAsync(_storage);
        Assert.NotNull(other);
        lease!.KeepRenewed();
        await Task.Delay(Length / 2, _time);
        Assert.True(lease.IsLost);
        await lease.DisposeAsync();
        Assert.NotNull(await _storage.ReadAsync(Script.Employer, Lease.Key));
        await other.DisposeAsync();
        Assert.Null(await _storage.ReadAsync(Script.Employer, Lease.Key));
    });

    /// <summary>On one thread, where time passes when everybody waits.</summary>
    private void Run(Func<Task> test) => new Scheduler(new Random(1), _time).Run(test);

    private Task<Lease?> TakeAsync(ILedgerStorage storage) =>
        Lease.TryTakeAsync(storage, _time, Script.Employer, Length, default);

    /// <summary>Fails once.</summary>
    private sealed class Unreliable(ILedgerStorage inner, string at, bool tookEffect) : StorageDecorator(inner)
    {
        public bool HasFailed { get; private set; }

        protected override async Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false)
        {
            if (HasFailed || !what.Contains(at, StringComparison.Ordinal)) return await call();
            HasFailed = true;
            if (tookEffect) await call();
            throw new RequestFailedException(500, "timeout");
        }
    }
}
