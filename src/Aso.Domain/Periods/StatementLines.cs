using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>The lines of a statement, in the order of rule 5.3.</summary>
internal static class StatementLines
{
    /// <summary>A month's figure is the cumulative figure now less the last statement's (rule 5.2).</summary>
    /// <param name="previous">The lines of the last statement; none: there is none.</param>
    public static List<StatementLine> Since(YearToDate toDate, IReadOnlyList<StatementLine> previous)
    {
        var before = previous.ToDictionary(line => line.Name, line => line.ToDate);
        var lines = Cumulative(toDate)
            .Select(line => line with { Month = line.ToDate - before.GetValueOrDefault(line.Name) })
            .ToList();
        // A line that no longer exists (its benefit left the plan) is reversed, so that the months sum to the year.
        var gone = previous.Where(old => old.ToDate != 0 && lines.All(line => line.Name != old.Name));
        lines.AddRange(gone.Select(old => old with { Month = -old.ToDate, ToDate = 0 }).ToList());
        return lines;
    }

    /// <summary>What the month moved in the fund (rule 5.4).</summary>
    public static Cents FundMovements(IEnumerable<StatementLine> lines)
    {
        var movements = Cents.Zero;
        foreach (var line in lines)
        {
            if (line.Name is LineNames.Deposits or LineNames.Received or LineNames.Recoveries or LineNames.Interest
                or LineNames.Settlement or LineNames.Transfer) movements += new Cents(line.Month);
            else if (line.Name.StartsWith("paid.", StringComparison.Ordinal)) movements -= new Cents(line.Month);
        }

        return movements;
    }

    /// <summary>
    /// What is no line and a sum of lines: <see cref="LineNames.AllPaid"/>, <see cref="LineNames.Cost"/>,
    /// <see cref="LineNames.EmployerKeeps"/>, <see cref="LineNames.Taxes"/>, <see cref="LineNames.EmployerCost"/>. Zero: none
    /// of them.
    /// </summary>
    public static StatementLine SumOf(string name, IEnumerable<StatementLine> lines)
    {
        var sum = new StatementLine(name, LineUnit.Cents, 0, 0);
        foreach (var line in lines)
            if (SignIn(name, line.Name) is var sign and not 0)
                sum = sum with { Month = sum.Month + sign * line.Month, ToDate = sum.ToDate + sign * line.ToDate };
        return sum;
    }

    /// <summary>How a line counts in a sum of lines; 0: it does not.</summary>
    public static int SignIn(string sum, string line) => (sum, line) switch
    {
        (LineNames.AllPaid, _) => line.StartsWith("paid.", StringComparison.Ordinal) ? 1 : 0,
        (LineNames.Cost, LineNames.Bill or LineNames.Denied or LineNames.UnpaidNet or LineNames.DisabilityReserve) => 1,
        (LineNames.Cost or LineNames.EmployerKeeps or LineNames.EmployerCost,
            LineNames.Recoveries or LineNames.Specific or LineNames.Aggregate) => -1,
        (LineNames.EmployerKeeps, _) => SignIn(LineNames.AllPaid, line),
        (LineNames.Taxes, _) => line.StartsWith("tax.", StringComparison.Ordinal) ? 1 : 0,
        (LineNames.EmployerCost, LineNames.Bill) => 1,
        _ => 0,
    };

    /// <summary>The rule that a line follows.</summary>
    public static string RuleOf(string line) => line switch
    {
        LineNames.Deposits or LineNames.Fund or LineNames.FundOpening or LineNames.FundClosing => "5.4",
        LineNames.ContributionHoliday or LineNames.Settlement or LineNames.Transfer or LineNames.Surplus => "5.5",
        LineNames.Fees => "5.12",
        LineNames.Premium => "5.12",
        LineNames.Specific or LineNames.Aggregate => "4.13",
        LineNames.Received or LineNames.Denied or LineNames.Receivable => "4.14",
        LineNames.Recoveries => "5.14",
        LineNames.Interest or LineNames.Bill => "5.4",
        LineNames.Pended or LineNames.Ibnr or LineNames.Unpaid => "5.6",
        LineNames.UnpaidRecoverable or LineNames.UnpaidNet => "5.10",
        LineNames.DisabilityReserve => "5.11",
        LineNames.Expected or LineNames.Actual or LineNames.Variance => "5.15",
        LineNames.Cost or LineNames.EmployerKeeps or LineNames.EmployerCost => "5.8",
        LineNames.Taxes => "5.13",
        _ when line.StartsWith("enrolled.", StringComparison.Ordinal) => "4.6",
        _ when line.StartsWith("tax.", StringComparison.Ordinal) => "5.13",
        _ => "5.3",
    };

    private static IEnumerable<StatementLine> Cumulative(YearToDate toDate)
    {
        var benefits = Benefits.All
            .Where(benefit => toDate.Plan.Benefits.ContainsKey(benefit) || !toDate.PaidByBenefit[(int)benefit].IsZero)
            .ToList();
        for (var tier = 0; tier < toDate.EnrolledByTier.Count; tier++)
            yield return Count(LineNames.Enrolled(toDate.Plan.Tiers[tier]), toDate.EnrolledByTier[tier]);
        yield return Amount(LineNames.Deposits, toDate.Deposits);
        yield return Amount(LineNames.ContributionHoliday, toDate.ContributionHoliday);
        foreach (var benefit in benefits)
            yield return Amount(LineNames.Paid(benefit), toDate.PaidByBenefit[(int)benefit]);
        foreach (var benefit in benefits)
            yield return Count(LineNames.Claims(benefit), toDate.ClaimsByBenefit[(int)benefit]);
        yield return Amount(LineNames.Fees, toDate.Fees);
        yield return Amount(LineNames.Premium, toDate.Premium);
        foreach (var (tax, amount) in toDate.Plan.Taxes.Zip(toDate.Taxes))
            yield return Amount(LineNames.Tax(tax.Name), amount);
        yield return Amount(LineNames.Bill, toDate.Bill);
        yield return Amount(LineNames.Specific, toDate.Specific);
        yield return Amount(LineNames.Aggregate, toDate.Aggregate);
        yield return Amount(LineNames.Received, toDate.Received);
        yield return Amount(LineNames.Denied, toDate.Denied);
        yield return Amount(LineNames.Receivable, toDate.Carrier.Receivable);
        yield return Amount(LineNames.Recoveries, toDate.Recoveries);
        yield return Amount(LineNames.Interest, toDate.Carried.Interest);
        yield return Amount(LineNames.Settlement, toDate.Carried.Settlement);
        yield return Amount(LineNames.Transfer, toDate.Carried.Transfer);
        yield return Amount(LineNames.Pended, toDate.Unpaid.Pended);
        yield return Amount(LineNames.Ibnr, toDate.Unpaid.Ibnr);
        yield return Amount(LineNames.Unpaid, toDate.Unpaid.Gross);
        yield return Amount(LineNames.UnpaidRecoverable, toDate.Unpaid.Recoverable);
        yield return Amount(LineNames.UnpaidNet, toDate.Unpaid.Net);
        yield return Amount(LineNames.DisabilityReserve, toDate.DisabilityReserve);
        yield return Amount(LineNames.Surplus, toDate.Surplus);
        if (toDate.Expected is not { } expected) yield break;
        yield return Amount(LineNames.Expected, expected);
        yield return Amount(LineNames.Actual, toDate.HealthPaid);
        yield return Amount(LineNames.Variance, toDate.HealthPaid - expected);
    }

    private static StatementLine Amount(string name, Cents toDate) => new(name, LineUnit.Cents, 0, toDate.Value);

    private static StatementLine Count(string name, long toDate) => new(name, LineUnit.Count, 0, toDate);
}
