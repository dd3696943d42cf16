using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Reads the <c>stopLoss</c> block (chapter 4).</summary>
internal static partial class StopLossReader
{
    /// <summary>What the block leans on: the plan around it.</summary>
    public sealed record Surroundings(PlanYear Year, IReadOnlyList<string> Tiers, IEnumerable<Benefit> Offered);

    public static StopLossTerms Read(Block block, Surroundings plan)
    {
        var specific = block.Inner("specific") is { } inner ? Specific(inner, plan) : null;
        var aggregate = block.Inner("aggregate") is { } other ? Aggregate(other, plan) : null;
        if (specific is not null && aggregate is not null && !aggregate.Benefits.Contains(specific.Benefits))
            block.Problems.Add(
                block.PathOf("aggregate") + ".benefits", "all benefits of the specific among them (rule 4.5)");
        var stopLoss = new StopLossTerms
        {
            Carrier = block.Text("carrier", 200) ?? "",
            Basis = Basis(block),
            OriginalEffective = block.Date("originalEffective") ?? plan.Year.Start,
            Specific = specific,
            Aggregate = aggregate,
        };
        block.End();
        return stopLoss;
    }

    private static StopLossBasis Basis(Block block)
    {
        const string Expected = "A/B in months from 12 to 60, as 12/15, or paid";
        if (block.Require("basis", Expected) is not { } element) return StopLossBasis.Paid;
        var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
        if (text == "paid") return StopLossBasis.Paid;
        if (Months().IsMatch(text)
            && int.Parse(text.AsSpan(0, 2), CultureInfo.InvariantCulture) is >= 12 and <= 60 and var incurred
            && int.Parse(text.AsSpan(3), CultureInfo.InvariantCulture) is >= 12 and <= 60 and var paid)
            return new StopLossBasis(incurred, paid);
        block.Problems.Add(block.PathOf("basis"), Expected);
        return StopLossBasis.Paid;
    }

    private static SpecificStopLoss Specific(Block block, Surroundings plan)
    {
        var deductible = block.RequiredAmount("deductible");
        var specific = new SpecificStopLoss
        {
            Deductible = deductible,
            Benefits = BenefitReader.Offered(block, "benefits", plan.Offered),
            Lasers = Lasers(block, deductible),
            AggregatingDeductible = block.Amount("aggregatingDeductible") ?? Cents.Zero,
            Reimbursement = block.Rate("reimbursement") ?? 1m,
            Maximum = block.Amount("maximum"),
            NoticeAt = block.Rate("noticeAt") ?? 0.5m,
        };
        block.End();
        return specific;
    }

    private static SortedDictionary<string, Cents> Lasers(Block specific, Cents deductible)
    {
        var lasers = new SortedDictionary<string, Cents>(StringComparer.Ordinal);
        if (specific.Find("lasers") is not { } element) return lasers;
        var path = specific.PathOf("lasers");
        if (element.ValueKind != JsonValueKind.Object)
        {
            specific.Problems.Add(path, "an object of member ids with their deductibles");
            return lasers;
        }

        // Cited by position: a member id must not get into a message.
        var position = 0;
        foreach (var laser in element.EnumerateObject())
            Laser(laser, $"{path}[{position++}]", deductible, specific.Problems, lasers);
        return lasers;
    }

    private static void Laser(
        JsonProperty laser, string path, Cents deductible, Problems problems, SortedDictionary<string, Cents> lasers)
    {
        if (!BlockValues.IsPlain(laser.Name, 80))
        {
            problems.Add(path, "a member id of 1 to 80 characters");
            return;
        }

        if (laser.Value.ValueKind == JsonValueKind.Null) return;
        if (BlockValues.AmountOf(laser.Value, path, problems) is not { } amount) return;
        if (amount < deductible) problems.Add(path, $"at least the specific deductible, {deductible} (rule 4.2)");
        if (!lasers.TryAdd(laser.Name, amount)) problems.Add(path, "each member once");
    }

    private static AggregateStopLoss Aggregate(Block block, Surroundings plan)
    {
        var aggregate = new AggregateStopLoss
        {
            Benefits = BenefitReader.Offered(block, "benefits", plan.Offered),
            MonthlyFactor = TierReader.Required(block, "monthlyFactor", plan.Tiers),
            MinimumPercent = block.Rate("minimumPercent") ?? 0m,
            MinimumAmount = block.Amount("minimumAmount") ?? Cents.Zero,
            Reimbursement = block.Rate("reimbursement") ?? 1m,
            Maximum = block.Amount("maximum"),
            Accommodation = block.Flag("accommodation") ?? false,
            LasersCountTowardAggregate = block.Flag("lasersCountTowardAggregate") ?? false,
        };
        block.End();
        return aggregate;
    }

    [GeneratedRegex(@"^[0-9]{2}/[0-9]{2}\z")]
    private static partial Regex Months();
}
