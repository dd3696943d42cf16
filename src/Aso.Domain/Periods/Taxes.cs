using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>Taxes on fees, premium and paid claims (rule 5.13).</summary>
public static class Taxes
{
    /// <summary>Each in the plan's order: round(rate × Σ of what it is on, to date); it may be on earlier ones.</summary>
    public static IReadOnlyList<Cents> ToDate(Plan plan, Cents fees, Cents premium, Cents paid)
    {
        var amounts = new Dictionary<string, Cents>(StringComparer.Ordinal)
        {
            [Tax.Administration] = fees, [Tax.Premium] = premium, [Tax.Paid] = paid,
        };
        foreach (var tax in plan.Taxes) amounts.Add(tax.Name, tax.On.Sum(name => amounts[name]).Times(tax.Rate));
        return [.. plan.Taxes.Select(tax => amounts[tax.Name])];
    }

    /// <summary>Each tax shared over divisions by what it is on of each (rule 5.16): by tax, then by division.</summary>
    /// <param name="taxes">To date, of the whole.</param>
    /// <param name="fees">By division; so are <paramref name="premium"/> and <paramref name="paid"/>.</param>
    /// <param name="unassigned">The place that gets a tax that is on nothing.</param>
    public static IReadOnlyList<Cents[]> ByDivision(
        Plan plan, IReadOnlyList<Cents> taxes, Cents[] fees, Cents[] premium, Cents[] paid, int unassigned)
    {
        var parts = new Dictionary<string, Cents[]>(StringComparer.Ordinal)
        {
            [Tax.Administration] = fees, [Tax.Premium] = premium, [Tax.Paid] = paid,
        };
        foreach (var (tax, amount) in plan.Taxes.Zip(taxes))
        {
            Cents[] on = [.. fees.Select((_, place) => tax.On.Sum(name => parts[name][place]))];
            parts.Add(tax.Name, Sharing.Share(amount, on, unassigned));
        }

        return [.. plan.Taxes.Select(tax => parts[tax.Name])];
    }

    /// <summary>Whether a tax depends on paid claims.</summary>
    public static bool AreOnClaims(Plan plan)
    {
        var onClaims = new HashSet<string>(StringComparer.Ordinal) { Tax.Paid };
        foreach (var tax in plan.Taxes)
            if (tax.Rate > 0m && tax.On.Any(onClaims.Contains)) onClaims.Add(tax.Name);
        return onClaims.Count > 1;
    }
}
