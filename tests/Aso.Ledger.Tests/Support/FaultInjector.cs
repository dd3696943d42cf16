using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

internal enum Fault
{
    /// <summary>The process dies before the call reaches storage.</summary>
    CrashBefore,

    /// <summary>The call takes effect and the process dies before it hears the answer.</summary>
    CrashAfter,

    /// <summary>
    /// The call takes effect, the answer is lost, and the client's own retry is refused; only a call that has a condition
    /// can be.
    /// </summary>
    RetryRefused,
}

/// <summary>The process died here.</summary>
internal sealed class CrashException() : Exception("the process died");

/// <summary>Lets all storage calls through but the nth that the fault can befall.</summary>
internal sealed class FaultInjector(ILedgerStorage inner, int nth, Fault fault) : StorageDecorator(inner)
{
    private int _calls;

    public bool Struck { get; private set; }

    protected override async Task<T> AroundAsync<T>(
        string what, Func<Task<T>> call, bool hasCondition = false)
    {
        if ((fault == Fault.RetryRefused && !hasCondition) || ++_calls != nth) return await call();
        Struck = true;
        if (fault == Fault.CrashBefore) throw new CrashException();
        await call();
        throw fault == Fault.CrashAfter ? new CrashException() : new ConflictException("injected");
    }
}
