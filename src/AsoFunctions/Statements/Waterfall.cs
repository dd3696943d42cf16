namespace AsoFunctions.Statements;

/// <summary>One step from nothing to the surplus.</summary>
/// <param name="Line">The statement's line; null: it is none.</param>
public sealed record WaterfallStep(string Label, Cents Month, Cents ToDate, string? Line = null);

/// <summary>
/// The surplus step by step: the steps sum to it exactly, for the month and to date.
/// </summary>
public static class Waterfall
{
    /// <param name="large">The part of paid claims above the specific deductible: a step of its own.</param>
    public static IReadOnlyList<WaterfallStep> Steps(Statement statement, LargeClaims large)
    {
        var steps = new List<WaterfallStep>();
        Add(LineNames.Deposits, 1);
        foreach (var line in statement.Lines.Where(line => line.Name.StartsWith("paid.", StringComparison.Ordinal)))
            Add(line.Name, -1);
        if (!large.ToDate.IsZero || !large.Month.IsZero)
        {
            steps.Add(new WaterfallStep("of which large claims, shown separately below", large.Month, large.ToDate));
            steps.Add(new WaterfallStep(
                "Large claims, above the specific deductible",
                Cents.Zero - large.Month, Cents.Zero - large.ToDate));
        }

        Add(LineNames.Specific, 1);
        Add(LineNames.Aggregate, 1);
        AddIfMoved(LineNames.Denied, -1);
        AddIfMoved(LineNames.Recoveries, 1);
        AddIfMoved(LineNames.Interest, 1);
        AddIfMoved(LineNames.Settlement, 1);
        AddIfMoved(LineNames.Transfer, 1);
        Add(LineNames.UnpaidNet, -1);
        AddIfMoved(LineNames.DisabilityReserve, -1);
        // What the others leave is the opening balance less the prior deficit, both of the plan document.
        var surplus = statement.Line(LineNames.Surplus);
        var (month, toDate) = (
            new Cents(surplus.Month) - steps.Sum(step => step.Month),
            new Cents(surplus.ToDate) - steps.Sum(step => step.ToDate));
        var isFirst = statement.Month == statement.PlanYear.First;
        if (!isFirst && !month.IsZero)
        {
            // The document changed one or both in mid-year, and the statement does not say which.
            steps.Insert(0, new WaterfallStep("Opening balance, less a prior deficit", month, toDate));
            return steps;
        }

        var opening = statement.Fund.YearOpening;
        steps.Insert(0, new WaterfallStep("Opening balance", isFirst ? opening : Cents.Zero, opening));
        if (toDate != opening || (isFirst && month != opening))
            steps.Add(new WaterfallStep("Prior deficit", isFirst ? month - opening : Cents.Zero, toDate - opening));
        return steps;

        void AddIfMoved(string name, int sign)
        {
            if (statement.Line(name) is not { Month: 0, ToDate: 0 }) Add(name, sign);
        }

        void Add(string name, int sign)
        {
            var line = statement.Line(name);
            steps.Add(new WaterfallStep(
                StatementText.Label(name), new Cents(sign * line.Month), new Cents(sign * line.ToDate), name));
        }
    }
}
