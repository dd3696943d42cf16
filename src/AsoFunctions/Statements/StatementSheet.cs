namespace AsoFunctions.Statements;

/// <summary>
/// One row of a section. A total is the sum of the rows above it, from the total before it on, that one included.
/// </summary>
/// <param name="Month">Null: the figure exists to date only.</param>
/// <param name="Line">Whose proof the figures have; null: they are no line's.</param>
public sealed record SheetRow(
    string Label, LineUnit Unit, long? Month, long ToDate, bool IsTotal = false, string? Line = null);

/// <summary>A table of a statement: a heading, its rows and an explanatory note.</summary>
/// <param name="Period">The heading over the figures to date.</param>
public sealed record SheetSection(
    string Title, IReadOnlyList<SheetRow> Rows, string? Remark = null, string Period = "Year to date");

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
            Unpaid(plan, statement),
            .. Carrier(plan, statement),
            .. StopLoss(plan, statement, details),
            Bill(statement),
            Cost(statement),
            Counts(statement),
            .. Budget(statement),
            .. Settlement(plan, statement),
            .. Restated(statement),
            .. Differences(details, statement),
        ];
    }

    /// <summary>Cash (rule 5.4).</summary>
    private static SheetSection Fund(Statement statement)
    {
        var holiday = statement.ToDate(LineNames.ContributionHoliday);
        return new SheetSection(
            "Fund",
            [
                Amount("Opening balance", statement.Fund.Opening, statement.Fund.YearOpening, line: LineNames.FundOpening),
                Line(statement, LineNames.Deposits), Line(statement, LineNames.Received),
                Line(statement, LineNames.Recoveries), Line(statement, LineNames.Interest),
                .. Paid(statement).Select(line => Line(line, -1)),
                Line(statement, LineNames.Settlement), Line(statement, LineNames.Transfer),
                Amount("Closing balance", statement.Fund.Closing, statement.Fund.Closing, true, LineNames.FundClosing),
            ],
            holiday.IsZero ? null : "Deposits are net of the contribution holiday, year to date "
                + $"{StatementText.Amount(holiday)}, which last year's surplus paid for.");
    }

    private static SheetSection Surplus(Statement statement, StatementDetails details) => new(
        SurplusTitle,
        [
            .. Waterfall.Steps(statement, details.Large).Select(step => Amount(step.Label, step.Month, step.ToDate, line: step.Line)),
            SurplusOf(statement),
        ]);

    /// <summary>By its own sign: a gain is a surplus, and the month's may be another than the year's.</summary>
    public static string SurplusLabel(long month, long toDate) => (month < 0, toDate < 0) switch
    {
        (false, false) => "Surplus",
        (true, true) => "Deficit",
        (false, true) => "Surplus of the month, deficit to date",
        (true, false) => "Deficit of the month, surplus to date",
    };

    private static SheetRow SurplusOf(Statement statement)
    {
        var row = Line(statement, LineNames.Surplus, total: true);
        return row with { Label = SurplusLabel(row.Month ?? 0, row.ToDate) };
    }

    /// <summary>Rules 5.6, 5.10 and 5.11.</summary>
    private static SheetSection Unpaid(Plan plan, Statement statement)
    {
        var remark = $"Claims not reported are estimated by {StatementText.Method(statement.IbnrMethod)}.";
        var rows = new List<SheetRow>
        {
            Line(statement, LineNames.Pended), Line(statement, LineNames.Ibnr),
            Line(statement, LineNames.Unpaid, total: true),
            Line(statement, LineNames.UnpaidRecoverable, -1), Line(statement, LineNames.UnpaidNet, total: true),
        };
        if (DisabilityReserve.IsByTable(plan) is { } isByTable)
        {
            rows.Add(Line(statement, LineNames.DisabilityReserve));
            var net = statement.Line(LineNames.UnpaidNet);
            var reserve = statement.Line(LineNames.DisabilityReserve);
            rows.Add(new SheetRow(
                "Unpaid claims, net, and disability reserve", LineUnit.Cents, net.Month + reserve.Month,
                net.ToDate + reserve.ToDate, IsTotal: true));
            remark += $" The disability reserve is {StatementText.Reserve(isByTable)}.";
        }

        return new SheetSection("Unpaid claims and reserves", rows, remark);
    }

    /// <summary>This plan year's part of every contract (rules 4.13, 4.14).</summary>
    private static IEnumerable<SheetSection> Carrier(Plan plan, Statement statement)
    {
        string[] owed = [LineNames.Specific, LineNames.Aggregate];
        string[] settled = [LineNames.Received, LineNames.Denied];
        if (plan.StopLoss is null && owed.Concat(settled).All(name => IsNothing(statement.Line(name)))) yield break;
        yield return new SheetSection(
            "Receivable from the stop-loss carrier",
            [
                .. owed.Select(name => Line(statement, name)), .. settled.Select(name => Line(statement, name, -1)),
                Line(statement, LineNames.Receivable, total: true),
            ],
            "The part that belongs to this plan year's claims, whichever plan year's contract takes them. "
            + "Below zero, the carrier is owed.");
    }

    private static SheetSection Counts(Statement statement) => new(
        "Enrollment and claims",
        [.. statement.Lines.Where(line => line.Unit == LineUnit.Count).Select(line => Line(line, 1))],
        "Year to date counts subscriber-months, and each claim once per plan year. A void counts as −1.");

    /// <summary>Rule 5.4.</summary>
    private static SheetSection Bill(Statement statement) => new(
        "Bill",
        [
            .. Paid(statement).Select(line => Line(line, 1)), Line(statement, LineNames.Fees),
            Line(statement, LineNames.Premium),
            .. statement.Lines.Where(line => line.Name.StartsWith("tax.", StringComparison.Ordinal))
                .Select(line => Line(line, 1)),
            Line(statement, LineNames.Bill, total: true),
        ],
        "Claims are paid from the fund; fees, premium and taxes are billed beside it.");

    /// <summary>What the plan costs the employer, as rule 5.8 counts the cost of ASO.</summary>
    private static SheetSection Cost(Statement statement)
    {
        List<SheetRow> rows =
        [
            Line(statement, LineNames.Bill), Line(statement, LineNames.Recoveries, -1),
            Line(statement, LineNames.Specific, -1), Line(statement, LineNames.Aggregate, -1),
            Line(statement, LineNames.Denied), Line(statement, LineNames.UnpaidNet),
            Line(statement, LineNames.DisabilityReserve),
        ];
        rows = [.. rows.Where((row, index) => index == 0 || row is not { Month: 0, ToDate: 0 })];
        return new SheetSection(
            "Employer's whole cost",
            [
                .. rows,
                new SheetRow(
                    StatementText.Label(LineNames.Cost), LineUnit.Cents, rows.Sum(row => row.Month ?? 0),
                    rows.Sum(row => row.ToDate), IsTotal: true, LineNames.Cost),
            ],
            "Claims, fees, premium and taxes, less what came back and what the carrier owes, and what is still unpaid.");
    }

    private static IEnumerable<SheetSection> StopLoss(Plan plan, Statement statement, StatementDetails details)
    {
        if (plan.StopLoss is not { } terms) yield break;
        var rows = new List<SheetRow>();
        if (terms.Specific is { } specific)
        {
            var units = StatementText.Units(specific);
            rows.Add(Count($"{units} at or over notice", details, unit => unit.Notice || unit.Breach));
            rows.Add(Count($"{units} at or over their deductible", details, unit => unit.Breach));
        }

        if (statement.Aggregate is { } aggregate)
        {
            rows.Add(Amount("Aggregate: eligible claims", null, aggregate.Eligible, line: LineNames.Aggregate));
            rows.Add(Amount(
                "Aggregate: attachment to date", null, aggregate.AttachmentToDate, line: LineNames.Aggregate));
            rows.Add(Amount(
                "Aggregate: annual attachment", null, aggregate.AnnualAttachment, line: LineNames.Aggregate));
        }

        yield return new SheetSection("Stop-loss contract", rows, StatementText.Contract(terms) + ".");
    }

    /// <summary>Rule 5.15.</summary>
    private static IEnumerable<SheetSection> Budget(Statement statement)
    {
        if (statement.Lines.Any(line => line.Name == LineNames.Expected))
            yield return new SheetSection(
                "Budget of health claims",
                [
                    Line(statement, LineNames.Actual), Line(statement, LineNames.Expected, -1),
                    Line(statement, LineNames.Variance, total: true),
                ]);
        if (statement.Rolling is { } rolling)
            yield return new SheetSection(
                "Budget of the last twelve months",
                [
                    Amount(StatementText.Label(LineNames.Actual), null, rolling.Actual),
                    Amount(StatementText.Label(LineNames.Expected), null, -rolling.Expected),
                    Amount(StatementText.Label(LineNames.Variance), null, rolling.Variance, total: true),
                ],
                "All plan years together, by the month in which claims were posted.",
                Period: rolling.Months == 1 ? "1 month" : $"{rolling.Months} months");
    }

    /// <summary>Rule 5.5.</summary>
    private static IEnumerable<SheetSection> Settlement(Plan plan, Statement statement)
    {
        if (statement.Settlement is not { } settlement) yield break;
        var isDeficit = settlement.Distributable < Cents.Zero;
        yield return new SheetSection(
            "Settlement",
            [
                Amount("Participants' part, kept in the fund as plan assets", null, settlement.ParticipantsPart,
                    line: LineNames.Settlement),
                Amount(isDeficit ? "Employer's deficit" : "Employer's part", null, settlement.EmployerPart,
                    line: LineNames.Settlement),
                Amount("Administrator's part", null, settlement.AdministratorPart, line: LineNames.Settlement),
                Amount("Distributable", null, settlement.Distributable, true, LineNames.Settlement),
                Amount("Employer's part, settled before", null, settlement.SettledBefore),
                Amount("Employer's part, settled now", null, settlement.SettledNow),
                Amount("Transferred to the next plan year", null, settlement.Transferred, line: LineNames.Transfer),
            ],
            StatementText.Settlement(settlement, plan.Funding.ReserveKept));
    }

    private static IEnumerable<SheetSection> Restated(Statement statement)
    {
        if (statement.Restated is not { Count: > 0 } restated) yield break;
        yield return new SheetSection(
            "Restated under the second edition of the rules",
            [
                .. restated.Select(line => new SheetRow(
                    $"{StatementText.Label(line.Line)}, rule {line.Rule}; before: "
                    + (line.Unit == LineUnit.Cents
                        ? StatementText.Amount(new Cents(line.Before))
                        : StatementText.Count(line.Before)),
                    line.Unit, line.After - line.Before, line.After)),
            ],
            "What the last statement, of the first edition of the rules, says to date, and what the second says for the "
            + "same month. The difference is in this month's figures; the fund's is in its opening balance.",
            "Restated");
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

    private static IEnumerable<StatementLine> Paid(Statement statement) =>
        statement.Lines.Where(line => line.Name.StartsWith("paid.", StringComparison.Ordinal));

    private static bool IsNothing(StatementLine line) => line is { Month: 0, ToDate: 0 };

    private static SheetRow Line(Statement statement, string name, int sign = 1, bool total = false) =>
        Line(statement.Line(name), sign, total);

    private static SheetRow Line(StatementLine line, int sign, bool total = false) =>
        new(StatementText.Label(line.Name), line.Unit, sign * line.Month, sign * line.ToDate, total, line.Name);

    private static SheetRow Amount(
        string label, Cents? month, Cents toDate, bool total = false, string? line = null) =>
        new(label, LineUnit.Cents, month?.Value, toDate.Value, total, line);

    private static SheetRow Count(string label, StatementDetails details, Func<UnitPosition, bool> counts)
    {
        var toDate = details.Members.Count(counts);
        return new SheetRow(label, LineUnit.Count, toDate - details.MembersBefore.Count(counts), toDate);
    }
}
