using Aso.Domain.Tests.Periods;
using Aso.Domain.Tests.Rules;

namespace Aso.Domain.Tests.Oracle;

/// <content>What is held against the <see cref="Worksheet"/>, and the laws that hold by themselves.</content>
internal sealed partial class World
{
    /// <summary>What the product decided of a health claim is what <see cref="Pricing"/> works out.</summary>
    private void CheckPrices(Decision decision)
    {
        if (decision.Status == DecisionStatus.Voided)
            _priced.RemoveAll(one => one.Family == decision.SubscriberId && one.Number == decision.Voids);
        var claim = decision.Claim;
        if (decision.Status is DecisionStatus.Voided or DecisionStatus.Refused || decision.DecidedCode is not null
            || claim.Benefit.IsDisability()) return;
        var priced = new Pricing(_facts, _priced).Price(claim, decision.SubscriberId, decision.PostingMonth);
        var isWaiting = claim.Lines.All(line => line.Paid is null)
            && priced.Find(one => one.Ours is not null).Line is { } first
            && claim.Lines.Sum(line => line.Charge.Value) > first.Plan.Benefits[claim.Benefit].ReviewAbove?.Value;
        var wasPended = Scene.Events.OfType<ClaimDecided>().Any(decided =>
            decided.Decision.Status == DecisionStatus.Pended && ReferenceEquals(decided.Decision.Claim, claim)
            && !ReferenceEquals(decided.Decision, decision));
        Assert.True(
            (decision.Status == DecisionStatus.Pended) == (isWaiting && !wasPended),
            $"World {_seed}: {claim.ClaimNumber} is {decision.Status}, waiting {isWaiting}");
        if (decision.Status == DecisionStatus.Pended)
        {
            Assert.True(decision.Estimate.Value == priced.Sum(one => one.Ours ?? 0), $"World {_seed}: estimate of {claim.ClaimNumber}");
            return;
        }

        foreach (var (line, said) in priced.Zip(decision.Lines))
            Assert.True(
                said.Paid.Value == (line.Line?.Paid ?? 0) && said.Denied == line.Ours is null
                && said.OurPaid.Value == (line.Ours ?? 0),
                $"World {_seed}: {claim.ClaimNumber} {claim.Benefit} line {said.LineNumber} pays {said.Paid}, ours {said.OurPaid}, "
                + $"{said.Rule}, worked out {line}");
        _priced.AddRange(priced.Select(one => one.Line).OfType<Priced>());
    }

    /// <summary>Months sum to the year, the fund moves only by what moved, divisions sum to the whole.</summary>
    private static void CheckLaws(Statement made, Dictionary<PlanYear, Statement> before)
    {
        var previous = before.GetValueOrDefault(made.PlanYear);
        Statement[] parts = [made, .. (made.Divisions ?? []).Select(part => made.PartOf(part.Name)!)];
        foreach (var part in parts)
        {
            var old = part.Division is null ? previous?.Lines : previous?.LinesOf(part.Division);
            Assert.All(part.Lines, line => Assert.Equal(
                line.ToDate, line.Month + (old?.FirstOrDefault(one => one.Name == line.Name)?.ToDate ?? 0)));
            string[] cash = ["deposits", "received", "recoveries", "interest", "settlement", "transfer"];
            Assert.Equal(
                part.Fund.Closing.Value,
                part.Fund.Opening.Value + cash.Sum(name => part.Line(name).Month) - part.Lines
                    .Where(line => line.Name.StartsWith("paid.", StringComparison.Ordinal)).Sum(line => line.Month));
        }

        if (previous is not null) Assert.Equal(previous.Fund.Closing, made.Fund.Opening);
        if (parts.Length == 1) return;
        Assert.All(made.Lines, line => Assert.Equal(
            (line.Month, line.ToDate),
            (parts.Skip(1).Sum(part => part.Line(line.Name).Month), parts.Skip(1).Sum(part => part.Line(line.Name).ToDate))));
        Assert.Equal(made.Fund.Closing, parts.Skip(1).Sum(part => part.Fund.Closing));
    }

    private void CheckLive(DateOnly today)
    {
        NotePended();
        var open = Scene.Book.OpenMonth!.Value;
        var through = _facts.Lines.Select(line => line.Posted).Concat(_facts.Back.Select(back => back.Posted))
            .Concat(_facts.Payments.Select(one => one.Posted)).Concat(_facts.Deposits.Select(one => one.Posted))
            .Append(open).Append(Month.Of(today)).Max();
        var sheet = new Worksheet(_facts, through, today, open > January ? open - 1 : null);
        foreach (var plan in _facts.Plans)
        {
            var lines = sheet.Lines(plan, CarriedOf(plan.Year));
            var live = _closing.Liability($"{today:yyyy-MM-dd}", plan);
            var to = live.ToDate;
            foreach (var (name, amount) in (ReadOnlySpan<(string, Cents)>)
            [
                ("deposits", to.Deposits), ("fees", to.Fees), ("premium", to.Premium), ("specific", to.Specific),
                ("aggregate", to.Aggregate), ("received", to.Received), ("denied", to.Denied), ("bill", to.Bill),
                ("recoveries", to.Recoveries), ("pended", to.Unpaid.Pended), ("ibnr", to.Unpaid.Ibnr), ("disabilityReserve", to.DisabilityReserve),
                ("unpaidRecoverable", to.Unpaid.Recoverable), ("fund", to.FundBalance), ("surplus", to.Surplus),
            ])
                Assert.True(lines[name] == amount.Value, Where($"live {name} {lines[name]} {amount}", plan, Month.Of(today)));
            Assert.True(
                live.UnboundedBecause.Count > 0
                    || live.MaximumRemaining!.Value.Value == sheet.MaximumRemaining(plan, lines),
                Where("maximum remaining", plan, Month.Of(today)));
            Assert.True(
                Scene.Book.Uncovered(plan.Year).Sum(one => one.Amount).Value == sheet.Uncovered(plan), Where("uncovered", plan, Month.Of(today)));
            if (open > plan.Year.First) CheckComparison(plan, open - 1);
            if (plan.StopLoss?.Specific is null) continue;
            var units = Scene.Book.Positions(plan.Year)
                .Select(unit => (unit.Unit, unit.Eligible.Value, unit.Reimbursable.Value, unit.RunInCut.Value)).ToList();
            Assert.True(
                sheet.Units(plan).OrderBy(unit => unit.Unit, StringComparer.Ordinal).SequenceEqual(units),
                Where("units", plan, Month.Of(today)));
            var advances = Scene.Book.Advances(plan.Year, open > January ? open - 1 : null, null, today)
                .Select(one => (one.Unit, one.ClaimNumber, one.Amount.Value, one.Pended)).Order().ToList();
            var worked = sheet.Advances(plan, [.. _noted.Select(noted => noted.Line)]).Order().ToList();
            Assert.True(
                worked.SequenceEqual(advances),
                Where($"advances {string.Join(' ', advances)}; worked {string.Join(' ', worked)}", plan, Month.Of(today)));
        }
    }

    private void CheckComparison(Plan plan, Month closed)
    {
        var (trend, margin, fixedTrend) = (_random.Next(0, 300) / 1_000m, _random.Next(0, 100) / 1_000m, 0.03m);
        var experience = Scene.Book.Experience(plan.Year, closed, trend);
        var toDate = YearToDate.Calculate(
            plan, new EmployerPosition(_closing.Plans, experience.Totals, Moment.Close(closed)), CarriedForward.None);
        var funding = NextYearFunding.Calculate(toDate, experience, new NextYear(trend, margin, fixedTrend));
        var comparison = Comparison.Calculate(toDate, experience, new NextYear(trend, margin, 0m))!;
        var sheet = new Worksheet(_facts, closed, closed.LastDay, closed);
        var worked = sheet.Compared(plan, sheet.Lines(plan, new Carried()), trend, margin, fixedTrend);
        var said = (
            comparison.Incurred.Value, comparison.FullyInsured.Value, comparison.Aso.Value,
            comparison.RenewalFullyInsured?.Value, funding.Rate?.Claims.Value, funding.Rate?.Fixed.Value, funding.LeveragedTrend);
        Assert.True(said == worked, Where($"comparison {said}, worked {worked}", plan, closed));
    }

    private void Compare(Statement made, Dictionary<string, long> lines, Plan plan, Month month, string division)
    {
        foreach (var (name, amount) in lines)
        {
            var said = name == "fund" ? made.Fund.Closing.Value : made.Line(name).ToDate;
            Assert.True(said == amount, Where($"{division}{name}: {said} is said, {amount} worked out", plan, month));
        }
    }

    private void CompareRolling(
        (int Months, long Expected, long Actual)? worked, RollingBudget? said, Plan plan, Month month) => Assert.True(
        worked is { } one ? said == new RollingBudget(one.Months, new Cents(one.Expected), new Cents(one.Actual)) : said is null,
        Where("rolling", plan, month));

    private string Where(string what, Plan plan, Month month) => $"World {_seed}, {plan.Year} at {month}: {what}";
}
