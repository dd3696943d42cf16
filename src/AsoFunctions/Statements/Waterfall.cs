using Aso.Domain;

namespace AsoFunctions.Statements;

/// <summary>One step from nothing to the surplus.</summary>
public sealed record WaterfallStep(string Label, Cents Month, Cents ToDate);

/// <summary>
/// How the surplus came about, step by step: the steps sum to the surplus exactly, for the month and to date.
/// </summary>
public static class Waterfall
{
    public static IReadOnlyList<WaterfallStep> Of(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var surplus = statement.Line(LineNames.Surplus);
        var steps = new List<WaterfallStep>();
        foreach (var line in statement.Lines)
        {
            var sign = line.Name switch
            {
                LineNames.Deposits or LineNames.Specific or LineNames.Aggregate => 1,
                LineNames.Ibnr => -1,
                _ when line.Name.StartsWith("paid.", StringComparison.Ordinal) => -1,
                _ => 0,
            };
            if (sign == 0) continue;
            var label = line.Name == LineNames.Ibnr ? "Change of the reserve (IBNR)" : StatementText.Label(line.Name);
            steps.Add(new WaterfallStep(label, new Cents(sign * line.Month), new Cents(sign * line.ToDate)));
        }

        // What is left is the balance the year began with: in the first month, or where its document was changed.
        var opening = new WaterfallStep(
            "Opening balance",
            new Cents(surplus.Month) - steps.Sum(step => step.Month),
            new Cents(surplus.ToDate) - steps.Sum(step => step.ToDate));
        steps.Insert(0, opening);
        return steps;
    }
}
