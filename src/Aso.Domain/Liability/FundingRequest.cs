using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>What the employer is asked to send for a payment run (rule 5.17).</summary>
public static class FundingRequest
{
    /// <summary>max(0, target balance − (bank balance − outstanding checks − run)).</summary>
    /// <param name="bank">The bank account's balance.</param>
    /// <param name="outstanding">Checks not cashed yet.</param>
    /// <param name="run">The payment register's total.</param>
    public static Cents Amount(Cents targetBalance, Cents bank, Cents outstanding, Cents run) =>
        (targetBalance - (bank - outstanding - run)).NotNegative();
}
