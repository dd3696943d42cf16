using Aso.Domain.Book;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>A figure that is no line of a statement.</summary>
internal sealed record OtherFigure(Cents Amount, string Rule, IReadOnlyList<ProofItem> Terms);

/// <summary>How a line's figure to date comes about at a moment.</summary>
internal sealed record LineWorking
{
    public static LineWorking Nothing { get; } = new();

    /// <summary>Asked for the posting months that count.</summary>
    public IReadOnlyList<Func<ShardBook, PostedMonths, IEnumerable<ProofItem>>> Posted { get; init; } = [];

    /// <summary>Asked of what is known at the moment.</summary>
    public IReadOnlyList<Func<ShardBook, IEnumerable<ProofItem>>> Standing { get; init; } = [];

    public bool EnrollmentAlone { get; init; }

    public IReadOnlyList<ProofItem> Terms { get; init; } = [];

    /// <summary>
    /// Whether a month's figure is shown by its items: those that were not there at the close before, less those that are
    /// there no more. Else the figure of the statement before is taken off in one.
    /// </summary>
    public bool ByItem { get; init; } = true;
}
