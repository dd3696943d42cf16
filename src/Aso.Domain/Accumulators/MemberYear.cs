using System.Runtime.CompilerServices;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>The benefits with a cost share, and the place of each in <see cref="ByHealthBenefit{T}"/>.</summary>
internal static class HealthBenefits
{
    public const int Count = 4;

    /// <summary>By their places.</summary>
    public static Benefit[] All { get; } = [Benefit.Medical, Benefit.Pharmacy, Benefit.Dental, Benefit.Vision];

    public static int Place(this Benefit benefit) => benefit switch
    {
        Benefit.Medical => 0,
        Benefit.Pharmacy => 1,
        Benefit.Dental => 2,
        Benefit.Vision => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(benefit)),
    };
}

/// <summary>One value for each of <see cref="HealthBenefits"/>, by its place.</summary>
[InlineArray(HealthBenefits.Count)]
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

    /// <summary>What is posted to the family's spending account (rule 3.32).</summary>
    public Cents SpendingAccountUsed;
}

internal struct MemberYear
{
    public ByHealthBenefit<MemberAccumulator> Accumulators;
}
