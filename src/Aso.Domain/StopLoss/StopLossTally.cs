using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>
/// Adds up posted lines to stop-loss figures by contract and unit (rules 4.1–4.8), and to the capped columns of the
/// triangle (rule 5.6): live as claims are posted, or anew from the lines kept, through a past month or under other terms.
/// </summary>
internal sealed class StopLossTally
{
    private readonly List<PlanYearBook> _years;
    private readonly DivisionCodes _divisions;
    private readonly List<ContractTally> _contracts = [];
    private readonly List<CappedColumns> _capped = [];
    private Dictionary<UnitFigures, UnitFigures>? _anew;

    /// <param name="years">By slot.</param>
    /// <param name="divisions">The shard's.</param>
    /// <param name="isAnew">Whether units' figures are counted beside the live ones, from nothing.</param>
    public StopLossTally(List<PlanYearBook> years, DivisionCodes divisions, bool isAnew = false)
    {
        (_years, _divisions) = (years, divisions);
        if (isAnew) _anew = [];
    }

    /// <summary>A unit's figures in this tally.</summary>
    /// <param name="live">The unit's live ones.</param>
    public UnitFigures FiguresOf(UnitFigures live)
    {
        if (_anew is null) return live;
        if (!_anew.TryGetValue(live, out var figures)) _anew.Add(live, figures = new UnitFigures());
        return figures;
    }

    /// <summary>From here on the live figures are counted; they must equal what was counted anew.</summary>
    public void BecomeLive() => _anew = null;

    /// <summary>
    /// The unit that a line counts for under a specific: the member, or the family that the line was adjudicated in
    /// (rule 4.2).
    /// </summary>
    public static (string Id, UnitFigures Live) UnitOf(SpecificStopLoss? terms, Family family, short member) =>
        terms is { Per: SpecificUnit.Subscriber }
            ? (family.SubscriberId, family.Figures)
            : (family.Members[member].MemberId, family.Members[member].Figures);

    /// <summary>Counts a signed amount of a line under the contracts that its record names.</summary>
    public void Count(Family family, in LineRecord line, Cents amount, Month posted)
    {
        if (amount.IsZero) return;
        var year = _years[line.Year];
        if (!line.IsDisability)
        {
            var (incurred, columns) = (Month.Of(line.Incurred), CappedOf(line.Year));
            if (year.LargeClaimCap is not { } cap) columns.Add(incurred, posted, amount);
            else FiguresOf(family.Members[line.Member].Figures).Paid.Add(incurred, posted, amount, cap, columns);
        }

        if (year.Plan.StopLoss is { } own && IsMissed(own, line)) TallyOf(line.Year).Uncovered += amount;
        Count(family, line.Takers, amount);
    }

    /// <summary>Takes a recovery off what the halves that take such a line have counted (rule 5.14).</summary>
    public void Count(Family family, PostedRecovery recovery, Takers takers, Month? through)
    {
        if (!(recovery.Posted > through)) Count(family, takers, -recovery.Recovery.Amount);
    }

    /// <summary>Counts what a family has posted in months up to <paramref name="through"/>; null: in all.</summary>
    public void Count(Family family, Month? through)
    {
        foreach (var posted in family.PostedLines) Count(family, posted.Claim, posted.Line, through);
        foreach (var recovery in family.Recoveries) Count(family, recovery, recovery.Takers, through);
    }

    /// <inheritdoc cref="Count(Family, Month?)"/>
    public void Count(Family family, in ClaimRecord claim, in LineRecord line, Month? through)
    {
        if (!(claim.Posted > through)) Count(family, line, line.Paid, claim.Posted);
        if (!claim.Stands && !(claim.Withdrawn > through)) Count(family, line, -line.Paid, claim.Withdrawn);
    }

    /// <summary>Adds an announcement for each change of a unit's notice or breach under a contract (rule 4.4).</summary>
    /// <param name="contract">Its slot.</param>
    /// <param name="unitId">The member's id, or the subscriber's.</param>
    public void Announce(int contract, string unitId, ref UnitYear unit, List<Announcement> announcements)
    {
        var plan = _years[contract].Plan;
        var specific = plan.StopLoss?.Specific;
        if (unit is { Notice: false, Breach: false, Others: null } && unit.Thresholds is { Quiet: var quiet }
            && unit.Own.Amount < quiet) return;
        var deductible = specific?.DeductibleOf(unitId) ?? Cents.Zero;
        var eligible = specific is null ? unit.Own.Amount : Sums(contract, specific, unit).Eligible;
        var notice = specific is not null && Specific.IsNotice(specific, eligible, deductible);
        var breach = specific is not null && Specific.IsBreach(eligible, deductible);
        if (notice != unit.Notice)
            Add(notice ? AnnouncementKind.NoticeGiven : AnnouncementKind.NoticeWithdrawn);
        if (breach != unit.Breach)
            Add(breach ? AnnouncementKind.DeductibleReached : AnnouncementKind.DeductibleWithdrawn);
        (unit.Notice, unit.Breach) = (notice, breach);

        void Add(AnnouncementKind kind) =>
            announcements.Add(new Announcement(kind, plan.Year, unitId, null, eligible, deductible));
    }

    /// <summary>A unit's position under a contract that has a specific.</summary>
    public EligibleSums Sums(int contract, SpecificStopLoss terms, in UnitYear unit)
    {
        if (unit.Others is null) return new EligibleSums(unit.Own.Amount, unit.Own.Both, Cents.Zero, Cents.Zero);
        var (own, runIn) = (unit.Own, default(EligiblePaid));
        foreach (var other in unit.Others)
        {
            if (_years[other.Slot].Year < _years[contract].Year) runIn += other.Paid;
            else own += other.Paid;
        }

        return new EligibleSums(
            own.Amount + Specific.RunInCounted(terms, runIn.Amount),
            own.Both + Specific.RunInCounted(terms, runIn.Both),
            runIn.Amount - Specific.RunInCounted(terms, runIn.Amount),
            runIn.Both - Specific.RunInCounted(terms, runIn.Both));
    }

    /// <summary>R of a unit by the plan year of its lines (rule 4.13): slot and part.</summary>
    public IEnumerable<(int Slot, Cents Part)> SharesOf(int contract, UnitYear unit, Cents reimbursable)
    {
        if (unit.Others is null) return [(contract, reimbursable)];
        var paid = unit.Lines(contract).GroupBy(lines => lines.Slot)
            .Select(year => (Slot: year.Key, Amount: year.Sum(lines => lines.Paid.Amount)))
            .OrderBy(year => _years[year.Slot].Year)
            .ToList();
        var parts = Sharing.Share(
            reimbursable, [.. paid.Select(year => year.Amount)], paid.FindIndex(year => year.Slot == contract));
        return paid.Zip(parts, (year, part) => (year.Slot, part));
    }

    /// <summary>
    /// A unit's part of a plan year by the division of its lines, exactly, by what of each is eligible (rule 5.16).
    /// </summary>
    /// <param name="year">The slot of the plan year.</param>
    /// <param name="part">One of <see cref="SharesOf"/>.</param>
    public static IEnumerable<(short Division, Fraction Part)> DivisionsOf(
        int contract, UnitYear unit, int year, Cents part)
    {
        if (unit.Others is null) return [(unit.Division, Fraction.Of(part))];
        var lines = unit.Lines(contract).Where(lines => lines.Slot == year && lines.Paid.Amount > Cents.Zero).ToList();
        var paid = lines.Sum(lines => lines.Paid.Amount);
        return lines.Select(lines =>
            (lines.Division, Fraction.Of(part) * Fraction.Of(lines.Paid.Amount, paid)));
    }

    /// <summary>Paid lines of a plan year that a half of its own contract covers and no contract takes (rule 4.1).</summary>
    public Cents UncoveredOf(int slot) => TallyOf(slot).Uncovered;

    /// <summary>Adds what is counted to a shard's totals.</summary>
    public void AddTo(Totals totals)
    {
        for (var slot = 0; slot < _contracts.Count; slot++)
            _contracts[slot].AddTo(totals.Year(_years[slot].Year), _years, _divisions);
        for (var slot = 0; slot < _capped.Count; slot++) _capped[slot].AddTo(totals.Year(_years[slot].Year));
    }

    private static bool IsMissed(StopLossTerms own, in LineRecord line) =>
        (line.Specific < 0 && own.Specific?.Benefits.Contains(line.Benefit) == true)
        || (line.Aggregate < 0 && own.Aggregate?.Benefits.Contains(line.Benefit) == true);

    private ContractTally TallyOf(int slot)
    {
        while (_contracts.Count <= slot) _contracts.Add(new ContractTally());
        return _contracts[slot];
    }

    private CappedColumns CappedOf(int slot)
    {
        while (_capped.Count <= slot) _capped.Add(new CappedColumns(_years[_capped.Count].Year));
        return _capped[slot];
    }

    private void Count(Family family, Takers takers, Cents amount)
    {
        if (takers.Aggregate >= 0) TallyOf(takers.Aggregate).AddAggregatePaid(takers.Year, amount);
        if (takers.Specific < 0) return;
        var both = takers.Aggregate == takers.Specific ? amount : Cents.Zero;
        Move(family, takers, new EligiblePaid(amount, both));
    }

    private void Move(Family family, Takers takers, EligiblePaid amount)
    {
        int contract = takers.Specific;
        var terms = _years[contract].Plan.StopLoss!;
        var specific = terms.Specific!;
        var (id, live) = UnitOf(specific, family, takers.Member);
        ref var unit = ref FiguresOf(live).Year(contract);
        var thresholds = unit.Thresholds ??= Thresholds.ForUnit(specific, id);
        if (unit.Others is null && unit.IsOwn(contract, takers.Year, takers.Division)
            && unit.Own.Most < thresholds.Quiet
            && (unit.Own + amount).Most < thresholds.Quiet)
        {
            (unit.Own, unit.Division) = (unit.Own + amount, takers.Division);
            return;
        }

        Contribute(contract, terms, id, unit, -1);
        unit.Add(contract, takers.Year, takers.Division, amount);
        Contribute(contract, terms, id, unit, 1);
    }

    private void Contribute(int contract, StopLossTerms terms, string unitId, in UnitYear unit, int sign)
    {
        var specific = terms.Specific!;
        var sums = Sums(contract, specific, unit);
        var deductible = unit.Thresholds!.Value.Deductible;
        var tally = TallyOf(contract);
        var reimbursable = Specific.Reimbursable(specific, sums.Eligible, deductible);
        if (!reimbursable.IsZero)
            foreach (var (slot, part) in SharesOf(contract, unit, reimbursable))
            {
                tally.AddSpecific(slot, part * sign);
                if (_divisions.IsEmpty) continue;
                foreach (var (division, exact) in DivisionsOf(contract, unit, slot, part * sign))
                    tally.AddSpecific(slot, division, exact);
            }
        tally.AboveSpecific += Specific.AboveSpecific(terms, unitId, sums) * sign;
        tally.LasersUsed += Specific.LaserUsed(specific, unitId, sums.Eligible) * sign;
        if (Specific.IsNotice(specific, sums.Eligible, deductible)) tally.UnitsAtNotice += sign;
        if (sums.Eligible > deductible) tally.UnitsOverSpecific += sign;
    }
}

/// <summary>A unit's eligible paid under a contract.</summary>
/// <param name="Eligible">E of rule 4.2, after the run-in maximum (rule 4.8).</param>
/// <param name="EligibleBoth">E′ of rule 4.5: the same of lines that both halves take.</param>
/// <param name="RunInCut">What the run-in maximum cuts from E.</param>
/// <param name="RunInCutBoth">c of rule 4.5: what it cuts from E′.</param>
public readonly record struct EligibleSums(Cents Eligible, Cents EligibleBoth, Cents RunInCut, Cents RunInCutBoth);
