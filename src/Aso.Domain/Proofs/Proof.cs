using Aso.Domain.Book;
using Aso.Domain.Periods;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>
/// What makes a figure up: items that each shard lists, and terms that are known without asking. Their sum is compared with
/// the figure, which comes from the statement alone.
/// </summary>
public sealed record Proof
{
    public required FigureName Figure { get; init; }

    public required LineUnit Unit { get; init; }

    /// <summary>What the statement says, in currency units or as a count.</summary>
    public required decimal Amount { get; init; }

    public required string Rule { get; init; }

    public required string Sentence { get; init; }

    /// <summary>Asked of shards as they are now: what is posted does not change.</summary>
    public required IReadOnlyList<Func<ShardBook, IEnumerable<ProofItem>>> Posted { get; init; }

    /// <summary>Asked of shards as they were at the figure's close, or are now; null: nothing is.</summary>
    public Known? Standing { get; init; }

    /// <summary>
    /// The same at the close before: what is in both is in neither's month. Null: nothing is taken off.
    /// </summary>
    public Known? Before { get; init; }

    public required IReadOnlyList<ProofItem> Terms { get; init; }

    /// <summary>What is known at a close, or now (null), and what is asked of it.</summary>
    /// <param name="EnrollmentAlone">Whether plans and enrollment are enough of the shard.</param>
    public sealed record Known(
        Month? Close, IReadOnlyList<Func<ShardBook, IEnumerable<ProofItem>>> Questions, bool EnrollmentAlone);

    /// <summary>
    /// What is standing and was not before, then what was and stands no more, with its sign turned. Equal items are the same.
    /// </summary>
    /// <param name="close">Before.</param>
    public static IEnumerable<ProofItem> Since(
        IEnumerable<ProofItem> standing, IEnumerable<ProofItem> before, Month close)
    {
        var left = new Dictionary<ProofItem, int>();
        foreach (var item in before) left[item] = left.GetValueOrDefault(item) + 1;
        foreach (var item in standing)
            if (left.TryGetValue(item, out var count) && count > 0) left[item] = count - 1;
            else yield return item;
        foreach (var (item, count) in left)
            for (var one = 0; one < count; one++)
                yield return item with { Amount = -item.Amount, Before = close };
    }
}
