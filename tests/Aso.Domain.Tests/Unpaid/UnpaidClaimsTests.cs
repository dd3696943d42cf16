using Aso.Domain.Unpaid;
using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Unpaid.MadeUpTriangle;

namespace Aso.Domain.Tests.Unpaid;

/// <summary>Rule 5.6: U of a plan year, at a close and live, and what of it is not reported.</summary>
public sealed class UnpaidClaimsTests
{
    private static readonly decimal[] Pattern = [100, 200, 100];

    private static readonly UnpaidTriangle June = Steady(January + 5, Pattern);

    [Theory]
    // as-of date in 2026, paid since; unpaid
    [InlineData(6, 30, 0, 400)]
    [InlineData(7, 1, 0, 413.26)]
    [InlineData(7, 31, 400, 411.05)]
    [InlineData(7, 31, 5_000, 0)]
    public void It_moves_by_the_day_between_closes(int month, int day, int since, double unpaid)
    {
        Assert.Equal(
            new UnpaidEstimate(Money((decimal)unpaid), UnpaidMethod.ExpectedCost),
            UnpaidClaims.Estimate(Paid(2_000m + since, since), June, Day(2026, month, day)));
    }

    [Fact]
    public void A_close_gives_what_the_triangle_says()
    {
        var july = Steady(January + 6, Pattern);
        var expected = Steady(January + 5, Pattern, expected: 50m * 10);
        var nextYear = Steady(January + 12, Pattern);

        Assert.Equal(
            new UnpaidEstimate(Money(400m), UnpaidMethod.ExpectedCost),
            UnpaidClaims.Estimate(Paid(2_400m), july, Day(2026, 7, 31)));
        Assert.Equal(
            new UnpaidEstimate(Money(500m), UnpaidMethod.BornhuetterFerguson),
            UnpaidClaims.Estimate(Paid(2_000m), expected, Day(2026, 6, 30)));
        Assert.Equal(Money(100m), UnpaidClaims.Estimate(Paid(4_700m), nextYear, Day(2027, 1, 31)).Amount);
        Assert.Equal(Money(300m), UnpaidClaims.Estimate(Paid(100m, year: 2027), nextYear, Day(2027, 1, 31)).Amount);
    }

    [Fact]
    public void Only_the_plan_years_own_days_count_after_the_close()
    {
        var december = Steady(January + 11, Pattern);

        // 4,800 in 365 days. January is 2027's; 2026 has only what its months lack.
        Assert.Equal(Money(400m), UnpaidClaims.Estimate(Paid(4_400m), december, Day(2027, 1, 31)).Amount);
        Assert.Equal(
            new UnpaidEstimate(Money(407.67m), UnpaidMethod.ExpectedCost),
            UnpaidClaims.Estimate(Paid(0m, year: 2027), december, Day(2027, 1, 31)));
        Assert.Equal(Cents.Zero, UnpaidClaims.Estimate(Paid(0m, year: 2027), december, Day(2026, 12, 31)).Amount);
        // Terminated at the end of January.
        var short2027 = Paid(0m, year: 2027) with { LastDay = Day(2027, 1, 31) };
        Assert.Equal(Money(407.67m), UnpaidClaims.Estimate(short2027, december, Day(2027, 2, 20)).Amount);
    }

    [Fact]
    public void It_is_rounded_once()
    {
        // 0.335 + 0.335 − 0: each alone would round up to 0.34.
        Assert.Equal(
            new Cents(67), UnpaidClaims.Live(Fraction.Of(33.5m), Fraction.Of(6.7m), daysSince: 5, Cents.Zero));
    }

    [Theory]
    // as-of date; unpaid: 120,000 paid in a plan year from 2026-01-01
    [InlineData("2025-12-31", 0)]
    [InlineData("2026-01-01", 5_400_000)]
    [InlineData("2026-03-31", 60_000)]
    [InlineData("2026-04-01", 59_340.66)]
    [InlineData("2026-12-31", 14_794.52)]
    [InlineData("2027-01-01", 14_465.75)] // 44 days left
    [InlineData("2027-02-13", 328.77)]
    [InlineData("2027-02-14", 0)]
    [InlineData("2027-06-30", 0)]
    public void Average_daily_paid_moves_by_the_day(string asOf, double unpaid)
    {
        var date = Day(asOf);

        Assert.Equal(
            Money((decimal)unpaid),
            UnpaidClaims.AverageDailyPaid(Money(120_000m), Day(2026, 1, 1), Day(2026, 12, 31), date, reserveDays: 45));
        Assert.Equal(
            new UnpaidEstimate(Money((decimal)unpaid), UnpaidMethod.AverageDailyPaid),
            UnpaidClaims.Estimate(Paid(120_000m), triangle: null, date));
    }

    [Fact]
    public void Average_daily_paid_is_never_below_zero()
    {
        Assert.Equal(Cents.Zero, UnpaidClaims.Estimate(Paid(-100m), triangle: null, Day(2026, 1, 31)).Amount);
    }

    [Theory]
    [InlineData(4, 2, UnpaidMethod.AverageDailyPaid)]
    [InlineData(5, 2, UnpaidMethod.ExpectedCost)]
    [InlineData(5, 6, UnpaidMethod.AverageDailyPaid)]
    public void Average_daily_paid_takes_over_where_the_triangle_is_too_young(
        int through, int immatureMonths, UnpaidMethod method)
    {
        var triangle = Steady(January + through, Pattern, immatureMonths: immatureMonths);

        Assert.Equal(method, UnpaidClaims.Estimate(Paid(1_600m), triangle, triangle.Through.LastDay).Method);
    }

    [Fact]
    public void Where_the_run_out_denies_it_is_complete_from_the_close_of_the_last_run_out_month_on()
    {
        var paid = Paid(4_800m) with { DeniedAfter = January + 14 };

        Assert.Equal(Money(100m), At(paid, 12).Amount);
        Assert.Equal(UnpaidMethod.ExpectedCost, At(Paid(4_800m), 12).Method);
        Assert.Equal(UnpaidMethod.ChainLadder, At(paid, 13).Method);
        Assert.Equal(new UnpaidEstimate(Cents.Zero, UnpaidMethod.Complete), At(paid, 14));
        Assert.Equal(UnpaidMethod.ChainLadder, At(Paid(4_800m), 14).Method);
        // Too young for an estimate of its own, and yet complete.
        Assert.Equal(UnpaidMethod.Complete, At(paid with { DeniedAfter = January + 3 }, 3).Method);
        Assert.Equal(UnpaidMethod.AverageDailyPaid, UnpaidClaims.Estimate(paid, null, Day(2027, 5, 1)).Method);
    }

    [Fact]
    public void Else_it_is_complete_once_no_month_of_it_is_left_in_the_triangle()
    {
        // The triangle of November 2029 starts with December 2026, that of December 2029 with January 2027.
        var terminated = Paid(4_800m) with { LastDay = Day(2026, 11, 30) };

        Assert.NotEqual(UnpaidMethod.Complete, At(Paid(4_800m), 46).Method);
        Assert.Equal(new UnpaidEstimate(Cents.Zero, UnpaidMethod.Complete), At(Paid(4_800m), 47));
        Assert.Equal(UnpaidMethod.Complete, At(terminated, 46).Method);
        Assert.NotEqual(UnpaidMethod.Complete, At(Paid(0m, year: 2030), 47).Method);
    }

    [Theory]
    // pended in one month of one member, cap (0: none); IBNR and unpaid gross. 31,000 paid in January, U = 45,000
    [InlineData(0, 0, 45_000, 45_000)]
    [InlineData(1_200, 0, 43_800, 45_000)]
    [InlineData(50_000, 0, 0, 50_000)]
    [InlineData(250_000, 10_000, 35_000, 285_000)]
    public void Pended_claims_are_part_of_what_is_unpaid(int pended, int cap, int notReported, int gross)
    {
        var (unpaid, _) = UnpaidClaims.Estimate(Paid(31_000m), triangle: null, Day(2026, 1, 31));
        var within = UnpaidClaims.PendedWithin(cap == 0 ? null : Money(cap), Money(pended), paid: Cents.Zero);

        Assert.Equal(Money(45_000m), unpaid);
        Assert.Equal(Money(notReported), UnpaidClaims.NotReported(unpaid, within));
        Assert.Equal(Money(gross), UnpaidClaims.Gross(unpaid, within, Money(pended)));
    }

    [Fact]
    public void A_members_claims_above_the_cap_leave_the_triangle()
    {
        Assert.Equal((10_300m, 60_300m), (Cumulative(Money(10_000m)), Cumulative(cap: null)));
        // Of 9,500 paid, 500 of what is pended are below the cap; of 60,000 nothing.
        Assert.Equal(
            [500m, 300, 0],
            [Within(2_000m, 9_500m), Within(300m, 9_500m), Within(2_000m, 60_000m)]);

        static decimal Cumulative(Cents? cap) =>
            (UnpaidClaims.Capped(Money(60_000m), cap) + UnpaidClaims.Capped(Money(300m), cap)).Amount;

        static decimal Within(decimal pended, decimal paid) =>
            UnpaidClaims.PendedWithin(Money(10_000m), Money(pended), Money(paid)).Amount;
    }

    [Fact]
    public void The_range_spans_what_the_methods_say()
    {
        // June was half as dear: 250 by chain ladder alone, 400 from the others' cost; 1,950 in 181 days make 484.81.
        var months = June.Months.Select(month => month.Incurred).SkipLast(1);
        var halved = new UnpaidTriangle(
            January + 5, [.. months, Incurred(January + 5, 50) with { MemberMonths = 10 }], immatureMonths: 2);
        var ofMay = Steady(January + 4, Pattern);

        Assert.Equal(
            (Money(250m), Money(484.81m)), Of(UnpaidClaims.Range(Paid(1_950m), halved, Day(2026, 6, 30))));
        Assert.Equal((Money(476.82m), Money(476.82m)), Of(UnpaidClaims.Range(Paid(1_600m), ofMay, Day(2026, 5, 31))));
        Assert.Equal((Money(476.82m), Money(476.82m)), Of(UnpaidClaims.Range(Paid(1_600m), null, Day(2026, 5, 31))));
        Assert.Equal(
            default,
            UnpaidClaims.Range(Paid(1_600m) with { DeniedAfter = January }, ofMay, Day(2026, 5, 31)));

        static (Cents Low, Cents High) Of(UnpaidRange range) => (range.Low, range.High);
    }

    [Fact]
    public void Nothing_is_ever_below_zero_and_without_a_cap_gross_is_the_larger_of_unpaid_and_pended()
    {
        var cases =
            from pattern in Gen.Choose(-500, 3_000).ArrayOf(3)
            from through in Gen.Choose(0, 40)
            from year in Gen.Choose(2025, 2030)
            from paid in Gen.Choose(-1_000, 100_000)
            from since in Gen.Choose(-1_000, 5_000)
            from days in Gen.Choose(0, 60)
            from pended in Gen.Choose(0, 100_000)
            select (pattern, through, year, paid, since, days, pended);

        Prop.ForAll(Arb.From(cases), one =>
        {
            var triangle = Steady(January + one.through, [.. one.pattern.Select(amount => (decimal)amount)]);
            var asOf = triangle.Through.LastDay.AddDays(one.days);
            var paid = Paid(one.paid, one.since, one.year);
            var (unpaid, pended) = (UnpaidClaims.Estimate(paid, triangle, asOf).Amount, Money(one.pended));
            var range = UnpaidClaims.Range(paid, triangle, asOf);
            return unpaid >= Cents.Zero
                && Cents.Zero <= range.Low && range.Low <= unpaid && unpaid <= range.High
                && UnpaidClaims.NotReported(unpaid, pended) >= Cents.Zero
                && UnpaidClaims.Gross(unpaid, pended, pended) == Cents.Max(unpaid, pended);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(100)));
    }

    /// <summary>At the close of a month, counted from January 2026, of steady months.</summary>
    private static UnpaidEstimate At(PaidHealth paid, int month) =>
        UnpaidClaims.Estimate(paid, Steady(January + month, Pattern), (January + month).LastDay);
}
