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
}
