using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Journal;

/// <summary>An employer of the list, and whether a sweep found it in order.</summary>
/// <param name="InOrder">All entries before this sequence are applied and told; null: there may be work.</param>
/// <param name="Due">Of one in order: the first day on which something is due by itself; null: nothing is.</param>
/// <param name="Version">The stored row's. Every entry that is registered changes it.</param>
public sealed record ListedEmployer(string Name, long? InOrder, DateOnly? Due, string Version);

/// <summary>
/// All employers, one row each in one partition: a thousand a request, so that a timer need not ask each of them
/// whether there is work. A sweep marks a row where it found its employer in order, and whoever registers an entry takes
/// the mark away first. A row without a mark, as earlier versions wrote it, says nothing.
/// </summary>
public sealed class EmployerList(ILedgerStorage storage)
{
    private const string Partition = "~employers";

    /// <summary>
    /// Several wait for storage at once. Not more: each may take the memory of a large employer's statement.
    /// </summary>
    private const int AtOnce = 4;

    public async IAsyncEnumerable<ListedEmployer> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var row in storage.QueryAsync(Partition, "", "~", cancellation))
            yield return new ListedEmployer(row.Key, row.Number("inOrder"), row.Date("due"), row.Version!);
    }

    /// <summary>Does something for each, several at once; returns what failed: one failure stops no other.</summary>
    public static async Task<IReadOnlyList<Exception>> ForEachAsync<T>(IEnumerable<T> all, Func<T, Task> act)
    {
        var failures = new ConcurrentQueue<Exception>();
        foreach (var some in all.Chunk(AtOnce)) await Task.WhenAll(some.Select(TryAsync));
        return [.. failures];

        async Task TryAsync(T one)
        {
            try
            {
                await act(one);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Enqueue(failure);
            }
        }
    }

    /// <summary>Lists the employer without a mark: there may be work.</summary>
    internal Task PutAsync(string employer, CancellationToken cancellation) =>
        storage.CommitAsync(Partition, [RowAction.Upsert(new Row(Partition, employer))], cancellation);

    /// <summary>
    /// Marks an employer as in order, unless an entry came meanwhile. The employer's own row is written again first, so
    /// that whoever read it before, to register an entry, must read it again and then takes the mark away.
    /// </summary>
    /// <param name="listed">As read first.</param>
    /// <param name="employer">As read after that, and before it was looked at.</param>
    /// <param name="due">As <see cref="ListedEmployer.Due"/>.</param>
    internal async Task MarkAsync(
        ListedEmployer listed, Employer employer, DateOnly? due, CancellationToken cancellation)
    {
        var marked = new Row(Partition, listed.Name).With("inOrder", employer.NextSequence).With("due", due);
        try
        {
            await storage.CommitAsync(
                employer.Name, [RowAction.Replace(JournalRows.ToRow(employer), employer.Version!)], cancellation);
            await storage.CommitAsync(Partition, [RowAction.Replace(marked, listed.Version)], cancellation);
        }
        catch (ConflictException)
        {
            // An entry came: the next sweep looks again.
        }
    }
}
