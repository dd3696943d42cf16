using System.Reflection;
using Aso.Ledger.Storage;

namespace Scenarios.Faults;

/// <summary>Storage before each call of which something happens: another worker's write, or a failure.</summary>
public class FailingStorage : DispatchProxy
{
    private ILedgerStorage _inner = null!;
    private Action<string, object?[]> _before = null!;

    /// <param name="before">Is told the call's name and arguments; what it throws the caller gets.</param>
    public static ILedgerStorage Wrap(ILedgerStorage inner, Action<string, object?[]> before)
    {
        var storage = Create<ILedgerStorage, FailingStorage>();
        ((FailingStorage)(object)storage)._inner = inner;
        ((FailingStorage)(object)storage)._before = before;
        return storage;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _before(targetMethod!.Name, args ?? []);
        return targetMethod.Invoke(_inner, args);
    }
}
