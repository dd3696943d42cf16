using Aso.Ledger.Storage;
using Azure;

namespace Aso.Ledger.Tests;

/// <summary>
/// Storage as one process of the simulation sees it: every call waits for its turn, and some meet a fault. Once the
/// process has died, every call of it dies.
/// </summary>
internal sealed class SimulatedStorage(
    ILedgerStorage inner, Scheduler scheduler, Random random, SimulatedTime time, string process, List<string> trace)
    : StorageDecorator(inner)
{
    /// <summary>One call in so many meets a fault of each kind.</summary>
    private const int FaultOdds = 60;

    public bool IsDead { get; private set; }

    protected override async Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false)
    {
        await scheduler.TurnAsync();
        if (IsDead) throw new CrashException();
        // A call takes its time; now and then a worker is held up so long that its lease runs out under it.
        time.Advance(random.Next(100) == 0 ? TimeSpan.FromSeconds(40) : TimeSpan.FromMilliseconds(random.Next(200)));
        switch (random.Next(FaultOdds * 5))
        {
            case 0:
                throw Die(what, "dies before");
            case 1:
                await call();
                throw Die(what, "dies after");
            case 2:
                Note(what, "unavailable");
                throw new RequestFailedException(503, "unavailable");
            case 3:
                await call();
                Note(what, "timeout after it took effect");
                throw new RequestFailedException(500, "timeout");
            case 4 when hasCondition:
                await call();
                Note(what, "took effect, and its retry is refused");
                throw new ConflictException(what);
            default:
                Note(what, "");
                return await call();
        }
    }

    private CrashException Die(string what, string how)
    {
        IsDead = true;
        Note(what, how);
        return new CrashException();
    }

    private void Note(string what, string how) => trace.Add($"{process} {what} {how}");
}
