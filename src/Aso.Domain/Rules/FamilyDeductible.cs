using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>What is left of a deductible or an out-of-pocket maximum (rule 3.22).</summary>
public static class FamilyDeductible
{
    /// <summary>Embedded: the smaller of the individual's and the family's remainder, not below zero.</summary>
    public static Cents EmbeddedLeft(Limit limit, Cents individualUsed, Cents familyUsed)
    {
        var left = limit.Individual - individualUsed;
        if (limit.Family is { } family) left = Cents.Min(left, family - familyUsed);
        return left.NotNegative();
    }

    /// <summary>
    /// What is left of a deductible. Aggregate with more than one member covered: the family's remainder alone.
    /// </summary>
    public static Cents Left(
        Deductible deductible, Cents individualUsed, Cents familyUsed, bool moreThanOneCovered)
    {
        return deductible is { Kind: DeductibleKind.Aggregate, Limit.Family: { } family } && moreThanOneCovered
            ? (family - familyUsed).NotNegative()
            : EmbeddedLeft(deductible.Limit, individualUsed, familyUsed);
    }
}
