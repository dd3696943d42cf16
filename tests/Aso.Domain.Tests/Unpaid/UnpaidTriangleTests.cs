using Aso.Domain.Unpaid;
using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Unpaid.MadeUpTriangle;

namespace Aso.Domain.Tests.Unpaid;

/// <summary>Rule 5.6: the triangle and what its months say.</summary>
public sealed class UnpaidTriangleTests
{
    private static readonly decimal[] Pattern = [100, 200, 100];

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
        var triangle = new UnpaidTriangle(January + 9, [.. Raa.Select((row, at) => Incurred(January + at, row))], 0);

        Assert.Equal(Money(52_135.23m), triangle.UnpaidByChainLadder(Year).Round());
    }

    [Fact]
    public void Multipliers_of_six_months_give_the_worksheets_ultimate()
    {
        var (given, expect) = WorkedExamples.Find("completion multipliers of six months");
        var reported = given.Amounts("reported");

        var unpaid = reported.Zip(given.Numbers("multipliers")).Aggregate(Fraction.Zero, (sum, month) =>
            sum + UnpaidTriangle.ChainLadder(month.First, Fraction.Of(month.Second)));

        Assert.Equal(expect.Amount("ibnr"), unpaid.Round());
        Assert.Equal(expect.Amount("ultimate"), (unpaid + Fraction.Of(reported.Sum())).Round());
    }

    [Fact]
    public void Steady_months_of_ten_members()
    {
        var june = Steady(January + 5, Pattern);

        Assert.Equal([Of(3, 1), Of(4, 3), Fraction.One, Fraction.One, Fraction.One], june.Factors);
        Assert.Equal(
            [Of(1, 1), Of(1, 1), Of(1, 1), Of(1, 1), Of(3, 4), Of(1, 4)],
            june.Months.Select(month => month.Completion));
        Assert.Equal([0m, 0, 0, 0, 100, 300], june.Months.Select(month => month.Unpaid.Round().Amount));
        Assert.All(june.Months, month => Assert.Equal(InCents(400m), month.Ultimate));
        Assert.Equal(
            [.. Enumerable.Repeat(UnpaidMethod.ChainLadder, 4), .. Enumerable.Repeat(UnpaidMethod.ExpectedCost, 2)],
            june.Months.Select(month => month.Method));
        Assert.True(june.IsUsable);
        Assert.Equal(InCents(400m), june.Unpaid(Year));
        Assert.Equal(UnpaidMethod.ExpectedCost, june.Method(Year));
        Assert.Equal(Of(240_000, 181), june.UltimatePerDay);
    }

    [Fact]
    public void Expected_claims_take_the_place_of_what_the_mature_months_cost()
    {
        var june = Steady(January + 5, Pattern, expected: 500m);

        Assert.Equal([125m, 375], june.Months.TakeLast(2).Select(month => month.Unpaid.Round().Amount));
        Assert.Equal(InCents(500m), june.Unpaid(Year));
        Assert.Equal(UnpaidMethod.BornhuetterFerguson, june.Method(Year));
    }

    [Fact]
    public void Two_plan_years_have_their_own_months_in_one_triangle()
    {
        var next = new PlanYear(Year.First + 12);
        var triangle = Steady(next.First, Pattern);

        Assert.Equal((InCents(100m), InCents(300m)), (triangle.Unpaid(Year), triangle.Unpaid(next)));
        Assert.Equal(Fraction.Zero, triangle.Unpaid(new PlanYear(Year.First + 24)));
    }

    [Fact]
    public void The_method_is_the_last_that_a_month_of_the_plan_year_used_or_of_any_month()
    {
        // Expected claims are given for 2027 only, whose February and March are immature.
        var next = new PlanYear(Year.First + 12);
        var steady = Steady(next.First + 2, Pattern).Months.Select(month => month.Incurred);
        var triangle = new UnpaidTriangle(
            next.First + 2,
            [.. steady.Select(month => month with { Expected = month.PlanYear == next ? Money(400m) : null })],
            immatureMonths: 2);

        Assert.Equal(UnpaidMethod.ChainLadder, triangle.Method(Year));
        Assert.Equal(UnpaidMethod.BornhuetterFerguson, triangle.Method(next));
        Assert.Equal(UnpaidMethod.BornhuetterFerguson, triangle.Method(new PlanYear(Year.First + 24)));
        Assert.Equal(UnpaidMethod.BornhuetterFerguson, triangle.MethodUsed);
    }

    [Theory]
    // immature months; methods of April, May and June, which are 2, 1 and 0 months old and done to 1, 3/4, 1/4
    [InlineData(0, UnpaidMethod.ChainLadder, UnpaidMethod.ChainLadder, UnpaidMethod.ExpectedCost)]
    [InlineData(1, UnpaidMethod.ChainLadder, UnpaidMethod.ChainLadder, UnpaidMethod.ExpectedCost)]
    [InlineData(2, UnpaidMethod.ChainLadder, UnpaidMethod.ExpectedCost, UnpaidMethod.ExpectedCost)]
    [InlineData(3, UnpaidMethod.ExpectedCost, UnpaidMethod.ExpectedCost, UnpaidMethod.ExpectedCost)]
    public void A_month_as_old_as_the_immature_months_is_mature(
        int immatureMonths, UnpaidMethod april, UnpaidMethod may, UnpaidMethod june)
    {
        var triangle = Steady(January + 5, Pattern, immatureMonths: immatureMonths);

        Assert.Equal([april, may, june], triangle.Months.TakeLast(3).Select(month => month.Method));
    }

    [Theory]
    [InlineData(40, UnpaidMethod.ChainLadder, 60)]
    [InlineData(39.99, UnpaidMethod.ExpectedCost, 60.01)]
    public void Completion_of_exactly_two_fifths_is_mature(double atOnce, UnpaidMethod method, double unpaid)
    {
        var first = (decimal)atOnce;
        var june = Steady(January + 5, [first, 100m - first], immatureMonths: 0);

        Assert.Equal(method, june.Months[^1].Method);
        Assert.Equal(InCents((decimal)unpaid), june.Unpaid(Year));
    }

    [Fact]
    public void Chain_ladder_and_expected_cost_differ_by_what_the_month_paid_and_whom_it_covers()
    {
        // June paid 60 where the others paid 40 at once; by chain ladder it lacks 90, for 12 members 1.2 × 60.
        Assert.Equal(InCents(90m), Odd(immatureMonths: 0).Unpaid(Year));
        Assert.Equal(InCents(72m), Odd(immatureMonths: 1).Unpaid(Year));

        static UnpaidTriangle Odd(int immatureMonths)
        {
            var months = Steady(January + 5, [40, 60]).Months.Select(month => month.Incurred);
            return new UnpaidTriangle(
                January + 5,
                [.. months.SkipLast(1), Incurred(January + 5, 60) with { MemberMonths = 12 }],
                immatureMonths);
        }
    }

    [Fact]
    public void Expected_cost_is_nothing_where_the_mature_months_have_no_members()
    {
        var months = Steady(January + 5, Pattern).Months.Select(month => month.Incurred with
        {
            MemberMonths = month.Incurred.Age < 2 ? 10 : 0,
        });
        var triangle = new UnpaidTriangle(January + 5, [.. months], immatureMonths: 2);

        Assert.Equal(Fraction.Zero, triangle.Unpaid(Year));
        Assert.Equal(UnpaidMethod.ExpectedCost, triangle.Method(Year));
    }

    [Fact]
    public void Expected_cost_comes_from_the_mature_months_among_the_newest_twelve()
    {
        // Thirteen months: the first cost a thousand times as much and is not asked.
        var months = Steady(January + 12, Pattern).Months.Select(month => month.Incurred).ToList();
        months[0] = months[0] with { Cumulative = [.. months[0].Cumulative.Select(paid => paid * 1_000)] };
        var triangle = new UnpaidTriangle(January + 12, months, immatureMonths: 2);

        Assert.Equal(InCents(300m), triangle.Unpaid(new PlanYear(Year.First + 12)));
        Assert.Equal(Of(12 * 40_000, 365), triangle.UltimatePerDay);
    }

    [Theory]
    [InlineData(4, 2, false)] // five months
    [InlineData(5, 2, true)]
    [InlineData(5, 5, true)]
    [InlineData(5, 6, false)] // none mature
    [InlineData(20, 11, true)]
    [InlineData(20, 12, false)] // the mature ones are not among the newest 12
    public void It_needs_six_months_and_a_mature_one_among_the_newest_twelve(
        int through, int immatureMonths, bool usable)
    {
        var triangle = Steady(January + through, Pattern, immatureMonths: immatureMonths);
        Assert.Equal(usable, triangle.IsUsable);
        Assert.Equal(usable ? UnpaidMethod.ExpectedCost : UnpaidMethod.AverageDailyPaid, triangle.MethodUsed);
    }

    [Fact]
    public void A_factor_is_one_where_a_sum_is_not_positive()
    {
        Assert.Equal(
            [Fraction.One, Fraction.One],
            Of(Incurred(January, 0, 50, -50), Incurred(January + 1, 0, 10), Incurred(January + 2, 0)).Factors);
        Assert.Equal([Fraction.One], Of(Incurred(January, 10, 0), Incurred(January + 1, 10)).Factors);

        UnpaidTriangle Of(params IncurredMonth[] months) => new(January + 2, months, 2);
    }

    [Fact]
    public void Without_any_month_there_is_nothing_to_say()
    {
        var none = new UnpaidTriangle(January, [], 2);

        Assert.False(none.IsUsable);
        Assert.Empty(none.Factors);
        Assert.Equal((Fraction.Zero, Fraction.Zero), (none.Unpaid(Year), none.UltimatePerDay));
    }

    [Fact]
    public void Thirty_six_months_reach_three_years_back()
    {
        var triangle = Steady(January + 35, Pattern);

        Assert.Equal(36, triangle.Months.Count);
        Assert.Equal(35, triangle.Factors.Count);
        Assert.Equal(January, triangle.First);
        Assert.Equal(InCents(400m), triangle.Unpaid(new PlanYear(Year.First + 24)));
        Assert.Equal(UnpaidMethod.ChainLadder, triangle.Method(Year));
    }

    [Fact]
    public void A_month_that_was_paid_too_much_lacks_nothing_and_an_unpaid_one_by_chain_ladder_neither()
    {
        Assert.Equal(Fraction.Zero, UnpaidTriangle.ChainLadder(Money(100m), Of(1, 2)));
        Assert.Equal(Fraction.Zero, UnpaidTriangle.ChainLadder(Money(-100m), Of(2, 1)));
        // Every factor is below one, so the newest months are more than complete.
        var falling = Steady(January + 7, [100, -40]);

        Assert.Equal(Fraction.Zero, falling.Unpaid(Year));
        Assert.Equal(InCents(60m), falling.Months[0].Ultimate);
    }

    [Fact]
    public void No_month_is_unpaid_by_less_than_nothing_and_ultimate_is_paid_and_unpaid()
    {
        var cases =
            from length in Gen.Choose(0, 40)
            from paid in Gen.Choose(-2_000, 20_000).ArrayOf(length * (length + 1) / 2)
            from members in Gen.Choose(0, 30)
            from expected in Gen.Choose(-1, 50_000)
            from immature in Gen.Choose(0, 12)
            select Made(length, paid, members, expected, immature);

        Prop.ForAll(Arb.From(cases), triangle => triangle.Months.All(month =>
                month.Unpaid >= Fraction.Zero
                && month.Ultimate == Fraction.Of(month.Incurred.Paid) + month.Unpaid
                && month.Completion > Fraction.Zero)
            && triangle.Months.Select(month => month.Incurred.PlanYear).Distinct()
                .Aggregate(Fraction.Zero, (sum, year) => sum + triangle.Unpaid(year))
            == triangle.Months.Aggregate(Fraction.Zero, (sum, month) => sum + month.Unpaid))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(100)));

        static UnpaidTriangle Made(int length, int[] paid, int members, int expected, int immature)
        {
            var next = 0;
            var months = Enumerable.Range(0, length).Select(place =>
            {
                var cumulative = 0m;
                var ages = Enumerable.Range(0, length - place).Select(_ => cumulative += paid[next++] / 100m).ToArray();
                return Incurred(January + place, ages) with
                {
                    MemberMonths = members,
                    Expected = expected < 0 ? null : new Cents(expected),
                };
            });
            return new UnpaidTriangle(January + (length - 1), [.. months], immature);
        }
    }

    private static Fraction Of(long numerator, long denominator) => Fraction.Of(numerator) / Fraction.Of(denominator);
}
