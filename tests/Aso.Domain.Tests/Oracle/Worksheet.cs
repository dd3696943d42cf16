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
internal sealed partial class Worksheet(Facts facts, Month through, DateOnly asOf, Month? closed)
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
}
