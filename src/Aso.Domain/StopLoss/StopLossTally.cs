using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>The stop-loss contract of a plan year and the amounts that rule 5.9 needs, of one shard.</summary>
internal sealed class ContractSums
{
    public ContractTotals Totals { get; } = new();

    public Cents CappedSpecificPaid { get; set; }

    public Cents OtherPaid { get; set; }

    public Cents Uncovered { get; set; }

    /// <summary>Remembers that the contract took a line or a void in the month (rule 5.3).</summary>
    public void PostedIn(Month month)
    {
        if (_latest == month) return;
        _latest = month;
        Totals.PostedMonths.Add(month);
    }

    private Month? _latest;
}

/// <summary>
/// Adds posted lines up to stop-loss figures, by contract and member (rules 4.1, 4.2, 4.5): the live ones as claims
/// are posted, or those of a past month from the lines kept.
/// </summary>
internal sealed class StopLossTally(List<PlanYearBook> years)
{
    private readonly List<ContractSums> _sums = [];

    public ContractSums Of(int slot)
    {
        while (_sums.Count <= slot) _sums.Add(new ContractSums());
        return _sums[slot];
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
                Of(line.Year).Uncovered += amount;
            return;
        }

        var terms = years[line.Contract].Plan.StopLoss!;
        var totals = Of(line.Contract).Totals;
        if (terms.Aggregate is { } aggregate && aggregate.Benefits.Contains(line.Benefit))
            totals.AggregatePaid += amount;
        if (terms.Specific is { } specific && specific.Benefits.Contains(line.Benefit))
            Move(terms, specific, totals, memberId, ref Slots.At(ref figures, line.Contract), amount);
    }

    /// <summary>Remembers the posting months of a line, and of its void, up to <paramref name="through"/>.</summary>
    public void Remember(in ClaimRecord claim, in LineRecord line, Month? through)
    {
        if (line.Contract < 0 || line.Paid.IsZero) return;
        if (!(claim.Posted > through)) Of(line.Contract).PostedIn(claim.Posted);
        if (!claim.Stands && !(claim.Withdrawn > through)) Of(line.Contract).PostedIn(claim.Withdrawn);
    }

    /// <summary>Tells what the member's standing has become under a contract, where that is new (rule 4.4).</summary>
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

    private static Thresholds ThresholdsOf(ref MemberYear member, SpecificStopLoss specific, string memberId) =>
        member.Thresholds ??= Thresholds.Of(specific, memberId);

    private void CountInOwnYear(in LineRecord line, Cents amount, string memberId, ref MemberYear[] figures)
    {
        var sums = Of(line.Year);
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
