namespace Aso.Domain.Tests.Oracle;

/// <summary>A standing line, with the shares that accumulators are credited with.</summary>
internal sealed record Priced(
    string Family, string Number, string Member, Benefit Benefit, Plan Plan, long Deductible, long OutOfPocket, long Paid);

/// <summary>Chapter 3 for a claim of health benefits without services, against the lines that stand.</summary>
/// <param name="standing">Of all families.</param>
internal sealed class Pricing(Facts facts, IReadOnlyList<Priced> standing)
{
    /// <summary>What the plan would pay of each line; null: the line is denied.</summary>
    public List<(Priced? Line, long? Ours)> Price(Claim claim, string family, Month posting)
    {
        var priced = new List<(Priced? Line, long? Ours)>();
        foreach (var line in claim.Lines)
        {
            var plan = facts.PlanOn(line.ServiceFrom);
            if (plan is null)
            {
                priced.Add((null, null));
                continue;
            }

            var denied = facts.RowOn(claim.MemberId, line.ServiceFrom) is null
                || (plan.AfterRunOut == AfterRunOut.Deny && posting > plan.LastRunOutMonth);
            var earlier = priced.Select(one => one.Line).OfType<Priced>().ToList();
            var isFirst = priced.TrueForAll(one => one.Ours is null);
            var (deductible, outOfPocket, ours) = denied ? (0, 0, 0L)
                : claim.Benefit == Benefit.SpendingAccount ? (0, 0, Account(line, family, plan, [.. standing, .. earlier]))
                : Health(claim, line, family, plan, isFirst, [.. standing, .. earlier]);
            priced.Add((
                new Priced(
                    family, claim.ClaimNumber, claim.MemberId, claim.Benefit, plan, deductible, outOfPocket,
                    line.Paid?.Value ?? ours),
                denied ? null : ours));
        }

        return priced;
    }

    private (long Deductible, long OutOfPocket, long Ours) Health(
        Claim claim, ClaimLine line, string family, Plan plan, bool isFirst, IReadOnlyList<Priced> before)
    {
        var terms = (HealthPlan)plan.Benefits[claim.Benefit];
        var allowed = line.Allowed?.Value is { } given ? Math.Min(given, line.Charge.Value)
            : line.InNetwork ? (Exact.Of(1 - terms.NetworkDiscount) * line.Charge.Value).Round() : line.Charge.Value;
        var other = line.OtherPaid.Value;
        var price = other > 0 && terms.Coordination == Coordination.Maintenance ? Math.Max(0, allowed - other) : allowed;

        var shared = plan.SharedLimits.FirstOrDefault(one => one.Deductible is not null && one.Benefits.Contains(claim.Benefit));
        var over = shared?.Benefits ?? BenefitSet.Of([claim.Benefit]);
        var c = isFirst ? Math.Min(terms.Copay.Value, price) : 0;
        var d = 0L;
        if ((shared?.Deductible ?? terms.Deductible) is { } deductible)
        {
            var covered = facts.Rows.Keys.Select(row => row.Member).Distinct().Count(member =>
                facts.RowOn(member, line.ServiceFrom) is { } row && row.SubscriberId == family);
            var left = Left(deductible.Limit, over, one => one.Deductible);
            if (deductible.Kind == DeductibleKind.Aggregate && covered > 1)
                left = Math.Max(0, deductible.Limit.Family!.Value.Value
                    - Used(over, one => one.Family == family, one => one.Deductible));
            d = Math.Min(price - c, left);
        }

        var k = (Exact.Of(terms.Coinsurance) * (price - c - d)).Round();
        var sharedMaximum = plan.SharedLimits.FirstOrDefault(one =>
            one.OutOfPocketMaximum is not null && one.Benefits.Contains(claim.Benefit));
        if ((sharedMaximum?.OutOfPocketMaximum ?? terms.OutOfPocketMaximum) is { } maximum)
        {
            var excess = Math.Max(
                0, c + d + k - Left(maximum, sharedMaximum?.Benefits ?? BenefitSet.Of([claim.Benefit]), one => one.OutOfPocket));
            (k, excess) = (Math.Max(0, k - excess), Math.Max(0, excess - k));
            (d, excess) = (Math.Max(0, d - excess), Math.Max(0, excess - d));
            c -= excess;
        }

        var pays = price - c - d - k;
        if (other > 0 && terms.Coordination == Coordination.Standard) pays = Math.Max(0, Math.Min(pays, allowed - other));
        if (other > 0 && terms.Coordination == Coordination.CarveOut) pays = Math.Max(0, pays - other);
        if (terms.AnnualMaximum is { } most)
            pays = Math.Min(pays, Math.Max(0, most.Value
                - Used(BenefitSet.Of([claim.Benefit]), one => one.Member == claim.MemberId, one => one.Paid)));
        return (d, c + d + k, pays);

        long Left(Limit limit, BenefitSet benefits, Func<Priced, long> amount) => Math.Max(0, Math.Min(
            limit.Individual.Value - Used(benefits, one => one.Member == claim.MemberId, amount),
            limit.Family is { } ofFamily ? ofFamily.Value - Used(benefits, one => one.Family == family, amount) : long.MaxValue));

        long Used(BenefitSet benefits, Func<Priced, bool> whose, Func<Priced, long> amount) =>
            before.Where(one => one.Plan == plan && benefits.Contains(one.Benefit) && whose(one)).Sum(amount);
    }

    // 3.32

    private long Account(ClaimLine line, string family, Plan plan, IReadOnlyList<Priced> before)
    {
        var pays = line.Allowed?.Value is { } given ? Math.Min(given, line.Charge.Value) : line.Charge.Value;
        if (line.OtherPaid.Value > 0) pays = Math.Max(0, Math.Min(pays, pays - line.OtherPaid.Value));
        var place = facts.Plans.IndexOf(plan);
        var left = Credit(plan, line.ServiceFrom) + Carried(place) - Used(place)
            - (place + 1 < facts.Plans.Count ? Math.Min(Used(place + 1), Carried(place + 1)) : 0);
        return Math.Min(pays, Math.Max(0, left));

        long Used(int year) => before.Where(one => one.Benefit == Benefit.SpendingAccount && one.Family == family
            && one.Plan == facts.Plans[year]).Sum(one => one.Paid);

        long Carried(int year) => year > 0 && ((SpendingAccountPlan)facts.Plans[year - 1].Benefits[Benefit.SpendingAccount]).CarryForward
            ? Math.Max(0, Credit(facts.Plans[year - 1], facts.Plans[year - 1].Last.LastDay)
                - Math.Max(0, Used(year - 1) - Carried(year - 1)))
            : 0;

        long Credit(Plan of, DateOnly on)
        {
            var tier = facts.Rows.Keys.Select(row => row.Member).Distinct().Select(member => facts.RowOn(member, on))
                .FirstOrDefault(row => row is { Relationship: Relationship.Self } && row.SubscriberId == family)?.Tier;
            var at = of.Tiers.ToList().IndexOf(tier!);
            return at < 0 ? 0 : ((SpendingAccountPlan)of.Benefits[Benefit.SpendingAccount]).Credit.Amounts[at].Value;
        }
    }
}
