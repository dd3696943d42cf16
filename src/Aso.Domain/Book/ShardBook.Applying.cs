using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Rules;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>How each event changes the state.</summary>
public sealed partial class ShardBook
{
    /// <summary>Applies an event; the state is the fold of all events in their order.</summary>
    public void Apply(LedgerEvent ledgerEvent)
    {
        _past = null;
        switch (ledgerEvent)
        {
            case PlanAdopted adopted:
                _state.Adopt(new AdoptedPlan(adopted.Plan, adopted.Version, adopted.On));
                _adjudicator.Forget();
                _defect?.Invoke(DefectPoint.Half, adopted.Plan);
                break;
            case EnrollmentChanged changed:
                var enrolled = _state.Enroll(changed.Row);
                _defect?.Invoke(DefectPoint.Half, changed.Row);
                Estimate(enrolled);
                break;
            case ClaimDecided decided:
                Apply(decided.Decision);
                break;
            case DepositPosted deposit:
                var paidInTo = _state.Years.YearOf(deposit.Date)!;
                _state.Deposits.Add(deposit.Reference, new PostedDeposit(deposit, paidInTo.Year));
                _defect?.Invoke(DefectPoint.Half, deposit);
                paidInTo.PostedIn(deposit.PostingMonth).Deposits += deposit.Amount;
                break;
            case ReimbursementPosted reimbursement:
                _state.Reimbursements.Add(reimbursement);
                _defect?.Invoke(DefectPoint.Half, reimbursement);
                Post(reimbursement);
                break;
            case RecoveryPosted recovery:
                _state.Recoveries.Add(recovery.Recovery.Reference, recovery);
                _defect?.Invoke(DefectPoint.Half, recovery.Recovery);
                Posting.Post(_state, recovery);
                break;
            case BankBalancePosted bank:
                if (!(bank.Date < _state.Bank?.Date)) _state.Bank = bank;
                _defect?.Invoke(DefectPoint.Half, bank);
                break;
            case ClaimWaits waits:
                _state.Waits++;
                _state.Waiting.Add(
                    _state.Waits, new WaitingClaim(_state.Waits, waits.Claim, waits.Sequence, waits.Until));
                break;
            case WaitEnded ended:
                _state.Waiting.Remove(ended.Number);
                break;
            case EditionBegan began:
                Edition = began.Edition;
                _adjudicator.DeniesAfterRunOut = false;
                foreach (var family in _state.FamiliesWithPended) Estimate(family);
                break;
            case MonthClosed closed:
                _state.Close(closed.Month);
                if (Edition == Editions.First) FirstEditionThrough = closed.Month;
                _defect?.Invoke(DefectPoint.Half, closed);
                break;
            case ItemSetAside item:
                _state.SetAside[(item.Sequence, item.Index)] = item;
                break;
            case ItemRetried retried:
                _state.SetAside.Remove((retried.Sequence, retried.Index));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(ledgerEvent));
        }
    }

    private void Apply(Decision decision)
    {
        var family = _state.OpenFamily(decision.SubscriberId);
        family.Decisions.Add(decision);
        AddDifference(family, decision);
        _defect?.Invoke(DefectPoint.Half, decision.Claim);
        switch (decision.Status)
        {
            case DecisionStatus.Refused:
                if (decision.Claim.Type == ClaimType.Void) break;
                var counts = CountsOf(decision.Claim, DivisionOf(family, decision.Claim));
                counts.Received++;
                counts.AddRefused(1);
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
        _state.Triggers.Announce(_state.Announcements);
        _defect?.Invoke(DefectPoint.End, decision.Claim);
    }

    private void Post(ReimbursementPosted posted)
    {
        var payments = _state.Years.YearOf(posted.Contract)!.Totals.Contract.PaymentsIn(posted.PostingMonth);
        switch (posted.Half, posted.IsDenied)
        {
            case (ContractHalf.Specific, false):
                payments.SpecificReceived += posted.Amount;
                break;
            case (ContractHalf.Specific, true):
                payments.SpecificDenied += posted.Amount;
                break;
            case (_, false):
                payments.AggregateReceived += posted.Amount;
                break;
            default:
                payments.AggregateDenied += posted.Amount;
                break;
        }
    }

    private void AddDifference(Family family, Decision decision)
    {
        var differs = false;
        for (var line = 0; line < decision.Lines.Count; line++)
            differs |= decision.Lines[line].DifferenceRule is not null;
        if (!differs) return;
        if (!_state.Differing.TryGetValue(decision.PostingMonth, out var month))
            _state.Differing.Add(decision.PostingMonth, month = []);
        month.Add((family, family.Decisions.Count - 1));
    }

    private void Withdraw(Family family, Decision decision)
    {
        var place = family.Standing(decision.Voids);
        _state.Triggers.Withdraw(family, place);
        ref var claim = ref family.Claims[place];
        var standing = family.Decisions[claim.Decision];
        Count(standing, claim.Division, -1);
        if (standing.Status == DecisionStatus.Pended) Unpend(family, ref claim, decision.PostingMonth);
        else Posting.Reverse(_state, family, ref claim, decision.PostingMonth, decision.PaidDate);
    }

    private void Pend(Family family, Decision decision)
    {
        var record = RecordOf(family, decision, DivisionOf(family, decision.Claim)) with { Posted = decision.PostingMonth };
        CountsOf(decision.Claim, record.Division).Received++;
        Count(decision, record.Division, 1);
        family.Add(record);
        family.Pended.Add(new PendedClaim(decision));
        KeepTriggers(family, decision, decision.Claim.Received);
        _state.FamiliesWithPended.Add(family);
        _state.Announcements.Add(new Announcement(
            AnnouncementKind.ClaimPended, null, decision.Claim.MemberId, decision.Claim.ClaimNumber, Cents.Zero,
            Cents.Zero));
    }

    private void Stand(Family family, Decision decision)
    {
        var division = DivisionOf(family, decision.Claim);
        if (family.Standing(decision.Claim.ClaimNumber) is >= 0 and var pended)
        {
            ref var waiting = ref family.Claims[pended];
            // It stays where it was counted as received.
            division = waiting.Division;
            Count(family.Decisions[waiting.Decision], division, -1);
            _state.Triggers.Withdraw(family, pended);
            Unpend(family, ref waiting, decision.PostingMonth);
        }
        else CountsOf(decision.Claim, division).Received++;

        Count(decision, division, 1);
        var member = family.MemberNamed(decision.Claim.MemberId);
        Posting.Post(
            _state, member, decision.Claim, RecordOf(family, decision, division), _adjudicator.Open(decision.Claim),
            decision.Lines, decision.PostingMonth, decision.PaidDate);
        KeepTriggers(family, decision, decision.PaidDate);
    }

    /// <summary>Counts the lines of the family's latest claim that the carrier hears of (rule 4.11).</summary>
    private void KeepTriggers(Family family, Decision decision, DateOnly on)
    {
        var claim = decision.Claim;
        for (var index = 0; index < claim.Lines.Count; index++)
        {
            if (claim.Lines[index].Triggers.Count == 0 || decision.Lines[index].Denied) continue;
            var year = _state.Years.YearOf(claim.IncurredOn(claim.Lines[index]))!;
            var line = new TriggerLine(
                family.Claims.Count - 1, family.MemberNamed(claim.MemberId).Place, (short)year.Slot,
                claim.Lines[index].Triggers, on);
            family.TriggerLines.Add(line);
            _state.FamiliesWithTriggers.Add(family);
            _state.Triggers.Add(family, line);
        }
    }

    private static void Unpend(Family family, ref ClaimRecord claim, Month withdrawn)
    {
        claim.Withdrawn = withdrawn;
        var number = claim.Number;
        var pended = family.Pended.Find(one => one.Decision.Claim.ClaimNumber == number)!;
        family.Pended.Remove(pended);
    }

    /// <summary>Counts a claim that starts (1) or ceases (−1) to stand, by its first line's incurred date.</summary>
    private void Count(Decision decision, short division, int sign)
    {
        var counts = CountsOf(decision.Claim, division);
        switch (decision.Status)
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
    /// Estimates what the plan would pay for each pended claim alone, against the current accumulators; after every
    /// event of the family (rule 3.29).
    /// </summary>
    private void Estimate(Family family)
    {
        foreach (var pended in family.Pended)
        {
            pended.Lines.Clear();
            var claim = pended.Decision.Claim;
            _adjudicator.Judge(
                family.MemberNamed(claim.MemberId), claim, pended.Decision.FirstReceived,
                _state.PostingMonth(pended.Decision.PaidDate));
            for (var line = 0; line < _adjudicator.Outcomes.Length; line++)
            {
                ref readonly var outcome = ref _adjudicator.Outcomes[line];
                if (!outcome.Ours.IsZero)
                    pended.Lines.Add(new PendedLine(
                        (short)outcome.Opened.Year!.Slot, claim.IncurredOn(claim.Lines[line]), outcome.Ours));
            }
        }
    }

    /// <param name="decision">The family's latest.</param>
    private static ClaimRecord RecordOf(Family family, Decision decision, short division) => new()
    {
        Number = decision.Claim.ClaimNumber, Decision = family.Decisions.Count - 1, Division = division,
    };

    private ClaimCounts CountsOf(Claim claim, short division) =>
        _state.CountsIn(Month.Of(FirstIncurred(claim)), division);

    private short DivisionOf(Family family, Claim claim) => _state.Years.Divisions.IsEmpty
        ? DivisionCodes.Unassigned
        : _state.Years.Divisions.On(family.Find(claim.MemberId), FirstIncurred(claim));

    private static DateOnly FirstIncurred(Claim claim) => BookState.FirstIncurred(claim);
}
