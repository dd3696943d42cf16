using Aso.Domain.Claims;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Deadlines;

/// <summary>A unit that the carrier of a contract hears of.</summary>
/// <param name="IsNotified">The report of the last close named it.</param>
public sealed record ContractUnit(PlanYear Contract, UnitPosition Position, bool IsNotified);

/// <summary>What an employer's deadlines follow from.</summary>
/// <param name="Today">The business date.</param>
/// <param name="Receivable">What the carrier owes of each contract's specific (rule 4.14).</param>
/// <param name="Units">At or over notice, or with a trigger.</param>
/// <param name="Pended">Standing pended claims.</param>
public sealed record DeadlineFacts(
    IReadOnlyList<Plan> Plans, Month OpenMonth, DateOnly Today, IReadOnlyDictionary<PlanYear, Cents> Receivable,
    IReadOnlyList<ContractUnit> Units, IReadOnlyList<Decision> Pended);

/// <summary>
/// An employer's deadlines. One that has passed stays as long as what it asks for can still be done and is not.
/// </summary>
public static class DueDates
{
    /// <summary>By date, kind and whom they are about.</summary>
    public static IReadOnlyList<Deadline> Of(DeadlineFacts facts)
    {
        facts = facts with { Plans = [.. facts.Plans.OrderBy(plan => plan.Year)] };
        return
        [
            .. facts.Plans.SelectMany(plan => Filings(facts, plan))
                .Concat(facts.Plans.SelectMany(plan => Notices(facts, plan)))
                .Concat(RunOutEnds(facts))
                .Concat(Closes(facts))
                .Concat(PendedClaims(facts))
                .OrderBy(deadline => deadline.Date)
                .ThenBy(deadline => deadline.Kind)
                .ThenBy(deadline => deadline.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// The last day to file (rule 4.12): of each unit that the carrier owes for, until it owes nothing of the contract's
    /// specific (rule 4.14); where there is none, of the contract, until the day has passed. What was received is known
    /// of the contract alone, so no unit's amount is more than what the contract is owed.
    /// </summary>
    private static IEnumerable<Deadline> Filings(DeadlineFacts facts, Plan plan)
    {
        if (Specific.FilingDeadline(plan) is not { } last) yield break;
        var (owed, carrier) = (facts.Receivable.GetValueOrDefault(plan.Year), plan.StopLoss!.Carrier);
        var open = owed > Cents.Zero
            ? UnitsOf(facts, plan).Where(unit => unit.Position.Reimbursable > Cents.Zero).ToList()
            : [];
        foreach (var (_, unit, _) in open)
            yield return Due(
                unit, Cents.Min(unit.Reimbursable, owed),
                $"File the stop-loss claim of {NameOf(unit)} with {carrier}: the carrier takes none after this day.");
        if (open.Count == 0 && facts.Today <= last)
            yield return Due(
                null, Cents.Zero,
                $"File every stop-loss claim of the contract with {carrier} by this day; nothing is owed now.");

        Deadline Due(UnitPosition? unit, Cents amount, string toDo) => new(
            last, DeadlineKind.StopLossFiling, plan.Year, null, unit?.MemberId, unit?.SubscriberId, null, amount, toDo,
            Rule.Of(4, 12));
    }

    /// <summary>
    /// Units that reached notice (rule 4.4), or have a trigger (rule 4.11), since the last close: its report told the
    /// carrier of those before, and the next one's tells of these. At stake is what is eligible so far.
    /// </summary>
    private static IEnumerable<Deadline> Notices(DeadlineFacts facts, Plan plan) =>
        from unit in UnitsOf(facts, plan)
        where unit.Position.IsReported && !unit.IsNotified
        select new Deadline(
            CloseOn(facts, facts.OpenMonth), DeadlineKind.StopLossNotice, plan.Year, facts.OpenMonth,
            unit.Position.MemberId, unit.Position.SubscriberId, null, unit.Position.Eligible,
            $"Give {plan.StopLoss!.Carrier} notice of {NameOf(unit.Position)}: "
            + $"the carrier's report of {facts.OpenMonth} has it.",
            unit.Position.Notice || unit.Position.Breach ? Rule.Of(4, 4) : Rule.Of(4, 11));

    /// <summary>
    /// The last day of each plan year's last run-out month, until that is closed and the year settled (rule 5.5); where
    /// the plan says so, claims posted later are denied (rule 3.6). At stake are its pended claims.
    /// </summary>
    private static IEnumerable<Deadline> RunOutEnds(DeadlineFacts facts) =>
        from plan in facts.Plans
        where plan.LastRunOutMonth >= facts.OpenMonth
        let denies = plan.AfterRunOut == AfterRunOut.Deny
        select new Deadline(
            plan.LastRunOutMonth.LastDay, DeadlineKind.RunOutEnd, plan.Year, plan.LastRunOutMonth, null, null, null,
            facts.Pended.Where(decision => plan.Contains(decision.Claim.IncurredOn(decision.Claim.Lines[0])))
                .Sum(decision => decision.Estimate),
            $"Have the claims of plan year {plan.Year} decided and posted: "
            + $"the close of {plan.LastRunOutMonth} settles it"
            + (denies ? ", and claims posted later are denied." : "."),
            denies ? Rule.Of(3, 6) : Rule.Of(5, 5));

    /// <summary>
    /// The close of each month that is open, through the last run-out (rule 5.1). By hand no month is due: the day is
    /// then that of a plan that says nothing.
    /// </summary>
    private static IEnumerable<Deadline> Closes(DeadlineFacts facts)
    {
        var last = facts.Plans.Aggregate(facts.OpenMonth, (month, plan) => Month.Max(month, plan.LastRunOutMonth));
        for (var month = facts.OpenMonth; month <= last; month = month.Next)
            yield return new Deadline(
                CloseOn(facts, month), DeadlineKind.Close, null, month, null, null, null, null,
                Closing(facts, month).Closing.By == ClosingBy.Hand
                    ? $"Close {month}: this plan's months are closed by hand."
                    : $"Have what belongs in {month} posted: the timer closes it on this day.",
                Rule.Of(5, 1));
    }

    /// <summary>
    /// Pended claims that a contract covers if they are paid by a day (rule 4.1): paid later they are the employer's
    /// alone. Those that none covers any more are among the gaps. At stake is the estimate.
    /// </summary>
    private static IEnumerable<Deadline> PendedClaims(DeadlineFacts facts) =>
        from cover in PendedCover.Assess(new Contracts(facts.Plans), facts.Pended, facts.Today)
        let last = cover.PayBy
        where last is not null
        select new Deadline(
            last.GetValueOrDefault(), DeadlineKind.PendedClaim,
            facts.Plans.FirstOrDefault(plan => plan.Contains(cover.Incurred))?.Year, null, cover.MemberId,
            cover.SubscriberId, cover.ClaimNumber, cover.Estimate,
            $"Decide claim {cover.ClaimNumber} and have it paid: after this day no stop-loss contract takes it.",
            Rule.Of(4, 1));

    private static IEnumerable<ContractUnit> UnitsOf(DeadlineFacts facts, Plan plan) =>
        facts.Units.Where(unit => unit.Contract == plan.Year);

    private static string NameOf(UnitPosition unit) =>
        unit.MemberId is { } member ? $"member {member}" : $"the family of {unit.SubscriberId}";

    private static DateOnly CloseOn(DeadlineFacts facts, Month month)
    {
        var closing = Closing(facts, month).Closing;
        return CloseCalendar.DueOn(
            month, closing.By == ClosingBy.Hand ? CloseCalendar.DefaultBusinessDay : closing.BusinessDay)!.Value;
    }

    /// <summary>The plan whose calendar closes a month (rule 5.1).</summary>
    private static Plan Closing(DeadlineFacts facts, Month month) =>
        facts.Plans.LastOrDefault(plan => plan.Year.First <= month) ?? facts.Plans[0];
}
