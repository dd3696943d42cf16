using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rules 5.1 to 5.5.</summary>
public sealed class StatementsTests
{
    private static readonly Plan Level = Acme with
    {
        AdministrationFees = PerTier(38m, 38m),
        StopLossPremium = PerTier(78.35m, 190.10m),
        Funding = new Funding
        {
            Method = FundingMethod.Level,
            MonthlyDeposit = PerTier(410m, 1_090m),
            OpeningBalance = Money(1_000m),
        },
        StopLoss = TwoHalves,
    };

    [Fact]
    public void A_statement_has_every_line_for_the_month_and_to_date()
    {
        var totals = new PlanYearTotals().Enroll(10, 12).Specific(40m)
            .Post(0, 0, 500m).Post(0, 1, 31m, Benefit.Pharmacy);
        totals.ExposureIn(January + 1, 2).SubscribersByTier[1] = 3;

        var january = Close(Level, January, totals.Cut(0));
        var february = Close(Level, January + 1, totals, january);

        var payments = totals.Contract.PaymentsIn(January + 1);
        (payments.SpecificReceived, payments.SpecificDenied) = (Money(25m), Money(5m));
        totals.Month(January + 1).Recoveries = Money(7m);
        totals.Pend(1, 35m).Disability.AbovePended[January.LastDay] = Money(9m);
        february = Close(Level, January + 1, totals, january);

        Assert.Equal(
            [
                ("enrolled.single", 12, 22), ("enrolled.family", 3, 3),
                ("deposits", 12 * 410_00 + 3 * 1_090_00, 22 * 410_00 + 3 * 1_090_00), ("contributionHoliday", 0, 0),
                ("paid.medical", 0, 500_00), ("paid.pharmacy", 31_00, 31_00), ("paid.shortTermDisability", 0, 0),
                ("claims.medical", 0, 1), ("claims.pharmacy", 1, 1), ("claims.shortTermDisability", 0, 0),
                ("fees", 15 * 38_00, 25 * 38_00),
                ("premium", 12 * 78_35 + 3 * 190_10, 22 * 78_35 + 3 * 190_10),
                ("bill", 31_00 + 15 * 38_00 + 12 * 78_35 + 3 * 190_10, 531_00 + 25 * 38_00 + 22 * 78_35 + 3 * 190_10),
                ("specific", 0, 40_00), ("aggregate", 0, 0), ("received", 25_00, 25_00), ("denied", 5_00, 5_00),
                ("receivable", -30_00, 10_00), ("recoveries", 7_00, 7_00), ("interest", 0, 0), ("settlement", 0, 0),
                ("transfer", 0, 0),
                ("pended", 35_00, 35_00),
                // 531.00 × 45 ÷ 59 less what is pended, before it 500.00 × 45 ÷ 31
                ("ibnr", 370_00 - 725_81, 370_00), ("unpaid", 405_00 - 725_81, 405_00), ("unpaidRecoverable", 0, 0),
                ("unpaidNet", 405_00 - 725_81, 405_00), ("disabilityReserve", 0, 0),
                ("surplus", 12 * 410_00 + 3 * 1_090_00 + 7_00 - 31_00 - 5_00 - (405_00 - 725_81),
                    1_000_00 + 22 * 410_00 + 3 * 1_090_00 + 7_00 + 40_00 - 5_00 - 531_00 - 405_00),
            ],
            february.Lines.Select(line => (line.Name, line.Month, line.ToDate)));
        Assert.Equal(
            new Fund(Money(4_600m), Money(1_000m + 9_020m + 3_270m + 25m + 7m - 531m), Money(1_000m)), february.Fund);
        Assert.Equal(january.Fund.Closing, february.Fund.Opening);
        Assert.Equal(UnpaidMethod.AverageDailyPaid, february.IbnrMethod);
        Assert.Equal((2, new Requested(Money(40m), Cents.Zero)), (february.Edition, february.Requested));
        Assert.Null(february.Settlement);
        Assert.Equal(LineUnit.Count, february.Line("claims.medical").Unit);
        Assert.Equal(LineUnit.Cents, february.Line("fees").Unit);
        Assert.Equal(new StatementLine("paid.dental", LineUnit.Cents, 0, 0), february.Line("paid.dental"));
    }

    [Fact]
    public void The_first_months_surplus_includes_the_opening_balance()
    {
        var statement = Close(Level, January, new PlanYearTotals());

        Assert.Equal(Money(1_000m), new Cents(statement.Line("surplus").Month));
        Assert.Equal(new Fund(Money(1_000m), Money(1_000m), Money(1_000m)), statement.Fund);
    }

    [Fact]
    public void Enrollment_known_late_is_corrected_in_the_open_month()
    {
        var january = Close(Level, January, new PlanYearTotals().Enroll(10));
        var february = Close(Level, January + 1, new PlanYearTotals().Enroll(8), january);

        Assert.Equal((6, 16), (february.Line("enrolled.single").Month, february.Line("enrolled.single").ToDate));
        Assert.Equal(6 * 38_00, february.Line("fees").Month);
        Assert.Equal(6 * 410_00, february.Line("deposits").Month);
    }

    [Fact]
    public void Plan_terms_known_late_are_corrected_in_the_open_month()
    {
        var totals = new PlanYearTotals().Enroll(10);
        var january = Close(Level, January, totals);
        var changed = Level with
        {
            AdministrationFees = PerTier(40m, 40m),
            Funding = Level.Funding with { OpeningBalance = Money(1_500m) },
        };
        var february = Close(changed, January + 1, totals, january);

        Assert.Equal(10 * 40_00 + 10 * 2_00, february.Line("fees").Month);
        Assert.Equal(january.Fund.Closing + Money(500m), february.Fund.Opening);
        Assert.Equal(february.Fund.Opening + Money(4_100m), february.Fund.Closing);
    }

    [Fact]
    public void Fees_premium_and_level_deposits_end_with_the_twelve_months()
    {
        var totals = new PlanYearTotals().Enroll(10);
        var december = Close(Level, Year.Last, totals);
        var runOut = Close(Level, Year.Last + 1, totals, december);

        foreach (var name in (string[])["enrolled.single", "fees", "premium", "deposits"])
        {
            Assert.Equal(0, runOut.Line(name).Month);
            Assert.Equal(december.Line(name).ToDate, runOut.Line(name).ToDate);
        }

        Assert.Equal(120 * 410_00, december.Line("deposits").ToDate);
    }

    [Fact]
    public void Paid_in_as_you_go_the_deposits_are_what_was_posted()
    {
        var totals = new PlanYearTotals().Enroll(10);
        totals.Month(January + 1).Deposits = Money(900m);
        var january = Close(Acme, January, totals.Cut(0));
        var february = Close(Acme, January + 1, totals, january);

        Assert.Equal((0, 0), (january.Line("deposits").Month, january.Line("deposits").ToDate));
        Assert.Equal((900_00, 900_00), (february.Line("deposits").Month, february.Line("deposits").ToDate));
        Assert.Equal(Money(900m), february.Fund.Closing);
    }

    [Fact]
    public void An_advance_is_shown_and_taken_back_in_the_months_they_happen()
    {
        var plan = Level with
        {
            StopLoss = TwoHalves with { Aggregate = AggregateTerms with { Accommodation = true } },
        };
        var totals = new PlanYearTotals().Aggregate(3_500m).Enroll(10);

        var january = Close(plan, January, totals);
        var february = Close(plan, January + 1, totals, january);

        Assert.Equal(500_00, january.Line("aggregate").Month);
        Assert.Equal((-500_00, 0), (february.Line("aggregate").Month, february.Line("aggregate").ToDate));
        Assert.Equal(Money(6_000m), february.Aggregate!.AttachmentToDate);
    }

    [Fact]
    public void A_void_after_the_close_is_negative_in_its_own_month()
    {
        var totals = new PlanYearTotals().Post(0, 0, 500m).Post(0, 1, -500m);
        var january = Close(Acme, January, totals.Cut(0));
        var february = Close(Acme, January + 1, totals, january);

        Assert.Equal((-500_00, 0), (february.Line("paid.medical").Month, february.Line("paid.medical").ToDate));
        Assert.Equal((-1, 0), (february.Line("claims.medical").Month, february.Line("claims.medical").ToDate));
    }

    [Fact]
    public void A_line_that_is_no_more_is_taken_back()
    {
        var totals = new PlanYearTotals().Enroll(10);
        var january = Close(Level, January, totals);
        january = january with { Lines = [.. january.Lines, new StatementLine("paid.dental", LineUnit.Cents, 7, 7)] };

        var february = Close(Level, January + 1, totals, january);

        Assert.Equal((-7, 0), (february.Line("paid.dental").Month, february.Line("paid.dental").ToDate));
    }

    [Fact]
    public void A_plan_year_has_a_statement_through_its_last_run_out_month_and_then_only_when_something_is_new()
    {
        var next = Acme with { Year = new PlanYear(January + 12), RunOutMonths = 0 };
        Plan[] plans = [next, Acme];

        Assert.Empty(Made(January - 1, new Totals()));
        Assert.Equal([Year], Made(January, new Totals()));
        Assert.Equal([Year, next.Year], Made(January + 14, new Totals()));
        Assert.Equal([next.Year], Made(January + 15, new Totals()));
        Assert.Empty(Made(January + 24, new Totals()));

        var posted = new Totals();
        posted.Year(Year).Post(0, 15, 5m).Post(0, 15, -5m);
        Assert.Equal([Year, next.Year], Made(January + 15, posted));
        Assert.Equal([next.Year], Made(January + 16, posted));
        // Nothing is posted to it, and a figure to date is another than the last statement's.
        posted.Year(Year).Enroll(1);
        Assert.Equal([Year, next.Year], Made(January + 16, posted));

        IEnumerable<PlanYear> Made(Month month, Totals totals) =>
            Close(plans, month, totals, []).Select(statement => statement.PlanYear);
    }

    [Fact]
    public void Statements_after_the_run_out_come_where_something_is_new()
    {
        var (given, expect) = WorkedExamples.Find("statements after the last run-out month");
        var runOut = (int)given.Number("runOutMonths");
        var paidAfter = given.GetProperty("paidAfter").GetString()!;
        var scene = new Scene(Free with { RunOutMonths = runOut, StopLoss = null });
        var closing = new Closing(scene).Through("2027-02");
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(800m, on: "2026-12-20")) with
        {
            Received = Scene.Day("2027-03-02"), PaidDate = Scene.Day($"{paidAfter}-02"),
        });
        closing.Through("2027-06");

        Assert.Equal(
            expect.GetProperty("statementsOf2027").EnumerateArray().Select(month => month.GetString()),
            closing.Made.Where(statement => statement.Month.Year == 2027).Select(statement => $"{statement.Month}"));
    }

    [Fact]
    public void A_payment_of_the_carrier_after_the_run_out_makes_a_statement()
    {
        var totals = new PlanYearTotals().Specific(100m).Enroll(1);
        var settled = Close(Level, Level.LastRunOutMonth, totals);
        Assert.Empty(Close([Level], Level.LastRunOutMonth + 1, totals.Alone(), [settled]));

        totals.Contract.PaymentsIn(Level.LastRunOutMonth + 2).SpecificReceived = Money(100m);

        var statement = Close(Level, Level.LastRunOutMonth + 2, totals, settled);
        Assert.Equal(100_00, statement.Line("received").Month);
        Assert.Equal(-100_00, statement.Line("receivable").Month);
        Assert.Equal((Cents.Zero, 0), (statement.Settlement!.SettledNow, statement.Line("settlement").Month));
    }

    [Fact]
    public void A_recovery_after_the_run_out_makes_a_statement_and_is_settled_in_it()
    {
        var totals = new PlanYearTotals().Enroll(1);
        var settled = Close(Level, Level.LastRunOutMonth, totals);
        totals.Month(Level.LastRunOutMonth + 2).Recoveries = Money(100m);
        Assert.Empty(Close([Level], Level.LastRunOutMonth + 1, totals.Cut(15).Alone(), [settled]));

        var statement = Close(Level, Level.LastRunOutMonth + 2, totals, settled);

        Assert.Equal((100_00, -100_00), (statement.Line("recoveries").Month, statement.Line("settlement").Month));
        Assert.Equal(Money(100m), statement.Settlement!.SettledNow);
        Assert.Equal(0, statement.Line("surplus").Month);
    }

    [Fact]
    public void A_plan_year_whose_run_out_was_over_before_its_first_statement_is_settled_in_it()
    {
        var first = Close(Level, Year.Last + 9, new PlanYearTotals());

        Assert.NotNull(first.Settlement);
    }

    [Fact]
    public void A_check_run_paid_before_the_month_ends_posts_to_it_until_the_close()
    {
        var (given, expect) = WorkedExamples.Find("check run paid 31 January");
        var scene = new Scene(Free) { Today = Scene.Day("2026-02-03") };
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(given.Number("paid"), on: "2026-01-10")) with
        {
            PaidDate = Scene.Day("2026-01-31"),
        });

        var closing = new Closing(scene).Through("2026-02");

        foreach (var month in expect.EnumerateObject())
            Assert.Equal(
                Cents.FromAmount(month.Value.GetDecimal()),
                new Cents(closing.Of(month.Name).Line("paid.medical").Month));
    }

    [Fact]
    public void Interest_is_posted_on_what_the_month_opens_with()
    {
        var (given, expect) = WorkedExamples.Find("interest of January");

        Assert.Equal(
            expect.Amount("interest"),
            Statements.Interest(given.Number("interestRate"), given.Amount("opening"), January.Days));
        Assert.Equal(Cents.Zero, Statements.Interest(given.Number("interestRate"), Money(-1m), January.Days));
    }

    [Fact]
    public void Interest_runs_through_the_last_run_out_month_and_is_not_computed_again()
    {
        var plan = Acme with
        {
            RunOutMonths = 1,
            Funding = new Funding
            {
                Method = FundingMethod.PayAsYouGo, OpeningBalance = Money(50_000m), InterestRate = 0.0365m,
                Surplus = SurplusDisposition.Reserve,
            },
        };
        var (totals, statements) = (new PlanYearTotals().Enroll(1), new List<Statement>());
        for (var month = January; month <= Year.Last + 1; month = month.Next)
            statements.Add(Close(plan, month, totals, statements.LastOrDefault()));

        // 31 and 28 days of what the month opened with
        Assert.Equal(
            [155_00, 140_43],
            statements.Take(2).Select(statement => statement.Line("interest").Month));
        var opening = statements[^1].Fund.Opening;
        Assert.Equal(
            Statements.Interest(0.0365m, opening, 31), new Cents(statements[^1].Line("interest").Month));
        // Another opening balance: what is posted stays, what comes bears more.
        var richer = plan with { Funding = plan.Funding with { OpeningBalance = Money(60_000m) } };
        var march = Close(richer, January + 2, totals, statements[1]);
        Assert.Equal(
            Statements.Interest(0.0365m, statements[1].Fund.Closing + Money(10_000m), 31),
            new Cents(march.Line("interest").Month));
        // After the run-out there is none: a statement only because something is posted.
        totals.Post(0, 14, 5m);
        var after = Close(plan, Year.Last + 3, totals, statements[^1]);
        Assert.Equal(0, after.Line("interest").Month);
        // Live none is added.
        var live = CarriedForward.Before(Year, new Dictionary<PlanYear, Statement> { [Year] = statements[0] });
        Assert.Equal(Money(155m), live.Interest);
    }

    [Fact]
    public void The_budget_stands_beside_what_was_paid()
    {
        var (given, expect) = WorkedExamples.Find("budget: 10 members");
        var plan = Acme with { ExpectedClaims = new ExpectedClaims(null, given.Amount("expectedPerMember")) };
        var totals = new PlanYearTotals().Enroll((int)given.Number("members")).Post(0, 0, given.Number("actual"))
            .Post(0, 0, 77m, Benefit.ShortTermDisability);

        var statement = Close(plan, January, totals);

        Assert.Equal(expect.Amount("expected"), statement.ToDate("expected"));
        Assert.Equal(expect.Amount("actual"), statement.ToDate("actual"));
        Assert.Equal(expect.Amount("variance"), statement.ToDate("variance"));
        Assert.Equal(
            new RollingBudget(1, expect.Amount("expected"), expect.Amount("actual")), statement.Rolling);
        Assert.Null(Close(Acme, January, totals).Rolling);
    }

    [Fact]
    public void The_rolling_budget_reaches_twelve_months_back_over_plan_years_by_posting_month()
    {
        var plan = Acme with { ExpectedClaims = new ExpectedClaims(PerTier(20m, 0m), Money(5m)) };
        var next = plan with { Year = new PlanYear(January + 12), ExpectedClaims = new ExpectedClaims(null, Money(7m)) };
        var totals = new PlanYearTotals().Enroll(10).Post(0, 1, 100m).Post(0, 2, 200m).Post(11, 13, 400m).Alone();
        totals.Year(next.Year).Month(January + 13).PaidByBenefit[(int)Benefit.Medical] = Money(1_000m);
        totals.Year(next.Year).ExposureIn(January + 12, 2).Members = 3;

        // March through December of 2026, January and February of 2027
        Assert.Equal(
            new RollingBudget(12, Money(10 * 10 * 25m + 3 * 7m), Money(200m + 400m + 1_000m)),
            Rolling([plan, next], January + 13));
        // Beyond the plan years there are fewer months.
        Assert.Equal(
            new RollingBudget(10, Money(2_500m), Money(200m)), Rolling([plan], January + 13));
        Assert.Null(Rolling([plan with { ExpectedClaims = null }, next], January + 13));
        Assert.NotNull(Rolling([plan with { ExpectedClaims = null }, next], January + 23));

        RollingBudget? Rolling(IReadOnlyList<Plan> plans, Month month) =>
            new EmployerPosition(plans, totals, Moment.Close(month)).RollingBudget(month);
    }

    [Fact]
    public void A_repeated_close_makes_no_statement_again()
    {
        var totals = new PlanYearTotals().Enroll(10).Post(0, 0, 500m);
        var january = Close(Level, January, totals);

        Assert.Empty(Close([Level], January, totals.Alone(), [january]));
    }

    private static readonly Plan Free = MadeUpPlans.With(Benefit.Medical, new HealthPlan());
}
