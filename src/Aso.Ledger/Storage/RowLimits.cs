namespace Aso.Ledger.Storage;

/// <summary>Limits of the service that both forms of storage hold, so that neither is more patient.</summary>
internal static class RowLimits
{
    private const int ActionsMax = 100;
    private const int TransactionMaxBytes = 4 * 1024 * 1024;

    public static void Check(string partition, IReadOnlyList<RowAction> actions)
    {
        ArgumentOutOfRangeException.ThrowIfZero(actions.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(actions.Count, ActionsMax);
        long bytes = 0;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var action in actions)
        {
            if (action.Row.Partition != partition)
                throw new ArgumentException("a transaction is of one partition", nameof(actions));
            if (!keys.Add(action.Row.Key))
                throw new ArgumentException("a transaction names a row once", nameof(actions));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(action.Row.Payload.Length, Row.PayloadMaxBytes);
            // Base64 on the wire.
            bytes += 1024 + action.Row.Payload.Length * 4L / 3L;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, TransactionMaxBytes);
    }
}
