namespace Aso.Ledger.Storage;

/// <summary>Transactions that recognise themselves.</summary>
public static class OwnCommit
{
    private const string Field = "commit";

    /// <summary>
    /// <see cref="ILedgerStorage.CommitAsync"/>, but a transaction that took effect while its response was lost, and
    /// was refused when the client sent it again, counts as made. Its rows' versions are then known only where no one else
    /// has written them since; null: read again.
    /// </summary>
    public static async Task<IReadOnlyList<string?>> CommitOwnAsync(
        this ILedgerStorage storage,
        string partition,
        IReadOnlyList<RowAction> actions,
        CancellationToken cancellation = default)
    {
        var id = Guid.NewGuid().ToString("N");
        foreach (var action in actions)
            if (action.Kind != RowActionKind.Delete) action.Row.With(Field, id);
        try
        {
            return await storage.CommitAsync(partition, actions, cancellation);
        }
        catch (ConflictException)
        {
            var versions = await FindOwnAsync(storage, partition, actions, id, cancellation);
            if (versions is null) throw;
            return versions;
        }
    }

    private static async Task<IReadOnlyList<string?>?> FindOwnAsync(
        ILedgerStorage storage,
        string partition,
        IReadOnlyList<RowAction> actions,
        string id,
        CancellationToken cancellation)
    {
        var versions = new string?[actions.Count];
        var own = false;
        for (var index = 0; index < actions.Count; index++)
        {
            if (actions[index].Kind == RowActionKind.Delete) continue;
            var stored = await storage.ReadAsync(partition, actions[index].Row.Key, cancellation);
            if (stored?.Text(Field) == id)
            {
                own = true;
                versions[index] = stored.Version;
            }
            else if (!own && actions[index].Kind == RowActionKind.Insert)
            {
                // An inserted row is never rewritten by another commit, so its absence settles the question.
                return null;
            }
        }

        return own ? versions : null;
    }
}
