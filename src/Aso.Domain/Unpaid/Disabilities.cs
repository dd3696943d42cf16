using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Rules;
using Aso.Domain.Values;

namespace Aso.Domain.Unpaid;

/// <summary>A disability — member, benefit and first day — and what it may still cost.</summary>
/// <param name="Year">The slot of the plan year that contains its first day.</param>
/// <param name="Member">The member's place in the family.</param>
/// <param name="OpenThrough">The last day on which it is open: its last day and the open days.</param>
/// <param name="Reserve">For all payable days after its last day; zero where none remain.</param>
public readonly record struct Disability(
    short Year, short Member, Benefit Benefit, DateOnly Start, DateOnly OpenThrough, Cents Reserve)
{
    /// <summary>Its reserve as of a date: not less than its pended estimate, open or not.</summary>
    public Cents ReserveAsOf(DateOnly asOf, Cents pended) =>
        Cents.Max(pended, OpenThrough >= asOf ? Reserve : Cents.Zero);
}

/// <summary>The disabilities of a family, each from its standing, not denied lines (rule 5.11).</summary>
internal static class Disabilities
{
    /// <param name="through">The last posting month that counts, of lines and of their voids; null: all.</param>
    public static IReadOnlyList<Disability> Of(
        Family family, PlanYears years, Month? through)
    {
        if (family.DisabilityLines.Count == 0) return [];
        var disabilities = new List<Disability>();
        foreach (var last in LastLines(family, through))
            if (years.YearOf(last.Start) is { } year && year.TermsOf(last.Benefit) is DisabilityPlan plan)
                disabilities.Add(Of(family.Members[last.Member], last, (short)year.Slot, plan));
        return disabilities;
    }

    /// <summary>By disability, the line with the latest last day; of several the one posted last.</summary>
    private static IEnumerable<DisabilityLine> LastLines(Family family, Month? through) =>
        family.DisabilityLines
            .Where(line => !line.Denied && family.Claims[line.Claim].SignThrough(through) == 1)
            .GroupBy(line => (line.Member, line.Benefit, line.Start))
            .Select(lines => lines.Aggregate((last, line) => line.To >= last.To ? line : last));

    private static Disability Of(
        FamilyMember member, DisabilityLine last, short year, DisabilityPlan plan)
    {
        var salary = DisabilityPricing.SalaryOn(member, last.Start);
        var reserve = plan switch
        {
            ShortTermDisabilityPlan shortTerm => DisabilityReserve.ShortTerm(
                ShortTermDisability.WeeklyBenefit(shortTerm, salary),
                DisabilityReserve.RemainingDays(shortTerm, last.Start, last.Cause, last.To),
                plan.Continuation),
            LongTermDisabilityPlan longTerm => DisabilityReserve.LongTerm(
                LongTermDisability.MonthlyBenefit(longTerm, salary, last.OtherIncome),
                DisabilityReserve.Remaining(longTerm, last.Start, last.Cause, last.To),
                plan.Continuation),
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        };
        return new Disability(
            year, last.Member, last.Benefit, last.Start, last.To.AddDays(plan.OpenDays), reserve);
    }
}
