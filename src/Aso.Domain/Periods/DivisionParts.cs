using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>A plan year's figures by division (rule 5.16). They sum to the whole, line by line.</summary>
public static class DivisionParts
{
    /// <summary>
    /// The part of each division, in character order of their names; none where no row of enrollment names a division.
    /// What enrollment tells is counted directly. Fees, taxes and the specific go by exact parts, all else by member-months
    /// to date; what nothing tells is of members without a division.
    /// </summary>
    /// <param name="whole">Of a plan year.</param>
    /// <param name="employer">The same moment's.</param>
    public static IReadOnlyList<YearToDate> Share(YearToDate whole, EmployerPosition employer)
    {
        var names = employer.Divisions;
        if (names.Count <= 1) return [];
        var (plan, through) = (whole.Plan, whole.Through);
        var unassigned = Enumerable.Range(0, names.Count).First(place => names[place] == Divisions.Unassigned);
        GroupTotals[] totals = [.. names.Select(name => employer.Division(plan.Year, name))];
        EnrolledMonths[] enrolled = [.. totals.Select(division =>
            EnrolledMonths.Sum(plan, division, plan.Months.Where(month => month <= through)))];
        long[] memberMonths = [.. enrolled.Select(division => division.MemberMonths)];

        Cents[][] paid = [.. totals.Select(division => division.PaidThrough(through))];
        Cents[] premium = [.. enrolled.Select(division => plan.StopLossPremium.For(division.ContractByTier))];
        var fees = Sharing.Share(
            whole.Fees, Fees.ByDivision(plan, employer.Year(plan.Year), totals, through, unassigned), unassigned);
        var taxes = Taxes.ByDivision(
            plan, whole.Taxes, fees, premium, [.. paid.Select(division => division.Sum())], unassigned);
        var specific = Specific(plan, employer, names, unassigned);
        var (aggregate, received, denied) =
            (ByMonths(whole.Aggregate), ByMonths(whole.Received), ByMonths(whole.Denied));
        var holiday = ByMonths(whole.ContributionHoliday);
        var deposits = ByMonths(whole.Deposits + whole.ContributionHoliday);
        var (interest, settlement, transfer) =
            (ByMonths(whole.Carried.Interest), ByMonths(whole.Carried.Settlement), ByMonths(whole.Carried.Transfer));
        Cents[] recoveries = [.. totals.Select(division =>
            division.PostedThrough(through).Sum(month => month.MemberRecoveries))];
        var others = ByMonths(whole.Recoveries - whole.MemberRecoveries);
        var (ibnr, recoverable) = (ByMonths(whole.Unpaid.Ibnr), ByMonths(whole.Unpaid.Recoverable));
        var (opening, deficit) = (ByMonths(whole.OpeningBalance), ByMonths(whole.PriorDeficit));

        return [.. names.Select((name, place) => whole with
        {
            Division = name,
            EnrolledByTier = enrolled[place].ByTier,
            MemberMonths = memberMonths[place],
            Deposits = (YearToDate.LevelDeposits(plan, enrolled[place]) ?? deposits[place]) - holiday[place],
            ContributionHoliday = holiday[place],
            PaidByBenefit = paid[place],
            ClaimsByBenefit = totals[place].ClaimsThrough(through),
            Fees = fees[place],
            Premium = premium[place],
            Taxes = [.. taxes.Select(tax => tax[place])],
            Specific = specific[place],
            Aggregate = aggregate[place],
            Received = received[place],
            Denied = denied[place],
            Recoveries = recoveries[place] + others[place],
            MemberRecoveries = recoveries[place],
            OpeningBalance = opening[place],
            PriorDeficit = deficit[place],
            Unpaid = whole.Unpaid with
            {
                Pended = totals[place].PendedBy(whole.Moment.AsOf, month => month.Estimate),
                Ibnr = ibnr[place],
                Recoverable = recoverable[place],
            },
            Disability = whole.Disability is { } disability
                ? disability with { Reserve = totals[place].Disability.Reserve(whole.Moment.AsOf) }
                : null,
            Carried = new CarriedForward
            {
                Interest = interest[place], Settlement = settlement[place], TransferredIn = transfer[place],
            },
            Expected = plan.ExpectedClaims?.For(enrolled[place].ByTier, memberMonths[place]),
        })];

        Cents[] ByMonths(Cents amount) => Sharing.Share(amount, memberMonths, unassigned);
    }

    /// <summary>Of each contract by the exact parts of its units (rules 4.13, 5.16).</summary>
    private static Cents[] Specific(Plan plan, EmployerPosition employer, IReadOnlyList<string> names, int unassigned)
    {
        var sums = new Cents[names.Count];
        foreach (var contract in employer.Contracts)
        {
            if (!contract.Specific.ByYear.TryGetValue(plan.Year, out var part)) continue;
            var weights = SpecificWeights(plan.Year, contract.Contract, employer, names, unassigned);
            var shares = Sharing.Share(part.Accrued, weights, unassigned);
            for (var place = 0; place < sums.Length; place++) sums[place] += shares[place];
        }

        return sums;
    }

    /// <summary>The divisions' exact parts of what a contract's units have reimbursable of a plan year.</summary>
    internal static Fraction[] SpecificWeights(
        PlanYear year, PlanYear contract, EmployerPosition employer, IReadOnlyList<string> names, int unassigned)
    {
        var totals = employer.Year(contract).Contract;
        var byName = totals.SpecificByDivision?.GetValueOrDefault(year);
        var weights = names.Select(name => byName?.GetValueOrDefault(name) ?? Fraction.Zero).ToArray();
        weights[unassigned] = weights.Aggregate(
            Fraction.Of(totals.SpecificByYear.GetValueOrDefault(year)), (left, weight) => left - weight);
        return weights;
    }
}
