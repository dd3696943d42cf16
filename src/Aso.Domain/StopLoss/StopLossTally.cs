using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>
/// Adds up posted lines to stop-loss figures, by contract and member (rules 4.1, 4.2, 4.5): live as claims are posted,
/// or through a past month from the lines kept.
/// </summary>
internal sealed class StopLossTally(List<PlanYearBook> years)
{
    private readonly List<PlanYearTotals> _totals = [];

    /// <summary>The stop-loss figures of a plan year, without any others.</summary>
    public PlanYearTotals Totals(int slot)
    {
        while (_totals.Count <= slot) _totals.Add(new PlanYearTotals());
        return _totals[slot];
    }

    /// <summary>Counts a signed amount of a line where <see cref="LineRecord.Contract"/> says it counts.</summary>
    /// <param name="figures">The member's, by slot.</param>
    public void Count(in LineRecord line, Cents amount, string memberId, ref MemberYear[] figures)
    {
        if (amount.IsZero) return;
        CountInOwnYear(line, amount, memberId, ref figures);
        if (line.Contract < 0)
        {
            if (years[line.Year].Plan.StopLoss is { } own && own.Benefits.Contains(line.Benefit))
                Totals(line.Year).Uncovered += amount;
            return;
        }

        var terms = years[line.Contract].Plan.StopLoss!;
        var totals = Totals(line.Contract).Contract;
        if (terms.Aggregate is { } aggregate && aggregate.Benefits.Contains(line.Benefit))
            totals.AggregatePaid += amount;
        if (terms.Specific is { } specific && specific.Benefits.Contains(line.Benefit))
            Move(terms, specific, totals, memberId, ref Slots.At(ref figures, line.Contract), amount);
    }

    /// <summary>
    /// Counts what a family has posted in months up to <paramref name="through"/>; null: in all months.
    /// </summary>
    /// <returns>The figures of the family's members, by place and slot.</returns>
    public MemberYear[][] Count(Family family, Month? through)
    {
        var members = NoFigures(family);
        foreach (var posted in family.PostedLines) Count(family, posted.Claim, posted.Line, through, members);
        return members;
    }

    /// <param name="members">The figures of the family's members, by place and slot.</param>
    public void Count(
        Family family, in ClaimRecord claim, in LineRecord line, Month? through, MemberYear[][] members)
    {
        CountPostedMonths(claim, line, through);
        var sign = claim.SignThrough(through);
        if (sign == 0) return;
        Count(line, line.Paid * sign, family.Members[line.Member].MemberId, ref members[line.Member]);
    }

    public static MemberYear[][] NoFigures(Family family)
    {
        var members = new MemberYear[family.Members.Count][];
        Array.Fill(members, []);
        return members;
    }

    /// <summary>Adds an announcement for each change of the member's notice or breach under a contract (rule 4.4).</summary>
    public void Announce(int contract, string memberId, ref MemberYear figures, List<Announcement> announcements)
    {
        if (figures is { Notice: false, Breach: false, Thresholds.Quiet: var quiet }
            && figures.Eligible < quiet) return;
        var plan = years[contract].Plan;
        var specific = plan.StopLoss?.Specific;
        var deductible = specific?.DeductibleOf(memberId) ?? Cents.Zero;
        var notice = specific is not null && Specific.IsNotice(specific, figures.Eligible, deductible);
        var breach = specific is not null && Specific.IsBreach(figures.Eligible, deductible);
        var eligible = figures.Eligible;
        if (notice != figures.Notice)
            Add(notice ? AnnouncementKind.NoticeGiven : AnnouncementKind.NoticeWithdrawn);
        if (breach != figures.Breach)
            Add(breach ? AnnouncementKind.DeductibleReached : AnnouncementKind.DeductibleWithdrawn);
        (figures.Notice, figures.Breach) = (notice, breach);

        void Add(AnnouncementKind kind) =>
            announcements.Add(new Announcement(kind, plan.Year, memberId, null, eligible, deductible));
    }

    /// <summary>The posting months of a line, and of its void (rule 5.3).</summary>
    private void CountPostedMonths(in ClaimRecord claim, in LineRecord line, Month? through)
    {
        if (line.Contract < 0 || line.Paid.IsZero) return;
        var contract = Totals(line.Contract).Contract;
        if (!(claim.Posted > through)) contract.PostedIn(claim.Posted);
        if (!claim.Stands && !(claim.Withdrawn > through)) contract.PostedIn(claim.Withdrawn);
    }

    private static Thresholds ThresholdsOf(ref MemberYear member, SpecificStopLoss specific, string memberId) =>
        member.Thresholds ??= Thresholds.ForMember(specific, memberId);

    private void CountInOwnYear(in LineRecord line, Cents amount, string memberId, ref MemberYear[] figures)
    {
        var sums = Totals(line.Year);
        if (years[line.Year].Plan.StopLoss?.Specific is not { } specific || !specific.Benefits.Contains(line.Benefit))
        {
            sums.OtherPaid += amount;
            return;
        }

        ref var member = ref Slots.At(ref figures, line.Year);
        var cap = ThresholdsOf(ref member, specific, memberId).Deductible;
        var before = Cents.Min(member.SpecificPaid, cap);
        member.SpecificPaid += amount;
        sums.CappedSpecificPaid += Cents.Min(member.SpecificPaid, cap) - before;
    }

    private static void Move(
        StopLossTerms terms, SpecificStopLoss specific, ContractTotals totals, string memberId, ref MemberYear member,
        Cents amount)
    {
        var (deductible, quiet) = ThresholdsOf(ref member, specific, memberId);
        if (member.Eligible < quiet && member.Eligible + amount < quiet)
        {
            member.Eligible += amount;
            return;
        }

        Add(member.Eligible, -1);
        member.Eligible += amount;
        Add(member.Eligible, 1);

        void Add(Cents eligible, int sign)
        {
            if (eligible <= Cents.Zero) return;
            totals.SpecificReimbursable += Specific.Reimbursable(specific, eligible, deductible) * sign;
            totals.AboveSpecific += Specific.AboveSpecific(terms, memberId, eligible) * sign;
            if (Specific.IsNotice(specific, eligible, deductible)) totals.MembersAtNotice += sign;
            if (eligible > deductible) totals.MembersOverSpecific += sign;
        }
    }
}
