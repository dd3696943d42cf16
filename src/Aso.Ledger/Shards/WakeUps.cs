using System.Diagnostics;
using System.Globalization;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>
/// Says that a shard may have entries to apply. It carries no work: a repeated, a late and a lost
/// one are all the same to the shard.
/// </summary>
/// <param name="Sequence">The entry of the journal that gave rise to it; 0: none in particular.</param>
/// <param name="Trace">The W3C <c>traceparent</c> of its sender; null: no tracing.</param>
/// <param name="Handovers">How often it was handed on; each handover is a message of its own.</param>
public sealed record WakeUp(ShardId Shard, long Sequence, string? Trace, int Handovers = 0)
{
    /// <summary>One of an entry, in the trace of who sends it.</summary>
    public static WakeUp ForEntry(ShardId shard, long sequence) =>
        new(shard, sequence, Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null);

    /// <summary>The same however often it is sent; another after a handover, so that it is no repeat.</summary>
    public string Id => Handovers == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Shard}/{Sequence}")
        : string.Create(CultureInfo.InvariantCulture, $"{Shard}/{Sequence}+{Handovers}");

    /// <summary>The same work, handed on.</summary>
    public WakeUp Again => this with { Handovers = Handovers + 1 };

    /// <summary>Reads <c>{employer}~{shard}[/{sequence}[+{handovers}][/{traceparent}]]</c>.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static WakeUp Parse(string text)
    {
        var parts = text.Split('/', 3);
        var (sequence, handovers) = (0L, 0);
        if (ShardId.TryParse(parts[0], out var shard)
            && (parts.Length == 1 || TryParse(parts[1], out sequence, out handovers)))
            return new WakeUp(shard, sequence, parts.Length == 3 ? parts[2] : null, handovers);
        throw new FormatException("a wake-up {employer}~{shard}[/{sequence}[+{handovers}][/{traceparent}]] was expected");
    }

    private static bool TryParse(string text, out long sequence, out int handovers)
    {
        handovers = 0;
        var parts = text.Split('+', 2);
        return long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out sequence)
            && (parts.Length == 1
                || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out handovers));
    }

    public override string ToString() => Trace is null ? Id : $"{Id}/{Trace}";
}

/// <summary>How wake-ups travel.</summary>
public interface IWakeUps
{
    /// <summary>Sends them, each to arrive at least once and not before <paramref name="delay"/>.</summary>
    Task SendAsync(
        IReadOnlyCollection<WakeUp> wakeUps, TimeSpan delay = default, CancellationToken cancellation = default);

    /// <summary>Whether a wake-up of another employer's may be waiting for a worker.</summary>
    Task<bool> MayOthersWaitAsync(string employer, CancellationToken cancellation = default);
}

/// <summary>Wake-ups on a storage queue.</summary>
public sealed class StorageWakeUps(ILedgerStorage storage) : IWakeUps
{
    public async Task SendAsync(
        IReadOnlyCollection<WakeUp> wakeUps, TimeSpan delay = default, CancellationToken cancellation = default)
    {
        await Task.WhenAll(wakeUps.Select(wakeUp => storage.SendAsync(
            LedgerNames.AdjudicateQueue, wakeUp.ToString(), delay == default ? null : delay, cancellation)));
    }

    public async Task<bool> MayOthersWaitAsync(string employer, CancellationToken cancellation = default)
    {
        var waiting = await storage.PeekAsync(LedgerNames.AdjudicateQueue, cancellation);
        // A full peek may hide more.
        return waiting.Count == ILedgerStorage.PeekMax
            || waiting.Any(text => !text.StartsWith(employer + "~", StringComparison.Ordinal));
    }
}
