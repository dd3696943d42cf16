using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>A standing claim with amounts that no stop-loss contract takes (rule 4.1).</summary>
/// <param name="Incurred">Of its first such line, as is <paramref name="PaidDate"/>.</param>
public sealed record UncoveredClaim(
    string ClaimNumber, string SubscriberId, string MemberId, Benefit Benefit, DateOnly Incurred, DateOnly PaidDate,
    Cents Amount);

/// <summary>What stands for one member, for reading.</summary>
public sealed record MemberView(
    string MemberId,
    string SubscriberId,
    IReadOnlyList<EnrollmentRow> Enrollment,
    IReadOnlyList<MemberAccumulators> Accumulators,
    IReadOnlyList<Decision> Claims);

/// <summary>
/// A member's accumulators of one plan year and benefit (rules 3.21–3.23), and the family's beside them.
/// </summary>
public sealed record MemberAccumulators(
    PlanYear Year,
    Benefit Benefit,
    Cents Deductible,
    Cents OutOfPocket,
    Cents FamilyDeductible,
    Cents FamilyOutOfPocket,
    Cents AnnualMaximumUsed);
