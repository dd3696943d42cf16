namespace Aso.Domain;

/// <summary>How each event changes the state.</summary>
public sealed partial class Book
{
    /// <summary>Applies what happened; the state is the fold of all events in their order.</summary>
    public void Apply(LedgerEvent happened)
    {
        switch (happened)
        {
            case PlanAdopted adopted:
                _state.Adopt(new AdoptedPlan(adopted.Plan, adopted.Version, adopted.On));
                break;
            case EnrollmentChanged changed:
                Estimate(_state.Enroll(changed.Row));
                break;
            case ClaimDecided decided:
                Apply(decided.Decision);
                break;
            case DepositPosted deposit:
                _state.DepositReferences.Add(deposit.Reference);
                _state.YearOf(deposit.Date)!.Month(deposit.PostingMonth).Deposits += deposit.Amount;
                break;
            case MonthClosed closed:
                _state.Close(closed.Month);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened));
        }
    }

    private void Apply(Decision decision)
    {
        var family = _state.OpenFamily(decision.SubscriberId);
        family.Decisions.Add(decision);
        switch (decision.Status)
        {
            case DecisionStatus.Refused:
                if (decision.Claim.Type != ClaimType.Void) _state.CountsIn(CountedIn(decision.Claim)).Received++;
                break;
            case DecisionStatus.Voided:
                Withdraw(family, decision);
                break;
            case DecisionStatus.Pended:
                Pend(family, decision);
                break;
            default:
                Stand(family, decision);
                break;
        }

        Estimate(family);
    }

    private void Withdraw(Family family, Decision decision)
    {
        ref var claim = ref family.Claims[family.Standing(decision.Voids)];
        Count(claim, -1);
        if (claim.Status == DecisionStatus.Pended) Unpend(family, ref claim);
        else Posting.GiveBack(_state, family, ref claim, decision.PostingMonth);
    }

    private void Pend(Family family, Decision decision)
    {
        var claim = RecordOf(decision);
        _state.CountsIn(claim.CountedIn).Received++;
        Count(claim, 1);
        family.Add(claim);
        family.Pended.Add(new PendedClaim(decision));
        _state.Announcements.Add(new Announcement(
            AnnouncementKind.ClaimPended, null, decision.Claim.MemberId, claim.Number, Cents.Zero, Cents.Zero));
    }

    private void Stand(Family family, Decision decision)
    {
        var claim = RecordOf(decision);
        if (family.Standing(claim.Number) is >= 0 and var pended)
        {
            ref var waiting = ref family.Claims[pended];
            Count(waiting, -1);
            Unpend(family, ref waiting);
        }
        else _state.CountsIn(claim.CountedIn).Received++;

        Count(claim, 1);
        var outcomes = _adjudicator.Start(decision.Lines.Count);
        for (var index = 0; index < outcomes.Length; index++)
        {
            _adjudicator.Open(decision.Claim, decision.Claim.Lines[index], ref outcomes[index]);
            Decisions.Read(decision.Lines[index], ref outcomes[index]);
        }

        var member = family.MemberNamed(decision.Claim.MemberId);
        Posting.Post(_state, member, decision.Claim, claim, outcomes, decision.PostingMonth, decision.PaidDate);
    }

    private static void Unpend(Family family, ref ClaimRecord claim)
    {
        claim.Stands = false;
        var number = claim.Number;
        var pended = family.Pended.Find(one => one.Decision.Claim.ClaimNumber == number)!;
        family.Pended.Remove(pended);
        Forget(pended);
    }

    private void Count(in ClaimRecord claim, int sign)
    {
        var counts = _state.CountsIn(claim.CountedIn);
        switch (claim.Status)
        {
            case DecisionStatus.Paid:
                counts.Paid += sign;
                break;
            case DecisionStatus.Denied:
                counts.Denied += sign;
                break;
            default:
                counts.Pended += sign;
                break;
        }
    }

    /// <summary>
    /// What the plan would pay for each pended claim, alone, against what stands now: by every commit of the family
    /// (rule 3.29).
    /// </summary>
    private void Estimate(Family family)
    {
        foreach (var pended in family.Pended)
        {
            Forget(pended);
            var claim = pended.Decision.Claim;
            _adjudicator.Judge(
                family.MemberNamed(claim.MemberId), claim, pended.Decision.FirstReceived,
                _state.PostingMonth(pended.Decision.PaidDate));
            foreach (ref readonly var outcome in _adjudicator.Outcomes)
            {
                if (outcome.Ours.IsZero) continue;
                pended.Estimate += outcome.Ours;
                pended.ByYear.Add((outcome.Year!, outcome.Ours));
                outcome.Year!.PendedEstimate += outcome.Ours;
            }
        }
    }

    private static void Forget(PendedClaim pended)
    {
        foreach (var (year, estimate) in pended.ByYear) year.PendedEstimate -= estimate;
        pended.ByYear.Clear();
        pended.Estimate = Cents.Zero;
    }

    private static ClaimRecord RecordOf(Decision decision) => new()
    {
        Number = decision.Claim.ClaimNumber,
        Stands = true,
        Status = decision.Status,
        CountedIn = CountedIn(decision.Claim),
        Decision = decision,
    };

    private static Month CountedIn(Claim claim) =>
        Month.Of(claim.Lines.Count > 0 ? claim.IncurredOn(claim.Lines[0]) : claim.Received);
}
