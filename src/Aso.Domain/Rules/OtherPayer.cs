using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>The plan as the second payer (rule 3.24).</summary>
public static class OtherPayer
{
    /// <summary>
    /// The amount that rule 3.21 runs on: A, or with maintenance of benefits A − other paid, not below zero.
    /// </summary>
    public static Cents Base(Coordination coordination, Cents allowed, Cents otherPaid) =>
        coordination == Coordination.Maintenance ? (allowed - otherPaid).NotNegative() : allowed;

    /// <summary>What the plan pays, P.</summary>
    /// <param name="normalBenefit">B of rule 3.21, run on <see cref="Base"/>.</param>
    public static Cents Pays(Coordination coordination, Cents normalBenefit, Cents allowed, Cents otherPaid) =>
        coordination switch
        {
            Coordination.Standard => Cents.Min(normalBenefit, allowed - otherPaid).NotNegative(),
            Coordination.CarveOut => (normalBenefit - otherPaid).NotNegative(),
            Coordination.Maintenance => normalBenefit,
            _ => throw new ArgumentOutOfRangeException(nameof(coordination)),
        };

    /// <summary>What the member then owes, M = max(0, A − other paid − P).</summary>
    public static Cents MemberOwes(Cents allowed, Cents otherPaid, Cents pays) =>
        (allowed - otherPaid - pays).NotNegative();
}
