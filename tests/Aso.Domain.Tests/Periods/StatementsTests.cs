using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rules 5.1 to 5.5.</summary>
public sealed class StatementsTests
{
    private static readonly DateTimeOffset ClosedAt = new(2026, 2, 1, 6, 0, 0, TimeSpan.Zero);

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
        var totals = new PlanYearTotals { Contract = new ContractTotals { SpecificReimbursable = Money(40m) } }
            .Enroll(10, 12).Post(0, 0, 500m).Post(0, 1, 31m, Benefit.Pharmacy);
        totals.ExposureIn(January + 1, 2).SubscribersByTier[1] = 3;

        var january = Statements.Close(Level, January, totals.Cut(0), null, ClosedAt);
        var february = Statements.Close(Level, January + 1, totals, january, ClosedAt);

        Assert.Equal(
            [
                ("enrolled.single", 12, 22), ("enrolled.family", 3, 3),
                ("deposits", 12 * 410_00 + 3 * 1_090_00, 22 * 410_00 + 3 * 1_090_00),
                ("paid.medical", 0, 500_00), ("paid.pharmacy", 31_00, 31_00), ("paid.shortTermDisability", 0, 0),
                ("claims.medical", 0, 1), ("claims.pharmacy", 1, 1), ("claims.shortTermDisability", 0, 0),
                ("fees", 15 * 38_00, 25 * 38_00),
                ("premium", 12 * 78_35 + 3 * 190_10, 22 * 78_35 + 3 * 190_10),
                ("specific", 0, 40_00), ("aggregate", 0, 0),
                // 531.00 × 45 ÷ 59, before it 500.00 × 45 ÷ 31
                ("ibnr", 405_00 - 725_81, 405_00),
                ("surplus", 12 * 410_00 + 3 * 1_090_00 - 31_00 - (405_00 - 725_81),
                    1_000_00 + 22 * 410_00 + 3 * 1_090_00 + 40_00 - 531_00 - 405_00),
            ],
            february.Lines.Select(line => (line.Name, line.Month, line.ToDate)));
        Assert.Equal(
            new Fund(Money(4_640m), Money(1_000m + 9_020m + 3_270m + 40m - 531m), Money(1_000m)), february.Fund);
        Assert.Equal(january.Fund.Closing, february.Fund.Opening);
        Assert.Equal(IbnrMethod.AverageDailyPaid, february.IbnrMethod);
        Assert.Null(february.Settlement);
        Assert.Equal(LineUnit.Count, february.Line("claims.medical").Unit);
        Assert.Equal(LineUnit.Cents, february.Line("fees").Unit);
        Assert.Equal(new StatementLine("paid.dental", LineUnit.Cents, 0, 0), february.Line("paid.dental"));
    }

    [Fact]
    public void The_first_months_surplus_includes_the_opening_balance()
    {
        var statement = Statements.Close(Level, January, new PlanYearTotals(), null, ClosedAt);

        Assert.Equal(Money(1_000m), new Cents(statement.Line("surplus").Month));
        Assert.Equal(new Fund(Money(1_000m), Money(1_000m), Money(1_000m)), statement.Fund);
    }

    [Fact]
    public void Enrollment_known_late_is_corrected_in_the_open_month()
    {
        var january = Statements.Close(Level, January, new PlanYearTotals().Enroll(10), null, ClosedAt);
        var february = Statements.Close(Level, January + 1, new PlanYearTotals().Enroll(8), january, ClosedAt);

        Assert.Equal((6, 16), (february.Line("enrolled.single").Month, february.Line("enrolled.single").ToDate));
        Assert.Equal(6 * 38_00, february.Line("fees").Month);
        Assert.Equal(6 * 410_00, february.Line("deposits").Month);
    }

    [Fact]
    public void Plan_terms_known_late_are_corrected_in_the_open_month()
    {
        var totals = new PlanYearTotals().Enroll(10);
        var january = Statements.Close(Level, January, totals, null, ClosedAt);
        var changed = Level with
        {
            AdministrationFees = PerTier(40m, 40m),
            Funding = Level.Funding with { OpeningBalance = Money(1_500m) },
        };
        var february = Statements.Close(changed, January + 1, totals, january, ClosedAt);

        Assert.Equal(10 * 40_00 + 10 * 2_00, february.Line("fees").Month);
        Assert.Equal(january.Fund.Closing + Money(500m), february.Fund.Opening);
        Assert.Equal(february.Fund.Opening + Money(4_100m), february.Fund.Closing);
    }

    [Fact]
    public void Fees_premium_and_level_deposits_end_with_the_twelve_months()
    {
        var totals = new PlanYearTotals().Enroll(10);
        var december = Statements.Close(Level, Year.Last, totals, null, ClosedAt);
        var runOut = Statements.Close(Level, Year.Last + 1, totals, december, ClosedAt);

        foreach (var name in (string[])["enrolled.single", "fees", "premium", "deposits"])
        {
            Assert.Equal(0, runOut.Line(name).Month);
            Assert.Equal(december.Line(name).ToDate, runOut.Line(name).ToDate);
        }

        Assert.Equal(120 * 410_00, december.Line("deposits").ToDate);
    }

    [Fact]
    public void Pay_as_you_go_deposits_are_what_was_posted()
    {
        var totals = new PlanYearTotals().Enroll(10);
        totals.Month(January + 1).Deposits = Money(900m);
        var january = Statements.Close(Acme, January, totals.Cut(0), null, ClosedAt);
        var february = Statements.Close(Acme, January + 1, totals, january, ClosedAt);

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
        var totals = new PlanYearTotals { Contract = new ContractTotals { AggregatePaid = Money(3_500m) } }.Enroll(10);

        var january = Statements.Close(plan, January, totals, null, ClosedAt);
        var february = Statements.Close(plan, January + 1, totals, january, ClosedAt);

        Assert.Equal(500_00, january.Line("aggregate").Month);
        Assert.Equal((-500_00, 0), (february.Line("aggregate").Month, february.Line("aggregate").ToDate));
        Assert.Equal(Money(6_000m), february.Aggregate!.AttachmentToDate);
    }

    [Fact]
    public void A_void_after_the_close_is_negative_in_its_own_month()
    {
        var totals = new PlanYearTotals().Post(0, 0, 500m).Post(0, 1, -500m);
        var january = Statements.Close(Acme, January, totals.Cut(0), null, ClosedAt);
        var february = Statements.Close(Acme, January + 1, totals, january, ClosedAt);

        Assert.Equal((-500_00, 0), (february.Line("paid.medical").Month, february.Line("paid.medical").ToDate));
        Assert.Equal((-1, 0), (february.Line("claims.medical").Month, february.Line("claims.medical").ToDate));
    }

    [Fact]
    public void A_statement_line_that_no_longer_exists_is_taken_back()
    {
        var totals = new PlanYearTotals().Enroll(10);
        var january = Statements.Close(Level, January, totals, null, ClosedAt);
        january = january with { Lines = [.. january.Lines, new StatementLine("paid.dental", LineUnit.Cents, 7, 7)] };

        var february = Statements.Close(Level, January + 1, totals, january, ClosedAt);

        Assert.Equal((-7, 0), (february.Line("paid.dental").Month, february.Line("paid.dental").ToDate));
    }

    [Fact]
    public void A_plan_year_has_a_statement_through_its_last_run_out_month_and_then_only_when_posted_to()
    {
        var next = Acme with { Year = new PlanYear(January + 12), RunOutMonths = 0 };
        Plan[] plans = [next, Acme];
        var nothing = new Totals();

        Assert.Empty(Statements.Due(plans, January - 1, nothing));
        Assert.Equal([Year], Statements.Due(plans, January, nothing));
        Assert.Equal([Year, next.Year], Statements.Due(plans, January + 14, nothing));
        Assert.Equal([next.Year], Statements.Due(plans, January + 15, nothing));
        Assert.Empty(Statements.Due(plans, January + 24, nothing));

        var posted = new Totals();
        posted.Year(Year).Post(0, 15, 5m);
        posted.Year(next.Year).Contract.PostedMonths.Add(January + 24);
        Assert.Equal([Year, next.Year], Statements.Due(plans, January + 15, posted));
        Assert.Equal([next.Year], Statements.Due(plans, January + 24, posted));
        Assert.Empty(Statements.Due(plans, January + 25, posted));
    }

    [Fact]
    public void It_is_settled_at_the_close_of_the_last_run_out_month_and_not_again()
    {
        var totals = new PlanYearTotals().Enroll(10);
        var before = Statements.Close(Level, Year.Last + 2, totals, null, ClosedAt);
        var last = Statements.Close(Level, Year.Last + 3, totals, before, ClosedAt);
        var later = Statements.Close(Level, Year.Last + 4, totals, last, ClosedAt);

        Assert.Null(before.Settlement);
        Assert.Equal(
            new Settlement(Money(50_200m), Money(50_200m), SettlementDisposition.Refund), last.Settlement);
        Assert.Null(later.Settlement);
        Assert.Equal(last.Fund.Closing, later.Fund.Closing);
    }

    [Fact]
    public void A_plan_year_whose_run_out_was_over_before_its_first_statement_is_settled_in_it()
    {
        var first = Statements.Close(Level, Year.Last + 9, new PlanYearTotals(), null, ClosedAt);

        Assert.NotNull(first.Settlement);
    }

    [Fact]
    public void Half_of_the_surplus_less_what_is_kept_goes_to_the_employer()
    {
        var (given, expect) = WorkedExamples.Find("settlement with half the surplus");
        var funding = new Funding
        {
            ReserveKept = given.Amount("reserveKept"),
            EmployerShare = given.Number("employerShare"),
        };

        var settlement = Settlement.Calculate(funding, given.Amount("fundBalance"));

        Assert.Equal(expect.Amount("distributable"), settlement.Distributable);
        Assert.Equal(expect.Amount("employerPart"), settlement.EmployerPart);
    }

    [Theory]
    [InlineData(100.01, SurplusDisposition.Refund, 50.01, SettlementDisposition.Refund)]
    [InlineData(100.01, SurplusDisposition.CreditNextYear, 50.01, SettlementDisposition.CreditNextYear)]
    [InlineData(100.01, SurplusDisposition.Reserve, 50.01, SettlementDisposition.Reserve)]
    [InlineData(0.00, SurplusDisposition.Refund, 0.00, SettlementDisposition.Refund)]
    [InlineData(-100.01, SurplusDisposition.Refund, -100.01, SettlementDisposition.CarryForward)]
    public void A_surplus_is_shared_and_a_deficit_is_wholly_the_employers(
        double distributable, SurplusDisposition surplus, double employerPart, SettlementDisposition disposition)
    {
        var funding = new Funding
        {
            EmployerShare = 0.5m,
            Surplus = surplus,
            Deficit = DeficitDisposition.CarryForward,
            PriorDeficit = Money(70m),
            ReserveKept = Money(30m),
        };

        Assert.Equal(
            new Settlement(Money((decimal)distributable), Money((decimal)employerPart), disposition),
            Settlement.Calculate(funding, Money((decimal)distributable + 100m)));
    }

    [Fact]
    public void A_deficit_is_billed_where_the_plan_says_so()
    {
        var settlement = Settlement.Calculate(new Funding { Deficit = DeficitDisposition.Bill }, Money(-1m));

        Assert.Equal(SettlementDisposition.Bill, settlement.Disposition);
    }
}
