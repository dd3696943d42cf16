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
                var sums = totals.Year(years.BySlot[disability.Year].Year).Disability;
                sums.Pended += estimate;
                if (disability.OpenThrough >= since && disability.Reserve > estimate)
                    sums.AddOpen(disability.OpenThrough, disability.Reserve - estimate);
            }

            // Nothing of these is paid yet.
            foreach (var (disability, estimate) in pended)
                totals.Year(years.BySlot[disability.Year].Year).Disability.Pended += estimate;
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
