using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>Terms of formulas as items.</summary>
internal static class ProofTerms
{
    /// <param name="text">Null: the figure's own name.</param>
    public static ProofItem Term(string? text, Cents amount, FigureName? figure = null) =>
        new(ProofItemKind.Term, amount.Amount) { Text = text, Figure = figure };

    /// <summary>None where the amount is zero: a step that changes nothing is not shown.</summary>
    public static IEnumerable<ProofItem> Step(string? text, Cents amount, FigureName? figure = null) =>
        amount.IsZero ? [] : [Term(text, amount, figure)];

    /// <summary>An exact number of cents, and what the one rounding to <paramref name="rounded"/> adds (rule 2.1).</summary>
    public static IEnumerable<ProofItem> Exact(string text, Fraction cents, Cents rounded, FigureName? figure = null)
    {
        var shown = SixDecimals(cents);
        yield return new ProofItem(ProofItemKind.Term, shown) { Text = text, Figure = figure };
        foreach (var item in Rounding(rounded.Amount - shown, "rounded once to the cent, half away from zero (rule 2.1)"))
            yield return item;
    }

    public static IEnumerable<ProofItem> Rounding(decimal amount, string text) =>
        amount == 0m ? [] : [new ProofItem(ProofItemKind.Rounding, amount) { Text = text }];

    /// <summary>A part of a whole by weights (rule 2.2).</summary>
    /// <param name="text">What is shared, and by what.</param>
    /// <param name="place">Whose part.</param>
    /// <param name="whenAllZero">Who gets everything where no weight is positive.</param>
    /// <param name="whole">The whole's own proof; null: it has none.</param>
    public static IEnumerable<ProofItem> Share(
        string text, Cents amount, IReadOnlyList<Fraction> weights, int place, int whenAllZero, FigureName? whole)
    {
        if (amount.IsZero) yield break;
        Fraction[] counted = [.. weights.Select(weight => weight < Fraction.Zero ? Fraction.Zero : weight)];
        var total = counted.Aggregate(Fraction.Zero, (sum, weight) => sum + weight);
        var exact = total.IsZero
            ? place == whenAllZero ? Fraction.Of(amount) : Fraction.Zero
            : Fraction.Of(amount) * counted[place] / total;
        var shown = SixDecimals(exact);
        yield return new ProofItem(ProofItemKind.Term, shown) { Text = text, Figure = whole };
        var part = Sharing.Share(amount, weights, whenAllZero)[place];
        foreach (var item in Rounding(part.Amount - shown, "to the cent, by largest remainder (rule 2.2)"))
            yield return item;
    }

    /// <summary>Months counted × rates, tier by tier.</summary>
    /// <param name="what">Of what is counted.</param>
    /// <param name="counts">By tier.</param>
    /// <param name="listed">Whose statement lists them, if its line counts as many; null: none does.</param>
    public static IEnumerable<ProofItem> TierTerms(
        Plan plan, string what, IReadOnlyList<long> counts, TierAmounts rates, ProofMoment? listed) =>
        plan.Tiers.SelectMany((tier, place) => Step(
            $"{tier}: {counts[place]} {what} × {rates.Amounts[place]}", rates.Amounts[place] * counts[place],
            listed?.Statement.Lines.Any(
                one => one.Name == LineNames.Enrolled(tier) && one.ToDate == counts[place]) == true
                ? new FigureName(listed.Year, listed.Close, LineNames.Enrolled(tier), ProofColumn.ToDate, null)
                : null));

    /// <summary>Currency units.</summary>
    public static decimal SixDecimals(Fraction cents) => (cents / Fraction.Of(100)).ToSixDecimals();
}
