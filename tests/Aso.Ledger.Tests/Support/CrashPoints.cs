using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>
/// Keeps what is stored before each call that may change it, and after the last: all that a process can leave that dies,
/// for before a call that only reads there is what there was after the one before. So one run stands for a run to each
/// point.
/// </summary>
internal sealed class CrashPoints(MemoryStorage inner) : StorageDecorator(inner)
{
    private static readonly string[] Reading = ["read ", "query ", "open ", "describe ", "list ", "count ", "peek "];

    private readonly List<MemoryStorage> _left = [];

    /// <summary>
    /// Does the work with each fault there is: a process that dies at a call leaves the rest to another, after its leases
    /// have run out; a call whose retry is refused is the same process's to get over.
    /// </summary>
    /// <param name="start">What is stored before the work.</param>
    /// <param name="clock">A new one, as at the start of the work.</param>
    /// <param name="work">All of it; what was done before is recognized.</param>
    /// <param name="check">Gets what is stored in the end.</param>
    public static async Task EachAsync(
        MemoryStorage start, Func<ManualTime> clock, Func<ILedgerStorage, TimeProvider, Task> work,
        Func<MemoryStorage, Task> check)
    {
        var whole = start.Fork();
        var points = new CrashPoints(whole);
        await work(points, clock());
        Assert.NotEmpty(points._left);
        foreach (var storage in points._left.Append(whole))
        {
            var time = clock();
            time.Advance(TimeSpan.FromMinutes(1));
            await work(storage, time);
            await check(storage);
        }

        for (var call = 1;; call++)
        {
            var storage = start.Fork();
            var faulty = new FaultInjector(storage, call, Fault.RetryRefused);
            await work(faulty, clock());
            if (!faulty.Struck) return;
            await check(storage);
        }
    }

    protected override Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false)
    {
        if (!Array.Exists(Reading, one => what.StartsWith(one, StringComparison.Ordinal))) _left.Add(inner.Fork());
        return call();
    }
}
