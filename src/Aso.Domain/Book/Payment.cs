using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>Whom a payment goes to.</summary>
public enum PayeeKind : byte
{
    Provider,
    Member,
}

/// <summary>What was paid for a claim on one day, or, negative, taken back by its void (rule 5.17).</summary>
/// <param name="ClaimNumber">Of a void, its original's.</param>
/// <param name="PayeeId">The provider's or the member's.</param>
public readonly record struct Payment(
    DateOnly PaidDate, string ClaimNumber, string SubscriberId, PayeeKind Payee, string PayeeId, Cents Amount)
{
    /// <param name="posted">The decision that posted the claim.</param>
    public static Payment Of(Decision posted, DateOnly paidDate, Cents amount)
    {
        var claim = posted.Claim;
        var provider = claim.Benefit.IsDisability() || claim.Benefit == Benefit.SpendingAccount
            ? null
            : claim.Lines[0].Provider;
        return new Payment(
            paidDate, claim.ClaimNumber, posted.SubscriberId, provider is null ? PayeeKind.Member : PayeeKind.Provider,
            provider ?? claim.MemberId, amount);
    }

    /// <summary>By paid date, then claim number; two families with one number by the subscriber's id.</summary>
    /// <param name="payments">Each family's in the order of posting, which it keeps.</param>
    public static IReadOnlyList<Payment> InOrder(IEnumerable<Payment> payments) =>
    [
        .. payments.OrderBy(payment => payment.PaidDate)
            .ThenBy(payment => payment.ClaimNumber, StringComparer.Ordinal)
            .ThenBy(payment => payment.SubscriberId, StringComparer.Ordinal),
    ];
}
