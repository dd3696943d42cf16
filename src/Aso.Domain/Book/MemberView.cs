using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>One member's enrollment, accumulators and claims.</summary>
public sealed record MemberView(
    string MemberId,
    string SubscriberId,
    IReadOnlyList<EnrollmentRow> Enrollment,
    IReadOnlyList<MemberAccumulators> Accumulators,
    IReadOnlyList<Decision> Claims);

/// <summary>
/// A member's accumulators of one plan year and benefit (rules 3.21–3.23), and the family's.
/// </summary>
public sealed record MemberAccumulators(
    PlanYear Year,
    Benefit Benefit,
    Cents Deductible,
    Cents OutOfPocket,
    Cents FamilyDeductible,
    Cents FamilyOutOfPocket,
    Cents AnnualMaximumUsed);
