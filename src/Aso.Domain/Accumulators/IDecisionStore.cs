using Aso.Domain.Claims;

namespace Aso.Domain.Accumulators;

/// <summary>
/// Where a book keeps its decisions. They are most of what a shard has in memory and are seldom looked at again, so a
/// store may keep them as it likes: what it gives back is equal, and not the same object.
/// </summary>
public interface IDecisionStore
{
    /// <summary>Keeps a decision; returns where.</summary>
    long Add(Decision decision);

    /// <param name="place">As <see cref="Add"/> gave it.</param>
    Decision this[long place] { get; }
}
