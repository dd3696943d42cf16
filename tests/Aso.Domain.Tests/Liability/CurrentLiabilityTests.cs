using Aso.Domain.Tests.Rules;
using Aso.Domain.Tests.Periods;
using static Aso.Domain.Tests.Periods.PlanYears;
using Terms = Aso.Domain.Liability.WhatIf;

namespace Aso.Domain.Tests.Liability;

/// <summary>Section 1 (live month) and rule 5.7.</summary>
public sealed class CurrentLiabilityTests
{
    private static readonly Plan Plan = Acme with
    {
        AdministrationFees = PerTier(38m, 38m),
        StopLossPremium = PerTier(12m, 30m),
        Funding = new Funding { Method = FundingMethod.PayAsYouGo, OpeningBalance = Money(100m) },
        StopLoss = TwoHalves with { Aggregate = AggregateTerms with { Accommodation = true } },
    };

    [Theory]
    // first open month, business date; live month, last closed month. Posted to through March.
    [InlineData("2026-01", "2026-01-05", "2026-03", null)]
    [InlineData("2026-04", "2026-03-31", "2026-04", "2026-03")]
    [InlineData("2026-04", "2026-04-30", "2026-04", "2026-03")]
    [InlineData("2026-04", "2026-05-01", "2026-05", "2026-03")]
    [InlineData("2026-02", "2026-02-28", "2026-03", "2026-01")]
    public void To_date_is_through_the_latest_of_the_open_month_the_business_date_and_what_is_posted(
        string open, string today, string through, string? closed)
    {
        var totals = new PlanYearTotals().Post(0, 2, 5m).Alone();

        var live = Moment.Live(Scene.MonthOf(open), totals, Scene.Day(today), [Acme]);

        Assert.Equal(
            new Moment(
                Scene.MonthOf(through), Scene.Day(today), closed is null ? null : Scene.MonthOf(closed)),
            live);
        Assert.False(live.IsClose);
    }

    [Fact]
    public void A_deposit_or_a_payment_of_the_carrier_is_posted_too_and_a_close_is_its_own_month()
    {
        var totals = new Totals();
        totals.Year(new PlanYear(January + 12)).Month(January + 13).Deposits = Money(1m);
        Assert.Equal(January + 13, Live().Through);
        totals.Year(Year).Contract.PaymentsIn(January + 14).AggregateDenied = Money(1m);
        Assert.Equal(January + 14, Live().Through);
        Assert.True(Moment.Close(January).IsClose);
        Assert.Equal(new Moment(January, Scene.Day("2026-01-31"), January), Moment.Close(January));

        Moment Live() => Moment.Live(January, totals, Scene.Day("2026-01-05"), [Acme]);
    }

    [Fact]
    public void A_month_is_closed_from_the_first_of_the_earliest_plan_year_on()
    {
        Plan[] plans = [Acme with { Year = new PlanYear(January + 12) }, Acme];

        Assert.Equal(January + 2, ClosedBefore(January + 3));
        Assert.Equal(January, ClosedBefore(January + 1));
        Assert.Null(ClosedBefore(January));

        Month? ClosedBefore(Month open) =>
            Moment.Live(open, new Totals(), Scene.Day("2026-04-10"), plans).ClosedThrough;
    }

    [Fact]
    public void Live_answers_count_through_the_month_of_the_business_date()
    {
        var (given, expect) = WorkedExamples.Find("live answers count through the month");
        var plan = Plan with { AdministrationFees = PerTier(given.Number("fee"), 0m) };
        var totals = new PlanYearTotals().Enroll(1);

        var toDate = Live(
            plan, totals, given.GetProperty("businessDate").GetString()!,
            Scene.MonthOf(given.GetProperty("firstOpenMonth").GetString()!)).ToDate;

        Assert.Equal(Scene.MonthOf(expect.GetProperty("toDate").GetString()!), toDate.Through);
        Assert.Equal(expect.Amount("fees"), toDate.Fees);
    }

    [Fact]
    public void What_is_owed_follows_from_what_is_posted_now()
    {
        // 7,000 eligible of 10 enrolled at 300: 1,000 over the attachment of two months.
        var totals = Totals(paid: 7_200m, specific: 200m, eligible: 7_000m).Pend(0, 55m);
        (totals.Month(January).Deposits, totals.Month(January).Recoveries) = (Money(5_000m), Money(40m));
        totals.Counts.Received = 9;
        (totals.Contract.UnitsAtNotice, totals.Contract.UnitsOverSpecific) = (4, 2);
        var payments = totals.Contract.PaymentsIn(January + 1);
        (payments.SpecificReceived, payments.AggregateReceived) = (Money(150m), Money(600m));
        payments.AggregateDenied = Money(70m);
        totals.Disability.AbovePended[Scene.Day("2026-02-28")] = Money(500m);

        var liability = Live(Plan, totals);
        var toDate = liability.ToDate;

        Assert.Equal(Money(7_200m), toDate.Paid);
        Assert.Equal((Money(200m), Money(1_000m)), (toDate.Specific, toDate.Aggregate));
        Assert.Equal((Money(750m), Money(70m)), (toDate.Received, toDate.Denied));
        Assert.Equal(Money(380m), toDate.Carrier.Receivable);
        Assert.Equal(Money(100m + 5_000m + 750m + 40m - 7_200m), toDate.FundBalance);
        Assert.Equal(Money(1_310m), liability.DueToday);
        Assert.Equal(
            (Money(55m), Money(5_491.53m - 55m), Money(5_491.53m)), // 7,200 × 45 ÷ 59
            (toDate.Unpaid.Pended, toDate.Unpaid.Ibnr, toDate.Unpaid.Gross));
        Assert.Equal(Money(500m), toDate.DisabilityReserve);
        Assert.Equal(Money(7_200m - 40m - 1_200m + 70m + 5_491.53m + 500m), liability.WithIncurredNotReported);
        Assert.Equal(Money(100m + 5_750m + 40m - 7_200m + 380m - 5_491.53m - 500m), toDate.Surplus);
        Assert.Equal(Money(36_000m - 7_000m + 10 * 10 * 50m), liability.MaximumRemaining);
        Assert.Equal(9, liability.Counts.Received);
        Assert.Equal((4, 2), (liability.UnitsAtNotice, liability.UnitsOverSpecific));
        Assert.Equal(Money(7_200m - 40m - 1_200m), Outcome.From(liability).EmployerKeeps);
    }

    [Fact]
    public void Taxes_on_fees_and_premium_to_come_are_to_come_too()
    {
        var taxed = Plan with
        {
            Taxes = [new Tax("feeTax", 0.1m, [Tax.Administration]), new Tax("premiumTax", 0.2m, [Tax.Premium])],
        };

        var liability = Live(taxed, Totals(paid: 7_000m, specific: 0m, eligible: 7_000m));

        // Two months: 10 % of 760 and 20 % of 240. Ten to come, of 10 subscribers at 38 and 12: 380 and 240 more.
        Assert.Equal([Money(76m), Money(48m)], liability.ToDate.Taxes);
        Assert.Equal(Money(36_000m - 7_000m + 10 * 10 * 50m + 620m), liability.MaximumRemaining);
    }

    [Fact]
    public void Before_a_division_is_named_all_is_of_those_without_one()
    {
        var employer = new EmployerPosition([Plan], new PlanYearTotals().Enroll(1).Alone(), Moment.Close(January));
        var liability = CurrentLiability.Calculate(Plan, employer, January, new Dictionary<PlanYear, Statement>());

        Assert.Same(liability, liability.PartOf(Divisions.Unassigned, employer));
        Assert.Null(liability.PartOf("East", employer));
    }

    [Fact]
    public void What_is_paid_in_beyond_the_claims_is_not_owed_back_today() =>
        Assert.Equal(Cents.Zero, Live(Plan, Totals(paid: 50m, specific: 0m, eligible: 50m)).DueToday);

    [Fact]
    public void The_most_that_remains_is_fixed_costs_alone_once_the_attachment_is_passed()
    {
        var totals = Totals(paid: 90_000m, specific: 0m, eligible: 90_000m);

        Assert.Equal(Money(10 * 10 * 50m), Live(Plan, totals).MaximumRemaining);
        Assert.Equal(Cents.Zero, Live(Plan, totals, "2026-12-05").MaximumRemaining);
    }

    [Fact]
    public void The_maximum_that_remains_knows_lasers_and_the_aggregating_deductible()
    {
        var (given, expect) = WorkedExamples.Find("the maximum that remains");
        var paid = given.Amounts("eligiblePaid");
        var lasers = new Dictionary<string, Cents> { ["M-2"] = given.Amount("laser") };
        var scene = new Scene(Stopped(lasers), enrolled: false);
        foreach (var number in (int[])[1, 2]) scene.Enroll($"M-{number}", subscriber: $"S-{number}", tier: "single");
        foreach (var (amount, number) in paid.Zip((int[])[1, 2]))
            scene.Send(MadeUpClaims.Original($"C-{number}", MadeUpClaims.Line(amount.Amount, on: "2026-01-05")) with
            {
                MemberId = $"M-{number}", PaidDate = Scene.Day("2026-01-20"),
            });

        var liability = new Closing(scene).Liability("2026-01-20");

        Assert.Equal(expect.Amount("aggregateEligible"), liability.ToDate.AggregatePosition!.Eligible);
        Assert.Equal(expect.Amount("maximumRemaining"), liability.MaximumRemaining);
        Assert.Empty(liability.UnboundedBecause);

        // A laser of a unit that has no claims counts whole; where lasers count toward the aggregate, none counts.
        scene.Adopt(Stopped(lasers.Append(new("M-9", Money(30_000m))).ToDictionary()));
        Assert.Equal(expect.Amount("maximumRemaining") + Money(20_000m), Remaining());
        scene.Adopt(Stopped(lasers, count: true));
        // 12,000 − 2,000 and 25,000, so eligible is 35,000
        Assert.Equal(Money(1_000m + 11 * 2 * 7m + 3_000m), Remaining());

        Cents? Remaining() => new Closing(scene).Liability(
            "2026-01-20", scene.Book.Plans[scene.Plan.Year].Plan).MaximumRemaining;

        Plan Stopped(Dictionary<string, Cents> lasers, bool count = false) =>
            MadeUpPlans.With(Benefit.Medical, new HealthPlan()) with
            {
                AdministrationFees = PerTier(given.Number("feesPerSubscriber"), 0m),
                StopLossPremium = PerTier(0m, 0m),
                StopLoss = MadeUpPlans.StopLoss with
                {
                    Specific = MadeUpPlans.StopLoss.Specific! with
                    {
                        Deductible = given.Amount("deductible"),
                        AggregatingDeductible = given.Amount("aggregatingDeductible"),
                        Lasers = lasers,
                    },
                    Aggregate = MadeUpPlans.StopLoss.Aggregate! with
                    {
                        MonthlyFactor = PerTier(0m, 0m), MinimumAmount = given.Amount("annualAttachment"),
                        LasersCountTowardAggregate = count,
                    },
                },
            };
    }

    [Fact]
    public void Why_there_is_no_maximum()
    {
        var (given, expect) = WorkedExamples.Find("why there is no maximum");
        var terms = TwoHalves with
        {
            Specific = SpecificTerms with { Reimbursement = given.GetProperty("specific").Number("reimbursement") },
            Aggregate = AggregateTerms with { Maximum = given.GetProperty("aggregate").Amount("maximum") },
        };

        var liability = Live(Plan with { StopLoss = terms }, new PlanYearTotals());

        Assert.Null(liability.MaximumRemaining);
        Assert.Equal(
            expect.GetProperty("unboundedBecause").EnumerateArray().Select(reason => reason.GetString()),
            liability.UnboundedBecause.Select(reason => char.ToLowerInvariant($"{reason}"[0]) + $"{reason}"[1..]));
    }

    [Fact]
    public void Without_an_aggregate_nothing_bounds_what_remains()
    {
        var specificOnly = Plan with { StopLoss = TwoHalves with { Aggregate = null } };
        var others = Plan with
        {
            StopLoss = TwoHalves with
            {
                Specific = SpecificTerms with { Maximum = Money(1m) },
                Aggregate = AggregateTerms with { Reimbursement = 0.99m },
            },
        };

        Assert.Equal([Unbounded.NoAggregate], Live(specificOnly, new PlanYearTotals()).UnboundedBecause);
        Assert.Equal([Unbounded.NoAggregate], Live(Acme, new PlanYearTotals()).UnboundedBecause);
        Assert.Null(Live(Acme, new PlanYearTotals()).MaximumRemaining);
        Assert.Equal(
            [Unbounded.AggregateReimbursement, Unbounded.SpecificMaximum],
            Live(others, new PlanYearTotals()).UnboundedBecause);
    }

    [Fact]
    public void A_fee_or_a_tax_on_claims_leaves_nothing_that_bounds_what_remains()
    {
        Plan[] onClaims =
        [
            Plan with { OtherFees = new OtherFees { PercentOfPaid = 0.01m } },
            Plan with { OtherFees = new OtherFees { PerClaim = new Cents(1) } },
            Plan with { Taxes = [new Tax("claimsTax", 0.01m, [Tax.Paid])] },
        ];
        var onMembers = Plan with
        {
            OtherFees = new OtherFees { PerMember = Money(1m), FlatMonthly = Money(1m), MinimumMonthly = Money(1m) },
            Taxes = [new Tax("premiumTax", 0.01m, [Tax.Premium])],
        };

        Assert.All(onClaims, plan =>
        {
            var liability = Live(plan, new PlanYearTotals());
            Assert.Equal([Unbounded.FeesOnClaims], liability.UnboundedBecause);
            Assert.Null(liability.MaximumRemaining);
        });
        Assert.Empty(Live(onMembers, new PlanYearTotals()).UnboundedBecause);
    }

    [Fact]
    public void A_plan_year_that_has_not_begun_owes_nothing_yet()
    {
        var liability = Live(Plan, new PlanYearTotals().Enroll(10), "2025-11-05", open: January - 2);

        Assert.Equal(0, liability.ToDate.Months);
        Assert.Equal(Cents.Zero, liability.ToDate.Unpaid.Gross);
        Assert.Equal(Cents.Zero, liability.WithIncurredNotReported);
    }

    [Fact]
    public void A_what_if_gives_both_results_and_the_difference()
    {
        var other = Plan with { Funding = Plan.Funding with { OpeningBalance = Money(150m) } };
        var now = Live(Plan, Totals(paid: 7_200m, specific: 200m, eligible: 7_000m));
        var then = Totals(paid: 7_200m, specific: 700m, eligible: 6_500m);

        var difference = new Terms(now, Live(other, then)).Difference;

        Assert.Equal(Money(500m), difference.Specific);
        Assert.Equal(Money(-500m), difference.Aggregate);
        Assert.Equal(Cents.Zero, difference.EmployerKeeps);
        Assert.Equal(Money(50m), difference.FundBalance);
        Assert.Equal(Money(-50m), difference.DueToday);
        Assert.Equal(Money(500m), difference.MaximumRemaining);
        Assert.Equal(Cents.Zero, difference.AnnualAttachment);
        var without = new Terms(now, Live(other with { StopLoss = null }, then)).Difference;
        Assert.Null(without.MaximumRemaining);
        Assert.Equal(Money(1_200m), without.EmployerKeeps);
    }

    [Fact]
    public void The_difference_of_a_what_if_is_the_others_figures_less_the_present_ones()
    {
        var other = Plan with
        {
            Funding = new Funding { Method = FundingMethod.Level, MonthlyDeposit = PerTier(20m, 0m), ReserveDays = 59 },
            StopLoss = Plan.StopLoss! with { Aggregate = AggregateTerms with { MonthlyFactor = PerTier(310m, 0m) } },
        };
        var totals = Totals(paid: 7_200m, specific: 200m, eligible: 7_000m);
        totals.Month(January).Deposits = Money(30m);

        var difference = new Terms(
            Live(Plan, totals), Live(other, Totals(paid: 9_200m, specific: 700m, eligible: 6_500m))).Difference;

        Assert.Equal(Money(2_000m), difference.Paid);
        Assert.Equal(Money(400m - 30m), difference.Deposits); // 2 months × 10 × 20
        Assert.Equal(Money(9_200m - 5_491.53m), difference.Ibnr); // 59 days of the average day; 7,200 × 45 ÷ 59
        Assert.Equal(difference.Ibnr, difference.UnpaidNet);
        // 400 − 9,200 + 700 − 9,200; 100 + 30 − 7,200 + 1,200 − 5,491.53
        Assert.Equal(Money(-17_300m - -11_361.53m), difference.Surplus);
        // 9,200 + 9,200 − 700; 7,200 + 5,491.53 − 1,200
        Assert.Equal(Money(17_700m - 11_491.53m), difference.WithIncurredNotReported);
        Assert.Equal(Money(120 * 10m), difference.AnnualAttachment);
    }

    private static CurrentLiability Live(
        Plan plan, PlanYearTotals totals, string today = "2026-02-28", Month? open = null)
    {
        var (posted, first) = (totals.Alone(), open ?? January);
        var moment = Moment.Live(first, posted, Scene.Day(today), [plan]);
        return CurrentLiability.Calculate(
            plan, new EmployerPosition([plan], posted, moment), first, new Dictionary<PlanYear, Statement>());
    }

    private static PlanYearTotals Totals(decimal paid, decimal specific, decimal eligible) =>
        new PlanYearTotals().Enroll(10).Post(0, 0, paid).Specific(specific).Aggregate(eligible);
}
