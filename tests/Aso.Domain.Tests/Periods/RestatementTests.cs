using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>What the first statement of the second edition says of the last one of the first (rule 5.2).</summary>
public sealed class RestatementTests
{
    private static readonly Plan Plan = Acme with
    {
        AdministrationFees = PerTier(38m, 38m),
        StopLossPremium = PerTier(78.35m, 190.10m),
        Taxes = [new Tax("premiumTax", 0.02m, [Tax.Premium])],
        ExpectedClaims = new ExpectedClaims(null, Money(50m)),
        Funding = new Funding
        {
            Method = FundingMethod.Level, MonthlyDeposit = PerTier(410m, 1_090m), OpeningBalance = Money(1_000m),
        },
        StopLoss = TwoHalves,
    };

    private readonly PlanYearTotals _totals = new PlanYearTotals().Enroll(10).Post(0, 0, 500m).Specific(40m);

    [Fact]
    public void The_first_statement_of_the_second_edition_says_what_the_change_moved()
    {
        // The first edition's specific was half as much.
        var old = OfFirstEdition(line => line.Name == "specific" ? line with { Month = 20_00, ToDate = 20_00 } : line);

        var february = Close(old, January + 1);

        Assert.Equal(
            [new Restatement("specific", "4.13", LineUnit.Cents, 20_00, 40_00)], february.Restated);
        Assert.Equal(20_00, february.Line("specific").Month);
        Assert.Null(Close(february, January + 2).Restated);
    }

    [Fact]
    public void What_the_first_edition_counted_in_the_fund_and_is_no_cash_is_taken_out_of_its_balance()
    {
        var old = OfFirstEdition(line => line);
        // 1,000 + 10 × 410 − 500
        Assert.Equal(Money(4_600m), old.Fund.Closing);

        var february = Close(old with { Fund = old.Fund with { Closing = Money(4_640m) } }, January + 1);

        Assert.Equal([new Restatement("fund", "5.4", LineUnit.Cents, 4_640_00, 4_600_00)], february.Restated);
        Assert.Equal(Money(4_600m), february.Fund.Opening);
    }

    [Fact]
    public void Each_line_is_restated_under_the_rule_that_it_follows_now()
    {
        var old = OfFirstEdition(line => line with { ToDate = line.ToDate - 7 });

        var restated = Close(old with { Fund = old.Fund with { Closing = Cents.Zero } }, January + 1).Restated!;

        Assert.Equal(
            [
                ("enrolled.single", "4.6"), ("enrolled.family", "4.6"),
                ("deposits", "5.4"), ("contributionHoliday", "5.5"),
                ("paid.medical", "5.3"), ("paid.pharmacy", "5.3"), ("paid.shortTermDisability", "5.3"),
                ("claims.medical", "5.3"), ("claims.pharmacy", "5.3"), ("claims.shortTermDisability", "5.3"),
                ("fees", "5.12"), ("premium", "5.12"), ("tax.premiumTax", "5.13"), ("bill", "5.4"),
                ("specific", "4.13"), ("aggregate", "4.13"),
                ("received", "4.14"), ("denied", "4.14"), ("receivable", "4.14"),
                ("recoveries", "5.14"), ("interest", "5.4"), ("settlement", "5.5"), ("transfer", "5.5"),
                ("pended", "5.6"), ("ibnr", "5.6"), ("unpaid", "5.6"),
                ("unpaidRecoverable", "5.10"), ("unpaidNet", "5.10"), ("disabilityReserve", "5.11"), ("surplus", "5.5"),
                ("expected", "5.15"), ("actual", "5.15"), ("variance", "5.15"),
                ("fund", "5.4"),
            ],
            restated.Select(one => (one.Line, one.Rule)));
        Assert.All(restated.SkipLast(1), one => Assert.Equal(7, one.After - one.Before));
    }

    /// <summary>January's statement, as if the first edition had made it.</summary>
    private Statement OfFirstEdition(Func<StatementLine, StatementLine> change)
    {
        var statement = PlanYears.Close(Plan, January, _totals);
        return statement with { Edition = Editions.First, Lines = [.. statement.Lines.Select(change)] };
    }

    private Statement Close(Statement latest, Month month) => Statements.Close(new ClosedMonth(
        [Plan], month, _totals.Alone(), new Dictionary<PlanYear, Statement> { [Year] = latest }, ClosedAt,
        _totals.Alone())).Single();
}
