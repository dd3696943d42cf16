using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Rules;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>One member's enrollment, accumulators and claims.</summary>
public sealed record MemberView(
    string MemberId,
    string SubscriberId,
    IReadOnlyList<EnrollmentRow> Enrollment,
    IReadOnlyList<MemberAccumulators> Accumulators,
    IReadOnlyList<MemberSharedLimit> SharedLimits,
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

/// <summary>
/// What a member and the family have used of a limit that benefits share (rule 3.31); null: no such limit.
/// </summary>
public sealed record MemberSharedLimit(
    PlanYear Year,
    BenefitSet Benefits,
    Cents? Deductible,
    Cents? OutOfPocket,
    Cents? FamilyDeductible,
    Cents? FamilyOutOfPocket);

/// <summary>The spending account of a member's family (rule 3.32).</summary>
public sealed record MemberSpendingAccount(PlanYear Year, SpendingAccount Account);
