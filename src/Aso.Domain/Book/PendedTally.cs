using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Unpaid;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>
/// Adds up what is pended: health lines by incurred month, within the large claim cap too (rule 5.6), and what they would
/// add to each contract's specific (rule 5.10).
/// </summary>
/// <param name="years">By slot.</param>
/// <param name="divisions">The shard's.</param>
/// <param name="stopLoss">The figures of the posting months that count.</param>
/// <param name="contracts">Those that would take the lines.</param>
/// <param name="asOf">Lines incurred later do not count; null: each counts from its incurred month on.</param>
/// <param name="since">No figure is as of an earlier day.</param>
internal sealed class PendedTally(
    IReadOnlyList<PlanYearBook> years, DivisionCodes divisions, StopLossTally stopLoss, Contracts contracts, DateOnly? asOf, DateOnly since)
{
    private readonly List<(Family Family, FamilyMember Member, Claim Claim, PendedLine Line)> _lines = [];

    public void AddTo(Totals totals, IEnumerable<Family> families)
    {
        foreach (var family in families)
        foreach (var pended in family.Pended)
        {
            var claim = pended.Decision.Claim;
            if (claim.Benefit.IsDisability()) continue;
            var member = family.MemberNamed(claim.MemberId);
            foreach (var line in pended.Lines)
                if (!(line.Incurred > asOf)) _lines.Add((family, member, claim, line));
        }

        if (_lines.Count == 0) return;
        AddByMonth(totals);
        AddByDivision(totals);
        AddRises(totals);
    }

    private void AddByMonth(Totals totals)
    {
        var byMember = _lines.GroupBy(pended =>
            (pended.Member.Figures, pended.Line.Year, Incurred: Month.Of(pended.Line.Incurred)));
        foreach (var month in byMember)
        {
            var year = years[month.Key.Year];
            var estimate = month.Sum(pended => pended.Line.Estimate);
            var paid = stopLoss.FiguresOf(month.Key.Figures).Paid.PaidFor(month.Key.Incurred);
            var pended = totals.Year(year.Year).PendedIn(month.Key.Incurred);
            pended.Estimate += estimate;
            pended.WithinCap += UnpaidClaims.PendedWithin(year.LargeClaimCap, estimate, paid);
        }
    }

    /// <summary>By the member's row in force on the incurred date, as known now (rule 5.16).</summary>
    private void AddByDivision(Totals totals)
    {
        if (divisions.IsEmpty) return;
        foreach (var (_, member, _, line) in _lines)
            if (divisions.On(member, line.Incurred) is not DivisionCodes.Unassigned and var division)
                totals.Year(years[line.Year].Year).Division(divisions[division])
                    .PendedIn(Month.Of(line.Incurred)).Estimate += line.Estimate;
    }

    /// <summary>
    /// A line that states no paid date would be paid on the as-of date; which contract then takes it changes only where a
    /// paid window begins or ends, and a line counts from its incurred month on, so one value for each month in which that
    /// happens says it for every as-of date.
    /// </summary>
    private void AddRises(Totals totals)
    {
        var first = Month.Of(since);
        List<Month> boundaries =
        [
            .. contracts.Specific.PaidBoundaries.Concat(_lines.Select(pended => Month.Of(pended.Line.Incurred)))
                .Where(month => month > first).Append(first).Distinct().Order(),
        ];
        foreach (var from in boundaries)
        foreach (var contract in _lines.Where(pended => Month.Of(pended.Line.Incurred) <= from)
            .GroupBy(pended => ContractOf(pended.Claim, pended.Line, from)))
        {
            if (contract.Key is not { } known) continue;
            var rise = RiseOf(years.First(year => year.Year == known), contract);
            totals.Year(known).Contract.PendedRises.Add(from, rise);
        }

        foreach (var year in years) EndRises(totals.Year(year.Year).Contract, boundaries);
    }

    private PlanYear? ContractOf(Claim claim, PendedLine line, Month asOfMonth) =>
        contracts.Specific.Taking(claim.Benefit, line.Incurred, claim.PaidDate ?? asOfMonth.FirstDay);

    private PendedRise RiseOf(
        PlanYearBook contract, IEnumerable<(Family Family, FamilyMember Member, Claim Claim, PendedLine Line)> lines)
    {
        var specific = contract.Plan.StopLoss!.Specific!;
        var rise = new PendedRise();
        foreach (var unit in lines.GroupBy(pended =>
            StopLossTally.UnitOf(specific, pended.Family, pended.Member.Place)))
        {
            var now = stopLoss.FiguresOf(unit.Key.Live).Year(contract.Slot);
            var then = now;
            foreach (var pended in unit)
                then.Add(
                    contract.Slot, pended.Line.Year, DivisionCodes.Unassigned,
                    new EligiblePaid(pended.Line.Estimate, Cents.Zero));
            var more = Reimbursable(then) - Reimbursable(now);
            if (more.IsZero) continue;
            rise.Amount += more;
            var all = unit.Sum(pended => pended.Line.Estimate);
            foreach (var year in unit.GroupBy(pended => pended.Line.Year))
                rise.Add(
                    years[year.Key].Year,
                    Fraction.Of(more) * Fraction.Of(year.Sum(pended => pended.Line.Estimate), all));

            Cents Reimbursable(in UnitYear figures) => Specific.Reimbursable(
                specific, stopLoss.Sums(contract.Slot, specific, figures).Eligible, specific.DeductibleOf(unit.Key.Id));
        }

        return rise;
    }

    /// <summary>A value holds until the next, so where nothing is taken any more, zero says so.</summary>
    private static void EndRises(ContractTotals contract, IReadOnlyList<Month> boundaries)
    {
        if (contract.PendedRises.Count == 0) return;
        foreach (var from in boundaries)
            if (!contract.PendedRises.ContainsKey(from)) contract.PendedRises.Add(from, new PendedRise());
    }
}
