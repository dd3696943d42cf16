namespace Aso.Domain.Tests.Oracle;

/// <content>Unpaid claims, what is recoverable of them, and the disability reserve (5.6, 5.10, 5.11).</content>
internal sealed partial class Worksheet
{
    // 5.6

    private static bool IsHealth(Benefit benefit) =>
        benefit is not (Benefit.ShortTermDisability or Benefit.LongTermDisability or Benefit.Life);

    private static long? CapOf(Plan plan) => (plan.Funding.LargeClaimCap ?? plan.StopLoss?.Specific?.Deductible)?.Value;

    private long HealthPaid(Plan plan) => _lines
        .Where(line => IsHealth(line.Benefit) && PlanOf(line.Incurred) == plan).Sum(line => line.Amount);

    private long Capped(Plan plan, Month incurred, Month? posted) => _lines
        .Where(line => IsHealth(line.Benefit) && Month.Of(line.Incurred) == incurred && !(line.Posted > posted))
        .GroupBy(line => line.Member)
        .Sum(member => Math.Min(CapOf(plan) ?? long.MaxValue, member.Sum(line => line.Amount)));

    private long? Expected(Plan plan, Month month, string? division = null)
    {
        if (plan.ExpectedClaims is not { } expected) return null;
        var (byTier, members) = facts.Enrolled(plan, month, division);
        return (expected.PerSubscriber is { } amounts ? Sum(amounts, byTier) : 0) + expected.PerMember.Value * members;
    }

    private List<IncurredMonthRow> Triangle()
    {
        if (_triangle is not null) return _triangle;
        var last = closed!.Value;
        var rows = new List<IncurredMonthRow>();
        for (var month = last - 35; month <= last; month = month.Next)
            if (facts.PlanOn(month.FirstDay) is { } plan)
                rows.Add(new IncurredMonthRow(
                    month, plan, [.. Enumerable.Range(0, last - month + 1).Select(age => Capped(plan, month, month + age))]));
        foreach (var row in rows)
            for (var age = row.Cumulative.Length - 1; rows.Exists(older => older.Cumulative.Length > age + 1); age++)
            {
                var both = rows.Where(one => one.Cumulative.Length > age + 1).ToList();
                var (now, next) = (both.Sum(one => one.Cumulative[age]), both.Sum(one => one.Cumulative[age + 1]));
                if (now > 0 && next > 0) row.Factor *= (Exact)next / now;
            }

        var immature = facts.Plans.Last(plan => plan.Year.First <= last).Funding.ImmatureMonths;
        foreach (var row in rows)
            row.Mature = last - row.Month >= immature && !(1 / row.Factor < Exact.Of(0.40m));
        foreach (var row in rows.Where(row => row.Mature)) Set(row, "chainLadder", (row.Paid * (row.Factor - 1)).NotNegative());
        var mature = rows.TakeLast(12).Where(row => row.Mature).ToList();
        var ultimate = mature.Aggregate((Exact)0, (sum, row) => sum + row.Paid + row.Unpaid);
        var memberMonths = mature.Sum(row => facts.Enrolled(row.Plan, row.Month).Members);
        foreach (var row in rows.Where(row => !row.Mature))
        {
            var left = 1 - 1 / row.Factor;
            if (Expected(row.Plan, row.Month) is { } expected) Set(row, "bornhuetterFerguson", (expected * left).NotNegative());
            else
                Set(row, "expectedCost", memberMonths == 0 ? 0
                    : (ultimate / memberMonths * facts.Enrolled(row.Plan, row.Month).Members * left).NotNegative());
        }

        return _triangle = rows;

        static void Set(IncurredMonthRow row, string method, Exact unpaid) => (row.Method, row.Unpaid) = (method, unpaid);
    }

    private static readonly string[] Methods = ["chainLadder", "expectedCost", "bornhuetterFerguson"];

    public (long U, string Method) Estimate(Plan plan)
    {
        var lastDay = plan.Last.LastDay;
        if (closed is { } t)
        {
            if (plan.AfterRunOut == AfterRunOut.Deny && t >= plan.LastRunOutMonth) return (0, "complete");
            if (plan.Last < t - 35) return (0, "complete");
            var rows = Triangle();
            if (rows.Count >= 6 && rows.TakeLast(12).Any(row => row.Mature))
            {
                var own = rows.Where(row => row.Plan == plan).ToList();
                var unpaid = own.Aggregate((Exact)0, (sum, row) => sum + row.Unpaid);
                var newest = rows.TakeLast(12).ToList();
                var perDay = newest.Aggregate((Exact)0, (sum, row) => sum + row.Paid + row.Unpaid)
                    / newest.Sum(row => row.Month.Days);
                var days = 0;
                for (var day = t.LastDay.AddDays(1); day <= asOf; day = day.AddDays(1))
                    if (plan.Year.Start <= day && day <= lastDay) days++;
                var since = plan.Months.Where(month => month >= t - 35)
                    .Sum(month => Capped(plan, month, null) - Capped(plan, month, t));
                var method = (own.Count > 0 ? own : rows).Select(row => Array.IndexOf(Methods, row.Method)).Max();
                return ((unpaid + perDay * days - since).NotNegative().Round(), Methods[method]);
            }
        }

        if (asOf < plan.Year.Start) return (0, "averageDailyPaid");
        var through = asOf < lastDay ? asOf : lastDay;
        var soFar = through.DayNumber - plan.Year.Start.DayNumber + 1;
        var reserve = Math.Max(0, plan.Funding.ReserveDays - Math.Max(0, asOf.DayNumber - lastDay.DayNumber));
        return (((Exact)HealthPaid(plan) * reserve / soFar).NotNegative().Round(), "averageDailyPaid");
    }

    public (long P, long Ibnr) Unpaid(Plan plan)
    {
        var pended = _pended.Where(line => IsHealth(line.Benefit) && PlanOf(line.Incurred) == plan).ToList();
        var within = pended.GroupBy(line => (line.Member, Month: Month.Of(line.Incurred))).Sum(group => Math.Min(
            group.Sum(line => line.Estimate),
            CapOf(plan) is not { } cap ? long.MaxValue : Math.Max(0, cap - _lines
                .Where(line => line.Member == group.Key.Member && IsHealth(line.Benefit)
                    && Month.Of(line.Incurred) == group.Key.Month)
                .Sum(line => line.Amount))));
        return (pended.Sum(line => line.Estimate), Math.Max(0, Estimate(plan).U - within));
    }

    // 5.10

    private long Recoverable(Plan plan)
    {
        var specific = 0L;
        foreach (var contract in facts.Plans.Where(one => one.StopLoss?.Specific is not null))
        {
            var terms = contract.StopLoss!.Specific!;
            var units = _pended.Where(line => IsHealth(line.Benefit)
                    && Taker(true, line.Benefit, line.Incurred, line.Paid ?? asOf) == contract)
                .GroupBy(line => terms.Per == SpecificUnit.Subscriber ? line.Family : line.Member).ToList();
            var (rise, weights) = (0L, facts.Plans.ToDictionary(one => one, _ => (Exact)0));
            foreach (var unit in units)
            {
                var taken = TakenBy(contract, true).Where(line => line.Unit == unit.Key).ToList();
                var then = taken.Concat(unit.Select(line => new Taken(
                    unit.Key, PlanOf(line.Incurred).Year, "", line.Incurred, line.Estimate, false)));
                var more = Reimbursable(terms, unit.Key, Counted(contract, then))
                    - Reimbursable(terms, unit.Key, Counted(contract, taken));
                rise += more;
                foreach (var line in unit)
                    weights[PlanOf(line.Incurred)] += (Exact)more * line.Estimate / unit.Sum(one => one.Estimate);
            }

            var sum = SumOfR(contract);
            var recoverable = Math.Max(0, sum + rise - terms.AggregatingDeductible.Value)
                - Math.Max(0, sum - terms.AggregatingDeductible.Value);
            var parts = Exact.Share(recoverable, [.. facts.Plans.Select(one => weights[one])], 0);
            specific += parts[facts.Plans.IndexOf(plan)];
        }

        return specific + AggregateRecoverable(plan, specific);
    }

    private long AggregateRecoverable(Plan plan, long specific)
    {
        if (plan.StopLoss?.Aggregate is not { } terms) return 0;
        var incurred = asOf < plan.Last.LastDay ? asOf : plan.Last.LastDay;
        if (!Takes(plan, false, BenefitOf(terms.Benefits), incurred, asOf.AddDays(1))) return 0;
        var (pended, ibnr) = Unpaid(plan);
        var paid = HealthPaid(plan);
        var covered = _lines.Where(line => IsHealth(line.Benefit) && terms.Benefits.Contains(line.Benefit)
            && PlanOf(line.Incurred) == plan).Sum(line => line.Amount);
        var net = pended + ibnr - specific;
        var more = paid > 0 ? ((Exact)net * covered / paid).Round() : net;
        var (eligible, attachment) = (Eligible(plan), AnnualAttachment(plan));
        return Math.Max(0, Above(terms, eligible + more, attachment)
            - Math.Max(Above(terms, eligible, attachment), HalfOf(plan, false).Accrued));
    }

    private static Benefit BenefitOf(BenefitSet benefits) => Benefits.All.First(benefits.Contains);

    // 5.11

    private long DisabilityReserve(Plan plan, string? division)
    {
        var standing = facts.Disabilities.Where(line => line.Posted <= through && !(line.Voided <= through)).ToList();
        var all = standing.Select(line => (line.Member, line.Benefit, line.Start))
            .Concat(_pended.Where(line => !IsHealth(line.Benefit)).Select(line => (line.Member, line.Benefit, Start: line.Incurred)))
            .Distinct().Where(one => PlanOf(one.Start) == plan
                && (division is null || facts.DivisionOn(one.Member, one.Start) == division));
        return all.Sum(one => Math.Max(
            _pended.Where(line => (line.Member, line.Benefit, line.Incurred) == one).Sum(line => line.Estimate),
            Reserve([.. standing.Where(line => (line.Member, line.Benefit, line.Start) == one)])));
    }

    private long Reserve(List<PostedDisability> lines)
    {
        if (lines.Count == 0) return 0;
        var last = lines.Last(line => line.To == lines.Max(one => one.To));
        var terms = (DisabilityPlan)PlanOf(last.Start).Benefits[last.Benefit];
        if (last.To.AddDays(terms.OpenDays) < asOf) return 0;
        var salary = facts.RowOn(last.Member, last.Start)?.AnnualSalary?.Value ?? 0;
        var sum = (Exact)0;
        if (terms is ShortTermDisabilityPlan weekly)
        {
            var benefit = Math.Min(weekly.WeeklyMaximum.Value, (Exact.Of(weekly.Percent) * salary / 52).Round());
            var first = last.Start.AddDays(last.Cause == DisabilityCause.Injury ? weekly.EliminationDays.Injury : weekly.EliminationDays.Sickness);
            var remaining = Math.Max(0, weekly.MaximumWeeks * 7 - Math.Max(0, last.To.DayNumber - first.DayNumber + 1));
            for (var day = 0; day < remaining; day++) sum += benefit * Factor(terms, day / 7) / 7;
            return sum.Round();
        }

        var monthly = (LongTermDisabilityPlan)terms;
        var pays = Math.Max(0, Math.Min(
            monthly.MonthlyMaximum.Value, (Exact.Of(monthly.Percent) * salary / 12).Round()) - last.OtherIncome);
        var from = last.Start.AddDays(last.Cause == DisabilityCause.Injury ? monthly.EliminationDays.Injury : monthly.EliminationDays.Sickness);
        var end = from.AddMonths(monthly.MaximumMonths);
        if (last.To >= from) from = last.To.AddDays(1);
        for (var (day, place) = (from, 0); day < end; day = day.AddDays(1))
        {
            if (day.Day == 1 && day > from) place++;
            sum += pays * Factor(terms, place) / Month.Of(day).Days;
        }

        return sum.Round();
    }

    private static Exact Factor(DisabilityPlan terms, int place) => terms.Continuation is { } factors
        ? Exact.Of(factors[Math.Min(place, factors.Count - 1)])
        : 1;
}
