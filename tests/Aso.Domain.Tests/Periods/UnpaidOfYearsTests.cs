using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rules 5.6 and 5.10 around the edges of a plan year, its run-out and its contract.</summary>
public sealed class UnpaidOfYearsTests
{
    [Theory]
    // posting month of January's second 100, which doubles what the eleven other months are expected to come to
    [InlineData(AfterRunOut.Pay, 14, 1_100, UnpaidMethod.ChainLadder)]
    [InlineData(AfterRunOut.Deny, 14, 0, UnpaidMethod.Complete)]
    [InlineData(AfterRunOut.Deny, 13, 1_100, UnpaidMethod.ChainLadder)]
    public void The_estimate_is_complete_at_the_close_of_the_run_out_only_where_later_claims_are_denied(
        AfterRunOut afterRunOut, int month, int unpaid, UnpaidMethod method)
    {
        var figures = Unpaid(
            Acme with { RunOutMonths = 3, AfterRunOut = afterRunOut }, Doubled(month), Moment.Close(January + month));

        Assert.Equal((Money(unpaid), method), (figures.Ibnr, figures.Method));
    }

    [Fact]
    public void What_is_posted_since_the_close_counts_from_the_triangles_first_month_on()
    {
        // As of December 2028 the 36 months begin with January 2026.
        var totals = Doubled(35);
        Assert.Equal(Money(1_100m), Unpaid(Acme, totals, Moment.Close(January + 35)).Ibnr);

        totals.Post(0, 36, 30m);

        Assert.Equal(
            Money(1_070m),
            Unpaid(Acme, totals, new Moment(January + 36, Scene.Day("2029-01-10"), January + 35)).Ibnr);
    }

    [Fact]
    public void Without_a_cap_all_that_a_member_has_paid_is_in_the_triangle()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan()) with { StopLoss = null });
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(700_000m)));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(50m, on: "2026-03-02")));

        var march = new Closing(scene).Through("2026-03").On("2026-04-01").Triangle!.Months
            .Single(month => month.Incurred.Month == January + 2);

        Assert.Equal(Money(700_050m), march.Incurred.Paid);
    }

    [Fact]
    public void The_aggregate_recovers_nothing_before_it_would_take_a_line_incurred_on_the_as_of_date()
    {
        var plan = Acme with
        {
            Funding = Acme.Funding with { ReserveDays = 0 },
            StopLoss = TwoHalves with
            {
                Basis = StopLossBasis.Paid,
                OriginalEffective = Scene.Day("2026-02-01"),
                Aggregate = AggregateTerms with { MinimumAmount = Money(10_000m) },
            },
        };
        var totals = new PlanYearTotals().Aggregate(10_000m).Post(0, 0, 10_000m).Pend(0, 2_000m);

        Assert.Equal(Cents.Zero, Unpaid(plan, totals, Moment.Close(January)).Recoverable);
        Assert.Equal(Money(2_000m), Unpaid(plan, totals, Moment.Close(January + 1)).Recoverable);
    }

    /// <summary>Each month of 2026 pays 100 at once, and January as much again in a later month.</summary>
    private static PlanYearTotals Doubled(int later) =>
        Steady([100m], through: PlanYear.Months - 1).Post(0, later, 100m);

    private static UnpaidFigures Unpaid(Plan plan, PlanYearTotals totals, Moment moment) =>
        new EmployerPosition([plan], totals.Alone(), moment).Unpaid(Year);

    [Fact]
    public void The_cap_is_the_fundings_else_the_specific_deductible()
    {
        var stopped = Acme with { StopLoss = TwoHalves };

        Assert.Equal(Money(10_000m), stopped.LargeClaimCap);
        Assert.Equal(Money(7m), (stopped with { Funding = new Funding { LargeClaimCap = Money(7m) } }).LargeClaimCap);
        Assert.Null((stopped with { StopLoss = TwoHalves with { Specific = null } }).LargeClaimCap);
    }
}
