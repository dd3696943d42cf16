using System.Runtime.CompilerServices;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>One value for each non-disability benefit.</summary>
[InlineArray(3)]
internal struct ByHealthBenefit<T>
{
    private T _first;
}

internal struct MemberAccumulator
{
    public Cents Deductible;
    public Cents OutOfPocket;
    public Cents MaximumUsed;
}

internal struct FamilyAccumulator
{
    public Cents Deductible;
    public Cents OutOfPocket;
}

internal struct FamilyYear
{
    public ByHealthBenefit<FamilyAccumulator> Accumulators;
}

internal struct MemberYear
{
    public ByHealthBenefit<MemberAccumulator> Accumulators;

    /// <summary>E of the plan year's contract (rule 4.2).</summary>
    public Cents Eligible;

    /// <summary>What the plan year itself paid in the specific's benefits (rule 5.9).</summary>
    public Cents SpecificPaid;

    /// <summary>Announced and not withdrawn (rule 4.4).</summary>
    public bool Notice;

    public bool Breach;

    /// <summary>The member's amounts under the specific's terms; null: not computed yet.</summary>
    public Thresholds? Thresholds;

    /// <summary>Takes over stop-loss figures that were counted again; accumulators and notices stay.</summary>
    public void Recount(in MemberYear counted) =>
        (Eligible, SpecificPaid, Thresholds) = (counted.Eligible, counted.SpecificPaid, counted.Thresholds);
}

/// <summary>A member's deductible, and the amount below which nothing in rules 4.2, 4.4 and 4.5 depends on E.</summary>
internal readonly record struct Thresholds(Cents Deductible, Cents Quiet)
{
    public static Thresholds ForMember(SpecificStopLoss terms, string memberId)
    {
        var deductible = terms.DeductibleOf(memberId);
        var lowest = Cents.Min(deductible, terms.Deductible);
        var notice = new Cents(decimal.ToInt64(decimal.Floor(terms.NoticeAt * deductible.Value)));
        return new Thresholds(deductible, Cents.Min(notice, lowest));
    }
}
