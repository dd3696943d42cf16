using Aso.Domain.Plans;

namespace Aso.Domain.Enrollment;

/// <summary>
/// What an 834's insurance lines (HD03) and coverage levels (HD05) mean: by the plan year in which the coverage begins,
/// else by the latest. Without a plan, and for codes that a plan does not name, the usual ones hold.
/// </summary>
public sealed class CoverageCodes(IEnumerable<Plan> plans)
{
    private static readonly Dictionary<string, Benefit> UsualCoverages = new(StringComparer.Ordinal)
    {
        ["HLT"] = Benefit.Medical,
        ["HMO"] = Benefit.Medical,
        ["PPO"] = Benefit.Medical,
        ["POS"] = Benefit.Medical,
        ["EPO"] = Benefit.Medical,
        ["MM"] = Benefit.Medical,
        ["FAC"] = Benefit.Medical,
        ["PRA"] = Benefit.Medical,
        ["PDG"] = Benefit.Pharmacy,
        ["MOD"] = Benefit.Pharmacy,
        ["DEN"] = Benefit.Dental,
        ["DCP"] = Benefit.Dental,
        ["VIS"] = Benefit.Vision,
        ["STD"] = Benefit.ShortTermDisability,
        ["LTD"] = Benefit.LongTermDisability,
    };

    private static readonly string[] UsualTiers = ["single", "family"];

    private readonly Plan[] _plans = [.. plans.OrderBy(plan => plan.Year)];

    public static CoverageCodes Usual { get; } = new([]);

    /// <summary>Null: the code is of no benefit.</summary>
    public Benefit? BenefitOf(string coverage, DateOnly on) =>
        PlanOn(on)?.EnrollmentCodes?.Coverages.TryGetValue(coverage, out var own) == true ? own
        : UsualCoverages.TryGetValue(coverage, out var benefit) ? benefit
        : null;

    /// <summary>Null: the level is of no tier of the plan.</summary>
    public string? TierOf(string level, DateOnly on)
    {
        var plan = PlanOn(on);
        if (plan?.EnrollmentCodes?.Tiers.TryGetValue(level, out var own) == true) return own;
        var usual = level is "EMP" or "IND" ? UsualTiers[0] : UsualTiers[1];
        return plan is null || plan.Tiers.Contains(usual) ? usual : null;
    }

    /// <summary>Whether the plan offers the benefit; true where there is none.</summary>
    public bool Offers(Benefit benefit, DateOnly on) => PlanOn(on)?.Benefits.ContainsKey(benefit) != false;

    /// <summary>Whether a coverage's level says something of its subscriber's tier: health that is offered.</summary>
    public bool HasTier(Benefit benefit, DateOnly on) => !benefit.IsDisability() && Offers(benefit, on);

    /// <summary>The one of several that comes last among the plan's; null: there is none.</summary>
    public string? Widest(IEnumerable<string?> tiers, DateOnly on)
    {
        var known = PlanOn(on)?.Tiers ?? UsualTiers;
        return tiers.Where(tier => tier is not null).MaxBy(tier => PlaceOf(tier!, known));
    }

    private static int PlaceOf(string tier, IReadOnlyList<string> tiers)
    {
        var place = tiers.Count - 1;
        while (place >= 0 && tiers[place] != tier) place--;
        return place;
    }

    private Plan? PlanOn(DateOnly on) =>
        Array.Find(_plans, plan => plan.Contains(on)) ?? (_plans.Length > 0 ? _plans[^1] : null);
}
