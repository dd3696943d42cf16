using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
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

    public required DateTimeOffset ClosedAt { get; init; }

    public required IbnrMethod IbnrMethod { get; init; }

    /// <summary>In the order of rule 5.3, named by <see cref="LineNames"/>.</summary>
    public required IReadOnlyList<StatementLine> Lines { get; init; }

    public required Fund Fund { get; init; }

    /// <summary>Null but at the close of the last run-out month.</summary>
    public Settlement? Settlement { get; init; }

    /// <summary>Null without an aggregate.</summary>
    public AggregatePosition? Aggregate { get; init; }

    /// <summary>The line of that name; zero where the statement has none.</summary>
    public StatementLine Line(string name) =>
        Lines.FirstOrDefault(line => line.Name == name) ?? new StatementLine(name, LineUnit.Cents, 0, 0);
}

/// <summary>The names of statement lines, which users program against (http.md).</summary>
public static class LineNames
{
    public const string Deposits = "deposits";
    public const string Fees = "fees";
    public const string Premium = "premium";
    public const string Specific = "specific";
    public const string Aggregate = "aggregate";
    public const string Ibnr = "ibnr";
    public const string Surplus = "surplus";

    public static string Enrolled(string tier) => $"enrolled.{tier}";

    public static string Paid(Benefit benefit) => $"paid.{benefit.Name()}";

    public static string Claims(Benefit benefit) => $"claims.{benefit.Name()}";
}
