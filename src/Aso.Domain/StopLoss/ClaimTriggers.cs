using Aso.Domain.Claims;
using Aso.Domain.Plans;

namespace Aso.Domain.StopLoss;

/// <summary>
/// What stop-loss carriers want to hear of besides amounts: diagnoses of certain categories, and long stays (rule 4.11).
/// A claim is matched while its file is read, by the plans then in force; of its diagnoses only the categories are kept.
/// </summary>
public sealed class ClaimTriggers
{
    private readonly List<Plan> _plans;

    public ClaimTriggers(IEnumerable<Plan> plans)
    {
        _plans =
        [
            .. plans.Where(plan => plan.StopLoss is { Specific: not null } terms
                && (terms.Triggers.Count > 0 || terms.ConfinementDays is not null)),
        ];
        ReadDiagnoses = _plans.Exists(plan => plan.StopLoss!.Triggers.Count > 0);
    }

    public static ClaimTriggers None { get; } = new([]);

    /// <summary>Whether any diagnosis matters.</summary>
    public bool ReadDiagnoses { get; }

    /// <summary>The claim with the categories of each of its lines.</summary>
    /// <param name="diagnoses">All of the claim's, as its file writes them.</param>
    public Claim Mark(Claim claim, IReadOnlyCollection<string> diagnoses)
    {
        if (_plans.Count == 0) return claim;
        ClaimLine[]? marked = null;
        for (var index = 0; index < claim.Lines.Count; index++)
        {
            var line = claim.Lines[index];
            var categories = CategoriesOf(claim, line, diagnoses);
            if (categories.Count == 0) continue;
            marked ??= [.. claim.Lines];
            marked[index] = line with { Triggers = categories };
        }

        return marked is null ? claim : claim with { Lines = marked };
    }

    /// <summary>Whether a diagnosis is the code or begins with it, without dots and case.</summary>
    public static bool Matches(string diagnosis, string code)
    {
        var place = 0;
        foreach (var sign in code)
        {
            if (sign == '.') continue;
            while (place < diagnosis.Length && diagnosis[place] == '.') place++;
            if (place == diagnosis.Length || char.ToUpperInvariant(diagnosis[place]) != char.ToUpperInvariant(sign))
                return false;
            place++;
        }

        return true;
    }

    /// <summary>Whether a stay is longer than the plan's days: from the first to the last day of service.</summary>
    public static bool IsConfinement(StopLossTerms terms, Benefit benefit, ClaimLine line) =>
        benefit == Benefit.Medical && line.ServiceTo.DayNumber - line.ServiceFrom.DayNumber > terms.ConfinementDays;

    private IReadOnlyList<string> CategoriesOf(Claim claim, ClaimLine line, IReadOnlyCollection<string> diagnoses)
    {
        var incurred = claim.IncurredOn(line);
        if (_plans.Find(plan => plan.Contains(incurred))?.StopLoss is not { } terms
            || !terms.Specific!.Benefits.Contains(claim.Benefit)) return [];
        var matched = terms.Triggers
            .Where(trigger => trigger.Codes.Any(code => diagnoses.Any(diagnosis => Matches(diagnosis, code))))
            .Select(trigger => trigger.Category);
        if (IsConfinement(terms, claim.Benefit, line)) matched = matched.Append(TriggerCategory.Confinement);
        return [.. matched.Order(StringComparer.Ordinal)];
    }
}
