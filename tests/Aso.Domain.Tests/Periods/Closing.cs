using Aso.Domain.Tests.Rules;

namespace Aso.Domain.Tests.Periods;

/// <summary>A scene whose months are closed, statements and all.</summary>
internal sealed class Closing(Scene scene)
{
    public Scene Scene { get; } = scene;

    /// <summary>The last statement of each plan year.</summary>
    public Dictionary<PlanYear, Statement> Latest { get; } = [];

    /// <summary>Every statement, in the order of the closes.</summary>
    public List<Statement> Made { get; } = [];

    public IReadOnlyList<Plan> Plans => [.. Scene.Book.Plans.Values.Select(adopted => adopted.Plan)];

    /// <summary>Closes every open month through the given one.</summary>
    public Closing Through(string month)
    {
        while (Scene.Book.OpenMonth is { } open && open <= Scene.MonthOf(month))
        {
            Scene.Book.Close(open, Scene.Events);
            var made = Statements.Close(new ClosedMonth(
                Plans, open, Scene.Book.Totals(open), Latest, PlanYears.ClosedAt));
            foreach (var statement in made) Latest[statement.PlanYear] = statement;
            Made.AddRange(made);
        }

        return this;
    }

    /// <summary>The employer on a business date, with all that is posted.</summary>
    public EmployerPosition On(string today)
    {
        var totals = Scene.Book.Totals();
        return new EmployerPosition(
            Plans, totals, Moment.Live(Scene.Book.OpenMonth!.Value, totals, Scene.Day(today), Plans));
    }

    /// <summary>A plan year's liability on a business date; of the scene's plan.</summary>
    public CurrentLiability Liability(string today, Plan? plan = null) =>
        CurrentLiability.Calculate(plan ?? Scene.Plan, On(today), Scene.Book.OpenMonth!.Value, Latest);

    public YearToDate ToDate(string today, Plan? plan = null) => Liability(today, plan).ToDate;

    /// <summary>The statement of a month; there must be one.</summary>
    public Statement Of(string month, PlanYear? year = null) => Made.Single(statement =>
        statement.Month == Scene.MonthOf(month) && statement.PlanYear == (year ?? Scene.Plan.Year));
}
