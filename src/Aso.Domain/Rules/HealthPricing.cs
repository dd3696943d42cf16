using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>Prices a medical, pharmacy, dental or vision line: rules 3.20–3.24 and 3.31 in their order.</summary>
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
        var limits = year.LimitsOf(claim.Benefit);
        var used = Used.Before(member, claim.Benefit, year, limits, earlier);

        var allowed = Pricing.Allowed(outcome.Charge, line.Allowed, line.InNetwork, terms.NetworkDiscount);
        var secondary = line.OtherPaid > Cents.Zero;
        var priced = secondary ? OtherPayer.Base(terms.Coordination, allowed, line.OtherPaid) : allowed;
        var share = CostShare.Calculate(
            priced,
            CopayLeft(claim.Benefit, earlier, service, terms),
            DeductibleLeft(member, claim.IncurredOn(line), service, limits, used),
            service?.Coinsurance ?? terms.Coinsurance,
            limits.OutOfPocketMaximum is { } maximumOutOfPocket
                ? FamilyDeductible.EmbeddedLeft(maximumOutOfPocket, used.OutOfPocket, used.FamilyOutOfPocket)
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
            outcome.Cut = AnnualMaximum.Cut(pays, maximum, used.Maximum);

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
        FamilyMember member, DateOnly incurred, Service? service, CostShareLimits limits, in Used used)
    {
        if (limits.Deductible is not { } deductible || service is { Deductible: false }) return Cents.Zero;
        return FamilyDeductible.Left(
            deductible, used.Deductible, used.FamilyDeductible,
            deductible.Kind == DeductibleKind.Aggregate
                && MoreThanOneCovered(member.Family, limits.DeductibleOver, incurred));
    }

    /// <summary>Whether any of the benefits covers more than one member (rules 3.22, 3.31).</summary>
    private static bool MoreThanOneCovered(Family family, BenefitSet benefits, DateOnly incurred)
    {
        var covered = 0;
        foreach (var member in family.Members)
            if (member.RowHere(incurred) >= 0 && Coverage.CoversAny(member.Rows, benefits, incurred)) covered++;
        return covered > 1;
    }

    /// <summary>
    /// What is used of a benefit's limits before a line: posted, and by the claim's earlier lines. Each benefit has its
    /// own accumulators; of a shared limit all that its benefits have used is used (rule 3.31).
    /// </summary>
    private struct Used
    {
        public Cents Deductible;
        public Cents FamilyDeductible;
        public Cents OutOfPocket;
        public Cents FamilyOutOfPocket;

        /// <summary>Of the annual maximum.</summary>
        public Cents Maximum;

        public static Used Before(
            FamilyMember member, Benefit benefit, PlanYearBook year, CostShareLimits limits,
            ReadOnlySpan<LineOutcome> earlier)
        {
            ref readonly var own = ref member.Year(year.Slot).Accumulators;
            ref readonly var family = ref member.Family.Year(year.Slot).Accumulators;
            var used = new Used { Maximum = own[benefit.Place()].MaximumUsed };
            for (var place = 0; place < HealthBenefits.Count; place++)
            {
                if (limits.DeductibleOver.Contains(HealthBenefits.All[place]))
                {
                    used.Deductible += own[place].Deductible;
                    used.FamilyDeductible += family[place].Deductible;
                }

                if (limits.MaximumOver.Contains(HealthBenefits.All[place]))
                {
                    used.OutOfPocket += own[place].OutOfPocket;
                    used.FamilyOutOfPocket += family[place].OutOfPocket;
                }
            }

            foreach (ref readonly var outcome in earlier)
                if (outcome.Opened.Year == year) used.Add(outcome);
            return used;
        }

        private void Add(in LineOutcome earlier)
        {
            Deductible += earlier.Share.Deductible;
            FamilyDeductible += earlier.Share.Deductible;
            OutOfPocket += earlier.Share.Sum;
            FamilyOutOfPocket += earlier.Share.Sum;
            if (!earlier.Opened.OutsideMaximum) Maximum += earlier.Paid;
        }
    }
}
