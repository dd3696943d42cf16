using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>The member's shares of an allowed amount: copay c, deductible d, coinsurance k (rule 3.21).</summary>
public readonly record struct CostShare(Cents Copay, Cents Deductible, Cents Coinsurance)
{
    public Cents Sum => Copay + Deductible + Coinsurance;

    /// <summary>
    /// Steps 1 to 4 of rule 3.21. The plan's normal benefit is <paramref name="allowed"/> − <see cref="Sum"/>.
    /// </summary>
    /// <param name="allowed">A, not negative.</param>
    /// <param name="copay">The service's copay; zero where the claim has already borne it.</param>
    /// <param name="deductibleLeft">Zero where the service waives the deductible, or there is none.</param>
    /// <param name="coinsurance">The member's rate, 0 to 1.</param>
    /// <param name="outOfPocketLeft">Null: no out-of-pocket maximum.</param>
    public static CostShare Calculate(
        Cents allowed, Cents copay, Cents deductibleLeft, decimal coinsurance, Cents? outOfPocketLeft)
    {
        var c = Cents.Min(copay, allowed);
        var d = Cents.Min(allowed - c, deductibleLeft);
        var k = (allowed - c - d).Times(coinsurance);
        var share = new CostShare(c, d, k);
        return outOfPocketLeft is { } left && share.Sum > left ? share.ReducedTo(left) : share;
    }

    /// <summary>
    /// The shares reduced, k first, then d, then c, until they sum to <paramref name="sum"/> (rules 3.21 step 4, 3.24);
    /// unchanged where they do not exceed it.
    /// </summary>
    public CostShare ReducedTo(Cents sum)
    {
        var excess = (Sum - sum).NotNegative();
        var fromCoinsurance = Cents.Min(Coinsurance, excess);
        excess -= fromCoinsurance;
        var fromDeductible = Cents.Min(Deductible, excess);
        excess -= fromDeductible;
        return new CostShare(Copay - excess, Deductible - fromDeductible, Coinsurance - fromCoinsurance);
    }
}
