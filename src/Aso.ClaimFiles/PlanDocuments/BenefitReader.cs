using System.Text.Json;
using Aso.ClaimFiles.Csv;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Reads the <c>benefits</c> block (chapter 3).</summary>
internal static class BenefitReader
{
    private const int MinimumEmployees = 500;

    public static IReadOnlyDictionary<Benefit, BenefitPlan> Read(Block root, int? employees)
    {
        var benefits = new SortedDictionary<Benefit, BenefitPlan>();
        if (root.RequireInner("benefits") is not { } block) return benefits;
        foreach (var (name, element) in block.All())
        {
            var path = block.PathOf(name);
            if (!Benefits.TryParse(name, out var benefit) || benefit.Name() != name)
                root.Problems.Add(path, $"one of {string.Join(", ", Benefits.All.SkipLast(1).Select(Benefits.Name))}");
            else if (benefit == Benefit.Life)
                root.Problems.Add(path, "no life benefit: administrative services only does not suit it");
            else if (Block.Of(element, path, root.Problems) is { } terms)
                benefits[benefit] = Read(benefit, terms);
        }

        if (!block.All().Any()) root.Problems.Add(block.Path, "at least one benefit");
        if (benefits.GetValueOrDefault(Benefit.LongTermDisability) is LongTermDisabilityPlan disability
            && !(employees >= disability.MinimumEmployees))
            root.Problems.Add(
                root.PathOf("employees"),
                $"at least {disability.MinimumEmployees}, the least for which long-term disability is offered");
        return benefits;
    }

    private static BenefitPlan Read(Benefit benefit, Block terms)
    {
        BenefitPlan plan = benefit switch
        {
            Benefit.ShortTermDisability => ShortTerm(terms),
            Benefit.LongTermDisability => LongTerm(terms),
            _ => HealthReader.Read(terms),
        };
        plan = plan with
        {
            TimelyFilingDays = terms.Whole("timelyFilingDays", 0, 36_600),
            ReviewAbove = terms.Amount("reviewAbove"),
            WaitingMonths = terms.Whole("waitingMonths", 0, 120) ?? 0,
            Authorization = terms.Flag("authorization") ?? false,
        };
        terms.End();
        return plan;
    }

    private static ShortTermDisabilityPlan ShortTerm(Block terms) => new ShortTermDisabilityPlan
    {
        Percent = terms.RequiredPositiveRate("percent"),
        WeeklyMaximum = terms.RequiredAmount("weeklyMaximum"),
        EliminationDays = Elimination(terms),
        MaximumWeeks = terms.RequiredWhole("maximumWeeks", 1, 520),
    };

    private static LongTermDisabilityPlan LongTerm(Block terms) => new LongTermDisabilityPlan
    {
        Percent = terms.RequiredPositiveRate("percent"),
        MonthlyMaximum = terms.RequiredAmount("monthlyMaximum"),
        EliminationDays = Elimination(terms),
        MaximumMonths = terms.RequiredWhole("maximumMonths", 1, 600),
        MinimumEmployees = terms.Whole("minimumEmployees", 0, 10_000_000) ?? MinimumEmployees,
    };

    private static EliminationDays Elimination(Block terms)
    {
        var block = terms.Inner("eliminationDays");
        var days = new EliminationDays(
            block?.Whole("injury", 0, 3_660) ?? 0, block?.Whole("sickness", 0, 3_660) ?? 0);
        block?.End();
        return days;
    }

    /// <summary>An array of names of benefits that the plan offers, each once, at least one.</summary>
    public static BenefitSet Offered(Block block, string field, IEnumerable<Benefit> offered)
    {
        var set = default(BenefitSet);
        if (block.Require(field, "an array of benefits that the plan offers") is null) return set;
        var items = block.Items(field);
        foreach (var (path, element) in items)
        {
            if (element.ValueKind != JsonValueKind.String
                || !Benefits.TryParse(element.GetString(), out var benefit)
                || !element.ValueEquals(benefit.Name())
                || !offered.Contains(benefit))
                block.Problems.Add(path, "a benefit that the plan offers");
            else if (set.Contains(benefit)) block.Problems.Add(path, "each benefit once");
            else set = set.With(benefit);
        }

        if (items.Count == 0) block.Problems.Add(block.PathOf(field), "at least one benefit that the plan offers");
        return set;
    }
}
