using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Unpaid;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>Adds up what disabilities may still cost (rule 5.11).</summary>
internal static class DisabilityTally
{
    /// <param name="families">Those with a disability or a pended claim.</param>
    /// <param name="through">The last posting month that counts; null: all.</param>
    /// <param name="since">No figure is as of an earlier day: what is not open then is left out.</param>
    public static void AddTo(
        Totals totals, IEnumerable<Family> families, PlanYears years, Month? through, DateOnly since)
    {
        foreach (var family in families)
        foreach (var one in Of(family, years, through))
        {
            var year = totals.Year(years.BySlot[one.Year].Year);
            Add(year.Disability, one);
            // The whole, and the division of the member's row in force on the first day (rule 5.16).
            var division = years.Divisions.On(family.Members[one.Member], one.Start);
            if (division != DivisionCodes.Unassigned) Add(year.Division(years.Divisions[division]).Disability, one);
        }

        void Add(DisabilityTotals sums, in TalliedDisability one)
        {
            sums.Pended += one.Pended;
            if (one.OpenThrough >= since && one.Reserve > one.Pended) sums.AddOpen(one.OpenThrough, one.Reserve - one.Pended);
        }
    }

    /// <summary>A family's disabilities, those of which nothing is paid yet included.</summary>
    public static IEnumerable<TalliedDisability> Of(Family family, PlanYears years, Month? through)
    {
        var pended = PendedOf(family, through?.LastDay);
        foreach (var disability in Disabilities.Of(family, years, through))
        {
            pended.Remove((disability.Year, disability.Member, disability.Benefit, disability.Start), out var estimate);
            yield return new TalliedDisability(
                disability.Year, disability.Member, disability.Benefit, disability.Start, estimate,
                disability.OpenThrough, disability.Reserve);
        }

        foreach (var (key, estimate) in pended)
            yield return new TalliedDisability(
                key.Year, key.Member, key.Benefit, key.Start, estimate, DateOnly.MinValue, Cents.Zero);
    }

    private static Dictionary<(short Year, short Member, Benefit Benefit, DateOnly Start), Cents> PendedOf(
        Family family, DateOnly? asOf)
    {
        var pended = new Dictionary<(short, short, Benefit, DateOnly), Cents>();
        foreach (var claim in family.Pended.Where(one => one.Decision.Claim.Benefit.IsDisability()))
        {
            var (benefit, member) = (claim.Decision.Claim.Benefit, family.MemberNamed(claim.Decision.Claim.MemberId));
            foreach (var line in claim.Lines)
            {
                if (line.Incurred > asOf) continue;
                var disability = (line.Year, member.Place, benefit, line.Incurred);
                pended[disability] = pended.GetValueOrDefault(disability) + line.Estimate;
            }
        }

        return pended;
    }
}

/// <summary>A disability, what is pended of it and what its payable days may still cost (rule 5.11).</summary>
/// <param name="Year">The slot of its plan year.</param>
/// <param name="Member">The member's place in the family.</param>
internal readonly record struct TalliedDisability(
    short Year, short Member, Benefit Benefit, DateOnly Start, Cents Pended, DateOnly OpenThrough, Cents Reserve)
{
    /// <summary>Not less than its pended estimate, open or not.</summary>
    public Cents ReserveAsOf(DateOnly asOf) => OpenThrough >= asOf ? Cents.Max(Pended, Reserve) : Pended;
}
