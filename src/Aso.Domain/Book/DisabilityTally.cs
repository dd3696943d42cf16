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
        {
            var pended = PendedOf(family, through?.LastDay);
            foreach (var disability in Disabilities.Of(family, years, through))
            {
                pended.Remove((disability.Year, disability.Member, disability.Benefit, disability.Start), out var estimate);
                foreach (var sums in SumsOf(disability.Year, disability.Member, disability.Start))
                {
                    sums.Pended += estimate;
                    if (disability.OpenThrough >= since && disability.Reserve > estimate)
                        sums.AddOpen(disability.OpenThrough, disability.Reserve - estimate);
                }
            }

            // Nothing of these is paid yet.
            foreach (var (disability, estimate) in pended)
            foreach (var sums in SumsOf(disability.Year, disability.Member, disability.Start))
                sums.Pended += estimate;

            // The whole, and the division of the member's row in force on the first day (rule 5.16).
            IEnumerable<DisabilityTotals> SumsOf(short slot, short member, DateOnly start)
            {
                var year = totals.Year(years.BySlot[slot].Year);
                yield return year.Disability;
                var division = years.Divisions.On(family.Members[member], start);
                if (division != DivisionCodes.Unassigned)
                    yield return year.Division(years.Divisions[division]).Disability;
            }
        }
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
