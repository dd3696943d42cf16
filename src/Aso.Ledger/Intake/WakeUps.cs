using System.Diagnostics;
using System.Globalization;

namespace Aso.Ledger;

/// <summary>
/// Tells whoever works on a shard that there may be something to do. It carries no work: a repeated, a late and a lost
/// one are all the same to the shard.
/// </summary>
/// <param name="Sequence">The entry of the journal that gave rise to it; 0: none in particular.</param>
/// <param name="Trace">The W3C <c>traceparent</c> of its sender; null: nobody traces.</param>
public sealed record WakeUp(ShardId Shard, long Sequence, string? Trace)
{
    /// <summary>One of an entry, in the trace of who sends it.</summary>
    public static WakeUp Of(ShardId shard, long sequence) =>
        new(shard, sequence, Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null);

    /// <summary>The same however often it is sent.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Shard}/{Sequence}");

    /// <summary>Reads <c>{employer}~{shard}[/{sequence}[/{traceparent}]]</c>.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static WakeUp Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/', 3);
        var sequence = 0L;
        if (ShardId.TryParse(parts[0], out var shard)
            && (parts.Length == 1
                || long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out sequence)))
            return new WakeUp(shard, sequence, parts.Length == 3 ? parts[2] : null);
        throw new FormatException("a wake-up {employer}~{shard}[/{sequence}[/{traceparent}]] was expected");
    }

    public override string ToString() => Trace is null ? Id : $"{Id}/{Trace}";
}

/// <summary>How wake-ups travel.</summary>
public interface IWakeUps
{
    /// <summary>Sends them, each to arrive at least once and not before <paramref name="delay"/>.</summary>
    Task SendAsync(
        IReadOnlyCollection<WakeUp> wakeUps, TimeSpan delay = default, CancellationToken cancellation = default);
}

/// <summary>Wake-ups on a storage queue.</summary>
public sealed class StorageWakeUps(ILedgerStorage storage) : IWakeUps
{
    public async Task SendAsync(
        IReadOnlyCollection<WakeUp> wakeUps, TimeSpan delay = default, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wakeUps);
        foreach (var wakeUp in wakeUps)
            await storage.SendAsync(
                LedgerNames.AdjudicateQueue, wakeUp.ToString(), delay == default ? null : delay, cancellation);
    }
}
