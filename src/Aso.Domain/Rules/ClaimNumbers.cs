using System.Globalization;
using Aso.Domain.Accumulators;
using Aso.Domain.Claims;

namespace Aso.Domain.Rules;

/// <summary>
/// Our number of a claim whose file gives the provider's account number, and the claim that a void or a replacement
/// means: before rules 3.2 and 3.3, which speak of numbers (docs/rules-adjudication.md, choices).
/// </summary>
internal static class ClaimNumbers
{
    private const int SuffixDigitsMax = 9;

    /// <summary>
    /// The claim under our numbers. Where it repeats a standing one it has that one's number, so that rule 3.3
    /// refuses it.
    /// </summary>
    /// <param name="family">Null: unknown, and the claim is refused.</param>
    public static Claim Numbered(Family? family, Claim claim)
    {
        if (family is null) return claim;
        if (claim.Type == ClaimType.Original)
            return claim.Account is { } own ? WithNumber(claim, NumberOf(family, claim, own)) : claim;

        var place = Meant(family, claim);
        if (place < 0) return claim;
        var original = ClaimAt(family, place);
        if (original.ClaimNumber != claim.OriginalClaimNumber)
            claim = claim with { OriginalClaimNumber = original.ClaimNumber };
        if (claim.Account is not { } account) return claim;
        if (IsUnder(original, account)) return WithNumber(claim, original.ClaimNumber);
        return claim.Type == ClaimType.Void ? claim : WithNumber(claim, NumberOf(family, claim, account));
    }

    /// <summary>
    /// The number of the standing claim that it repeats; else the account number, or where a claim stands under that,
    /// the account number with the next suffix.
    /// </summary>
    private static string NumberOf(Family family, Claim claim, string account)
    {
        if (!family.Decisions.MayName(HashOf(account))) return account;
        var isTaken = false;
        for (var place = 0; place < family.Claims.Count; place++)
        {
            if (StandingUnder(family, place, account) is not { } other) continue;
            if (other.MemberId == claim.MemberId && other.Charge == claim.Charge && IsSameService(other, claim))
                return other.ClaimNumber;
            isTaken = true;
        }

        return isTaken ? WithNextSuffix(family, account) : account;
    }

    /// <summary>
    /// The standing claim that a void or a replacement names, by our number or the account number. Where several stand
    /// under that, the one with its provider, days and type of bill; −1: none.
    /// </summary>
    private static int Meant(Family family, Claim claim)
    {
        if (claim.OriginalClaimNumber is not { } name || !family.Decisions.MayName(HashOf(name))) return -1;
        var (agreeing, count) = (-1, 0);
        for (var place = 0; place < family.Claims.Count; place++)
        {
            if (StandingUnder(family, place, name) is not { } other || !IsSameService(other, claim)) continue;
            (agreeing, count) = (place, count + 1);
        }

        return count == 1 ? agreeing : family.Standing(name);
    }

    /// <summary>One after the greatest that any decision of the family has, so that no number is given twice.</summary>
    private static string WithNextSuffix(Family family, string account)
    {
        var greatest = 1;
        foreach (var decision in family.Decisions)
        {
            var number = decision.Claim.ClaimNumber;
            if (number.Length <= account.Length + 1 || number[account.Length] != '-'
                || !number.StartsWith(account, StringComparison.Ordinal)) continue;
            var suffix = number.AsSpan(account.Length + 1);
            if (suffix.Length <= SuffixDigitsMax
                && int.TryParse(suffix, NumberStyles.None, CultureInfo.InvariantCulture, out var given))
                greatest = Math.Max(greatest, given);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{account}-{greatest + 1}");
    }

    // Our number of a claim begins with its account number, so that most need not be looked at.
    private static Claim? StandingUnder(Family family, int place, string number) =>
        family.Claims[place].Stands && family.Claims[place].Number.StartsWith(number, StringComparison.Ordinal)
            && ClaimAt(family, place) is var claim && IsUnder(claim, number) ? claim : null;

    private static Claim ClaimAt(Family family, int place) => family.Decisions[family.Claims[place].Decision].Claim;

    private static bool IsUnder(Claim claim, string number) => claim.ClaimNumber == number || claim.Account == number;

    private static Claim WithNumber(Claim claim, string number) =>
        number == claim.ClaimNumber ? claim : claim with { ClaimNumber = number };

    /// <summary>Same provider, first and last day, and type of bill where both have files that say it.</summary>
    private static bool IsSameService(Claim one, Claim other) =>
        one.Lines.Count > 0 && other.Lines.Count > 0
        && one.Lines[0].Provider == other.Lines[0].Provider
        && DaysOf(one) == DaysOf(other)
        && (one.Account is null || other.Account is null || TypeOfBill(one) == TypeOfBill(other));

    private static string? TypeOfBill(Claim claim) => claim.IsTypeOfBill ? claim.Facility : null;

    private static (DateOnly First, DateOnly Last) DaysOf(Claim claim)
    {
        var (first, last) = (claim.Lines[0].ServiceFrom, claim.Lines[0].ServiceTo);
        for (var index = 1; index < claim.Lines.Count; index++)
        {
            if (claim.Lines[index].ServiceFrom < first) first = claim.Lines[index].ServiceFrom;
            if (claim.Lines[index].ServiceTo > last) last = claim.Lines[index].ServiceTo;
        }

        return (first, last);
    }

    private static int HashOf(string number) => number.GetHashCode(StringComparison.Ordinal);
}
