using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>A process that is held up once: before its first call that begins so, others do what they do meanwhile.</summary>
internal sealed class HeldUp(ILedgerStorage inner, string at, Func<Task> meanwhile) : StorageDecorator(inner)
{
    public bool WasHeldUp { get; private set; }

    protected override async Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false)
    {
        if (WasHeldUp || !what.StartsWith(at, StringComparison.Ordinal)) return await call();
        WasHeldUp = true;
        await meanwhile();
        return await call();
    }
}
