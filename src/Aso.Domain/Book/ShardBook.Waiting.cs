using Aso.Domain.Claims;

namespace Aso.Domain.Book;

/// <summary>Claims whose member is not enrolled yet (rule 3.34).</summary>
public sealed partial class ShardBook
{
    /// <summary>All that wait, in the order of arrival.</summary>
    public IReadOnlyList<WaitingClaim> Waiting => InOrder(_ => true);

    /// <summary>The first day on which a wait ends; null: none waits.</summary>
    public DateOnly? WaitsUntil =>
        _state.Waiting.Count == 0 ? null : _state.Waiting.Values.Min(waiting => waiting.Until);

    /// <summary>Those whose wait has ended by a business date, in the order of arrival.</summary>
    public IReadOnlyList<WaitingClaim> Expired(DateOnly businessDate) =>
        InOrder(waiting => waiting.Until <= businessDate && !IsEnrolled(waiting));

    /// <summary>
    /// Those whose member is enrolled by now, in the order of arrival. Call after all rows of an enrollment
    /// file: a claim's decision may depend on any of them.
    /// </summary>
    public IReadOnlyList<WaitingClaim> Enrolled() => InOrder(IsEnrolled);

    /// <summary>
    /// Decides a waiting claim: adjudicates it where its member is enrolled by now, else refuses it by rule 3.4, as of
    /// the day on which the wait ended, whenever that is processed.
    /// </summary>
    public void Decide(WaitingClaim waiting, BookContext context, List<LedgerEvent> events)
    {
        var claim = waiting.Claim;
        var member = _state.MemberOf(claim.MemberId, claim.SubscriberId);
        Record(new WaitEnded(waiting.Number, IsGivenAway: false), events);
        var date = member is null ? waiting.Until : context.BusinessDate;
        Adjudicate(member, claim, new BookContext(waiting.Sequence, date), events);
    }

    /// <summary>
    /// Gives a waiting claim away to the shard on which its member is enrolled, or takes one over: claims of unknown
    /// members are on the shard of the ids in their file, which names a dependent's family only sometimes.
    /// </summary>
    /// <param name="move">A <see cref="WaitEnded"/>, or a <see cref="ClaimWaits"/> of the other shard's claim.</param>
    public void Move(LedgerEvent move, List<LedgerEvent> events) => Record(move, events);

    private List<WaitingClaim> InOrder(Func<WaitingClaim, bool> isWanted)
    {
        if (_state.Waiting.Count == 0) return [];
        // One that was taken over from another shard may have arrived before others here.
        return [.. _state.Waiting.Values.Where(isWanted).OrderBy(waiting => waiting.Sequence)];
    }

    private bool IsEnrolled(WaitingClaim waiting) => _state.MemberOf(waiting.Claim.MemberId) is not null;

    /// <summary>
    /// The day up to which a claim of an unknown member waits; null: it does not. A void or a replacement of an
    /// unknown member's claim is refused by rule 3.2, and one without a line that passes rule 3.1 would be denied in any
    /// case.
    /// </summary>
    private DateOnly? EndOfWait(Claim claim, BookContext context)
    {
        if (claim.Type != ClaimType.Original || claim.Lines.Count == 0) return null;
        var days = _state.Years.YearOf(claim.IncurredOn(claim.Lines[0]))?.Plan.AwaitMemberDays ?? 0;
        if (days == 0 || !IsInPlan(claim)) return null;
        var until = DateOnly.FromDayNumber(Math.Min(claim.Received.DayNumber + days, DateOnly.MaxValue.DayNumber));
        return until > context.BusinessDate ? until : null;
    }

    /// <summary>Whether a line passes rule 3.1.</summary>
    private bool IsInPlan(Claim claim)
    {
        for (var line = 0; line < claim.Lines.Count; line++)
            if (_state.Years.YearOf(claim.IncurredOn(claim.Lines[line]))?.TermsOf(claim.Benefit) is not null) return true;
        return false;
    }
}
