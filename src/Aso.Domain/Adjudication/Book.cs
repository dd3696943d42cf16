namespace Aso.Domain;

/// <summary>When and from where work on a shard happens: a journal entry's own facts, so that replay repeats them.</summary>
/// <param name="Sequence">The journal entry's sequence.</param>
/// <param name="BusinessDate">The entry's business date in the plan's time zone.</param>
public readonly record struct BookContext(long Sequence, DateOnly BusinessDate);

/// <summary>A plan document in force for its plan year.</summary>
/// <param name="Version">1 for the first document of its plan year.</param>
public sealed record AdoptedPlan(Plan Plan, int Version, DateOnly On);

/// <summary>
/// The state of one shard of an employer's ledger: plans, families, accumulators, standing claims, totals. It is the
/// fold of <see cref="LedgerEvent"/>s. Each command decides, applies what it decided to this state, and appends the
/// events to <paramref name="events"/>; applying the same events to another book by <see cref="Apply"/> gives an equal
/// state. No I/O, no clock; not thread-safe.
/// </summary>
public sealed class Book
{
    /// <summary>Null until the first plan (section 1, posting month).</summary>
    public Month? OpenMonth => throw new NotImplementedException();

    public IReadOnlyDictionary<PlanYear, AdoptedPlan> Plans => throw new NotImplementedException();

    /// <summary>Stop-loss announcements and pended claims since they were last taken, in order (rule 4.4).</summary>
    public IReadOnlyList<Announcement> TakeAnnouncements() => throw new NotImplementedException();

    public void Adopt(Plan plan, int version, DateOnly on, List<LedgerEvent> events) =>
        throw new NotImplementedException();

    public void Enroll(EnrollmentRow row, List<LedgerEvent> events) => throw new NotImplementedException();

    public void Adjudicate(Claim claim, BookContext context, List<LedgerEvent> events) =>
        throw new NotImplementedException();

    /// <summary>Approves (null code) or denies a pended claim (rule 3.29); false when it is not pended.</summary>
    public bool Decide(
        string subscriberId, string claimNumber, string? denialCode, BookContext context, List<LedgerEvent> events) =>
        throw new NotImplementedException();

    public void Deposit(Cents amount, DateOnly date, string reference, List<LedgerEvent> events) =>
        throw new NotImplementedException();

    /// <summary>Closes <paramref name="month"/>, which must be <see cref="OpenMonth"/>.</summary>
    public void Close(Month month, List<LedgerEvent> events) => throw new NotImplementedException();

    public void Apply(LedgerEvent happened) => throw new NotImplementedException();

    /// <summary>
    /// The shard's totals, of all that is posted (null), or of posting months up to <paramref name="through"/>: a cut.
    /// </summary>
    public Totals Totals(Month? through = null) => throw new NotImplementedException();

    /// <summary>Members of this shard with eligible paid amounts under the contract, by member id.</summary>
    public IReadOnlyList<MemberPosition> Positions(PlanYear contract, Month? through = null) =>
        throw new NotImplementedException();

    /// <summary>Every decision under a claim number, oldest first; one family, or all of the shard (null).</summary>
    public IReadOnlyList<Decision> History(string claimNumber, string? subscriberId = null) =>
        throw new NotImplementedException();

    /// <summary>Standing pended claims, oldest first (their latest decision, with the estimate of now).</summary>
    public IReadOnlyList<Decision> Pended() => throw new NotImplementedException();

    /// <summary>Accumulators, enrollment and claims of one member; null when unknown.</summary>
    public MemberView? Member(string memberId) => throw new NotImplementedException();
}

public enum AnnouncementKind : byte
{
    NoticeGiven,
    NoticeWithdrawn,
    DeductibleReached,
    DeductibleWithdrawn,
    ClaimPended,
}

/// <summary>Something others want to hear of, made by the commit that caused it.</summary>
public sealed record Announcement(
    AnnouncementKind Kind, PlanYear? Contract, string MemberId, string? ClaimNumber, Cents Eligible, Cents Deductible);

/// <summary>A member's position under a stop-loss contract (rules 4.2, 4.4).</summary>
public sealed record MemberPosition(
    string MemberId, Cents Eligible, Cents Deductible, Cents Excess, Cents Reimbursable, bool Notice, bool Breach);

/// <summary>What stands for one member, for reading.</summary>
public sealed record MemberView(
    string MemberId,
    string SubscriberId,
    IReadOnlyList<EnrollmentRow> Enrollment,
    IReadOnlyList<MemberAccumulators> Accumulators,
    IReadOnlyList<Decision> Claims);

/// <summary>A member's accumulators of one plan year and benefit (rules 3.21–3.23), and the family's beside them.</summary>
public sealed record MemberAccumulators(
    PlanYear Year,
    Benefit Benefit,
    Cents Deductible,
    Cents OutOfPocket,
    Cents FamilyDeductible,
    Cents FamilyOutOfPocket,
    Cents AnnualMaximumUsed);
