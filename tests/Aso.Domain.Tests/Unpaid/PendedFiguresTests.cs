using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Unpaid;

/// <summary>What the book adds up of pended claims, disabilities and the cap, for rules 5.6, 5.10 and 5.11.</summary>
public sealed class PendedFiguresTests
{
    private static readonly PlanYear Year = MadeUpPlans.Standard.Year;

    private static readonly PlanYear Next = new(Year.First + 12);

    [Fact]
    public void What_pended_claims_would_add_is_of_their_plan_years_by_each_units_part()
    {
        var plan = Reviewed(Cents.Zero);
        var scene = new Scene(plan with { StopLoss = null }) { Today = Day("2027-01-20") };
        scene.Adopt(plan with
        {
            Year = Next,
            StopLoss = MadeUpPlans.StopLoss with { Basis = new StopLossBasis(24, 12), Aggregate = null },
        });
        // M-1: 4,000 of 2026 and 12,000 of 2027, 6,000 above the deductible. M-2: 12,000 of 2026, 2,000 above it.
        scene.Send(Original(
            "C-1", Line(3_000m, on: "2026-12-20"), Line(1_000m, on: "2026-12-21", number: 2),
            Line(8_000m, on: "2027-01-05", number: 3), Line(4_000m, on: "2027-01-06", number: 4)));
        scene.Send(Original("C-2", Line(12_000m, on: "2026-12-20")) with { MemberId = "M-2" });

        var rise = scene.Book.Totals().Year(Next).Contract.PendedRiseIn(MonthOf("2027-01"))!;

        Assert.Equal(Money(8_000m), rise.Amount);
        Assert.Equal(
            [(Year, Fraction.Of(Money(1_500m + 2_000m))), (Next, Fraction.Of(Money(4_500m)))],
            rise.ByYear.Select(year => (year.Key, year.Value)));
    }

    [Fact]
    public void Within_the_cap_is_what_the_members_paid_claims_of_the_month_leave_of_it()
    {
        var scene = new Scene(Reviewed(Money(5_000m)) with
        {
            StopLoss = null, Funding = new Funding { LargeClaimCap = Money(10_000m) },
        });
        scene.Line(Line(3_000m, on: "2026-03-01"));
        scene.Line(Line(4_000m, on: "2026-03-02"));
        scene.Line(Line(2_500m, on: "2026-02-01"));
        scene.Send(Original("C-9", Line(6_000m, on: "2026-03-03")));

        var pended = scene.Book.Totals().Year(Year).Pended[MonthOf("2026-03")];

        Assert.Equal((Money(6_000m), Money(3_000m)), (pended.Estimate, pended.WithinCap));
    }

    [Fact]
    public void What_posts_to_an_earlier_month_takes_the_cap_from_later_ones()
    {
        // Of January 60, 30 and 30 in January, March and April, capped at 100; then 20 in February.
        var scene = new Scene(Reviewed(Money(5_000m)) with
        {
            StopLoss = null, Funding = new Funding { LargeClaimCap = Money(100m) },
        });
        Pay(60m, "2026-01-20");
        Pay(30m, "2026-03-20");
        Pay(30m, "2026-04-20");
        Assert.Equal([60m, 0m, 30m, 10m], Capped());

        Pay(20m, "2026-02-20");

        Assert.Equal([60m, 20m, 20m, 0m], Capped());

        void Pay(decimal charge, string paid) => scene.Send(
            Original($"C-{paid}", Line(charge, procedure: paid, on: "2026-01-10")) with { PaidDate = Day(paid) });

        IEnumerable<decimal> Capped() => Enumerable.Range(0, 4).Select(month =>
            scene.Book.Totals().Year(Year).Month(Year.First + month)
                .CappedByIncurredMonth.GetValueOrDefault(Year.First).Amount);
    }

    [Fact]
    public void A_disability_with_a_pended_line_has_its_reserve_once()
    {
        // 750 a week: 7 of 182 days are paid, and 7 more are pended within the reserve of the rest.
        var scene = Disabled(weeks: 26);
        scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-14"));
        Assert.True(scene.Decide("C-1"));
        scene.Send(ShortTerm("C-2", "2026-03-15", "2026-03-21"));

        Assert.Equal(Money(750m), scene.Book.Pended().Single().Estimate);
        Assert.Equal(Money(18_750m), Reserve(scene));
    }

    [Fact]
    public void A_disabilitys_reserve_is_not_less_than_what_is_pended_of_it()
    {
        // One week payable: the administrator paid nothing of its first day, so all of it is pended; six days are left.
        var scene = Disabled(weeks: 1);
        var first = ShortTerm("C-1", "2026-03-01", "2026-03-08");
        scene.Send(first with { Lines = [first.Lines[0] with { Paid = Cents.Zero }] });
        Assert.Equal(Money(642.86m), Reserve(scene));
        scene.Send(ShortTerm("C-2", "2026-03-09", "2026-03-14"));

        Assert.Equal(Money(750m), scene.Book.Pended().Single().Estimate);
        Assert.Equal(Money(750m), Reserve(scene));
    }

    [Theory]
    [InlineData("2026-02-27", 750)]
    [InlineData("2026-02-28", 750)]
    [InlineData("2026-03-01", 0)]
    public void A_pended_disability_counts_at_a_close_where_it_began_by_then(string start, int february)
    {
        var scene = Disabled(weeks: 26);
        scene.Today = Day("2026-03-20");
        scene.Send(Original("C-1", MadeUpClaims.Disabled(start, start, $"{Day(start).AddDays(13):yyyy-MM-dd}")) with
        {
            Benefit = Benefit.ShortTermDisability, Received = scene.Today,
        });

        Assert.Equal(Money(february), scene.Book.Totals(MonthOf("2026-02")).Year(Year).Disability.Pended);
        Assert.Equal(Money(750m), scene.Book.Totals(MonthOf("2026-03")).Year(Year).Disability.Pended);
    }

    private static Cents Reserve(Scene scene) => scene.Book.Totals().Year(Year).Disability.Reserve(Day("2026-03-20"));

    private static Scene Disabled(int weeks) => new(MadeUpPlans.With(
        Benefit.ShortTermDisability, MadeUpPlans.ShortTerm with { MaximumWeeks = weeks, ReviewAbove = Cents.Zero }));

    private static Claim ShortTerm(string number, string from, string through) =>
        Original(number, MadeUpClaims.Disabled("2026-03-01", from, through)) with
        {
            Benefit = Benefit.ShortTermDisability,
        };

    private static Plan Reviewed(Cents above) =>
        MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = above });
}
