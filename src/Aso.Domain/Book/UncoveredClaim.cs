using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>A standing claim with amounts that a half of no stop-loss contract takes (rule 4.1).</summary>
/// <param name="Incurred">Of its first such line, as is <paramref name="PaidDate"/>.</param>
/// <param name="Halves">Those that miss one of its lines.</param>
public sealed record UncoveredClaim(
    string ClaimNumber, string SubscriberId, string MemberId, Benefit Benefit, DateOnly Incurred, DateOnly PaidDate,
    Cents Amount, IReadOnlyList<ContractHalf> Halves);
