using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>What readers ask of a statement: a division's part (rule 5.16), what is requested (rule 4.14).</summary>
public sealed class StatementPartsTests
{
    private const string East = "East";

    [Fact]
    public void A_divisions_part_has_its_own_lines_fund_and_budget()
    {
        // Two of three members are of East: 66.67 of the fund, 100.00 of the budget.
        var plan = Acme with
        {
            ExpectedClaims = new ExpectedClaims(null, Money(50m)),
            Funding = new Funding { Method = FundingMethod.PayAsYouGo, OpeningBalance = Money(100m) },
        };
        var totals = new PlanYearTotals();
        totals.ExposureIn(January, 2).Members = 3;
        totals.Division(East).ExposureIn(January, 2).Members = 2;

        var statement = Close(plan, January, totals);

        var (east, rest) = (statement.PartOf(East)!, statement.PartOf(Divisions.Unassigned)!);
        Assert.Equal((East, Money(66.67m)), (east.Division, east.Fund.Closing));
        Assert.Equal((Divisions.Unassigned, Money(33.33m)), (rest.Division, rest.Fund.Closing));
        Assert.Equal(new RollingBudget(1, Money(100m), Cents.Zero), east.Rolling);
        Assert.Equal(new RollingBudget(1, Money(50m), Cents.Zero), rest.Rolling);
        Assert.Equal(statement.LinesOf(East), east.Lines);
        Assert.Equal(Money(100m), east.ToDate("expected"));
        Assert.Null(statement.PartOf("South"));
        Assert.Empty(statement.LinesOf("South"));
    }

    [Fact]
    public void Before_a_division_is_named_every_line_is_of_those_without_one()
    {
        var statement = Close(Acme, January, new PlanYearTotals().Enroll(1));

        Assert.Equal(statement.Lines, statement.LinesOf(Divisions.Unassigned));
        Assert.Equal(statement.Fund, statement.PartOf(Divisions.Unassigned)!.Fund);
        Assert.Empty(statement.LinesOf(East));
    }

    [Fact]
    public void Requested_is_what_the_plan_years_own_contract_has_accrued_by_half()
    {
        var statement = Close(Acme with { StopLoss = TwoHalves }, January, new PlanYearTotals()) with
        {
            Requested = new Requested(Money(40m), Money(7m)),
            Lines = [Line("specific", 20_00), Line("aggregate", 9_00)],
        };

        Assert.Equal((Money(40m), Money(7m)), Requested(statement));
        // The first edition's lines were the contract's.
        Assert.Equal((Money(20m), Money(9m)), Requested(statement with { Requested = null }));
        Assert.Null(Close(Acme, January, new PlanYearTotals()).Requested);

        static (Cents, Cents) Requested(Statement statement) =>
            (statement.RequestedOf(ContractHalf.Specific), statement.RequestedOf(ContractHalf.Aggregate));

        static StatementLine Line(string name, long toDate) => new(name, LineUnit.Cents, 0, toDate);
    }

    [Fact]
    public void The_rolling_variance_is_actual_less_expected() =>
        Assert.Equal(Money(-30m), new RollingBudget(12, Money(130m), Money(100m)).Variance);
}
