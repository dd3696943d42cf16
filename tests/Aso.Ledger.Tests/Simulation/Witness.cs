using System.Text.RegularExpressions;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>
/// Stands between all processes and what is stored, and notes what none of them may do: change what a close fixed (law
/// 3) or the log, or write other bytes under a name where doing a step twice must write the same.
/// </summary>
internal sealed partial class Witness(MemoryStorage inner, SimulatedQueues queues) : StorageDecorator(inner)
{
    private static readonly string[] Fixed = ["statement~", "cut~", "log~"];

    private readonly Dictionary<BlobName, byte[]> _written = [];

    public List<string> Broken { get; } = [];

    /// <summary>Blobs that were removed.</summary>
    public int Removed { get; private set; }

    /// <summary>How many blobs of the pipeline's own were written under names that begin so.</summary>
    public int Written(string prefix) => _written.Keys.Count(
        blob => blob.Container == LedgerNames.WorkContainer && blob.Name.StartsWith(prefix, StringComparison.Ordinal));

    public override async Task<IReadOnlyList<string?>> CommitAsync(
        string partition, IReadOnlyList<RowAction> actions, CancellationToken cancellation = default)
    {
        var versions = await base.CommitAsync(partition, actions, cancellation);
        foreach (var action in actions)
            if (action.Kind != RowActionKind.Insert
                && Array.Exists(Fixed, one => action.Row.Key.StartsWith(one, StringComparison.Ordinal)))
                Broken.Add($"{action.Kind} of {partition}/{action.Row.Key}, which never changes");
        return versions;
    }

    public override Task PutBlobAsync(
        BlobName blob, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        // A workbook is a zip, which says when it was packed. Under a file's path alone lies its latest answer.
        if (!(blob.Container == "acknowledgments" && !Reservation().IsMatch(blob.Name))
            && !blob.Name.EndsWith(".xlsx", StringComparison.Ordinal)
            && !_written.TryAdd(blob, content.ToArray())
            && !content.Span.SequenceEqual(_written[blob]))
            Broken.Add($"{blob} was written as\n{Text(_written[blob])}\nand then as\n{Text(content.Span)}");
        return base.PutBlobAsync(blob, content, cancellation);
    }

    public override Task DeleteBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        Removed++;
        return base.DeleteBlobAsync(blob, cancellation);
    }

    public override Task SendAsync(
        string queue, string message, TimeSpan? delay = null, CancellationToken cancellation = default)
    {
        if (!SimulatedQueues.Names.Contains(queue)) return base.SendAsync(queue, message, delay, cancellation);
        queues.Send(queue, message, delay ?? TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public override Task<IReadOnlyList<string>> PeekAsync(string queue, CancellationToken cancellation = default) =>
        SimulatedQueues.Names.Contains(queue)
            ? Task.FromResult(queues.Peek(queue))
            : base.PeekAsync(queue, cancellation);

    [GeneratedRegex(@"\.(plans|enrollment|claims)-\d{6}\.(json|999)\z")]
    private static partial Regex Reservation();

    private static string Text(ReadOnlySpan<byte> content) => System.Text.Encoding.UTF8.GetString(content);

    protected override Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false) => call();
}
