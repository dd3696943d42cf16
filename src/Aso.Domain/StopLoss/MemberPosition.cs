using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>A member's position under a stop-loss contract (rules 4.2, 4.4).</summary>
public sealed record MemberPosition(
    string MemberId, Cents Eligible, Cents Deductible, Cents Excess, Cents Reimbursable, bool Notice, bool Breach);
