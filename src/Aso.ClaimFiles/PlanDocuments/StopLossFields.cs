using System.Text.Json;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>stopLoss</c> (chapter 4).</summary>
internal static class StopLossFields
{
    private static readonly Kind<SpecificUnit> Units =
        Kind.Word(("member", SpecificUnit.Member), ("subscriber", SpecificUnit.Subscriber));

    private static readonly Kind<int> TerminalMonths = Kind.Whole(0, 24);

    public static StopLossTerms Defaults(Plan plan) => new()
    {
        Carrier = "",
        Basis = StopLossBasis.Paid,
        OriginalEffective = plan.Year.Start,
    };

    public static StopLossTerms StopLoss(Block block, StopLossTerms terms, Plan plan)
    {
        var categories = new HashSet<string>(StringComparer.Ordinal);
        terms = terms with
        {
            Carrier = block.Added("carrier", Kind.Text(200), terms.Carrier, ""),
            Basis = block.Field("basis", Kind.Basis, terms.Basis, required: true),
            OriginalEffective = block.Field("originalEffective", Kind.Date, terms.OriginalEffective),
            Triggers = block.Array(
                "triggers", terms.Triggers, new TriggerCategory("", []), (one, trigger) =>
                {
                    trigger = Trigger(one, trigger);
                    if (trigger.Category == TriggerCategory.Confinement)
                        one.Refuse("category", $"a category other than {TriggerCategory.Confinement} (rule 4.11)");
                    else if (trigger.Category.Length > 0 && !categories.Add(trigger.Category))
                        one.Refuse("category", "a category that no other trigger has");
                    return trigger;
                }),
            ConfinementDays = block.Optional("confinementDays", Kind.Whole(0, 3_660), terms.ConfinementDays),
            FilingDays = block.Optional("filingDays", Kind.Whole(0, 3_660), terms.FilingDays),
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

    private static TriggerCategory Trigger(Block block, TriggerCategory trigger) => new(
        block.Field("category", Kind.Text(80), trigger.Category, required: true),
        block.Field(
            "codes", Kind.List(Kind.Diagnosis, "an array of diagnosis codes", "at least one diagnosis code"),
            trigger.Codes, required: true));

    private static SpecificStopLoss Specific(Block block, SpecificStopLoss specific, Plan plan)
    {
        var per = block.Added("per", Units, specific.Per, SpecificUnit.Member);
        var basis = block.Optional("basis", Kind.Basis, specific.Basis);
        var deductible = block.Field("deductible", Kind.Amount, specific.Deductible, required: true);
        return specific with
        {
            Per = per,
            Basis = basis,
            Deductible = deductible,
            Benefits = BenefitFields.Covered(block, specific.Benefits, plan),
            Lasers = block.Field("lasers", Lasers(per, deductible), specific.Lasers),
            AggregatingDeductible = block.Field(
                "aggregatingDeductible", Kind.Amount, specific.AggregatingDeductible),
            Reimbursement = block.Field("reimbursement", Kind.Rate, specific.Reimbursement),
            Maximum = block.Optional("maximum", Kind.Amount, specific.Maximum),
            NoticeAt = block.Field("noticeAt", Kind.Rate, specific.NoticeAt),
            AdvanceFunding = block.Added("advanceFunding", Kind.Flag, specific.AdvanceFunding, false),
            TerminalMonths = block.Added("terminalMonths", TerminalMonths, specific.TerminalMonths, 0),
            RunInMaximum = block.Optional("runInMaximum", Kind.Amount, specific.RunInMaximum),
        };
    }

    private static AggregateStopLoss Aggregate(Block block, AggregateStopLoss aggregate, Plan plan) => aggregate with
    {
        Basis = block.Optional("basis", Kind.Basis, aggregate.Basis),
        Benefits = BenefitFields.Covered(block, aggregate.Benefits, plan),
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
        TerminalMonths = block.Added("terminalMonths", TerminalMonths, aggregate.TerminalMonths, 0),
    };

    private static Kind<IReadOnlyDictionary<string, Cents>> Lasers(SpecificUnit per, Cents deductible)
    {
        var unit = per == SpecificUnit.Member ? "member" : "subscriber";
        var expected = $"an object of {unit} ids with their deductibles";
        return new Kind<IReadOnlyDictionary<string, Cents>>(
            expected,
            (element, path, problems, out lasers) =>
            {
                var read = new SortedDictionary<string, Cents>(StringComparer.Ordinal);
                lasers = read;
                if (element.ValueKind != JsonValueKind.Object)
                {
                    problems.Add(path, expected);
                    return false;
                }

                // Cited by position: a person's id must not get into a message.
                var position = 0;
                foreach (var laser in element.EnumerateObject())
                    Laser(laser, $"{path}[{position++}]", unit, deductible, problems, read);
                return true;
            },
            (writer, lasers) =>
            {
                writer.WriteStartObject();
                foreach (var (id, laser) in lasers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    writer.WriteNumber(id, laser.Amount);
                writer.WriteEndObject();
            });
    }

    private static void Laser(
        JsonProperty laser, string path, string unit, Cents deductible, Problems problems,
        SortedDictionary<string, Cents> lasers)
    {
        if (!Kind.IsPlain(laser.Name, 80))
        {
            problems.Add(path, $"a {unit} id of 1 to 80 characters");
            return;
        }

        if (laser.Value.ValueKind == JsonValueKind.Null) return;
        if (!Kind.Amount.Read(laser.Value, path, problems, out var amount)) return;
        if (amount < deductible) problems.Add(path, $"at least the specific deductible, {deductible} (rule 4.2)");
        if (!lasers.TryAdd(laser.Name, amount)) problems.Add(path, $"each {unit} once");
    }
}
