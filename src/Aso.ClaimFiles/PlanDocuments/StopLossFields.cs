using System.Text.Json;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>stopLoss</c> (chapter 4).</summary>
internal static class StopLossFields
{
    public static StopLossTerms Defaults(Plan plan) => new()
    {
        Carrier = "",
        Basis = StopLossBasis.Paid,
        OriginalEffective = plan.Year.Start,
    };

    public static StopLossTerms StopLoss(Block block, StopLossTerms terms, Plan plan)
    {
        terms = terms with
        {
            Carrier = block.Field("carrier", Kind.Text(200), terms.Carrier, write: terms.Carrier.Length > 0),
            Basis = block.Field("basis", Kind.Basis, terms.Basis, required: true),
            OriginalEffective = block.Field("originalEffective", Kind.Date, terms.OriginalEffective),
            Specific = block.Inner(
                "specific", terms.Specific, new SpecificStopLoss { Deductible = default, Benefits = default },
                (specific, value) => Specific(specific, value, plan)),
            Aggregate = block.Inner(
                "aggregate", terms.Aggregate,
                new AggregateStopLoss { Benefits = default, MonthlyFactor = PlanFields.None(plan.Tiers) },
                (aggregate, value) => Aggregate(aggregate, value, plan)),
        };
        if (terms is { Specific: { } covers, Aggregate: { } all } && !all.Benefits.Contains(covers.Benefits))
            block.Refuse("aggregate", "all benefits that the specific covers (rule 4.5)", ".benefits");
        return terms;
    }

    private static SpecificStopLoss Specific(Block block, SpecificStopLoss specific, Plan plan)
    {
        var deductible = block.Field("deductible", Kind.Amount, specific.Deductible, required: true);
        return specific with
        {
            Deductible = deductible,
            Benefits = BenefitFields.Offered(block, specific.Benefits, plan),
            Lasers = block.Field("lasers", Lasers(deductible), specific.Lasers),
            AggregatingDeductible = block.Field(
                "aggregatingDeductible", Kind.Amount, specific.AggregatingDeductible),
            Reimbursement = block.Field("reimbursement", Kind.Rate, specific.Reimbursement),
            Maximum = block.Optional("maximum", Kind.Amount, specific.Maximum),
            NoticeAt = block.Field("noticeAt", Kind.Rate, specific.NoticeAt),
        };
    }

    private static AggregateStopLoss Aggregate(Block block, AggregateStopLoss aggregate, Plan plan) => aggregate with
    {
        Benefits = BenefitFields.Offered(block, aggregate.Benefits, plan),
        MonthlyFactor = block.Inner(
            "monthlyFactor", aggregate.MonthlyFactor, PlanFields.None(plan.Tiers), PlanFields.ByTier(plan.Tiers),
            required: true) ?? PlanFields.None(plan.Tiers),
        MinimumPercent = block.Field("minimumPercent", Kind.Rate, aggregate.MinimumPercent),
        MinimumAmount = block.Field("minimumAmount", Kind.Amount, aggregate.MinimumAmount),
        Reimbursement = block.Field("reimbursement", Kind.Rate, aggregate.Reimbursement),
        Maximum = block.Optional("maximum", Kind.Amount, aggregate.Maximum),
        Accommodation = block.Field("accommodation", Kind.Flag, aggregate.Accommodation),
        LasersCountTowardAggregate = block.Field(
            "lasersCountTowardAggregate", Kind.Flag, aggregate.LasersCountTowardAggregate),
    };

    private static Kind<IReadOnlyDictionary<string, Cents>> Lasers(Cents deductible)
    {
        const string Expected = "an object of member ids with their deductibles";
        return new Kind<IReadOnlyDictionary<string, Cents>>(
            Expected,
            (element, path, problems, out lasers) =>
            {
                var read = new SortedDictionary<string, Cents>(StringComparer.Ordinal);
                lasers = read;
                if (element.ValueKind != JsonValueKind.Object)
                {
                    problems.Add(path, Expected);
                    return false;
                }

                // Cited by position: a member id must not get into a message.
                var position = 0;
                foreach (var laser in element.EnumerateObject())
                    Laser(laser, $"{path}[{position++}]", deductible, problems, read);
                return true;
            },
            (writer, lasers) =>
            {
                writer.WriteStartObject();
                foreach (var (member, laser) in lasers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    writer.WriteNumber(member, laser.Amount);
                writer.WriteEndObject();
            });
    }

    private static void Laser(
        JsonProperty laser, string path, Cents deductible, Problems problems, SortedDictionary<string, Cents> lasers)
    {
        if (!Kind.IsPlain(laser.Name, 80))
        {
            problems.Add(path, "a member id of 1 to 80 characters");
            return;
        }

        if (laser.Value.ValueKind == JsonValueKind.Null) return;
        if (!Kind.Amount.Read(laser.Value, path, problems, out var amount)) return;
        if (amount < deductible) problems.Add(path, $"at least the specific deductible, {deductible} (rule 4.2)");
        if (!lasers.TryAdd(laser.Name, amount)) problems.Add(path, "each member once");
    }
}
