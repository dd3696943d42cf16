namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>sharedLimits</c> (rule 3.31).</summary>
internal static class SharedLimitFields
{
    public static IReadOnlyList<SharedLimit> All(Block block, Plan plan)
    {
        var (deductibles, maximums) = (default(BenefitSet), default(BenefitSet));
        var all = block.Array("sharedLimits", plan.SharedLimits, new SharedLimit(default, null, null), (one, limit) =>
        {
            limit = SharedLimit(one, limit, plan);
            if (limit.Deductible is not null) deductibles = Once(one, limit.Benefits, deductibles, "deductible");
            if (limit.OutOfPocketMaximum is not null)
                maximums = Once(one, limit.Benefits, maximums, "out-of-pocket maximum");
            return limit;
        });
        foreach (var (benefit, terms) in plan.Benefits)
        {
            if (terms is not HealthPlan health) continue;
            if (health.Deductible is not null && deductibles.Contains(benefit)) RefuseOwn(block, benefit, "deductible");
            if (health.OutOfPocketMaximum is not null && maximums.Contains(benefit))
                RefuseOwn(block, benefit, "outOfPocketMaximum");
        }

        return all;
    }

    private static SharedLimit SharedLimit(Block block, SharedLimit limit, Plan plan)
    {
        limit = new SharedLimit(
            BenefitFields.Shared(block, limit.Benefits, plan),
            HealthFields.Deductible(block, limit.Deductible),
            HealthFields.OutOfPocketMaximum(block, limit.OutOfPocketMaximum));
        if (limit is { Deductible: null, OutOfPocketMaximum: null })
            block.Refuse("", "a deductible, an outOfPocketMaximum or both");
        return limit;
    }

    private static BenefitSet Once(Block block, BenefitSet benefits, BenefitSet before, string kind)
    {
        if (!benefits.Intersect(before).IsEmpty)
            block.Refuse("benefits", $"benefits that stand in no other shared {kind} (rule 3.31)");
        return before.Union(benefits);
    }

    private static void RefuseOwn(Block block, Benefit benefit, string field) =>
        block.Refuse(
            "benefits", "none of its own, because the benefit stands in a shared one (rule 3.31)",
            $".{benefit.Name()}.{field}");
}
