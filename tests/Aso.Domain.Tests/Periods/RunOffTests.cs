using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rule 5.18: the unpaid claims of a close, and what became of them.</summary>
public sealed class RunOffTests
{
    private static readonly decimal[] Pattern = [100m, 200m, 100m];

    [Fact]
    public void An_estimate_stands_beside_what_was_paid_since_and_what_is_left()
    {
        var (given, expect) = WorkedExamples.Find("run-off of June's estimate, seen after August");
        var year = Steady(given.Numbers("pattern"), through: 7).Enroll((int)given.Number("members"));

        var row = RunOff.Of(Close(Acme, January + 5, year.Cut(5)), At(year, 7));

        Assert.Equal((Year, January + 5), (row.PlanYear, row.Month));
        Assert.Equal(
            (expect.Amount("estimate"), expect.Amount("paidSince"), expect.Amount("leftNow")),
            (row.Estimate, row.PaidSince, row.LeftNow));
        Assert.Equal(Cents.Zero, row.Difference);
    }

    [Theory]
    // close; estimate, paid since, left at the close of August
    [InlineData(5, 400, 400, 0)]
    [InlineData(6, 400, 300, 100)]
    [InlineData(7, 400, 0, 400)]
    public void Only_months_incurred_by_the_close_count_and_only_what_was_posted_after_it(
        int close, int estimate, int paidSince, int leftNow)
    {
        var year = Steady(Pattern, through: 7).Enroll(10);

        var row = RunOff.Of(Close(Acme, January + close, year.Cut(close)), At(year, 7));

        Assert.Equal((Money(estimate), Money(paidSince), Money(leftNow)), (row.Estimate, row.PaidSince, row.LeftNow));
        Assert.Equal(Cents.Zero, row.Difference);
    }

    [Fact]
    public void What_was_paid_is_not_capped_and_a_difference_may_be_negative()
    {
        var year = Steady(Pattern, through: 7).Enroll(10);
        // A member's claim of June, of which the cap leaves nothing in the triangle.
        year.Month(January + 7).PaidByIncurredMonth[January + 5] += Money(5_000m);

        var row = RunOff.Of(Close(Acme, January + 5, year.Cut(5)), At(year, 7));

        Assert.Equal((Money(5_400m), Money(-5_000m)), (row.PaidSince, row.Difference));
    }

    [Fact]
    public void The_average_day_has_an_estimate_at_its_close_and_nothing_left_by_month()
    {
        var year = Steady(Pattern, through: 4).Enroll(10);
        var statement = Close(Acme, January + 3, year.Cut(3));

        var row = RunOff.Of(statement, At(year, 4));

        Assert.Equal(UnpaidMethod.AverageDailyPaid, statement.IbnrMethod);
        Assert.Equal(statement.ToDate(LineNames.Ibnr), row.Estimate);
        Assert.Equal(Money(300m), row.PaidSince);
        Assert.Null(row.LeftNow);
        Assert.Null(row.Difference);
    }

    [Fact]
    public void Once_complete_nothing_is_left()
    {
        var plan = Acme with { AfterRunOut = AfterRunOut.Deny };
        var year = Steady(Pattern, through: 14, incurredThrough: 11).Enroll(10);

        var row = RunOff.Of(
            Close(plan, January + 11, year.Cut(11)),
            new EmployerPosition([plan], year.Alone(), Moment.Close(January + 14)));

        Assert.Equal((Money(400m), Money(400m), Cents.Zero), (row.Estimate, row.PaidSince, row.LeftNow));
    }

    [Fact]
    public void A_statement_keeps_the_estimate_where_more_is_pended_than_it()
    {
        var year = Steady(Pattern, through: 5).Enroll(10).Pend(5, 1_000m);

        var statement = Close(Acme, January + 5, year);

        Assert.Equal((Cents.Zero, Money(1_000m), Money(400m)), (
            statement.ToDate(LineNames.Ibnr), statement.ToDate(LineNames.Unpaid), statement.UnpaidEstimate));
        Assert.Null(RunOff.Of(statement with { UnpaidEstimate = null }, At(year, 5)).Difference);
    }

    private static EmployerPosition At(PlanYearTotals totals, int month) =>
        new([Acme], totals.Cut(month).Alone(), Moment.Close(January + month));
}
