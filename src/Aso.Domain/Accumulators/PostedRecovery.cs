using Aso.Domain.Claims;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>Whom an amount counts for: places and slots.</summary>
/// <param name="Member">The member's place in the family.</param>
/// <param name="Year">The slot of the plan year.</param>
/// <param name="Division">Among <see cref="DivisionCodes"/> (rule 5.16).</param>
/// <param name="Specific">The slot of the plan year whose contract's specific takes it; −1: none (rule 4.1).</param>
/// <param name="Aggregate">The slot of the plan year whose contract's aggregate takes it; −1: none.</param>
internal readonly record struct Takers(short Member, short Year, short Division, short Specific, short Aggregate);

/// <summary>
/// A member's recovery as it was posted (rule 5.14); kept so that the figures of any month can be computed again.
/// </summary>
/// <param name="Incurred">Of the line whose contracts take it, as is <paramref name="PaidDate"/>.</param>
internal sealed record PostedRecovery(Recovery Recovery, DateOnly Incurred, DateOnly PaidDate, Month Posted)
{
    public required Takers Takers { get; set; }
}
