namespace Aso.Domain.Tests.Oracle;

/// <summary>What closes have posted to a plan year's fund.</summary>
internal sealed record Carried(
    long Interest = 0, long Settlement = 0, long Out = 0, long In = 0, long Holiday = 0, Month? SettledIn = null);

/// <summary>
/// Chapters 4 and 5 worked out from the posted facts, line by line as the rules are written, without any care for speed;
/// it shares no code with the product but the plan itself.
/// </summary>
/// <param name="through">To date is through this month; what is posted later is left out.</param>
/// <param name="closed">T; null: no month is closed.</param>
internal sealed class Worksheet(Facts facts, Month through, DateOnly asOf, Month? closed)
{
    private readonly List<PostedLine> _lines = [.. facts.Lines.Where(line => line.Posted <= through)];
    private readonly List<PostedBack> _back = [.. facts.Back.Where(back => back.Posted <= through)];
    private readonly List<PendedLine> _pended = [.. facts.Pended.Where(line => line.Incurred <= asOf)];
    private readonly Dictionary<(PlanYear, bool), Half> _halves = [];
    private List<IncurredMonthRow>? _triangle;

    /// <summary>A half of a contract: accrued, and by plan year accrued, received and denied.</summary>
    private sealed record Half(long Accrued, Dictionary<PlanYear, (long Accrued, long Received, long Denied)> Parts);

    /// <summary>What a half takes: lines, and recoveries as negative lines.</summary>
    private sealed record Taken(
        string Unit, PlanYear Year, string Division, DateOnly Incurred, long Amount, bool ByBoth);

    private sealed record IncurredMonthRow(Month Month, Plan Plan, long[] Cumulative)
    {
        public Exact Factor { get; set; } = 1;

        public Exact Unpaid { get; set; } = 0;

        public bool Mature { get; set; }

        public string Method { get; set; } = "";

        public long Paid => Cumulative[^1];
    }

    private Plan PlanOf(DateOnly incurred) => facts.PlanOn(incurred)!;

    // 4.1

    private static bool Takes(Plan plan, bool specific, Benefit benefit, DateOnly incurred, DateOnly paid)
    {
        var terms = plan.StopLoss;
        if ((specific ? terms?.Specific?.Benefits : terms?.Aggregate?.Benefits) is not { } benefits
            || !benefits.Contains(benefit)) return false;
        var basis = (specific ? terms!.Specific!.Basis : terms!.Aggregate!.Basis) ?? terms.Basis;
        var terminal = plan.Terminated is null ? 0
            : specific ? terms.Specific!.TerminalMonths : terms.Aggregate!.TerminalMonths;
        var (start, end) = (plan.Year.Start, plan.End.FirstDay);
        if (paid < start) return false;
        if (basis.IncurredMonths is not { } months)
            return incurred >= terms.OriginalEffective && paid < end.AddMonths(terminal);
        return incurred >= start.AddMonths(12 - months) && incurred < end
            && paid < end.AddMonths(basis.PaidMonths!.Value - 12 + terminal);
    }

    private Plan? Taker(bool specific, Benefit benefit, DateOnly incurred, DateOnly paid) =>
        facts.Plans.Find(plan => Takes(plan, specific, benefit, incurred, paid));

    private List<Taken> TakenBy(Plan contract, bool specific)
    {
        var perFamily = contract.StopLoss!.Specific?.Per == SpecificUnit.Subscriber;
        var all = _lines.Select(line => (line.Family, line.Member, line.Benefit, line.Incurred, line.Paid, line.Division, line.Amount))
            .Concat(_back.Where(back => back.Member is not null).Select(back => (
                back.Family!, back.Member!, back.Benefit!.Value, back.Incurred, back.Paid, back.Division, -back.Amount)));
        return
        [
            .. from line in all
               where Taker(specific, line.Item3, line.Item4, line.Item5) == contract
               select new Taken(
                   perFamily ? line.Item1 : line.Item2, PlanOf(line.Item4).Year, line.Item6, line.Item4, line.Item7,
                   Taker(!specific, line.Item3, line.Item4, line.Item5) == contract),
        ];
    }

    // 4.2, 4.8

    private static long Counted(Plan contract, IEnumerable<Taken> lines)
    {
        var all = lines.ToList();
        var before = all.Where(line => line.Incurred < contract.Year.Start).Sum(line => line.Amount);
        return all.Sum(line => line.Amount) - before
            + Math.Min(before, contract.StopLoss!.Specific!.RunInMaximum?.Value ?? long.MaxValue);
    }

    private static long Reimbursable(SpecificStopLoss terms, string unit, long eligible) => Math.Min(
        terms.Maximum?.Value ?? long.MaxValue,
        (Exact.Of(terms.Reimbursement) * Math.Max(0, eligible - terms.DeductibleOf(unit).Value)).Round());

    private long SumOfR(Plan contract) => TakenBy(contract, true).GroupBy(line => line.Unit)
        .Sum(unit => Reimbursable(contract.StopLoss!.Specific!, unit.Key, Counted(contract, unit)));

    /// <summary>R of each unit by plan year (4.13).</summary>
    private List<(Taken[] Lines, PlanYear Year, long Part)> PartsOfR(Plan contract)
    {
        var parts = new List<(Taken[], PlanYear, long)>();
        foreach (var unit in TakenBy(contract, true).GroupBy(line => line.Unit))
        {
            PlanYear[] years = [.. unit.Select(line => line.Year).Append(contract.Year).Distinct().Order()];
            var shares = Exact.Share(
                Reimbursable(contract.StopLoss!.Specific!, unit.Key, Counted(contract, unit)),
                [.. years.Select(year => (Exact)unit.Where(line => line.Year == year).Sum(line => line.Amount))],
                Array.IndexOf(years, contract.Year));
            for (var place = 0; place < years.Length; place++)
                parts.Add(([.. unit.Where(line => line.Year == years[place])], years[place], shares[place]));
        }

        return parts;
    }

    // 4.5 to 4.7, 4.9

    public long Eligible(Plan contract)
    {
        var eligible = TakenBy(contract, false).Sum(line => line.Amount);
        if (contract.StopLoss!.Specific is not { } specific) return eligible;
        foreach (var unit in TakenBy(contract, true).Where(line => line.ByBoth).GroupBy(line => line.Unit))
        {
            var counted = Counted(contract, unit);
            var deductible = contract.StopLoss.Aggregate!.LasersCountTowardAggregate
                ? specific.DeductibleOf(unit.Key) : specific.Deductible;
            eligible -= unit.Sum(line => line.Amount) - counted + Math.Max(0, counted - deductible.Value);
        }

        return eligible;
    }

    private long MonthlyAttachment(Plan plan, Month month) =>
        Sum(plan.StopLoss!.Aggregate!.MonthlyFactor, facts.Enrolled(plan, month).ByTier);

    private long Minimum(Plan plan) => Math.Max(
        (Exact.Of(plan.StopLoss!.Aggregate!.MinimumPercent) * MonthlyAttachment(plan, plan.Year.First) * 12).Round(),
        plan.StopLoss.Aggregate.MinimumAmount.Value);

    public long AnnualAttachment(Plan plan) =>
        Math.Max(plan.Months.Sum(month => MonthlyAttachment(plan, month)), Minimum(plan))
        + (plan.Terminated is null ? 0 : plan.StopLoss!.Aggregate!.TerminalMonths * MonthlyAttachment(plan, plan.Last));

    private long AggregateAccrued(Plan plan)
    {
        var terms = plan.StopLoss!.Aggregate!;
        if (through >= plan.Last) return Above(terms, Eligible(plan), AnnualAttachment(plan));
        if (!terms.Accommodation) return 0;
        Month[] months = [.. plan.Months.Where(month => month <= through)];
        return Above(terms, Eligible(plan), Math.Max(
            months.Sum(month => MonthlyAttachment(plan, month)), ((Exact)Minimum(plan) * months.Length / 12).Round()));
    }

    private static long Above(AggregateStopLoss terms, long eligible, long attachment) => Math.Min(
        terms.Maximum?.Value ?? long.MaxValue,
        (Exact.Of(terms.Reimbursement) * Math.Max(0, eligible - attachment)).Round());

    // 4.3, 4.13, 4.14

    private Half HalfOf(Plan contract, bool specific)
    {
        if (_halves.TryGetValue((contract.Year, specific), out var known)) return known;
        var weights = new SortedDictionary<PlanYear, long> { [contract.Year] = 0 };
        var accrued = 0L;
        if (specific && contract.StopLoss?.Specific is { } terms)
        {
            foreach (var (_, year, part) in PartsOfR(contract)) weights[year] = weights.GetValueOrDefault(year) + part;
            accrued = Math.Max(0, SumOfR(contract) - terms.AggregatingDeductible.Value);
        }
        else if (!specific && contract.StopLoss?.Aggregate is not null)
        {
            foreach (var line in TakenBy(contract, false))
                weights[line.Year] = weights.GetValueOrDefault(line.Year) + line.Amount;
            accrued = AggregateAccrued(contract);
        }

        PlanYear[] years = [.. weights.Keys];
        var own = Array.IndexOf(years, contract.Year);
        var parts = Exact.Share(accrued, [.. weights.Values.Select(weight => (Exact)weight)], own);
        var received = Exact.Share(Posted(denied: false), [.. parts.Select(part => (Exact)part)], own);
        var refused = Exact.Share(Posted(denied: true), [.. parts.Select(part => (Exact)part)], own);
        var half = new Half(accrued, Enumerable.Range(0, years.Length).ToDictionary(
            place => years[place], place => (parts[place], received[place], refused[place])));
        _halves[(contract.Year, specific)] = half;
        return half;

        long Posted(bool denied) => facts.Payments.Where(payment => payment.Contract == contract.Year
            && payment.Specific == specific && payment.Denied == denied && payment.Posted <= through).Sum(payment => payment.Amount);
    }

    private (long Accrued, long Received, long Denied) PartOf(PlanYear year, bool specific)
    {
        var sum = (Accrued: 0L, Received: 0L, Denied: 0L);
        foreach (var contract in facts.Plans)
        {
            var part = HalfOf(contract, specific).Parts.GetValueOrDefault(year);
            sum = (sum.Accrued + part.Accrued, sum.Received + part.Received, sum.Denied + part.Denied);
        }

        return sum;
    }

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

    // 4.4, 4.8, 4.10

    /// <summary>E, R and what the run-in maximum cuts, of each unit with an eligible amount.</summary>
    public IEnumerable<(string Unit, long Eligible, long Reimbursable, long Cut)> Units(Plan contract) =>
        from unit in TakenBy(contract, true).GroupBy(line => line.Unit)
        let eligible = Counted(contract, unit)
        where eligible != 0
        orderby unit.Key
        select (unit.Key, eligible, Reimbursable(contract.StopLoss!.Specific!, unit.Key, eligible),
            unit.Sum(line => line.Amount) - eligible);

    /// <param name="standing">Lines of claims that stand, as they were posted.</param>
    public IEnumerable<(string Unit, string Number, long Amount, bool Pended)> Advances(Plan contract, List<PostedLine> standing)
    {
        var terms = contract.StopLoss!.Specific!;
        var perFamily = terms.Per == SpecificUnit.Subscriber;
        var all = TakenBy(contract, true);
        var since = standing.Where(line => !(line.Posted <= closed)
            && Taker(true, line.Benefit, line.Incurred, line.Paid) == contract).ToList();
        foreach (var unit in since.GroupBy(line => perFamily ? line.Family : line.Member))
        {
            var counted = all.Where(line => line.Unit == unit.Key).Concat(unit.Select(line => Added(line, -1))).ToList();
            foreach (var claim in unit.GroupBy(line => (line.Paid, line.Family, line.Number))
                .OrderBy(claim => claim.Key.Paid).ThenBy(claim => claim.Key.Number, StringComparer.Ordinal))
            {
                var before = Reimbursable(terms, unit.Key, Counted(contract, counted));
                counted.AddRange(claim.Select(line => Added(line, 1)));
                var rise = Reimbursable(terms, unit.Key, Counted(contract, counted)) - before;
                if (rise > 0) yield return (unit.Key, claim.Key.Number, rise, false);
            }
        }

        foreach (var line in _pended.Where(line => Taker(true, line.Benefit, line.Incurred, line.Paid ?? asOf) == contract))
        {
            var unit = perFamily ? line.Family : line.Member;
            var counted = all.Where(one => one.Unit == unit).ToList();
            var before = Reimbursable(terms, unit, Counted(contract, counted));
            counted.Add(new Taken(unit, contract.Year, "", line.Incurred, line.Estimate, false));
            var rise = Reimbursable(terms, unit, Counted(contract, counted)) - before;
            if (rise > 0) yield return (unit, line.Number, rise, true);
        }

        Taken Added(PostedLine line, int sign) =>
            new(perFamily ? line.Family : line.Member, contract.Year, "", line.Incurred, line.Amount * sign, false);
    }

    /// <summary>Rule 4.1.</summary>
    public long Uncovered(Plan plan) => _lines.Where(line => PlanOf(line.Incurred) == plan
        && ((plan.StopLoss?.Specific?.Benefits.Contains(line.Benefit) == true && Taker(true, line.Benefit, line.Incurred, line.Paid) is null)
            || (plan.StopLoss?.Aggregate?.Benefits.Contains(line.Benefit) == true && Taker(false, line.Benefit, line.Incurred, line.Paid) is null)))
        .Sum(line => line.Amount);

    // 5.8, 5.9

    public (long Incurred, long Insured, long Aso, long? InsuredRenewal, long? Claims, long? Fixed, decimal? Leveraged) Compared(
        Plan plan, Dictionary<string, long> lines, decimal trend, decimal margin, decimal fixedTrend)
    {
        var own = _back.Where(back => PlanOf(back.Incurred) == plan).ToList();
        var insured = plan.FullyInsured!;
        var members = _lines.Where(line => PlanOf(line.Incurred) == plan).Select(line => (line.Member, line.Amount))
            .Concat(_pended.Where(line => IsHealth(line.Benefit) && PlanOf(line.Incurred) == plan).Select(line => (line.Member, line.Estimate)))
            .Concat(own.Where(back => back.Member is not null).Select(back => (back.Member!, -back.Amount)))
            .GroupBy(one => one.Item1);
        var incurred = members.Sum(member => Math.Min(insured.PoolingLevel?.Value ?? long.MaxValue, member.Sum(one => one.Item2)))
            - own.Where(back => back.Member is null).Sum(back => back.Amount) + lines["ibnr"] + lines["disabilityReserve"];
        Month[] months = [.. plan.Months.Where(month => month <= through)];
        var premium = Sum(insured.MonthlyPremium, Tiers(plan, months, null));
        var cost = lines["fees"] + lines["premium"] + plan.Taxes.Sum(tax => lines[$"tax.{tax.Name}"]);
        var net = PaidOf(lines) - lines["recoveries"] + lines["unpaidNet"] + lines["disabilityReserve"];
        var aso = cost + net - lines["specific"] - lines["aggregate"] + lines["denied"];
        var (above, trended) = ((Exact)0, (Exact)0);
        if (plan.StopLoss?.Specific is { } specific)
        {
            var perFamily = specific.Per == SpecificUnit.Subscriber;
            foreach (var unit in _lines.Where(line => PlanOf(line.Incurred) == plan && specific.Benefits.Contains(line.Benefit))
                .Select(line => (Unit: perFamily ? line.Family : line.Member, Amount: line.Amount))
                .Concat(own.Where(back => back.Member is not null && specific.Benefits.Contains(back.Benefit!.Value))
                    .Select(back => (Unit: perFamily ? back.Family! : back.Member!, Amount: -back.Amount)))
                .GroupBy(one => one.Unit))
            {
                var (paid, cap) = (unit.Sum(one => one.Amount), specific.DeductibleOf(unit.Key).Value);
                above += Math.Max(0, paid - cap);
                trended += (paid * (1 + Exact.Of(trend)) - cap).NotNegative();
            }
        }

        decimal? leveraged = above > 0 ? ((trended / above - 1) * 10_000).Round() / 10_000m : null;
        var memberMonths = months.Sum(month => facts.Enrolled(plan, month).Members);
        if (memberMonths == 0) return (incurred, premium, aso, null, null, null, leveraged);
        var year = plan.Months.Sum(month => facts.Enrolled(plan, month).Members);
        var growth = Exact.RootOf24(1 + Exact.Of(trend), 36 - months.Length);
        return (
            incurred, premium, aso,
            ((incurred * growth * year / memberMonths + insured.PoolingCharge.Value * year)
                / Exact.Of(insured.TargetLossRatio)).Round(),
            (((Exact)net - above) * growth * (1 + Exact.Of(margin)) / memberMonths).Round(),
            (cost * (1 + Exact.Of(fixedTrend)) / memberMonths).Round(), leveraged);
    }

    // 5.12, 5.13

    private static long Sum(TierAmounts amounts, long[] byTier) =>
        Enumerable.Range(0, byTier.Length).Sum(tier => amounts.Amounts[tier].Value * byTier[tier]);

    private Exact Explained(Plan plan, Month month, string? division)
    {
        var cost = (Exact)0;
        if (plan.Contains(month))
        {
            var (byTier, members) = facts.Enrolled(plan, month, division);
            cost += Sum(plan.AdministrationFees, byTier) + plan.OtherFees.PerMember.Value * members;
        }

        var posted = PostedIn(plan, division).Where(line => line.Posted == month).ToList();
        return cost + plan.OtherFees.PerClaim.Value * posted.Sum(line => line.Claims)
            + Exact.Of(plan.OtherFees.PercentOfPaid) * posted.Sum(line => line.Amount);
    }

    private long Fee(Plan plan, Month month)
    {
        if (!plan.Contains(month)) return Explained(plan, month, null).Round();
        var cost = (Explained(plan, month, null) + plan.OtherFees.FlatMonthly.Value).Round();
        return plan.OtherFees.MinimumMonthly is { } minimum ? Math.Max(minimum.Value, cost) : cost;
    }

    private Month[] FeeMonths(Plan plan) =>
        [.. plan.Months.Concat(PostedIn(plan, null).Select(line => line.Posted)).Distinct().Where(month => month <= through)];

    private IEnumerable<PostedLine> PostedIn(Plan plan, string? division) =>
        _lines.Where(line => PlanOf(line.Incurred) == plan && (division is null || line.Division == division));

    // 5.3 to 5.7

    /// <summary>A plan year's lines to date, and its <c>fund</c>.</summary>
    public Dictionary<string, long> Lines(Plan plan, Carried carried)
    {
        var lines = new Dictionary<string, long>();
        Month[] months = [.. plan.Months.Where(month => month <= through)];
        var byTier = Tiers(plan, months, null);
        for (var tier = 0; tier < byTier.Length; tier++) lines[$"enrolled.{plan.Tiers[tier]}"] = byTier[tier];
        lines["contributionHoliday"] = carried.SettledIn is { } settled && IsLevel(plan)
            ? Math.Min(carried.Holiday, Sum(plan.Funding.MonthlyDeposit!, Tiers(plan, [.. months.Where(month => month > settled)], null))) : 0;
        lines["deposits"] = (IsLevel(plan)
            ? Sum(plan.Funding.MonthlyDeposit!, byTier)
            : facts.Deposits.Where(one => one.Year == plan.Year && one.Posted <= through).Sum(one => one.Amount))
            - lines["contributionHoliday"];
        AddDirect(lines, plan, null);
        lines["fees"] = FeeMonths(plan).Sum(month => Fee(plan, month));
        lines["premium"] = Sum(plan.StopLossPremium, byTier);
        foreach (var tax in plan.Taxes)
            lines[$"tax.{tax.Name}"] = (Exact.Of(tax.Rate) * tax.On.Sum(on => Base(lines, on))).Round();
        var (specific, aggregate) = (PartOf(plan.Year, true), PartOf(plan.Year, false));
        lines["specific"] = specific.Accrued;
        lines["aggregate"] = aggregate.Accrued;
        lines["received"] = specific.Received + aggregate.Received;
        lines["denied"] = specific.Denied + aggregate.Denied;
        lines["recoveries"] = _back.Where(back => PlanOf(back.Incurred) == plan).Sum(back => back.Amount);
        lines["interest"] = carried.Interest;
        lines["settlement"] = carried.Settlement;
        lines["transfer"] = carried.In - carried.Out;
        lines["ibnr"] = Unpaid(plan).Ibnr;
        lines["unpaidRecoverable"] = Recoverable(plan);
        Finish(lines, plan, plan.Funding.OpeningBalance.Value, plan.Funding.PriorDeficit.Value);
        return lines;
    }

    private static bool IsLevel(Plan plan) => plan.Funding.Method == FundingMethod.Level;

    private static long Base(Dictionary<string, long> lines, string on) => on switch
    {
        "administration" => lines["fees"],
        "premium" => lines["premium"],
        "paid" => PaidOf(lines),
        _ => lines[$"tax.{on}"],
    };

    private static long PaidOf(Dictionary<string, long> lines) =>
        lines.Where(line => line.Key.StartsWith("paid.", StringComparison.Ordinal)).Sum(line => line.Value);

    private long[] Tiers(Plan plan, Month[] months, string? division)
    {
        var byTier = new long[plan.Tiers.Count];
        foreach (var month in months)
            foreach (var (tier, count) in facts.Enrolled(plan, month, division).ByTier.Index()) byTier[tier] += count;
        return byTier;
    }

    /// <summary>Of the whole or of a division: what is posted or pended, and expected.</summary>
    private void AddDirect(Dictionary<string, long> lines, Plan plan, string? division)
    {
        foreach (var benefit in plan.Benefits.Keys)
        {
            var posted = PostedIn(plan, division).Where(line => line.Benefit == benefit).ToList();
            lines[$"paid.{benefit.Name()}"] = posted.Sum(line => line.Amount);
            lines[$"claims.{benefit.Name()}"] = posted.Sum(line => line.Claims);
        }

        lines["pended"] = _pended.Where(line => IsHealth(line.Benefit) && PlanOf(line.Incurred) == plan
            && (division is null || facts.DivisionOn(line.Member, line.Incurred) == division)).Sum(line => line.Estimate);
        lines["disabilityReserve"] = DisabilityReserve(plan, division);
        if (plan.ExpectedClaims is null) return;
        lines["expected"] = plan.Months.Where(month => month <= through).Sum(month => Expected(plan, month, division)!.Value);
        lines["actual"] = PostedIn(plan, division).Where(line => IsHealth(line.Benefit)).Sum(line => line.Amount);
        lines["variance"] = lines["actual"] - lines["expected"];
    }

    private static void Finish(Dictionary<string, long> lines, Plan plan, long opening, long deficit)
    {
        lines["bill"] = PaidOf(lines) + lines["fees"] + lines["premium"] + plan.Taxes.Sum(tax => lines[$"tax.{tax.Name}"]);
        lines["receivable"] = lines["specific"] + lines["aggregate"] - lines["received"] - lines["denied"];
        lines["unpaid"] = lines["ibnr"] + lines["pended"];
        lines["unpaidNet"] = lines["unpaid"] - lines["unpaidRecoverable"];
        lines["fund"] = opening + lines["deposits"] + lines["received"] + lines["recoveries"] + lines["interest"]
            - PaidOf(lines) + lines["settlement"] + lines["transfer"];
        lines["surplus"] = lines["fund"] + lines["receivable"] - lines["unpaidNet"] - lines["disabilityReserve"] - deficit;
    }

    // 5.15

    public (int Months, long Expected, long Actual)? Rolling(string? division = null)
    {
        var sum = (Months: 0, Expected: 0L, Actual: 0L);
        for (var month = through - 11; month <= through; month = month.Next)
        {
            if (facts.PlanOn(month.FirstDay) is not { } plan) continue;
            if (Expected(plan, month, division) is not { } expected) return null;
            sum = (sum.Months + 1, sum.Expected + expected, sum.Actual + _lines
                .Where(line => line.Posted == month && IsHealth(line.Benefit) && (division is null || line.Division == division))
                .Sum(line => line.Amount));
        }

        return sum.Months == 0 ? null : sum;
    }

    // 5.16

    public Dictionary<string, Dictionary<string, long>> Divisions(Plan plan, Carried carried)
    {
        string[] names = [.. facts.Divisions];
        var none = Array.IndexOf(names, "unassigned");
        var whole = Lines(plan, carried);
        Month[] months = [.. plan.Months.Where(month => month <= through)];
        Exact[] memberMonths = [.. names.Select(name =>
            (Exact)months.Sum(month => facts.Enrolled(plan, month, name).Members))];
        var parts = names.ToDictionary(name => name, _ => new Dictionary<string, long>());

        var fees = new Exact[names.Length];
        Array.Fill(fees, 0);
        foreach (var month in FeeMonths(plan))
        {
            var rest = (Exact)Fee(plan, month) - Explained(plan, month, null);
            var members = plan.Contains(month) ? facts.Enrolled(plan, month).Members : 0;
            for (var place = 0; place < names.Length; place++)
            {
                fees[place] += Explained(plan, month, names[place]);
                if (members > 0) fees[place] += rest * facts.Enrolled(plan, month, names[place]).Members / members;
                else if (place == none) fees[place] += rest;
            }
        }

        Spread("fees", fees);
        foreach (var name in names)
        {
            var byTier = Tiers(plan, months, name);
            for (var tier = 0; tier < byTier.Length; tier++) parts[name][$"enrolled.{plan.Tiers[tier]}"] = byTier[tier];
            AddDirect(parts[name], plan, name);
            parts[name]["premium"] = Sum(plan.StopLossPremium, byTier);
        }

        foreach (var tax in plan.Taxes)
            Spread($"tax.{tax.Name}", [.. names.Select(name => (Exact)tax.On.Sum(on => Base(parts[name], on)))]);
        var specific = new long[names.Length];
        foreach (var contract in facts.Plans.Where(one => one.StopLoss?.Specific is not null))
        {
            var weights = new Exact[names.Length];
            Array.Fill(weights, 0);
            foreach (var (lines, _, part) in PartsOfR(contract).Where(part => part.Year == plan.Year))
            {
                Exact[] eligible = [.. names.Select(name =>
                    ((Exact)lines.Where(line => line.Division == name).Sum(line => line.Amount)).NotNegative())];
                var total = eligible.Aggregate((Exact)0, (sum, one) => sum + one);
                for (var place = 0; place < names.Length; place++)
                    weights[place] += total > 0 ? (Exact)part * eligible[place] / total : place == none ? part : 0;
            }

            var shares = Exact.Share(HalfOf(contract, true).Parts.GetValueOrDefault(plan.Year).Accrued, weights, none);
            for (var place = 0; place < names.Length; place++) specific[place] += shares[place];
        }

        for (var place = 0; place < names.Length; place++) parts[names[place]]["specific"] = specific[place];
        foreach (var line in (string[])
            ["contributionHoliday", "aggregate", "received", "denied", "interest", "settlement", "transfer", "ibnr", "unpaidRecoverable"])
            Spread(line, memberMonths);
        var other = Exact.Share(
            _back.Where(back => back.Member is null && PlanOf(back.Incurred) == plan).Sum(back => back.Amount), memberMonths, none);
        var paidIn = Exact.Share(whole["deposits"] + whole["contributionHoliday"], memberMonths, none);
        var (opening, deficit) = (
            Exact.Share(plan.Funding.OpeningBalance.Value, memberMonths, none),
            Exact.Share(plan.Funding.PriorDeficit.Value, memberMonths, none));
        for (var place = 0; place < names.Length; place++)
        {
            var part = parts[names[place]];
            part["recoveries"] = other[place] + _back.Where(back =>
                back.Member is not null && PlanOf(back.Incurred) == plan && back.Division == names[place]).Sum(back => back.Amount);
            part["deposits"] = (IsLevel(plan)
                ? Sum(plan.Funding.MonthlyDeposit!, Tiers(plan, months, names[place])) : paidIn[place]) - part["contributionHoliday"];
            Finish(part, plan, opening[place], deficit[place]);
        }

        return parts;

        void Spread(string line, Exact[] weights)
        {
            var shares = Exact.Share(whole[line], weights, none);
            for (var place = 0; place < names.Length; place++) parts[names[place]][line] = shares[place];
        }
    }

    /// <summary>Rule 5.7.</summary>
    public long MaximumRemaining(Plan plan, Dictionary<string, long> lines)
    {
        var remaining = Math.Max(0, AnnualAttachment(plan) - Eligible(plan));
        var later = new Dictionary<string, long>();
        Month[] rest = [.. plan.Months.Where(month => month > through)];
        later["fees"] = lines["fees"] + rest.Sum(month =>
        {
            var (byTier, members) = facts.Enrolled(plan, month);
            var cost = Sum(plan.AdministrationFees, byTier) + plan.OtherFees.PerMember.Value * members + plan.OtherFees.FlatMonthly.Value;
            return plan.OtherFees.MinimumMonthly is { } minimum ? Math.Max(minimum.Value, cost) : cost;
        });
        later["premium"] = lines["premium"] + Sum(plan.StopLossPremium, Tiers(plan, rest, null));
        foreach (var tax in plan.Taxes)
            later[$"tax.{tax.Name}"] = (Exact.Of(tax.Rate) * tax.On.Sum(on => Base(later, on))).Round();
        remaining += later.Sum(line => line.Value - lines[line.Key]);
        if (plan.StopLoss!.Specific is not { } specific) return remaining;
        var units = TakenBy(plan, true).GroupBy(line => line.Unit).ToDictionary(unit => unit.Key, unit => Counted(plan, unit));
        if (!plan.StopLoss.Aggregate!.LasersCountTowardAggregate)
            foreach (var (unit, laser) in specific.Lasers)
                remaining += Math.Max(0, laser.Value - Math.Max(specific.Deductible.Value, units.GetValueOrDefault(unit)));
        return remaining + Math.Max(0, specific.AggregatingDeductible.Value - SumOfR(plan));
    }
}
