using Aso.Ledger.Shards;

namespace Aso.Ledger.Tests;

/// <summary>The budget alone, with sizes that mean nothing.</summary>
public sealed class Memory_is_bounded
{
    private static readonly TimeSpan NobodyWaitsForEver = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_is_in_use_counts_and_who_finds_no_room_waits_for_it()
    {
        var budget = new MemoryBudget(100);
        var first = await ReserveAsync(budget, 60);
        var second = ReserveAsync(budget, 41);
        Assert.False(second.IsCompleted);
        Assert.Equal(60, budget.Taken);
        budget.Release(first, 60);
        await second;
        Assert.Equal(41, budget.Taken);
        Assert.False(budget.TryUse(first));
    }

    [Fact]
    public async Task The_least_recently_used_goes_first_and_what_is_in_use_stays()
    {
        var budget = new MemoryBudget(100);
        var used = await ReserveAsync(budget, 30);
        var (old, young) = (await ReserveAsync(budget, 30), await ReserveAsync(budget, 30));
        budget.Release(young, 30);
        budget.Release(old, 30);
        Assert.True(budget.TryUse(young));
        budget.Release(young, 30);

        await ReserveAsync(budget, 40);
        Assert.False(budget.TryUse(old));
        Assert.True(budget.TryUse(young));
        Assert.False(used.IsEvicted);
    }

    [Fact]
    public async Task What_is_larger_than_the_budget_comes_in_alone_and_stays_until_something_else_is_needed()
    {
        var budget = new MemoryBudget(100);
        var small = await ReserveAsync(budget, 10);
        var large = ReserveAsync(budget, 1000);
        Assert.False(large.IsCompleted);
        budget.Release(small, 10);
        Assert.False((await large).IsEvicted);
        Assert.True(small.IsEvicted);

        var next = ReserveAsync(budget, 10);
        Assert.False(next.IsCompleted);
        budget.Release(await large, 1000);
        await next;
        Assert.Equal(10, budget.Taken);
    }

    [Fact]
    public async Task Nobody_overtakes_one_who_waits_for_much()
    {
        var budget = new MemoryBudget(100);
        var first = await ReserveAsync(budget, 60);
        var (large, small) = (ReserveAsync(budget, 90), ReserveAsync(budget, 20));
        Assert.False(small.IsCompleted);
        budget.Release(first, null);
        budget.Release(await large, null);
        await small;
    }

    [Fact]
    public async Task Who_gives_up_keeps_nobody_waiting()
    {
        var budget = new MemoryBudget(100);
        await ReserveAsync(budget, 60);
        using var backoff = new CancellationTokenSource();
        var (large, small) = (ReserveAsync(budget, 90, backoff.Token), ReserveAsync(budget, 20));
        await backoff.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal(80, budget.Taken);
    }

    [Fact]
    public async Task A_shard_in_use_grows_only_where_there_is_room_or_it_is_alone()
    {
        var budget = new MemoryBudget(100);
        var (one, other) = (await ReserveAsync(budget, 40), await ReserveAsync(budget, 40));
        Assert.True(budget.TryGrow(one, 60));
        Assert.False(budget.TryGrow(one, 61));
        budget.Release(other, 40);
        Assert.True(budget.TryGrow(one, 1000));
        Assert.True(other.IsEvicted);
    }

    [Fact]
    public async Task Two_who_hold_directories_both_get_their_shards()
    {
        var budget = new MemoryBudget(100);
        var (one, other) = (await DirectoryAsync(budget, 50), await DirectoryAsync(budget, 50));
        var (first, second) = (ReserveAsync(budget, 10), ReserveAsync(budget, 10));
        budget.Release(await first, 10);
        budget.Release(await second, 10);
        budget.Release(one, 50);
        budget.Release(other, 50);
        Assert.InRange(budget.Taken, 1, 100);
    }

    [Fact]
    public async Task Shards_step_back_for_a_directory_unless_someone_who_holds_one_waits_for_them()
    {
        var budget = new MemoryBudget(100);
        var shard = await ReserveAsync(budget, 70);
        var directory = DirectoryAsync(budget, 50);
        var next = ReserveAsync(budget, 20);
        Assert.False(directory.IsCompleted || next.IsCompleted);
        budget.Release(shard, 70);
        await directory;
        await next;
        var another = DirectoryAsync(budget, 60);
        Assert.False(another.IsCompleted);
        await ReserveAsync(budget, 30);
    }

    /// <summary>Each holds a directory while it takes shards, or only shards; sizes up to a third of the budget.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task However_many_ask_the_budget_holds_and_everyone_finishes(bool withDirectories)
    {
        const int Bytes = 300;
        var budget = new MemoryBudget(Bytes);
        var (inUse, shards, most) = (0L, 0, 0L);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            var directory = withDirectories && caller % 3 == 0 ? await UseAsync(ReservationKind.Directory) : null;
            for (var round = 0; round < 50; round++)
            {
                var shard = await UseAsync(ReservationKind.Shard);
                await Task.Yield();
                Interlocked.Decrement(ref shards);
                GiveBack(shard, random.Next(4) == 0 ? null : shard.Bytes);
            }

            if (directory is not null) GiveBack(directory, directory.Bytes);

            async Task<Reservation> UseAsync(ReservationKind kind)
            {
                var size = random.Next(1, Bytes / 3);
                var kept = await budget.ReserveAsync(kind, size, _ => { }, default);
                var now = Interlocked.Add(ref inUse, size);
                // One alone may come in beside directories.
                if (kind == ReservationKind.Shard && Interlocked.Increment(ref shards) == 1 && withDirectories) now = 0;
                for (var before = most; now > before; before = most) Interlocked.CompareExchange(ref most, now, before);
                return kept;
            }
        }))).WaitAsync(NobodyWaitsForEver);
        Assert.InRange(most, 1, Bytes + (withDirectories ? Bytes / 3 : 0));
        Assert.InRange(budget.Taken, 0, Bytes);

        void GiveBack(Reservation kept, long? size)
        {
            Interlocked.Add(ref inUse, -kept.Bytes);
            budget.Release(kept, size);
        }
    }

    private static Task<Reservation> ReserveAsync(MemoryBudget budget, long size, CancellationToken cancellation = default) =>
        budget.ReserveAsync(ReservationKind.Shard, size, _ => { }, cancellation);

    private static Task<Reservation> DirectoryAsync(MemoryBudget budget, long size) =>
        budget.ReserveAsync(ReservationKind.Directory, size, _ => { }, default);
}
