using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>What of a plan year's claims comparison and funding need person by person (rules 5.8, 5.9), and its totals.</summary>
/// <param name="Totals">The shard's, of posting months through the last closed one.</param>
/// <param name="Pooled">Σ over members of min(pooling level, paid + pended health − recoveries of the member).</param>
/// <param name="AbovePooling">Σ over members of max(0, the same − pooling level).</param>
/// <param name="AboveCap">Σ over units of max(0, x − cap), x paid in the specific's benefits less recoveries in them.</param>
/// <param name="TrendedAboveCap">Σ over units of max(0, x × (1 + trend) − cap), unrounded, in cents.</param>
public sealed record Experience(
    Totals Totals, Cents Pooled, Cents AbovePooling, Cents AboveCap, Fraction TrendedAboveCap)
{
    public static Experience operator +(Experience left, Experience right) => new(
        Totals.Sum([left.Totals, right.Totals]),
        left.Pooled + right.Pooled,
        left.AbovePooling + right.AbovePooling,
        left.AboveCap + right.AboveCap,
        left.TrendedAboveCap + right.TrendedAboveCap);
}

public sealed partial class ShardBook
{
    /// <summary>A plan year's experience through a closed month, as it is known now, pended claims too.</summary>
    /// <param name="trend">Yearly, as 0.08 for 8 %.</param>
    public Experience Experience(PlanYear planYear, Month through, decimal trend)
    {
        var totals = Totals(through);
        if (_state.Years.YearOf(planYear) is not { } year)
            return new Experience(totals, Cents.Zero, Cents.Zero, Cents.Zero, Fraction.Zero);
        var (members, units) = (new Dictionary<UnitFigures, Cents>(), new Dictionary<UnitFigures, (Cents Paid, Cents Cap)>());
        var specific = year.Plan.StopLoss?.Specific;
        foreach (var family in _state.Families)
        {
            foreach (var posted in family.PostedLines)
            {
                ref readonly var line = ref posted.Line;
                var amount = line.Paid * posted.Claim.SignThrough(through);
                if (line.Year != year.Slot || amount.IsZero) continue;
                AddPaid(family, line.Member, line.Benefit, amount);
            }

            foreach (var recovery in family.Recoveries)
                if (recovery.Takers.Year == year.Slot && recovery.Posted <= through)
                    AddPaid(
                        family, recovery.Takers.Member, recovery.Recovery.Benefit!.Value, -recovery.Recovery.Amount);

            foreach (var pended in family.Pended.Where(pended => !pended.Decision.Claim.Benefit.IsDisability()))
            foreach (var line in pended.Lines.Where(line => line.Year == year.Slot && line.Incurred <= through.LastDay))
                Add(family.MemberNamed(pended.Decision.Claim.MemberId).Figures, line.Estimate);
        }

        var pooling = year.Plan.FullyInsured?.PoolingLevel;
        var growth = Fraction.One + Fraction.Of(trend);
        return new Experience(
            totals,
            members.Values.Sum(incurred => pooling is { } level ? Cents.Min(level, incurred) : incurred),
            members.Values.Sum(incurred => pooling is { } level ? (incurred - level).NotNegative() : Cents.Zero),
            units.Values.Sum(unit => (unit.Paid - unit.Cap).NotNegative()),
            units.Values.Aggregate(Fraction.Zero, (sum, unit) =>
            {
                var above = Fraction.Of(unit.Paid) * growth - Fraction.Of(unit.Cap);
                return above > Fraction.Zero ? sum + above : sum;
            }));

        void AddPaid(Family family, short member, Benefit benefit, Cents amount)
        {
            Add(family.Members[member].Figures, amount);
            if (specific?.Benefits.Contains(benefit) != true) return;
            var (id, unit) = StopLossTally.UnitOf(specific, family, member);
            units[unit] = (units.GetValueOrDefault(unit).Paid + amount, specific.DeductibleOf(id));
        }

        void Add(UnitFigures member, Cents amount) => members[member] = members.GetValueOrDefault(member) + amount;
    }
}
