using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Rules;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>
/// The journal entry being applied, and its business date: facts of the entry, so that replay repeats them.
/// </summary>
/// <param name="Sequence">The journal entry's sequence.</param>
/// <param name="BusinessDate">The entry's business date in the plan's time zone.</param>
public readonly record struct BookContext(long Sequence, DateOnly BusinessDate);

/// <summary>
/// The state of one shard of an employer's ledger: plans, families, accumulators, standing claims, totals. It is the
/// fold of <see cref="LedgerEvent"/>s. Each command decides, applies what it decided to this state, and appends the
/// events to <c>events</c>; applying the same events to another book by <see cref="Apply"/> gives an equal state. No
/// I/O, no clock; not thread-safe.
/// </summary>
public sealed partial class ShardBook
{
    private readonly BookState _state;
    private readonly Adjudicator _adjudicator;
    private readonly Action<DefectPoint, object>? _defect = TestDefects.Here.Value;

    /// <param name="edition">Of the rules, that the ledger began with.</param>
    /// <param name="decisions">Where it keeps its decisions; null: as they are.</param>
    public ShardBook(int edition = Editions.Second, IDecisionStore? decisions = null)
    {
        _state = new BookState(decisions);
        Edition = edition;
        _adjudicator = new Adjudicator(_state.Years) { DeniesAfterRunOut = edition == Editions.First };
    }

    /// <summary>The edition of the rules that decides now.</summary>
    public int Edition { get; private set; }

    /// <summary>The last month that was closed by the first edition of the rules; null: none was.</summary>
    public Month? FirstEditionThrough { get; private set; }

    /// <summary>Null until the first plan (section 1, posting month).</summary>
    public Month? OpenMonth => _state.OpenMonth;

    /// <summary>
    /// A command threw while an event was half applied, so the state must be folded again from the events. Where a
    /// command threw and this is false, the state is that of <c>events</c>.
    /// </summary>
    public bool IsHalfApplied { get; private set; }

    public IReadOnlyDictionary<PlanYear, AdoptedPlan> Plans =>
        _state.Years.BySlot.ToDictionary(year => year.Year, year => year.Adopted);

    /// <summary>Puts a plan document in force for its plan year, in place of an earlier one of the same year.</summary>
    public void Adopt(Plan plan, int version, DateOnly on, List<LedgerEvent> events) =>
        Record(new PlanAdopted(plan, version, on), events);

    public void Enroll(EnrollmentRow row, List<LedgerEvent> events) => Record(new EnrollmentChanged(row), events);

    /// <summary>
    /// Adjudicates a claim (section 3), or has it wait for the enrollment of its member (rule 3.34). A void and a
    /// replacement of a standing claim make a <see cref="DecisionStatus.Voided"/> decision of the original; a replacement is
    /// then adjudicated as a new claim (rule 3.28).
    /// </summary>
    public void Adjudicate(Claim claim, BookContext context, List<LedgerEvent> events)
    {
        _defect?.Invoke(DefectPoint.Begin, claim);
        var member = _state.MemberOf(claim.MemberId, claim.SubscriberId);
        if (member is null && EndOfWait(claim, context) is { } until)
            Record(new ClaimWaits(claim, context.Sequence, until, IsTakenOver: false), events);
        else Adjudicate(member, claim, context, events);
    }

    private void Adjudicate(FamilyMember? member, Claim claim, BookContext context, List<LedgerEvent> events)
    {
        Decide(member, ClaimNumbers.Numbered(member?.Family, claim), CircumstancesOf(claim, context), events);
    }

    /// <param name="claim">Under our number.</param>
    private void Decide(FamilyMember? member, Claim claim, Circumstances circumstances, List<LedgerEvent> events)
    {
        if (ClaimChecks.FirstDenial(member, claim) is { } denial)
        {
            Record(new ClaimDecided(Refused(claim, member, denial, circumstances)), events);
            return;
        }

        var firstReceived = claim.Received;
        if (claim.Type != ClaimType.Original)
        {
            var voided = Voided(claim, member!.Family, circumstances);
            firstReceived = voided.FirstReceived;
            Record(new ClaimDecided(voided), events);
            if (claim.Type == ClaimType.Void) return;
        }

        _defect?.Invoke(DefectPoint.Judge, claim);
        var replaced = claim.Type == ClaimType.Replacement ? claim.OriginalClaimNumber : null;
        _adjudicator.Judge(member!, claim, firstReceived, circumstances.PostingMonth);
        var pends = ClaimChecks.NeedsReview(claim, _adjudicator.Outcomes);
        Record(new ClaimDecided(pends
            ? Pended(claim, member!, firstReceived, replaced, circumstances)
            : Judged(claim, member!, firstReceived, replaced, circumstances)), events);
    }

    /// <summary>Approves (null code) or denies a pended claim (rule 3.29); false when it is not pended.</summary>
    /// <exception cref="ArgumentException">The code is not a CARC code with its group, as <c>CO-50</c>.</exception>
    public bool Decide(
        string subscriberId, string claimNumber, string? denialCode, BookContext context, List<LedgerEvent> events)
    {
        var family = _state.FamilyOf(subscriberId);
        if (family?.Pended.Find(one => one.Decision.Claim.ClaimNumber == claimNumber)?.Decision is not { } pended)
            return false;
        var claim = pended.Claim;
        var member = family.MemberNamed(claim.MemberId);
        var circumstances = CircumstancesOf(claim, context);
        Record(new ClaimDecided(denialCode is null ? Approved() : Denied()), events);
        return true;

        Decision Approved()
        {
            _adjudicator.Judge(member, claim, pended.FirstReceived, circumstances.PostingMonth);
            return Judged(claim, member, pended.FirstReceived, pended.Voids, circumstances);
        }

        Decision Denied() =>
            Adjustment.TryParseCode(denialCode, out var group, out var reason)
                ? DeniedByDecision(pended, Denial.Decided(group, reason), denialCode!, circumstances)
                : throw new ArgumentException("A code such as CO-50 was expected.", nameof(denialCode));
    }

    /// <summary>
    /// Posts an amount paid in, to the plan year that contains <paramref name="date"/> (rule 5.4). A reference posted
    /// before, or a date in no plan year, changes nothing.
    /// </summary>
    public void Deposit(Cents amount, DateOnly date, string reference, List<LedgerEvent> events)
    {
        if (_state.Years.YearOf(date) is null || _state.Deposits.ContainsKey(reference)) return;
        Record(new DepositPosted(amount, date, reference, _state.PostingMonth(date)), events);
    }

    /// <summary>
    /// Posts what the carrier of a contract sent or refused (rule 4.14), as if paid on <paramref name="date"/>. A
    /// reference posted before, or a contract of no plan year, changes nothing.
    /// </summary>
    public void Reimburse(
        PlanYear contract, ContractHalf half, bool isDenied, Cents amount, DateOnly date, string reference,
        List<LedgerEvent> events)
    {
        if (_state.Years.YearOf(contract) is null
            || _state.Reimbursements.Exists(posted => posted.Reference == reference)) return;
        var posting = _state.PostingMonth(date);
        Record(new ReimbursementPosted(contract, half, isDenied, amount, date, reference, posting), events);
    }

    /// <summary>Posts what the bank account holds as of a day, and the checks not cashed yet (rule 5.17).</summary>
    public void PostBank(DateOnly date, Cents balance, Cents outstanding, List<LedgerEvent> events) =>
        Record(new BankBalancePosted(date, balance, outstanding), events);

    /// <summary>From here on the edition decides; one that does already changes nothing.</summary>
    public void Begin(int edition, List<LedgerEvent> events)
    {
        if (edition > Edition) Record(new EditionBegan(edition), events);
    }

    /// <summary>Closes <paramref name="month"/>, which must be <see cref="OpenMonth"/> (rule 5.1).</summary>
    /// <exception cref="ArgumentException">It is not the open month.</exception>
    public void Close(Month month, List<LedgerEvent> events)
    {
        if (month != OpenMonth) throw new ArgumentException("Months close in order, once each.", nameof(month));
        Record(new MonthClosed(month), events);
    }

    /// <summary>Records an item of the journal that could not be applied.</summary>
    public void SetAside(ItemSetAside item, List<LedgerEvent> events) => Record(item, events);

    /// <summary>Removes an item that was set aside, once it has been applied.</summary>
    public void Retried(ItemSetAside item, List<LedgerEvent> events)
    {
        Record(new ItemRetried(item.Sequence, item.Index), events);
    }

    private void Record(LedgerEvent ledgerEvent, List<LedgerEvent> events)
    {
        IsHalfApplied = true;
        Apply(ledgerEvent);
        IsHalfApplied = false;
        events.Add(ledgerEvent);
    }

    /// <summary>What all decisions of a claim share: its posting month and paid date, and the journal entry.</summary>
    private readonly record struct Circumstances(DateOnly PaidDate, Month PostingMonth, long Sequence);

    private Circumstances CircumstancesOf(Claim claim, BookContext context)
    {
        var paidDate = claim.PaidDate ?? context.BusinessDate;
        return new Circumstances(paidDate, _state.PostingMonth(paidDate), context.Sequence);
    }
}
