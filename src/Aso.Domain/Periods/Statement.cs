using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Unpaid;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>Whether a statement line is an amount or a count.</summary>
public enum LineUnit : byte
{
    Cents,
    Count,
}

/// <summary>One line of a statement, for the month and to date, in cents or as a count.</summary>
public sealed record StatementLine(string Name, LineUnit Unit, long Month, long ToDate);

/// <summary>
/// The fund's balances (rule 5.4). Closing is opening plus the month's movements; opening is the last statement's
/// closing, moved by any change of the plan document's opening balance since.
/// </summary>
/// <param name="Opening">Before the month.</param>
/// <param name="Closing">After it.</param>
/// <param name="YearOpening">Before the plan year's first month: opening to date.</param>
public sealed record Fund(Cents Opening, Cents Closing, Cents YearOpening);

/// <summary>
/// The results of one closed month of a plan year (rule 5.3). All that the next statement needs of this one is in
/// <see cref="Month"/> and <see cref="Lines"/>.
/// </summary>
public sealed record Statement
{
    public required string Employer { get; init; }

    public required PlanYear PlanYear { get; init; }

    public required Month Month { get; init; }

    /// <summary>Whose part of a statement this is (rule 5.16); null: the whole, as it is kept.</summary>
    public string? Division { get; init; }

    public required DateTimeOffset ClosedAt { get; init; }

    public required UnpaidMethod IbnrMethod { get; init; }

    /// <summary>U (rule 5.6), which no line says where more is pended; null: it was not kept when this was made.</summary>
    public Cents? UnpaidEstimate { get; init; }

    /// <summary>The edition of the rules that it was made by; those before the second say nothing.</summary>
    public int Edition { get; init; } = Editions.First;

    /// <summary>In the order of rule 5.3, named by <see cref="LineNames"/>.</summary>
    public required IReadOnlyList<StatementLine> Lines { get; init; }

    public required Fund Fund { get; init; }

    /// <summary>From the close of the last run-out month on (rule 5.5).</summary>
    public Settlement? Settlement { get; init; }

    /// <summary>Null without an aggregate.</summary>
    public AggregatePosition? Aggregate { get; init; }

    /// <summary>What is accrued of the plan year's own contract, by half: what is requested of the carrier (rule 4.14).</summary>
    public Requested? Requested { get; init; }

    /// <summary>The last twelve months' budget, all plan years together; null: one of them gives none (rule 5.15).</summary>
    public RollingBudget? Rolling { get; init; }

    /// <summary>
    /// The parts of divisions (rule 5.16), in character order of their names; null: no row of enrollment names any.
    /// </summary>
    public IReadOnlyList<DivisionPart>? Divisions { get; init; }

    /// <summary>What the change to the second edition of the rules moved; only in the first statement after it.</summary>
    public IReadOnlyList<Restatement>? Restated { get; init; }

    /// <summary>
    /// The lines of a division's part; none: it had no part. Before any row named a division, all was of those without one.
    /// </summary>
    public IReadOnlyList<StatementLine> LinesOf(string division) =>
        Divisions is null && division == Plans.Divisions.Unassigned ? Lines : FindDivision(division)?.Lines ?? [];

    /// <summary>A division's part; null: no row of enrollment had named it.</summary>
    public Statement? PartOf(string division)
    {
        var part = FindDivision(division);
        if (part is null && (Divisions is not null || division != Plans.Divisions.Unassigned)) return null;
        return this with
        {
            Division = division,
            Lines = part?.Lines ?? Lines,
            Fund = part?.Fund ?? Fund,
            Rolling = part is null ? Rolling : part.Rolling,
            Settlement = null,
            Divisions = null,
            Restated = null,
        };
    }

    /// <summary>Null: no row of enrollment had named it.</summary>
    public DivisionPart? FindDivision(string name) => Divisions?.FirstOrDefault(division => division.Name == name);

    /// <summary>The line of that name; zero where the statement has none.</summary>
    public StatementLine Line(string name) =>
        Lines.FirstOrDefault(line => line.Name == name) ?? new StatementLine(name, LineUnit.Cents, 0, 0);

    /// <summary>
    /// What is accrued of a half of the plan year's own contract: the carrier's reports have requested it so far (rule
    /// 4.14). Of the first edition, whose lines were the contract's, the line.
    /// </summary>
    public Cents RequestedOf(ContractHalf half) => half == ContractHalf.Specific
        ? Requested?.Specific ?? ToDate(LineNames.Specific)
        : Requested?.Aggregate ?? ToDate(LineNames.Aggregate);

    /// <summary>The amount to date of the line of that name; zero where the statement has none.</summary>
    public Cents ToDate(string name) => new(Line(name).ToDate);
}

/// <summary>A division's part of a statement (rule 5.16). Settlement is of the whole alone.</summary>
/// <param name="Name"><see cref="Plans.Divisions.Unassigned"/>: of members without one.</param>
public sealed record DivisionPart(
    string Name, IReadOnlyList<StatementLine> Lines, Fund Fund, RollingBudget? Rolling);

/// <summary>What is accrued of each half of a contract at a close (rule 4.14).</summary>
public sealed record Requested(Cents Specific, Cents Aggregate);

/// <summary>Expected and actual health claims of the last months through a statement's (rule 5.15).</summary>
/// <param name="Months">How many of the twelve lie in a plan year.</param>
public sealed record RollingBudget(int Months, Cents Expected, Cents Actual)
{
    public Cents Variance => Actual - Expected;
}

/// <summary>A line to date as the first edition had it, and as the second has it for the same month.</summary>
/// <param name="Rule">The rule that the line follows now.</param>
public sealed record Restatement(string Line, string Rule, LineUnit Unit, long Before, long After);

/// <summary>The names of statement lines, which users program against (http.md).</summary>
public static class LineNames
{
    public const string Deposits = "deposits";
    public const string ContributionHoliday = "contributionHoliday";
    public const string Fees = "fees";
    public const string Premium = "premium";
    public const string Bill = "bill";
    public const string Specific = "specific";
    public const string Aggregate = "aggregate";
    public const string Received = "received";
    public const string Denied = "denied";
    public const string Receivable = "receivable";
    public const string Recoveries = "recoveries";
    public const string Interest = "interest";
    public const string Settlement = "settlement";
    public const string Transfer = "transfer";
    public const string Pended = "pended";
    public const string Ibnr = "ibnr";
    public const string Unpaid = "unpaid";
    public const string UnpaidRecoverable = "unpaidRecoverable";
    public const string UnpaidNet = "unpaidNet";
    public const string DisabilityReserve = "disabilityReserve";
    public const string Surplus = "surplus";
    public const string Expected = "expected";
    public const string Actual = "actual";
    public const string Variance = "variance";

    /// <summary>No line of its own: in <see cref="Restatement"/>, the fund's balance.</summary>
    public const string Fund = "fund";

    /// <summary>Beside the lines: the fund before the month, and before the plan year.</summary>
    public const string FundOpening = "fund.opening";

    /// <summary>Beside the lines: the fund after the month.</summary>
    public const string FundClosing = "fund.closing";

    /// <summary>Beside the lines: all of <c>paid.*</c>.</summary>
    public const string AllPaid = "paid";

    /// <summary>Beside the lines: the employer's whole cost, unpaid claims included, as rule 5.8 counts the cost of ASO.</summary>
    public const string Cost = "cost";

    /// <summary>Beside the lines: paid claims, less what came back and what stop-loss owes.</summary>
    public const string EmployerKeeps = "employerKeeps";

    /// <summary>Beside the lines: all of <c>tax.*</c>.</summary>
    public const string Taxes = "taxes";

    /// <summary>Beside the lines: the bill, less what came back and what stop-loss owes; nothing that is unpaid.</summary>
    public const string EmployerCost = "employerCost";

    public static string Enrolled(string tier) => $"enrolled.{tier}";

    public static string Tax(string name) => $"tax.{name}";

    public static string Paid(Benefit benefit) => $"paid.{benefit.Name()}";

    public static string Claims(Benefit benefit) => $"claims.{benefit.Name()}";
}
