using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>
/// The queues that wake the ledger up: a message is there once its delay has passed, and any of them is delivered next.
/// </summary>
internal sealed class SimulatedQueues(SimulatedTime time, Random random)
{
    public static IReadOnlyList<string> Names { get; } =
        [LedgerNames.IntakeQueue, LedgerNames.AdjudicateQueue, LedgerNames.StopLossQueue];

    private readonly List<(string Queue, string Text, DateTimeOffset From)> _messages = [];

    /// <summary>What is there; by chance, it looks as if it were another employer's.</summary>
    public IReadOnlyList<string> Peek(string queue) =>
        [.. _messages.Where(message => message.Queue == queue && message.From <= time.GetUtcNow())
            .Select(message => random.Next(8) > 0 ? message.Text : "another" + message.Text)];

    public void Send(string queue, string text, TimeSpan delay = default) =>
        _messages.Add((queue, text, time.GetUtcNow() + delay));

    /// <summary>Null: none is there yet.</summary>
    public (string Queue, string Text)? TakeAny()
    {
        var there = _messages.Where(message => message.From <= time.GetUtcNow()).ToList();
        if (there.Count == 0) return null;
        var taken = there[random.Next(there.Count)];
        _messages.Remove(taken);
        return (taken.Queue, taken.Text);
    }
}
