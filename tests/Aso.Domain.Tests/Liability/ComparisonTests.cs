using Aso.Domain.Tests.Rules;
using Aso.Domain.Tests.Periods;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Liability;

/// <summary>Rules 5.8 and 5.9.</summary>
public sealed class ComparisonTests
{
    private static readonly NextYear Unchanged = new(0m, 0m, 0m);

    private static readonly Plan Plan = Acme with
    {
        AdministrationFees = PerTier(38m, 38m),
        StopLossPremium = PerTier(78.35m, 190.10m),
        StopLoss = TwoHalves,
        FullyInsured = new FullyInsured(PerTier(640m, 1_650m), 0.85m),
    };

    [Fact]
    public void Both_arrangements_are_costed_for_the_months_to_date()
    {
        var totals = new PlanYearTotals().Enroll(10).Post(0, 0, 20_000m).Specific(5_000m);
        totals.Contract.PaymentsIn(January).SpecificDenied = Money(300m);
        var comparison = Comparison.Calculate(
            totals.At(Plan, January + 1), Experienced(totals, pooled: 15_000m, aboveCap: 5_000m), Unchanged)!;

        // U = 20,000 × 45 ÷ 59 = 15,254.24; fees and premium 20 × 116.35 = 2,327.00
        Assert.Equal(Money(20 * 640m), comparison.FullyInsured);
        Assert.Equal(Money(2_327m + 20_000m - 5_000m + 300m + 15_254.24m), comparison.Aso);
        Assert.Equal(comparison.FullyInsured - comparison.Aso, comparison.Difference);
        Assert.Equal(Money(15_000m + 15_254.24m), comparison.Incurred);
        Assert.Equal(Money(20 * 640m * 0.85m - 30_254.24m), comparison.InsurersResult);
        // 30,254.24 × 120 ÷ 20 ÷ 0.85; (15,000 + 15,254.24) ÷ 20 = 1,512.71 and 116.35, for 120 member-months
        Assert.Equal(Money(213_559.34m), comparison.RenewalFullyInsured);
        Assert.Equal(Money(120 * (1_512.71m + 116.35m)), comparison.RenewalAso);
    }

    [Fact]
    public void What_came_back_costs_less_and_is_no_members_incurred_where_it_is_nobodys()
    {
        var totals = new PlanYearTotals().Enroll(10).Post(0, 0, 20_000m);
        var (before, funded) = Both();
        var month = totals.Month(January + 1);
        (month.Recoveries, month.MemberRecoveries) = (Money(900m), Money(600m));

        var (after, funding) = Both();

        // Of the members' part the experience knows.
        Assert.Equal((Money(-900m), Money(-300m)), (after.Aso - before.Aso, after.Incurred - before.Incurred));
        // 900.00 over 20 member-months
        Assert.Equal(Money(-45m), funding.Rate!.Value.Claims - funded.Rate!.Value.Claims);

        (Comparison, NextYearFunding) Both() => (
            Comparison.Calculate(totals.At(Plan, January + 1), Experienced(totals), Unchanged)!,
            NextYearFunding.Calculate(totals.At(Plan, January + 1), Experienced(totals), Unchanged));
    }

    [Fact]
    public void The_disability_reserve_is_incurred_and_next_year_has_its_like()
    {
        var totals = NothingUnpaid(20_000m);
        totals.Disability.AbovePended[(January + 1).LastDay] = Money(600m);
        var toDate = totals.At(Paid, January + 1);

        var comparison = Comparison.Calculate(toDate, Experienced(totals, pooled: 15_000m), Unchanged)!;
        var funding = NextYearFunding.Calculate(toDate, Experienced(totals), Unchanged);

        Assert.Equal(Money(15_600m), comparison.Incurred);
        // 20,600 over 20 member-months
        Assert.Equal(Money(1_030m), funding.Rate!.Value.Claims);
    }

    [Fact]
    public void Without_terms_or_members_there_is_nothing_to_compare()
    {
        var totals = new PlanYearTotals();

        Assert.Null(Comparison.Calculate(totals.At(Acme, January), Experienced(totals), Unchanged));
        var comparison = Comparison.Calculate(totals.At(Plan, January), Experienced(totals), Unchanged)!;
        Assert.Equal((null, null), (comparison.RenewalAso, comparison.RenewalFullyInsured));
        Assert.Null(NextYearFunding.Calculate(totals.At(Plan, January), Experienced(totals), Unchanged).Rate);
    }

    [Fact]
    public void An_insured_renewal_annualizes_both_months()
    {
        Renews(WorkedExamples.Find("insured renewal, both months annualized"));
        Renews(WorkedExamples.Find("insured renewal after two months"));

        static void Renews(Example example)
        {
            var (given, expect) = example;
            var (months, each) = ((int)given.Number("months"), (int)(given.Number("annualMemberMonths") / 12));
            Assert.Equal(given.Number("memberMonths"), months * each);
            var totals = new PlanYearTotals().Enroll(each);
            var plan = Plan with
            {
                FullyInsured = new FullyInsured(PerTier(0m, 0m), given.Number("targetLossRatio"))
                {
                    PoolingCharge = given.Amount("poolingCharge"),
                },
            };

            var comparison = Comparison.Calculate(
                totals.At(plan, January + (months - 1)), Experienced(totals, pooled: given.Number("incurred")),
                new NextYear(given.Number("trend"), 0m, 0m))!;

            Assert.Equal(expect.Amount("renewal"), comparison.RenewalFullyInsured);
        }
    }

    [Fact]
    public void Who_keeps_what()
    {
        var (given, expect) = WorkedExamples.Find("who keeps what");
        var plan = Acme with
        {
            AdministrationFees = PerTier(given.Number("fee"), 0m),
            Funding = Acme.Funding with { ReserveDays = 0 },
            FullyInsured = new FullyInsured(
                PerTier(given.Number("monthlyPremium"), 0m), given.Number("targetLossRatio")),
        };
        var totals = new PlanYearTotals().Enroll(1).Post(0, 0, given.Number("paid"));

        var comparison = Comparison.Calculate(
            totals.At(plan, January + ((int)given.Number("months") - 1)),
            Experienced(totals, pooled: given.Number("paid")), Unchanged)!;

        Assert.Equal(expect.Amount("fullyInsured"), comparison.FullyInsured);
        Assert.Equal(expect.Amount("aso"), comparison.Aso);
        Assert.Equal(expect.Amount("difference"), comparison.Difference);
        Assert.Equal(expect.Amount("insurerResult"), comparison.InsurersResult);
    }

    [Theory]
    // At month 12 a year lies between the middles; at month 7, 29 ÷ 24 years; in the run-out still one.
    [InlineData(11, 0.08, 0.05, 120, 1_417.50)] // 150,000 × 1.08 × 1.05 ÷ 120
    [InlineData(14, 0.08, 0.05, 120, 1_417.50)]
    [InlineData(11, 0.00, 0.00, 120, 1_250.00)]
    [InlineData(6, 0.08, 0.00, 70, 2_351.69)] // 150,000 × 1.08^(29 ÷ 24) ÷ 70
    [InlineData(6, -0.10, 0.05, 70, 1_981.04)] // 150,000 × 0.9^(29 ÷ 24) × 1.05 ÷ 70
    public void Experience_is_trended_to_the_middle_of_next_year(
        int month, double trend, double margin, long memberMonths, double claims)
    {
        var totals = NothingUnpaid(150_000m);

        var funding = NextYearFunding.Calculate(
            totals.At(Paid, January + month), Experienced(totals),
            new NextYear((decimal)trend, (decimal)margin, 0m));

        Assert.Equal(memberMonths, funding.MemberMonths);
        Assert.Equal(new MonthlyRate(Money((decimal)claims), Money(116.35m)), funding.Rate);
        Assert.Equal(Money((decimal)claims + 116.35m), funding.Rate!.Value.Total);
    }

    [Theory]
    [InlineData(0.10, 127.99)] // 116.35 × 1.1 = 127.985
    [InlineData(-0.50, 58.18)] // 58.175
    public void Fixed_costs_are_trended_once(double fixedTrend, double expected)
    {
        var totals = NothingUnpaid(150_000m);

        var funding = NextYearFunding.Calculate(
            totals.At(Paid, January + 6), Experienced(totals), new NextYear(0m, 0m, (decimal)fixedTrend));

        Assert.Equal(Money((decimal)expected), funding.Rate!.Value.Fixed);
    }

    [Theory]
    [InlineData(-1.0, 0.0, 0.0)]
    [InlineData(0.0, -1.5, 0.0)]
    [InlineData(0.0, 0.0, -1.0)]
    public void Trends_and_margin_that_take_everything_away_are_refused(double trend, double margin, double fixedTrend)
    {
        // Also where nobody is enrolled.
        Assert.All([new PlanYearTotals().Enroll(1), new PlanYearTotals()], totals =>
            Assert.Throws<ArgumentOutOfRangeException>(() => NextYearFunding.Calculate(
                totals.At(Plan, January), Experienced(totals),
                new NextYear((decimal)trend, (decimal)margin, (decimal)fixedTrend))));
    }

    [Fact]
    public void A_margin_of_minus_100_percent_leaves_the_fixed_costs()
    {
        var totals = NothingUnpaid(150_000m);

        Assert.Equal(
            new MonthlyRate(Cents.Zero, Money(116.35m)),
            NextYearFunding.Calculate(totals.At(Paid, Year.Last), Experienced(totals), new NextYear(0m, -1m, 0m)).Rate);
    }

    [Fact]
    public void What_is_above_the_deductible_grows_faster()
    {
        var (given, expect) = WorkedExamples.Find("leveraged trend");
        var trend = given.Number("trend");
        var plan = Scenes(given.Amount("deductible"), given.Number("fixedPerMemberMonth"));
        var scene = new Scene(plan, enrolled: false);
        scene.Enroll("M-1", tier: "single");
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(given.Number("paid"))));

        var through = Scene.MonthOf("2026-12");
        var closing = new Closing(scene).Through("2026-12");
        var funding = NextYearFunding.Calculate(
            closing.ToDate("2026-12-31"), scene.Book.Experience(plan.Year, through, trend),
            new NextYear(trend, 0m, given.Number("fixedTrend")));

        Assert.Equal(expect.Number("leveragedTrend"), funding.LeveragedTrend);
        Assert.Equal(expect.Amount("fixed"), funding.Rate!.Value.Fixed);
    }

    [Fact]
    public void Next_years_funding_counts_what_is_unpaid_net_of_the_carriers_part()
    {
        var (given, expect) = WorkedExamples.Find("next year's funding");
        var plan = Scenes(given.Amount("deductible"), given.Number("fee"));
        var scene = new Scene(plan, enrolled: false);
        scene.Enroll("M-1", effective: "2026-01-01", termination: "2026-02-01", tier: "single");
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(given.Number("paid"), on: "2026-01-05")) with
        {
            PaidDate = Scene.Day("2026-01-20"),
        });
        scene.Adopt(plan with
        {
            Benefits = new Dictionary<Benefit, BenefitPlan>
            {
                [Benefit.Medical] = new HealthPlan { ReviewAbove = Cents.Zero },
            },
        });
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(given.Number("pended"), on: "2026-01-06")));
        var closing = new Closing(scene).Through("2026-01");

        var toDate = YearToDate.Calculate(
            plan, new EmployerPosition([plan], scene.Book.Totals(January), Moment.Close(January)),
            CarriedForward.None);
        var funding = NextYearFunding.Calculate(toDate, scene.Book.Experience(plan.Year, January, 0m), Unchanged);

        Assert.Equal(given.Amount("pended"), toDate.Unpaid.Gross);
        Assert.Equal(Cents.Zero, toDate.Unpaid.Net);
        Assert.Equal(expect.Amount("claims"), funding.Rate!.Value.Claims);
        Assert.Equal(expect.Amount("fixed"), funding.Rate!.Value.Fixed);
        Assert.Equal(expect.Amount("total"), funding.Rate!.Value.Total);
        Assert.Equal(closing.Made.Single().ToDate(LineNames.UnpaidNet), toDate.Unpaid.Net);
    }

    [Fact]
    public void Where_nothing_is_above_the_deductible_no_trend_is_leveraged()
    {
        var totals = new PlanYearTotals().Enroll(1);

        Assert.Null(NextYearFunding.Calculate(
            totals.At(Plan, January), Experienced(totals), new NextYear(0.08m, 0m, 0m)).LeveragedTrend);
    }

    [Fact]
    public void Each_members_claims_count_up_to_the_pooling_level_pended_ones_too()
    {
        var plan = MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(6_000m) }) with
        {
            FullyInsured = new FullyInsured(PerTier(1m, 1m), 1m) { PoolingLevel = Money(10_000m) },
        };
        var scene = new Scene(plan);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(6_000m, on: "2026-03-01")));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(7_000m, on: "2026-03-02")));
        scene.Send(MadeUpClaims.Original("C-3", MadeUpClaims.Line(2_000m)) with { MemberId = "M-2" });
        scene.Send(MadeUpClaims.Original("C-4", MadeUpClaims.Line(3_000m, on: "2026-04-02")) with
        {
            MemberId = "M-2", PaidDate = Scene.Day("2026-04-09"),
        });

        Assert.Equal(Money(10_000m + 2_000m), Through("2026-03").Pooled);
        Assert.Equal(Money(10_000m + 5_000m), Through("2026-04").Pooled);
        Assert.Equal(Cents.Zero, Through("2026-02").Pooled);

        Experience Through(string month) => scene.Book.Experience(plan.Year, Scene.MonthOf(month), 0m);
    }

    [Fact]
    public void Units_are_capped_at_their_laser_or_the_deductible_and_shards_add_up()
    {
        var terms = MadeUpPlans.StopLoss.Specific! with
        {
            Lasers = new Dictionary<string, Cents> { ["M-2"] = Money(12_000m) },
        };
        var plan = MadeUpPlans.With(Benefit.Medical, new HealthPlan()) with
        {
            StopLoss = MadeUpPlans.StopLoss with { Specific = terms },
        };
        var scene = new Scene(plan);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(14_000m)));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(11_500m)) with { MemberId = "M-2" });
        scene.Send(MadeUpClaims.Original("C-3", MadeUpClaims.Line(100m, "D1000")) with { Benefit = Benefit.Dental });

        var experience = scene.Book.Experience(plan.Year, Scene.MonthOf("2026-03"), 0.10m);

        Assert.Equal(Money(4_000m), experience.AboveCap);
        // 15,400 − 10,000 and 12,650 − 12,000
        Assert.Equal(Fraction.Of(Money(5_400m + 650m)), experience.TrendedAboveCap);
        var both = experience + experience;
        Assert.Equal(
            (experience.Pooled + experience.Pooled, Money(8_000m), Fraction.Of(Money(12_100m))),
            (both.Pooled, both.AboveCap, both.TrendedAboveCap));
        Assert.Equal(Money(2 * 25_600m), both.Totals.Year(plan.Year).Months.Values.Sum(month => month.Paid));

        var family = plan with
        {
            StopLoss = plan.StopLoss! with { Specific = terms with { Per = SpecificUnit.Subscriber } },
        };
        scene.Adopt(family);
        Assert.Equal(
            Money(15_500m), scene.Book.Experience(plan.Year, Scene.MonthOf("2026-03"), 0m).AboveCap);
    }

    private static readonly Plan Paid = Plan with { Funding = Plan.Funding with { ReserveDays = 0 } };

    /// <summary>Paid in the first month, so that no method finds anything unpaid.</summary>
    private static PlanYearTotals NothingUnpaid(decimal paid) =>
        new PlanYearTotals().Enroll(10).Post(0, 0, paid, Benefit.ShortTermDisability);

    private static Plan Scenes(Cents deductible, decimal fee) =>
        MadeUpPlans.With(Benefit.Medical, new HealthPlan()) with
        {
            AdministrationFees = PerTier(fee, 0m),
            StopLossPremium = PerTier(0m, 0m),
            Funding = new Funding { ReserveDays = 0 },
            StopLoss = MadeUpPlans.StopLoss with
            {
                Specific = MadeUpPlans.StopLoss.Specific! with { Deductible = deductible }, Aggregate = null,
            },
        };

    private static Experience Experienced(PlanYearTotals totals, decimal pooled = 0m, decimal aboveCap = 0m) =>
        new(totals.Alone(), Money(pooled), default, Money(aboveCap), Fraction.Of(Money(aboveCap)));
}
