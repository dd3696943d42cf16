using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>Money that came back (rule 5.14).</summary>
public sealed partial class ShardBook
{
    /// <summary>Where a recovery counts; a refusal: nowhere.</summary>
    private readonly record struct Counted(
        PlanYearBook? Year, Family? Family, DateOnly Incurred, DateOnly PaidDate, RecoveryRefusal? Refusal = null);

    /// <summary>What is posted, in no particular order.</summary>
    public IEnumerable<RecoveryPosted> Recoveries => _state.Recoveries.Values;

    /// <summary>Why the recovery could not be posted now; null: it could.</summary>
    public RecoveryRefusal? RefusalOf(Recovery recovery) => Find(recovery).Refusal;

    /// <summary>
    /// Posts a recovery as if paid on its date. A reference posted before, or one that is refused, changes nothing.
    /// </summary>
    public void Recover(Recovery recovery, BookContext context, List<LedgerEvent> events)
    {
        if (_state.Recoveries.ContainsKey(recovery.Reference) || Find(recovery) is not { Refusal: null } counted) return;
        Record(
            new RecoveryPosted(
                recovery, counted.Year!.Year, counted.Family?.SubscriberId, counted.Incurred, counted.PaidDate,
                _state.PostingMonth(recovery.Date), context.Sequence),
            events);
    }

    /// <summary>
    /// Plan year, incurred date and contracts are those of the first posted line of the benefit of the claim that it names;
    /// without one, those of a line incurred and paid on its date.
    /// </summary>
    private Counted Find(Recovery recovery)
    {
        var family = default(Family);
        if (recovery.MemberId is { } id)
        {
            if (_state.MemberOf(id) is not { } member) return Refused(RecoveryRefusal.UnknownMember);
            family = member.Family;
            if (recovery.ClaimNumber is not null) return FindClaim(recovery, member);
        }

        return _state.Years.YearOf(recovery.Date) is { } year
            ? new Counted(year, family, recovery.Date, recovery.Date)
            : Refused(RecoveryRefusal.NoPlanYear);
    }

    private Counted FindClaim(Recovery recovery, FamilyMember member)
    {
        // Claims of a member who has changed families stand in the one that they were adjudicated in.
        var families = _state.Families.Where(one => one.Find(member.MemberId) is not null);
        foreach (var family in families.Prepend(member.Family))
        {
            if (family.Standing(recovery.ClaimNumber) is not (>= 0 and var place)) continue;
            ref readonly var claim = ref family.Claims[place];
            if (claim.LineCount == 0 || family.Lines[claim.FirstLine] is var line && line.Benefit != recovery.Benefit)
                continue;
            return new Counted(_state.Years.BySlot[line.Year], family, line.Incurred, claim.PaidDate);
        }

        return Refused(RecoveryRefusal.NoStandingClaim);
    }

    private static Counted Refused(RecoveryRefusal refusal) => new(null, null, default, default, refusal);
}
