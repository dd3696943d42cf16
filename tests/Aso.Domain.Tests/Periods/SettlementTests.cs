using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rule 5.5: surplus, settlement, and what it hands on to the next plan year.</summary>
public sealed class SettlementTests
{
    private static readonly Plan Free = MadeUpPlans.With(Benefit.Medical, new HealthPlan()) with
    {
        RunOutMonths = 0, StopLoss = null, Benefits = new Dictionary<Benefit, BenefitPlan>
        {
            [Benefit.Medical] = new HealthPlan(),
        },
    };

    [Fact]
    public void Half_of_the_surplus_less_what_is_kept_goes_to_the_employer()
    {
        var (given, expect) = WorkedExamples.Find("settlement with half the surplus");
        var funding = new Funding
        {
            ReserveKept = given.Amount("reserveKept"),
            EmployerShare = given.Number("employerShare"),
        };

        var settlement = Of(funding, given.Amount("fundBalance"));

        Assert.Equal(expect.Amount("distributable"), settlement.Distributable);
        Assert.Equal(expect.Amount("employerPart"), settlement.EmployerPart);
        Assert.Equal(settlement.Distributable - settlement.EmployerPart, settlement.AdministratorPart);
        Assert.Equal(-settlement.Distributable, settlement.PaidOut);
    }

    [Fact]
    public void Participants_have_their_share_first()
    {
        var (given, expect) = WorkedExamples.Find("participants' share of 11,110");
        var funding = new Funding { ParticipantShare = given.Number("participantShare") };

        var settlement = Of(funding, given.Amount("distributable"));

        Assert.Equal(expect.Amount("participantsPart"), settlement.ParticipantsPart);
        Assert.Equal(expect.Amount("employerPart"), settlement.EmployerPart);
        Assert.Equal(Cents.Zero, settlement.AdministratorPart);
        // The participants' part stays in the fund.
        Assert.Equal(-settlement.EmployerPart, settlement.PaidOut);
    }

    [Theory]
    // distributable; employer's and administrator's part, paid out, to the next year
    [InlineData(100.01, SurplusDisposition.Refund, SettlementDisposition.Refund, 50.01, 50.00, -100.01, 0)]
    [InlineData(100.01, SurplusDisposition.CreditNextYear, SettlementDisposition.CreditNextYear, 50.01, 50, -50, 50.01)]
    [InlineData(
        100.01, SurplusDisposition.ContributionHoliday, SettlementDisposition.ContributionHoliday, 50.01, 50, -50, 50.01)]
    [InlineData(100.01, SurplusDisposition.Reserve, SettlementDisposition.Reserve, 50.01, 50, -50, 0)]
    [InlineData(
        100.01, SurplusDisposition.AdditionalBenefits, SettlementDisposition.AdditionalBenefits, 50.01, 50, -50, 0)]
    [InlineData(0.00, SurplusDisposition.Refund, SettlementDisposition.Refund, 0, 0, 0, 0)]
    [InlineData(-0.01, SurplusDisposition.Refund, SettlementDisposition.CarryForward, -0.01, 0, 0, -0.01)]
    [InlineData(-100.01, SurplusDisposition.Refund, SettlementDisposition.CarryForward, -100.01, 0, 0, -100.01)]
    public void A_surplus_is_shared_and_a_deficit_is_wholly_the_employers(
        double distributable, SurplusDisposition surplus, SettlementDisposition disposition, double employer,
        double administrator, double paidOut, double transferred)
    {
        var funding = new Funding
        {
            EmployerShare = 0.5m,
            Surplus = surplus,
            Deficit = DeficitDisposition.CarryForward,
            ReserveKept = Money(30m),
        };

        var settlement = Of(funding, Money((decimal)distributable + 30m));

        Assert.Equal(
            (Money((decimal)distributable), Money((decimal)employer), Money((decimal)administrator), disposition),
            (settlement.Distributable, settlement.EmployerPart, settlement.AdministratorPart, settlement.Disposition));
        Assert.Equal(
            (Money((decimal)paidOut), Money((decimal)transferred)), (settlement.PaidOut, settlement.Transferred));
        Assert.False(settlement.WaitsForNextPlanYear);
    }

    [Fact]
    public void A_deficit_is_billed_where_the_plan_says_so()
    {
        var settlement = Of(new Funding { Deficit = DeficitDisposition.Bill, EmployerShare = 0.5m }, Money(-1m));

        Assert.Equal(SettlementDisposition.Bill, settlement.Disposition);
        Assert.Equal((Money(1m), Cents.Zero, null), (settlement.PaidOut, settlement.Transferred, settlement.NextPlanYear));
    }

    [Fact]
    public void What_goes_on_waits_for_the_next_plan_years_document_unless_it_is_nothing()
    {
        var funding = new Funding { Surplus = SurplusDisposition.CreditNextYear };

        var waiting = Settlement.Calculate(funding, Money(5m), nextPlanYear: null, before: null, January);

        Assert.True(waiting.WaitsForNextPlanYear);
        Assert.Equal((Cents.Zero, Cents.Zero), (waiting.Transferred, waiting.PaidOut));
        Assert.False(Settlement.Calculate(funding, Cents.Zero, null, null, January).WaitsForNextPlanYear);
        Assert.False(Settlement.Calculate(new Funding(), Money(5m), null, null, January).WaitsForNextPlanYear);
    }

    [Fact]
    public void A_later_statement_settles_the_difference_and_remembers_the_first_month()
    {
        var first = Of(new Funding(), Money(100m));

        var later = Settlement.Calculate(new Funding(), Money(70m), null, first, January + 5);

        Assert.Equal((Money(100m), Money(-30m), January), (later.SettledBefore, later.SettledNow, later.SettledIn));
    }

    [Fact]
    public void Surplus_counts_receivable_unpaid_reserve_and_prior_deficit()
    {
        var (given, expect) = WorkedExamples.Find("surplus counts receivable");
        var plan = Acme with
        {
            Funding = new Funding
            {
                Method = FundingMethod.PayAsYouGo, OpeningBalance = given.Amount("fund"),
                PriorDeficit = given.Amount("priorDeficit"),
            },
        };
        var totals = new PlanYearTotals();
        totals.Disability.AbovePended[January.LastDay] = given.Amount("disabilityReserve");

        Assert.Equal(expect.Amount("surplus"), totals.At(plan, January).Surplus);
        Assert.Equal(
            expect.Amount("surplus") - Money(70m),
            totals.At(plan with { Funding = plan.Funding with { PriorDeficit = Money(70m) } }, January).Surplus);
    }

    [Fact]
    public void A_settlement_moves_money_and_trues_up()
    {
        var (given, expect) = WorkedExamples.Find("settlement moves money and trues up");
        var plan = Free with
        {
            Funding = new Funding
            {
                Method = FundingMethod.PayAsYouGo,
                ReserveDays = 0,
                OpeningBalance = given.Amount("fund") + given.Amount("voided"),
                ReserveKept = given.Amount("reserveKept"),
                EmployerShare = given.Number("employerShare"),
                Surplus = SurplusDisposition.CreditNextYear,
            },
        };
        var next = plan with
        {
            Year = new PlanYear(January + 12),
            Funding = new Funding { Method = FundingMethod.PayAsYouGo, ReserveDays = 0 },
        };
        var scene = new Scene(plan);
        scene.Adopt(next);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(given.Number("voided"))));
        var closing = new Closing(scene).Through("2026-12");
        var settled = closing.Of("2026-12");

        Assert.Equal(
            (expect.Amount("employerPart"), expect.Amount("administratorPart"), next.Year),
            (settled.Settlement!.EmployerPart, settled.Settlement.AdministratorPart, settled.Settlement.NextPlanYear));
        Assert.Equal(expect.Amount("fundAfter"), settled.Fund.Closing);
        Assert.Equal(-expect.Amount("employerPart"), settled.ToDate("transfer"));
        // Live answers know what the close moved.
        Assert.Equal(expect.Amount("fundAfter"), closing.ToDate("2027-01-05").FundBalance);
        closing.Through("2027-01");
        Assert.Equal(expect.Amount("nextYearTransfer"), closing.Of("2027-01", next.Year).ToDate("transfer"));
        Assert.DoesNotContain(
            closing.Made, statement => statement.Month == Scene.MonthOf("2027-01") && statement.PlanYear == Year);

        scene.Today = Scene.Day("2027-02-10");
        scene.Send(MadeUpClaims.Void("C-1"));
        closing.Through("2027-02");

        var end = closing.Of("2027-02");
        Assert.Equal(expect.Amount("trueUp"), end.Settlement!.SettledNow);
        Assert.Equal(expect.Amount("fundAtEnd"), end.Fund.Closing);
        Assert.Equal(expect.Amount("nextYearTransferAtEnd"), closing.Of("2027-02", next.Year).ToDate("transfer"));
        Assert.Equal(expect.Amount("trueUp"), new Cents(closing.Of("2027-02", next.Year).Line("transfer").Month));
    }

    [Fact]
    public void A_contribution_holiday_reduces_the_deposits_after_the_settlement_until_it_is_used()
    {
        var (given, expect) = WorkedExamples.Find("contribution holiday: 3,000");
        var months = given.GetProperty("months").EnumerateArray().Select(month => month.GetString()!).ToList();
        var plan = Free with
        {
            RunOutMonths = 3,
            Funding = new Funding
            {
                Method = FundingMethod.PayAsYouGo, ReserveDays = 0, OpeningBalance = given.Amount("surplus"),
                Surplus = SurplusDisposition.ContributionHoliday,
            },
        };
        var deposit = given.Number("monthlyDeposit");
        var next = plan with
        {
            Year = new PlanYear(January + 12),
            Funding = new Funding
            {
                Method = FundingMethod.Level, MonthlyDeposit = PerTier(0m, deposit), ReserveDays = 0,
            },
        };
        var scene = new Scene(plan);
        scene.Adopt(next);

        var closing = new Closing(scene).Through(months[^1]);

        var made = months.Select(month => closing.Of(month, next.Year)).ToList();
        Assert.Equal(
            expect.Amounts("deposits"), made.Select(statement => new Cents(statement.Line("deposits").Month)));
        Assert.Equal(
            expect.Amounts("deposits"),
            made.Select(statement => Money(deposit) - new Cents(statement.Line("contributionHoliday").Month)));
        Assert.Equal(given.Amount("surplus"), made[^1].ToDate("contributionHoliday"));
        Assert.Equal(given.Amount("surplus"), made[^1].ToDate("transfer"));
        // Live answers know it too.
        Assert.Equal(made[^1].ToDate("deposits") + Money(deposit), closing.ToDate("2027-08-15", next).Deposits);
    }

    [Fact]
    public void The_next_plan_year_takes_over_in_its_first_statement_after_its_document_came()
    {
        var plan = Free with
        {
            Funding = new Funding
            {
                Method = FundingMethod.PayAsYouGo, ReserveDays = 0, OpeningBalance = Money(-70m),
                Deficit = DeficitDisposition.CarryForward,
            },
        };
        var scene = new Scene(plan);
        var closing = new Closing(scene).Through("2027-01");
        Assert.True(closing.Of("2026-12").Settlement!.WaitsForNextPlanYear);
        Assert.Equal(Money(-70m), closing.Latest[Year].Fund.Closing);
        // 2028's came first: it takes over until 2027's is there.
        var last = plan with
        {
            Year = new PlanYear(January + 24), Funding = plan.Funding with { OpeningBalance = Cents.Zero },
        };
        var next = last with { Year = new PlanYear(January + 12) };
        scene.Adopt(last);
        closing.Through("2027-02");
        var february = closing.Of("2027-02");
        Assert.Equal((Money(70m), last.Year), (february.ToDate("transfer"), february.Settlement!.NextPlanYear));
        scene.Adopt(next);
        closing.Through("2027-03");

        Assert.Equal(Money(-70m), closing.Of("2027-03", next.Year).ToDate("transfer"));
        var march = closing.Of("2027-03");
        Assert.Equal((0, next.Year), (march.Line("transfer").Month, march.Settlement!.NextPlanYear));
        closing.Through("2028-03");
        Assert.Equal(Cents.Zero, closing.Latest[Year].Fund.Closing);
        // 2027 hands its own on.
        Assert.Equal(Cents.Zero, closing.Latest[next.Year].Fund.Closing);
        Assert.Equal(Money(-70m), closing.Of("2028-01", last.Year).ToDate("transfer"));
    }

    [Fact]
    public void A_settlement_is_trued_up_although_the_run_out_is_made_longer_since()
    {
        var plan = Free with
        {
            Funding = new Funding
            {
                Method = FundingMethod.PayAsYouGo, ReserveDays = 0, OpeningBalance = Money(70m),
                Surplus = SurplusDisposition.CreditNextYear,
            },
        };
        var next = plan with
        {
            Year = new PlanYear(January + 12), Funding = new Funding { Method = FundingMethod.PayAsYouGo },
        };
        var scene = new Scene(plan);
        scene.Adopt(next);
        var closing = new Closing(scene).Through("2027-01");

        scene.Adopt(plan with { RunOutMonths = 6 });
        closing.Through("2027-03");

        Assert.NotNull(closing.Of("2027-03").Settlement);
        Assert.Equal(Cents.Zero, closing.Latest[Year].Fund.Closing);
        Assert.Equal(Money(70m), closing.Latest[next.Year].Fund.Closing);
    }

    private static Settlement Of(Funding funding, Cents surplus) =>
        Settlement.Calculate(funding, surplus, new PlanYear(January + 12), before: null, January);
}
