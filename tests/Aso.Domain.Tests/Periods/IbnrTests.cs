using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rule 5.6.</summary>
public sealed class IbnrTests
{
    /// <summary>
    /// Cumulative incurred losses of automatic facultative general liability, origin years 1981 to 1990:
    /// Reinsurance Association of America, Historical Loss Development Study, 1991, as in Mack, "Which
    /// Stochastic Model is Underlying the Chain Ladder Method?", 1994.
    /// </summary>
    private static readonly decimal[][] Raa =
    [
        [5_012, 8_269, 10_907, 11_805, 13_539, 16_181, 18_009, 18_608, 18_662, 18_834],
        [106, 4_285, 5_396, 10_666, 13_782, 15_599, 15_496, 16_169, 16_704],
        [3_410, 8_992, 13_873, 16_141, 18_735, 22_214, 22_863, 23_466],
        [5_655, 11_555, 15_766, 21_266, 23_425, 26_083, 27_067],
        [1_092, 9_565, 15_836, 22_169, 25_955, 26_180],
        [1_513, 6_445, 11_702, 12_935, 15_852],
        [557, 4_020, 10_946, 12_314],
        [1_351, 6_947, 13_112],
        [3_133, 5_395],
        [2_063],
    ];

    [Fact]
    public void The_raa_triangle_gives_its_published_reserve()
    {
        var rows = Raa.Select(origin => origin.Select(Money).ToArray()).ToArray();

        Assert.Equal(Money(52_135.23m), new Triangle(rows).Reserve().Round());
    }

    [Fact]
    public void Multipliers_of_six_months_give_the_worksheets_ultimate()
    {
        var (given, expect) = WorkedExamples.Find("completion multipliers of six months");
        var reported = given.Amounts("reported");
        var multipliers = given.Numbers("multipliers");

        var ultimate = reported.Zip(multipliers)
            .Aggregate(
                Fraction.Zero, (sum, month) => sum + Triangle.Ultimate(month.First, Fraction.Of(month.Second)));

        Assert.Equal(expect.Amount("ultimate"), ultimate.Round());
        Assert.Equal(expect.Amount("ibnr"), (ultimate - Fraction.Of(reported.Sum())).Round());
    }

    [Fact]
    public void A_month_at_a_quarter_of_completion_is_estimated_from_the_others()
    {
        // Factors 3 and 4/3. January to April are complete at 400, May is at 3/4 of 400; June, at 1/4, gets
        // 2,000 ÷ 50 member-months × 12 × 3/4 = 360. May lacks 100.
        var totals = Steady(through: 5).Enroll(10, 10, 10, 10, 10, 12);

        var estimate = Ibnr.Estimate(Acme, totals, January + 5);

        Assert.Equal(new IbnrEstimate(Money(460m), IbnrMethod.BornhuetterFerguson), estimate);
    }

    [Fact]
    public void The_month_to_estimate_gets_nothing_where_the_others_have_no_members()
    {
        Assert.Equal(
            new IbnrEstimate(Money(100m), IbnrMethod.BornhuetterFerguson),
            Ibnr.Estimate(Acme, Steady(through: 5).Enroll(0, 0, 0, 0, 0, 12), January + 5));
    }

    [Fact]
    public void Completion_of_exactly_two_fifths_is_the_chain_ladders()
    {
        var totals = new PlanYearTotals().Enroll(1);
        for (var incurred = 0; incurred <= 5; incurred++)
        {
            totals.Post(incurred, incurred, 40m);
            if (incurred < 5) totals.Post(incurred, incurred + 1, 60m);
        }

        Assert.Equal(
            new IbnrEstimate(Money(60m), IbnrMethod.ChainLadder), Ibnr.Estimate(Acme, totals, January + 5));
    }

    [Fact]
    public void Before_six_months_it_is_reserve_days_of_the_average_day()
    {
        // 1,600 paid in 151 days, of two benefits; disability is not among it.
        var totals = Steady(through: 4).Enroll(10).Post(0, 1, 5_000m, Benefit.ShortTermDisability)
            .Post(0, 1, -100m).Post(0, 1, 100m, Benefit.Pharmacy);

        Assert.Equal(
            new IbnrEstimate(Money(476.82m), IbnrMethod.AverageDailyPaid),
            Ibnr.Estimate(Acme, totals, January + 4));
        Assert.Equal(
            new IbnrEstimate(Money(317.88m), IbnrMethod.AverageDailyPaid),
            Ibnr.Estimate(Acme with { Funding = Acme.Funding with { ReserveDays = 30 } }, totals, January + 4));
    }

    [Fact]
    public void The_range_spans_what_the_methods_say()
    {
        // Chain ladder alone 400, the estimate 460; 2,000 paid in 181 days make 497.24.
        var totals = Steady(through: 5).Enroll(10, 10, 10, 10, 10, 12);

        Assert.Equal(new IbnrRange(Money(400m), Money(497.24m)), RangeOf(totals, January + 5));
        Assert.Equal(
            new IbnrRange(Money(476.82m), Money(476.82m)), RangeOf(Steady(through: 4), January + 4));
        Assert.Equal(default, RangeOf(Steady(through: 11), Year.Last + 3));
    }

    [Fact]
    public void It_is_complete_from_the_close_of_the_last_run_out_month_on()
    {
        var totals = Steady(through: 11).Enroll(10);

        Assert.NotEqual(IbnrMethod.Complete, Ibnr.Estimate(Acme, totals, Year.Last + 2).Method);
        Assert.Equal(new IbnrEstimate(Cents.Zero, IbnrMethod.Complete), Ibnr.Estimate(Acme, totals, Year.Last + 3));
        Assert.Equal(
            IbnrMethod.Complete, Ibnr.Estimate(Acme with { RunOutMonths = 0 }, totals, Year.Last).Method);
    }

    [Fact]
    public void It_is_never_below_zero()
    {
        var totals = new PlanYearTotals().Enroll(10);
        for (var incurred = 0; incurred < 8; incurred++)
            totals.Post(incurred, incurred, 100m).Post(incurred, incurred + 1, -40m);

        Assert.Equal(Cents.Zero, Ibnr.Estimate(Acme, totals.Cut(7), January + 7).Amount);
        Assert.Equal(
            Cents.Zero, Ibnr.Estimate(Acme, new PlanYearTotals().Post(0, 0, -100m), January).Amount);
    }

    [Fact]
    public void A_factor_is_one_where_a_sum_is_not_positive()
    {
        var triangle = new Triangle([[Money(0m), Money(50m), Money(-50m)], [Money(0m), Money(10m)], [Money(0m)]]);

        Assert.Equal([Fraction.One, Fraction.One], triangle.Factors);
        Assert.Equal([Fraction.One], new Triangle([[Money(10m), Money(0m)], [Money(10m)]]).Factors);
        Assert.Equal(Fraction.Zero, new Triangle([]).Reserve());
    }

    [Fact]
    public void What_was_paid_before_its_month_counts_at_age_zero_and_only_once_the_month_is_there()
    {
        var totals = new PlanYearTotals().Post(1, 0, 70m).Post(1, 1, 30m).Post(0, 0, 5m);

        Assert.Equal(Money(5m), Triangle.FromTotals(Year, totals, January).Reported(0));
        Assert.Single(Triangle.FromTotals(Year, totals, January).Multipliers);
        Assert.Equal(Money(100m), Triangle.FromTotals(Year, totals, January + 1).Reported(1));
    }

    [Fact]
    public void The_triangle_ends_with_the_plan_year_and_ages_into_the_run_out()
    {
        var triangle = Triangle.FromTotals(Year, Steady(through: 11), Year.Last + 3);

        Assert.Equal(12, triangle.Multipliers.Count);
        Assert.Equal(14, triangle.Factors.Count);
        Assert.Equal(Money(400m), triangle.Reported(11));
    }

    /// <summary>Each month pays 100, 200 and 100 at the ages 0, 1 and 2.</summary>
    private static PlanYearTotals Steady(int through)
    {
        var totals = new PlanYearTotals();
        for (var incurred = 0; incurred <= through; incurred++)
            totals.Post(incurred, incurred, 100m).Post(incurred, incurred + 1, 200m).Post(incurred, incurred + 2, 100m);
        return through < 11 ? totals.Cut(through) : totals;
    }

    private static IbnrRange RangeOf(PlanYearTotals totals, Month through) =>
        Ibnr.Range(YearToDate.Calculate(Acme, totals, through), totals);
}
