using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>Prices a medical, pharmacy or dental line: rules 3.20–3.24 in their order.</summary>
internal static class HealthPricing
{
    /// <param name="outcomes">Those of the claim's lines up to the one to price, which is the last.</param>
    public static void Price(FamilyMember member, Claim claim, Span<LineOutcome> outcomes, HealthPlan terms)
    {
        var earlier = outcomes[..^1];
        ref var outcome = ref outcomes[^1];
        var line = claim.Lines[earlier.Length];
        var year = outcome.Opened.Year!;
        var service = year.ServiceAt(claim.Benefit, outcome.Opened.Service);
        var used = Used.Before(member, claim.Benefit, year, earlier);

        var allowed = Pricing.Allowed(outcome.Charge, line.Allowed, line.InNetwork, terms.NetworkDiscount);
        var secondary = line.OtherPaid > Cents.Zero;
        var priced = secondary ? OtherPayer.Base(terms.Coordination, allowed, line.OtherPaid) : allowed;
        var share = CostShare.Calculate(
            priced,
            CopayLeft(claim.Benefit, earlier, service, terms),
            DeductibleLeft(member, claim, line, service, terms, used),
            service?.Coinsurance ?? terms.Coinsurance,
            terms.OutOfPocketMaximum is { } limit
                ? FamilyDeductible.EmbeddedLeft(limit, used.Individual.OutOfPocket, used.Family.OutOfPocket)
                : null);

        var pays = priced - share.Sum;
        var owed = share;
        if (secondary)
        {
            pays = OtherPayer.Pays(terms.Coordination, pays, allowed, line.OtherPaid);
            var memberOwes = OtherPayer.MemberOwes(allowed, line.OtherPaid, pays);
            owed = share.ReducedTo(memberOwes);
            outcome.OtherPayer = allowed - pays - memberOwes;
        }

        if (terms.AnnualMaximum is { } maximum && !outcome.Opened.OutsideMaximum)
            outcome.Cut = AnnualMaximum.Cut(pays, maximum, used.Individual.MaximumUsed);

        outcome.Allowed = allowed;
        outcome.Share = share;
        outcome.Owed = owed;
        outcome.Ours = outcome.Paid = pays - outcome.Cut;
    }

    /// <summary>Once per claim and service, on its first line that is not denied (rule 3.21 step 1).</summary>
    private static Cents CopayLeft(
        Benefit benefit, ReadOnlySpan<LineOutcome> earlier, Service? service, HealthPlan terms)
    {
        var copay = service?.Copay ?? terms.Copay;
        if (copay.IsZero) return copay;
        foreach (ref readonly var outcome in earlier)
        {
            // A claim that spans two plan years has the same service under the same name in both.
            if (outcome.NotDenied && outcome.Opened.Year!.ServiceAt(benefit, outcome.Opened.Service)?.Name == service?.Name)
                return Cents.Zero;
        }

        return copay;
    }

    private static Cents DeductibleLeft(
        FamilyMember member, Claim claim, ClaimLine line, Service? service, HealthPlan terms, in Used used)
    {
        if (terms.Deductible is not { } deductible || service is { Deductible: false }) return Cents.Zero;
        return FamilyDeductible.Left(
            deductible, used.Individual.Deductible, used.Family.Deductible,
            deductible.Kind == DeductibleKind.Aggregate && MoreThanOneCovered(member.Family, claim, line));
    }

    private static bool MoreThanOneCovered(Family family, Claim claim, ClaimLine line)
    {
        var covered = 0;
        foreach (var member in family.Members)
            if (Coverage.Covers(member.Rows, claim.Benefit, claim.IncurredOn(line))) covered++;
        return covered > 1;
    }

    /// <summary>The accumulators as they stand before a line: posted, and those of the claim's earlier lines.</summary>
    private readonly record struct Used(MemberAccumulator Individual, FamilyAccumulator Family)
    {
        public static Used Before(
            FamilyMember member, Benefit benefit, PlanYearBook year, ReadOnlySpan<LineOutcome> earlier)
        {
            var individual = member.Year(year.Slot).Accumulators[(int)benefit];
            var family = member.Family.Year(year.Slot).Accumulators[(int)benefit];
            foreach (ref readonly var outcome in earlier)
            {
                if (outcome.Opened.Year != year) continue;
                individual.Deductible += outcome.Share.Deductible;
                individual.OutOfPocket += outcome.Share.Sum;
                family.Deductible += outcome.Share.Deductible;
                family.OutOfPocket += outcome.Share.Sum;
                if (!outcome.Opened.OutsideMaximum) individual.MaximumUsed += outcome.Paid;
            }

            return new Used(individual, family);
        }
    }
}
