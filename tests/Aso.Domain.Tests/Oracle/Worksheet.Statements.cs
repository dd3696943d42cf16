namespace Aso.Domain.Tests.Oracle;

/// <content>The comparison, fees, a statement's lines and its divisions (5.3 to 5.9, 5.12 to 5.16).</content>
internal sealed partial class Worksheet
{
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
