using System.Reflection;
using Aso.Ledger.Storage;

namespace Scenarios.ServiceBus;

/// <summary>Storage as a process that dies sees it: after so many calls every further one fails.</summary>
public class DyingStorage : DispatchProxy
{
    private ILedgerStorage _inner = null!;

    /// <summary>Negative: a call has failed.</summary>
    public int CallsLeft { get; set; } = int.MaxValue;

    public static ILedgerStorage Wrap(ILedgerStorage inner)
    {
        var storage = Create<ILedgerStorage, DyingStorage>();
        ((DyingStorage)(object)storage)._inner = inner;
        return storage;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (--CallsLeft < 0) throw new IOException("the process is dead");
        return targetMethod!.Invoke(_inner, args);
    }
}
