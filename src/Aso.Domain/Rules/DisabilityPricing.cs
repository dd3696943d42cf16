using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>
/// Prices a disability line (rules 3.26, 3.27) against all standing lines of the same disability: the same member,
/// benefit and first day.
/// </summary>
internal static class DisabilityPricing
{
    /// <param name="outcomes">Those of the claim's lines up to the one to price, which is the last.</param>
    public static void Price(
        FamilyMember member, Claim claim, Span<LineOutcome> outcomes, ShortTermDisabilityPlan terms)
    {
        var line = claim.Lines[outcomes.Length - 1];
        var start = claim.IncurredOn(line);
        var (lastDay, paid) = (line.ServiceTo, Cents.Zero);
        foreach (var standing in StandingLines(member.Person, claim.Benefit, start))
        {
            paid += standing.Paid;
            if (!standing.Denied && standing.To > lastDay) lastDay = standing.To;
        }

        for (var index = 0; index < outcomes.Length - 1; index++)
        {
            var earlier = claim.Lines[index];
            if (claim.IncurredOn(earlier) != start) continue;
            paid += outcomes[index].Paid;
            if (outcomes[index].NotDenied && earlier.ServiceTo > lastDay) lastDay = earlier.ServiceTo;
        }

        var weekly = ShortTermDisability.WeeklyBenefit(terms, SalaryOn(member, start));
        var days = ShortTermDisability.PayableDays(terms, start, CauseOf(line), lastDay);
        Pay(ref outcomes[^1], ShortTermDisability.Pays(weekly, days, paid));
    }

    /// <inheritdoc cref="Price(FamilyMember, Claim, Span{LineOutcome}, ShortTermDisabilityPlan)"/>
    public static void Price(
        FamilyMember member, Claim claim, Span<LineOutcome> outcomes, LongTermDisabilityPlan terms)
    {
        var line = claim.Lines[outcomes.Length - 1];
        var start = claim.IncurredOn(line);
        var monthly = LongTermDisability.MonthlyBenefit(terms, SalaryOn(member, start), line.OtherIncome);
        var payable = LongTermDisability.PayableWindow(terms, start, CauseOf(line));
        var first = Month.Of(line.ServiceFrom);
        var months = new Cents[MonthsOf(line)];
        for (var index = 0; index < months.Length; index++)
        {
            var paid = PaidFor(first + index, member, claim, outcomes[..^1], start);
            months[index] = LongTermDisability.PaysFor(first + index, monthly, payable, line.ServiceTo, paid);
        }

        Pay(ref outcomes[^1], months.Sum());
        outcomes[^1].PaidByMonth = months;
    }

    /// <summary>Calendar months from that of the first day to that of the last, both included.</summary>
    public static int MonthsOf(ClaimLine line) =>
        Math.Max(0, Month.Of(line.ServiceTo) - Month.Of(line.ServiceFrom)) + 1;

    private static Cents PaidFor(
        Month month, FamilyMember member, Claim claim, ReadOnlySpan<LineOutcome> earlier, DateOnly start)
    {
        var paid = Cents.Zero;
        foreach (var standing in StandingLines(member.Person, claim.Benefit, start))
            paid += PaidIn(month, standing.From, standing.PaidByMonth);

        for (var index = 0; index < earlier.Length; index++)
        {
            var line = claim.Lines[index];
            if (claim.IncurredOn(line) == start) paid += PaidIn(month, line.ServiceFrom, earlier[index].PaidByMonth);
        }

        return paid;
    }

    /// <param name="from">The first day of the line.</param>
    private static Cents PaidIn(Month month, DateOnly from, IReadOnlyList<Cents>? paidByMonth)
    {
        var index = month - Month.Of(from);
        return paidByMonth is not null && index >= 0 && index < paidByMonth.Count ? paidByMonth[index] : Cents.Zero;
    }

    /// <summary>Those of one disability, in whatever family they were adjudicated.</summary>
    private static IEnumerable<DisabilityLine> StandingLines(Person person, Benefit benefit, DateOnly start) =>
        from member in person.Places
        from line in member.Family.StandingDisabilityLines
        where line.Member == member.Place && line.Benefit == benefit && line.Start == start
        select line;

    /// <summary>Of the row in force on the first day of disability; zero without one, or where it names none.</summary>
    public static Cents SalaryOn(FamilyMember member, DateOnly start)
    {
        var row = Coverage.RowInForce(member.Rows, start);
        return row < 0 ? Cents.Zero : member.Rows[row].AnnualSalary ?? Cents.Zero;
    }

    /// <summary>Without a cause the elimination days of sickness apply.</summary>
    public static DisabilityCause CauseOf(ClaimLine line) => line.Cause ?? DisabilityCause.Sickness;

    private static void Pay(ref LineOutcome outcome, Cents pays) =>
        outcome.Charge = outcome.Allowed = outcome.Ours = outcome.Paid = pays;
}
