namespace AsoFunctions.Statements;

/// <summary>One row of a section. A total is the sum of the section's rows above it.</summary>
/// <param name="Month">Null: the figure exists for the whole year only.</param>
public sealed record SheetRow(string Label, LineUnit Unit, long? Month, long ToDate, bool IsTotal = false);

/// <summary>A table of a statement: a heading, its rows and an explanatory note.</summary>
public sealed record SheetSection(string Title, IReadOnlyList<SheetRow> Rows, string? Remark = null);

/// <summary>A statement laid out for readers, the same on the page and in the workbook.</summary>
public static class StatementSheet
{
    public const string SurplusTitle = "Surplus, step by step";

    public static IReadOnlyList<SheetSection> LayOut(Plan plan, Statement statement, StatementDetails details)
    {
        return
        [
            Fund(statement),
            Surplus(statement, details),
            Counts(statement),
            Billed(statement),
            .. StopLoss(plan, statement, details),
            .. Settlement(statement),
            .. Differences(details, statement),
        ];
    }

    private static SheetSection Fund(Statement statement)
    {
        var rows = new List<SheetRow> { Amount("Opening balance", statement.Fund.Opening, statement.Fund.YearOpening) };
        foreach (var line in statement.Lines)
        {
            var sign = line.Name switch
            {
                LineNames.Deposits or LineNames.Received or LineNames.Interest or LineNames.Settlement
                    or LineNames.Transfer => 1,
                _ when line.Name.StartsWith("paid.", StringComparison.Ordinal) => -1,
                _ => 0,
            };
            if (sign != 0) rows.Add(Line(line, sign));
        }

        rows.Add(Amount("Closing balance", statement.Fund.Closing, statement.Fund.Closing, total: true));
        return new SheetSection("Fund", rows);
    }

    private static SheetSection Surplus(Statement statement, StatementDetails details)
    {
        var surplus = statement.Line(LineNames.Surplus);
        return new SheetSection(
            SurplusTitle,
            [
                .. Waterfall.Steps(statement, details.Large)
                    .Select(step => Amount(step.Label, step.Month, step.ToDate)),
                Amount(
                    surplus.ToDate < 0 ? "Deficit" : "Surplus",
                    new Cents(surplus.Month), new Cents(surplus.ToDate), total: true),
            ],
            $"Reserve for claims incurred but not reported: {Text(statement.Line(LineNames.Ibnr).ToDate)}, by "
            + StatementText.Method(statement.IbnrMethod) + ".");
    }

    private static SheetSection Counts(Statement statement) => new(
        "Enrollment and claims",
        [.. statement.Lines.Where(line => line.Unit == LineUnit.Count).Select(line => Line(line, 1))],
        "Year to date counts subscriber-months, and each claim once per plan year. A void counts as −1.");

    private static SheetSection Billed(Statement statement)
    {
        var fees = statement.Line(LineNames.Fees);
        var premium = statement.Line(LineNames.Premium);
        return new SheetSection(
            "Billed outside the fund",
            [
                Line(fees, 1), Line(premium, 1),
                new SheetRow("Total", LineUnit.Cents, fees.Month + premium.Month, fees.ToDate + premium.ToDate, true),
            ]);
    }

    private static IEnumerable<SheetSection> StopLoss(Plan plan, Statement statement, StatementDetails details)
    {
        if (plan.StopLoss is not { } terms) yield break;
        var rows = new List<SheetRow>();
        if (terms.Specific is not null)
        {
            rows.Add(Count("Members at or over notice", details, member => member.Notice || member.Breach));
            rows.Add(Count("Members at or over their deductible", details, member => member.Breach));
        }

        if (statement.Aggregate is { } aggregate)
        {
            rows.Add(Amount("Aggregate: eligible claims", null, aggregate.Eligible));
            rows.Add(Amount("Aggregate: attachment to date", null, aggregate.AttachmentToDate));
            rows.Add(Amount("Aggregate: annual attachment", null, aggregate.AnnualAttachment));
        }

        yield return new SheetSection("Stop-loss contract", rows, $"{terms.Carrier}, basis {terms.Basis}.");
    }

    private static IEnumerable<SheetSection> Settlement(Statement statement)
    {
        if (statement.Settlement is not { } settlement) yield break;
        yield return new SheetSection(
            "Settlement",
            [
                Amount("Distributable", null, settlement.Distributable),
                Amount("Employer's share", null, settlement.EmployerPart),
            ],
            $"The employer's share is {StatementText.Disposition(settlement.Disposition)}.");
    }

    private static IEnumerable<SheetSection> Differences(StatementDetails details, Statement statement)
    {
        if (details.Differences.Count == 0) yield break;
        var rules = details.Differences.GroupBy(one => one.Rule.ToString(), StringComparer.Ordinal)
            .OrderBy(rule => Version.Parse(rule.Key))
            .Select(rule => Amount(
                $"Rule {rule.Key}{(StatementText.Rule(rule.Key) is { Length: > 0 } words ? ", " + words : "")}",
                rule.Where(one => one.PostingMonth == statement.Month).Sum(one => one.Excess),
                rule.Sum(one => one.Excess)))
            .ToList();
        var ofMonth = details.Differences.Count(one => one.PostingMonth == statement.Month);
        yield return new SheetSection(
            "Paid differently from plan terms",
            [
                .. rules,
                new SheetRow(
                    "Paid above plan terms", LineUnit.Cents, rules.Sum(row => row.Month ?? 0),
                    rules.Sum(row => row.ToDate), true),
            ],
            $"{StatementText.Count(details.Differences.Count)} lines year to date, "
            + $"{StatementText.Count(ofMonth)} this month. "
            + "Posted as the administrator paid them (rule 3.30).");
    }

    private static SheetRow Line(StatementLine line, int sign, bool total = false) =>
        new(StatementText.Label(line.Name), line.Unit, sign * line.Month, sign * line.ToDate, total);

    private static SheetRow Amount(string label, Cents? month, Cents toDate, bool total = false) =>
        new(label, LineUnit.Cents, month?.Value, toDate.Value, total);

    private static SheetRow Count(string label, StatementDetails details, Func<UnitPosition, bool> counts)
    {
        var toDate = details.Members.Count(counts);
        return new SheetRow(label, LineUnit.Count, toDate - details.MembersBefore.Count(counts), toDate);
    }

    private static string Text(long cents) => StatementText.Amount(new Cents(cents));
}
