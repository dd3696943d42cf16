using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>What the book tells of stop-loss as claims, voids and changed plans come (rules 4.1–4.5, 5.2).</summary>
public sealed class BookStopLossTests
{
    private static readonly Plan Plan = MadeUpPlans.With(Benefit.Medical, new HealthPlan());

    [Fact]
    public void Notice_and_breach_are_announced_once_withdrawn_and_announced_again()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(4_999.99m)));
        Assert.Empty(scene.Book.TakeAnnouncements());
        scene.Send(Original("C-2", Line(0.01m)));
        Assert.Equal([AnnouncementKind.NoticeGiven], Told());
        scene.Send(Original("C-3", Line(5_000m)));
        Assert.Equal([AnnouncementKind.DeductibleReached], Told());
        scene.Send(Original("C-4", Line(70m)));
        Assert.Empty(Told());
        scene.Send(Void("C-3"));
        Assert.Equal([AnnouncementKind.DeductibleWithdrawn], Told());
        scene.Send(Original("C-5", Line(6_000m)));
        Assert.Equal([AnnouncementKind.DeductibleReached], Told());

        IEnumerable<AnnouncementKind> Told() =>
            scene.Book.TakeAnnouncements().Select(announcement => announcement.Kind);
    }

    [Fact]
    public void A_changed_contract_is_recomputed_for_every_month()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(12_000m)));
        scene.Send(Original("C-2", Line(9_000m)) with { MemberId = "M-2", PaidDate = Day("2026-04-02") });
        scene.Book.TakeAnnouncements();
        var specific = MadeUpPlans.StopLoss.Specific! with
        {
            Deductible = Money(8_000m),
            Lasers = new Dictionary<string, Cents> { ["M-1"] = Money(20_000m) },
        };

        scene.Adopt(Plan with { StopLoss = MadeUpPlans.StopLoss with { Specific = specific } }, 2);

        Assert.Equal([(0m, true, false), (1_000m, true, true)], Positions(null));
        Assert.Equal([(0m, true, false)], Positions(MonthOf("2026-03")));
        Assert.Equal(Money(0m), Contract(MonthOf("2026-03")).SpecificReimbursable);
        Assert.Equal(Money(1_000m), Contract(null).SpecificReimbursable);
        Assert.Equal(Money(5_000m), Contract(null).AboveSpecific);
        Assert.Equal(
            [("M-1", AnnouncementKind.DeductibleWithdrawn), ("M-2", AnnouncementKind.DeductibleReached)],
            scene.Book.TakeAnnouncements().Select(one => (one.MemberId, one.Kind)));

        ContractTotals Contract(Month? through) => scene.Book.Totals(through).Year(scene.Plan.Year).Contract;

        IEnumerable<(decimal, bool, bool)> Positions(Month? through) =>
            scene.Book.Positions(scene.Plan.Year, through)
                .Select(position => (position.Reimbursable.Amount, position.Notice, position.Breach));
    }

    [Fact]
    public void What_a_lasered_member_is_above_the_plans_deductible_leaves_the_aggregate_long_before_the_notice()
    {
        var specific = MadeUpPlans.StopLoss.Specific! with
        {
            Lasers = new Dictionary<string, Cents> { ["M-1"] = Money(50_000m) },
        };
        var scene = new Scene(Plan with { StopLoss = MadeUpPlans.StopLoss with { Specific = specific } });

        scene.Send(Original("C-1", Line(15_000m)));

        var contract = scene.Book.Totals().Year(scene.Plan.Year).Contract;
        Assert.Equal((Money(5_000m), Money(10_000m)), (contract.AboveSpecific, contract.AggregateEligible));
        Assert.Empty(scene.Book.TakeAnnouncements());
    }

    [Fact]
    public void A_line_no_contract_takes_is_uncovered_and_a_later_contract_may_take_it()
    {
        var scene = new Scene(Plan with { StopLoss = MadeUpPlans.StopLoss with { Basis = new StopLossBasis(12, 12) } });
        var late = Original("C-1", Line(400m, on: "2026-12-20"), Line(100m, on: "2026-12-21", number: 2)) with
        {
            PaidDate = Day("2027-01-15"),
        };
        scene.Send(late);
        scene.Send(late with { ClaimNumber = "C-2", Benefit = Benefit.Dental, Lines = [Line(501m, on: "2026-12-20")] });
        scene.Send(Original("C-3", Line(502m)));

        var uncovered = Assert.Single(scene.Book.Uncovered(scene.Plan.Year));
        Assert.Equal(
            new UncoveredClaim(
                "C-1", "S-1", "M-1", Benefit.Medical, Day("2026-12-20"), Day("2027-01-15"), Money(500m),
                uncovered.Halves),
            uncovered);
        Assert.Equal([ContractHalf.Specific, ContractHalf.Aggregate], uncovered.Halves);
        Assert.Equal(Money(500m), scene.Book.Totals().Year(scene.Plan.Year).Uncovered);

        var next = Plan with
        {
            Year = new PlanYear(Month.Of(2027, 1)),
            StopLoss = MadeUpPlans.StopLoss with { Basis = new StopLossBasis(15, 12) },
        };
        scene.Adopt(next);

        Assert.Empty(scene.Book.Uncovered(scene.Plan.Year));
        Assert.Equal(Cents.Zero, scene.Book.Totals().Year(scene.Plan.Year).Uncovered);
        Assert.Equal(Money(500m), scene.Book.Totals().Year(next.Year).Contract.AggregatePaid);
        Assert.Equal(Money(502m), scene.Book.Totals().Year(scene.Plan.Year).Contract.AggregatePaid);
    }

    [Fact]
    public void A_line_that_one_half_misses_is_uncovered()
    {
        foreach (var missing in Enum.GetValues<ContractHalf>())
        {
            var shorter = new StopLossBasis(12, 12);
            var terms = MadeUpPlans.StopLoss;
            var scene = new Scene(Plan with
            {
                StopLoss = missing == ContractHalf.Specific
                    ? terms with { Specific = terms.Specific! with { Basis = shorter } }
                    : terms with { Aggregate = terms.Aggregate! with { Basis = shorter } },
            });

            scene.Send(Original("C-1", Line(400m, on: "2026-12-20")) with { PaidDate = Day("2027-01-15") });

            Assert.Equal([missing], scene.Book.Uncovered(scene.Plan.Year).Single().Halves);
            Assert.Equal(Money(400m), scene.Book.Totals().Year(scene.Plan.Year).Uncovered);
        }
    }

    [Fact]
    public void Uncovered_claims_are_those_of_the_plan_year_that_stand_and_were_paid_with_every_half_that_missed_them()
    {
        // 2027's aggregate takes what is incurred from October on; nobody's specific does.
        var shorter = MadeUpPlans.StopLoss with { Basis = new StopLossBasis(12, 12) };
        var scene = new Scene(Plan with { StopLoss = shorter }) { Today = Day("2027-01-10") };
        scene.Adopt(Plan with
        {
            Year = new PlanYear(Month.Of(2027, 1)),
            StopLoss = shorter with { Aggregate = shorter.Aggregate! with { Basis = new StopLossBasis(15, 12) } },
        });
        scene.Send(Original("C-1", Line(5m, on: "2026-12-20")) with { PaidDate = Day("2026-12-22") });
        scene.Send(Late("C-2", Line(400m, on: "2026-12-20"), Line(30m, on: "2026-03-01", number: 2)));
        scene.Send(Late("C-3", Line(70m, on: "2026-03-02")));
        scene.Send(Void("C-3"));
        scene.Send(Late("C-4", Line(80m, on: "2026-03-03") with { Paid = Cents.Zero }));
        scene.Send(Original("C-5", Line(90m, on: "2027-02-01")) with { PaidDate = Day("2028-01-15") });

        var claim = Assert.Single(scene.Book.Uncovered(scene.Plan.Year));

        Assert.Equal(("C-2", Money(430m)), (claim.ClaimNumber, claim.Amount));
        Assert.Equal([ContractHalf.Specific, ContractHalf.Aggregate], claim.Halves);
        Assert.Equal(["C-5"], scene.Book.Uncovered(new PlanYear(Month.Of(2027, 1))).Select(one => one.ClaimNumber));

        static Claim Late(string number, params ClaimLine[] lines) =>
            Original(number, lines) with { PaidDate = Day("2027-01-15") };
    }

    [Fact]
    public void A_void_counts_where_its_original_counted()
    {
        var scene = new Scene(Plan with { StopLoss = MadeUpPlans.StopLoss with { Basis = new StopLossBasis(12, 12) } });
        scene.Send(Original("C-1", Line(500m)));

        scene.Send(Void("C-1") with { PaidDate = Day("2027-08-01") });

        var year = scene.Book.Totals().Year(scene.Plan.Year);
        Assert.Equal((Cents.Zero, Cents.Zero), (year.Contract.AggregatePaid, year.Uncovered));
        Assert.Equal(
            Money(500m), scene.Book.Totals(MonthOf("2027-07")).Year(scene.Plan.Year).Contract.AggregatePaid);
    }

    [Fact]
    public void A_void_paid_in_an_earlier_month_than_its_original_counts_alone_in_that_months_cut()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(500m)));
        scene.Send(Original("C-2", Line(200m)) with { PaidDate = Day("2026-03-02") });

        scene.Send(Void("C-1") with { PaidDate = Day("2026-02-20") });

        Assert.Equal(Money(0m), AggregatePaid("2026-01"));
        Assert.Equal(Money(-500m), AggregatePaid("2026-02"));
        Assert.Equal(Money(200m), AggregatePaid("2026-03"));
        Assert.Equal(Money(-500m), scene.Book.Positions(scene.Plan.Year, MonthOf("2026-02")).Single().Eligible);
        var alone = scene.Book.Eligible(scene.Plan.Year, new HashSet<string> { "M-1" }, MonthOf("2026-02"))
            .Single().Lines.Single();
        Assert.Equal(("C-1", MonthOf("2026-02"), Money(-500m)), (alone.ClaimNumber, alone.Posted, alone.Paid));

        Cents AggregatePaid(string through) =>
            scene.Book.Totals(MonthOf(through)).Year(scene.Plan.Year).Contract.AggregatePaid;
    }
}
