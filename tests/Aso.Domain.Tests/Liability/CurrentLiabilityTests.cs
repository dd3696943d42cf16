using Aso.Domain.Tests.Periods;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Liability;

/// <summary>Rules 5.2 (to date) and 5.7.</summary>
public sealed class CurrentLiabilityTests
{
    private static readonly Plan Plan = Acme with
    {
        AdministrationFees = PerTier(38m, 38m),
        StopLossPremium = PerTier(12m, 30m),
        Funding = new Funding { Method = FundingMethod.PayAsYouGo, OpeningBalance = Money(100m) },
        StopLoss = TwoHalves with { Aggregate = AggregateTerms with { Accommodation = true } },
    };

    [Fact]
    public void To_date_is_the_open_month_or_a_later_one_that_something_was_posted_to()
    {
        var totals = new Totals();
        totals.Year(Year);
        Assert.Equal(January + 3, LiveMonth.Determine(January + 3, totals));

        totals.Year(Year).Post(0, 2, 5m);
        Assert.Equal(January + 3, LiveMonth.Determine(January + 3, totals));

        totals.Year(new PlanYear(January + 12)).Month(January + 2).Deposits = Money(1m);
        totals.Year(new PlanYear(January + 12)).Month(January + 13).Deposits = Money(1m);
        Assert.Equal(January + 13, LiveMonth.Determine(January + 3, totals));
    }

    [Fact]
    public void What_is_owed_follows_from_what_is_posted_now()
    {
        // 7,000 eligible of 10 enrolled at 300: 1,000 over the attachment of two months.
        var totals = Live(paid: 7_200m, specific: 200m, eligible: 7_000m);
        totals.Year(Year).PendedEstimate = Money(55m);
        totals.Year(Year).Month(January).Deposits = Money(5_000m);
        totals.Year(Year).Counts.Received = 9;
        totals.Year(Year).Contract.MembersAtNotice = 4;
        totals.Year(Year).Contract.MembersOverSpecific = 2;

        var liability = CurrentLiability.Calculate(Plan, totals, January + 1);

        Assert.Equal(Money(7_200m), liability.ToDate.Paid);
        Assert.Equal((Money(200m), Money(1_000m)), (liability.ToDate.Specific, liability.ToDate.Aggregate));
        Assert.Equal(Money(900m), liability.DueToday); // 7,200 − 1,200 − 5,000 − 100
        Assert.Equal(Money(5_491.53m), liability.ToDate.Ibnr.Amount); // 7,200 × 45 ÷ 59
        Assert.Equal(Money(7_200m + 55m + 5_491.53m - 1_200m), liability.WithIncurredNotReported);
        Assert.Equal(Money(36_000m - 7_000m + 10 * 10 * 50m), liability.MaximumRemaining);
        Assert.Equal(9, liability.Counts.Received);
        Assert.Equal((4, 2), (liability.MembersAtNotice, liability.MembersOverSpecific));
    }

    [Fact]
    public void What_is_paid_in_beyond_the_claims_is_not_owed_back_today()
    {
        var totals = Live(paid: 50m, specific: 0m, eligible: 50m);

        Assert.Equal(Cents.Zero, CurrentLiability.Calculate(Plan, totals, January).DueToday);
    }

    [Fact]
    public void The_most_that_remains_is_fixed_costs_alone_once_the_attachment_is_passed()
    {
        var totals = Live(paid: 90_000m, specific: 0m, eligible: 90_000m);

        Assert.Equal(Money(10 * 10 * 50m), CurrentLiability.Calculate(Plan, totals, January + 1).MaximumRemaining);
        Assert.Equal(Cents.Zero, CurrentLiability.Calculate(Plan, totals, Year.Last).MaximumRemaining);
    }

    [Fact]
    public void Without_an_aggregate_nothing_bounds_what_remains()
    {
        var specificOnly = Plan with { StopLoss = TwoHalves with { Aggregate = null } };

        Assert.Null(CurrentLiability.Calculate(specificOnly, new Totals(), January).MaximumRemaining);
        Assert.Null(CurrentLiability.Calculate(Acme, new Totals(), January).MaximumRemaining);
    }

    [Fact]
    public void A_plan_year_that_has_not_begun_owes_nothing_yet()
    {
        var liability = CurrentLiability.Calculate(Plan, new Totals(), January - 2);

        Assert.Equal(0, liability.ToDate.Months);
        Assert.Equal(Cents.Zero, liability.ToDate.Ibnr.Amount);
        Assert.Equal(Cents.Zero, liability.WithIncurredNotReported);
    }

    [Fact]
    public void A_statement_of_the_live_month_would_say_the_same()
    {
        var totals = Live(paid: 7_200m, specific: 200m, eligible: 7_000m);

        var toDate = CurrentLiability.Calculate(Plan, totals, January + 1).ToDate;
        var statement = Statements.Close(Plan, January + 1, totals.Year(Year), null, DateTimeOffset.UnixEpoch);

        Assert.Equal(toDate.Surplus.Value, statement.Line("surplus").ToDate);
        Assert.Equal(toDate.FundBalance, statement.Fund.Closing);
    }

    [Fact]
    public void A_what_if_gives_both_results_and_the_difference()
    {
        var totals = Live(paid: 7_200m, specific: 200m, eligible: 7_000m);
        var otherTotals = Live(paid: 7_200m, specific: 700m, eligible: 6_500m);
        var other = Plan with { Funding = Plan.Funding with { OpeningBalance = Money(150m) } };

        var whatIf = WhatIf.Calculate(Plan, other, totals, otherTotals, January + 1);

        Assert.Equal(Money(500m), whatIf.Difference.Specific);
        Assert.Equal(Money(-500m), whatIf.Difference.Aggregate);
        Assert.Equal(Cents.Zero, whatIf.Difference.EmployerKeeps);
        Assert.Equal(Money(50m), whatIf.Difference.FundBalance);
        Assert.Equal(Money(-50m), whatIf.Difference.DueToday);
        Assert.Equal(Money(500m), whatIf.Difference.MaximumRemaining);
        Assert.Equal(Cents.Zero, whatIf.Difference.AnnualAttachment);
        var without = WhatIf.Calculate(Plan, other with { StopLoss = null }, totals, otherTotals, January + 1);
        Assert.Null(without.Difference.MaximumRemaining);
        Assert.Equal(Money(1_200m), without.Difference.EmployerKeeps);
    }

    [Fact]
    public void The_difference_of_a_what_if_is_the_others_figures_less_the_present_ones()
    {
        var totals = Live(paid: 7_200m, specific: 200m, eligible: 7_000m);
        var otherTotals = Live(paid: 9_200m, specific: 700m, eligible: 6_500m);
        var other = Plan with
        {
            Funding = new Funding { Method = FundingMethod.Level, MonthlyDeposit = PerTier(20m, 0m), ReserveDays = 59 },
            StopLoss = Plan.StopLoss! with { Aggregate = AggregateTerms with { MonthlyFactor = PerTier(310m, 0m) } },
        };
        totals.Year(Year).Month(January).Deposits = Money(30m);

        var difference = WhatIf.Calculate(Plan, other, totals, otherTotals, January + 1).Difference;

        Assert.Equal(Money(2_000m), difference.Paid);
        Assert.Equal(Money(400m - 30m), difference.Deposits); // 2 months × 10 × 20
        Assert.Equal(Money(9_200m - 5_491.53m), difference.Ibnr); // 59 days of the average day; 7,200 × 45 ÷ 59
        // 400 + 700 − 9,200 − 9,200; 100 + 30 + 200 + 1,000 − 7,200 − 5,491.53
        Assert.Equal(Money(-17_300m - -11_361.53m), difference.Surplus);
        // 9,200 + 9,200 − 700; 7,200 + 5,491.53 − 1,200
        Assert.Equal(Money(17_700m - 11_491.53m), difference.WithIncurredNotReported);
        Assert.Equal(Money(120 * 10m), difference.AnnualAttachment);
    }

    private static Totals Live(decimal paid, decimal specific, decimal eligible)
    {
        var totals = new Totals();
        totals.Year(Year).Enroll(10).Post(0, 0, paid);
        totals.Year(Year).Contract.SpecificReimbursable = Money(specific);
        totals.Year(Year).Contract.AggregatePaid = Money(eligible);
        return totals;
    }
}
