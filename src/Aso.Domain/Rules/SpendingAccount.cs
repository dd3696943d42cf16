using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>A family's spending account of one plan year (rule 3.32).</summary>
/// <param name="Credit">By the subscriber's tier.</param>
/// <param name="Carried">C, carried forward from the preceding plan year: used first.</param>
/// <param name="Used">Posted for the family's claims incurred in the plan year.</param>
/// <param name="UsedByNext">What the next plan year has used of what this one carries forward to it.</param>
public readonly record struct SpendingAccount(Cents Credit, Cents Carried, Cents Used, Cents UsedByNext)
{
    /// <summary>Amounts posted may be more than the account (rule 3.30): nothing is left then.</summary>
    public Cents Left => (Credit + Carried - Used - UsedByNext).NotNegative();

    /// <summary>
    /// What a plan year leaves to the next: its credit, less what it used beyond what was carried into it, which lasts
    /// that one year.
    /// </summary>
    /// <param name="credit">By the tier on the plan year's last day.</param>
    /// <param name="carried">Into the plan year.</param>
    /// <param name="used">Of the plan year.</param>
    public static Cents CarriedForward(Cents credit, Cents carried, Cents used) =>
        (credit - (used - carried).NotNegative()).NotNegative();
}
