using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>What a close makes statements of.</summary>
/// <param name="Plans">The employer's, one for each plan year, as in force at the close.</param>
/// <param name="Month">The month that closes.</param>
/// <param name="Cut">The employer's totals of posting months through <paramref name="Month"/>.</param>
/// <param name="Latest">
/// The last statement of each plan year that has one: before the month, or the month's where it is made already.
/// </param>
/// <param name="ClosedAt">When the month was closed.</param>
/// <param name="Before">
/// The totals of posting months through the month before, where that one was closed by the first edition; null: it was not.
/// </param>
public sealed record ClosedMonth(
    IReadOnlyList<Plan> Plans, Month Month, Totals Cut, IReadOnlyDictionary<PlanYear, Statement> Latest,
    DateTimeOffset ClosedAt, Totals? Before = null)
{
    /// <summary>
    /// The first edition closed the month and was interrupted before all statements were made: those that it would have
    /// made are (rule 5.3), by the second edition.
    /// </summary>
    public bool IsOfFirstEdition { get; init; }
}

/// <summary>Makes the statements of a month's close (rules 5.1–5.5).</summary>
public static class Statements
{
    /// <summary>
    /// The statements that are not made yet, of all plan years that have one, earliest first: from a plan year's first
    /// month through its last run-out month; later, only where something was posted to it in the month or a figure to date
    /// changed (rule 5.3).
    /// </summary>
    public static IReadOnlyList<Statement> Close(ClosedMonth closed)
    {
        var employer = new EmployerPosition(closed.Plans, closed.Cut, Moment.Close(closed.Month));
        var latest = closed.Latest.ToDictionary();
        var made = new List<Statement>();
        foreach (var plan in closed.Plans.Where(plan => plan.Year.First <= closed.Month).OrderBy(plan => plan.Year))
        {
            var previous = latest.GetValueOrDefault(plan.Year);
            if (previous?.Month == closed.Month) continue;
            var statement = Close(plan, employer, latest, closed);
            if (closed.Month > plan.LastRunOutMonth && !employer.Year(plan.Year).Months.ContainsKey(closed.Month)
                && (closed.IsOfFirstEdition || IsUnchanged(statement, previous))) continue;
            // The next plan year's statement of the same close takes over what this one hands on.
            latest[plan.Year] = statement;
            made.Add(statement);
        }

        return made;
    }

    private static Statement Close(
        Plan plan, EmployerPosition employer, Dictionary<PlanYear, Statement> latest, ClosedMonth closed)
    {
        var previous = latest.GetValueOrDefault(plan.Year);
        var carried = CarriedForward.Before(plan.Year, latest);
        carried = carried with { Interest = carried.Interest + InterestOf(plan, closed.Month, previous) };
        var settlement = SettlementOf(plan, employer, carried, previous, closed);
        if (settlement is not null)
            carried = carried with { Settlement = settlement.PaidOut, TransferredOut = settlement.Transferred };
        var statement = Of(YearToDate.Calculate(plan, employer, carried), employer, previous, closed.ClosedAt);
        return statement with
        {
            Settlement = settlement, Restated = Restate(plan, previous, closed, statement.Fund.Opening),
        };
    }

    /// <summary>
    /// What a statement would say now: the month's figures are those since the last statement. It is kept nowhere.
    /// </summary>
    /// <param name="toDate">Live.</param>
    /// <param name="previous">The plan year's last statement; null: none.</param>
    public static Statement Live(YearToDate toDate, EmployerPosition employer, Statement? previous, DateTimeOffset asOf) =>
        Of(toDate, employer, previous, asOf);

    /// <summary>What each close's report had requested of a half of the plan year's own contract (rule 4.14).</summary>
    /// <param name="closed">The plan year's statements, in order.</param>
    /// <param name="dateOf">The business date of an instant.</param>
    public static IReadOnlyList<RequestedThrough> Requested(
        IEnumerable<Statement> closed, ContractHalf half, Func<DateTimeOffset, DateOnly> dateOf) =>
    [
        .. closed.Select(statement => new RequestedThrough(
            statement.Month, dateOf(statement.ClosedAt), statement.RequestedOf(half))),
    ];

    private static Statement Of(
        YearToDate toDate, EmployerPosition employer, Statement? previous, DateTimeOffset closedAt)
    {
        var plan = toDate.Plan;
        var lines = StatementLines.Since(toDate, previous?.Lines ?? []);
        return new Statement
        {
            Employer = plan.Employer,
            PlanYear = plan.Year,
            Month = toDate.Through,
            ClosedAt = closedAt,
            Edition = Editions.Second,
            IbnrMethod = toDate.Unpaid.Method,
            UnpaidEstimate = toDate.Unpaid.Estimate,
            Lines = lines,
            Fund = FundOf(toDate, lines),
            Aggregate = toDate.AggregatePosition,
            Requested = plan.StopLoss is null
                ? null
                : new Requested(toDate.Contract.Specific.Whole.Accrued, toDate.Contract.Aggregate.Whole.Accrued),
            Rolling = employer.RollingBudget(toDate.Through),
            Divisions = DivisionsOf(toDate, employer, previous),
        };
    }

    private static Fund FundOf(YearToDate toDate, List<StatementLine> lines) => new(
        toDate.FundBalance - StatementLines.FundMovements(lines), toDate.FundBalance, toDate.OpeningBalance);

    private static List<DivisionPart>? DivisionsOf(YearToDate whole, EmployerPosition employer, Statement? previous)
    {
        var parts = DivisionParts.Share(whole, employer);
        return parts.Count == 0
            ? null
            :
            [
                .. parts.Select(part =>
                {
                    var lines = StatementLines.Since(part, previous?.LinesOf(part.Division!) ?? []);
                    return new DivisionPart(
                        part.Division!, lines, FundOf(part, lines),
                        employer.RollingBudget(whole.Through, part.Division));
                }),
            ];
    }

    private static bool IsUnchanged(Statement statement, Statement? previous) =>
        statement.Lines.Concat(statement.Divisions?.SelectMany(division => division.Lines) ?? [])
            .All(line => line.Month == 0)
        && statement.Settlement?.NextPlanYear == previous?.Settlement?.NextPlanYear;

    /// <summary>
    /// Rule 5.4: round(rate × max(0, opening balance) × days of the month ÷ 365), from the plan year's first through its
    /// last run-out month.
    /// </summary>
    private static Cents InterestOf(Plan plan, Month month, Statement? previous)
    {
        var funding = plan.Funding;
        return month > plan.LastRunOutMonth
            ? Cents.Zero
            : Interest(funding.InterestRate, OpeningOf(funding, previous), month.Days);
    }

    /// <summary>The fund before the month that follows a statement (rule 5.4).</summary>
    /// <param name="previous">Null: there is none.</param>
    internal static Cents OpeningOf(Funding funding, Statement? previous) =>
        previous is null ? funding.OpeningBalance : ClosingOf(previous, funding);

    /// <summary>The fund as it closed, moved by any change of the plan document's opening balance since.</summary>
    private static Cents ClosingOf(Statement previous, Funding funding) =>
        previous.Fund.Closing + funding.OpeningBalance - previous.Fund.YearOpening;

    /// <summary>Interest of a month on its opening balance (rule 5.4); none on a negative one.</summary>
    public static Cents Interest(decimal rate, Cents opening, int days) => ExactInterest(rate, opening, days).Round();

    internal static Fraction ExactInterest(decimal rate, Cents opening, int days) =>
        Fraction.Of(rate) * Fraction.Of(opening.NotNegative()) * Fraction.Of(days) / Fraction.Of(365);

    private static Settlement? SettlementOf(
        Plan plan, EmployerPosition employer, CarriedForward carried, Statement? previous, ClosedMonth closed)
    {
        // Once settled it stays so, also where the run-out is made longer since.
        if (closed.Month < plan.LastRunOutMonth && previous?.Settlement is null) return null;
        var unsettled = carried with { Settlement = Cents.Zero, TransferredOut = Cents.Zero };
        return Settlement.Calculate(
            plan.Funding,
            YearToDate.Calculate(plan, employer, unsettled).Surplus,
            NextPlanYear(plan, closed.Plans),
            previous?.Settlement,
            closed.Month);
    }

    private static PlanYear? NextPlanYear(Plan plan, IReadOnlyList<Plan> plans)
    {
        var later = plans.Where(other => other.Year > plan.Year).Select(other => other.Year).ToList();
        return later.Count == 0 ? null : later.Min();
    }

    /// <summary>
    /// What the second edition says of the month that the first edition closed, line by line where the two differ: that
    /// difference is posted in the first month closed by the second. The fund is restated by what the first edition counted
    /// in it and is no cash (rule 5.4).
    /// </summary>
    /// <param name="opening">Of the fund, in the statement that is made.</param>
    private static List<Restatement>? Restate(Plan plan, Statement? previous, ClosedMonth closed, Cents opening)
    {
        if (previous is not { Edition: Editions.First } || closed.Before is not { } before) return null;
        var employer = new EmployerPosition(closed.Plans, before, Moment.Close(closed.Month - 1));
        var lines = StatementLines.Since(
            YearToDate.Calculate(plan, employer, CarriedForward.None), previous.Lines);
        var restated = lines.Where(line => line.Month != 0).Select(line => new Restatement(
            line.Name, StatementLines.RuleOf(line.Name), line.Unit, line.ToDate - line.Month, line.ToDate)).ToList();
        var fund = ClosingOf(previous, plan.Funding);
        if (fund != opening)
            restated.Add(new Restatement(
                LineNames.Fund, StatementLines.RuleOf(LineNames.Fund), LineUnit.Cents, fund.Value, opening.Value));
        return restated;
    }
}
