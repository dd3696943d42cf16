using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rule 5.14: money that came back.</summary>
public sealed class RecoveryTests
{
    private static readonly Plan Plan = MadeUpPlans.With(Benefit.Medical, new HealthPlan()) with
    {
        FullyInsured = new FullyInsured(new TierAmounts([Money(0m), Money(0m)]), 1m) { PoolingLevel = Money(30_000m) },
    };

    private readonly Scene _scene = new(Plan);

    [Fact]
    public void A_recovery_lowers_what_the_specific_pays_by_the_worked_case()
    {
        var (given, expect) = WorkedExamples.Find("a subrogation recovery of 1,600");
        Assert.Equal(given.Number("deductible"), Plan.StopLoss!.Specific!.Deductible.Amount);
        _scene.Send(Original("C-1", Line(given.Number("eligible"))));
        Assert.Equal(expect.Amount("before"), Contract().SpecificReimbursable);

        Post(given.Number("recovery"));

        Assert.Equal(expect.Amount("after"), Contract().SpecificReimbursable);
        Assert.Equal(expect.Amount("recoveries"), Year().Months.Values.Sum(month => month.Recoveries));
        Assert.Equal(given.Amount("eligible"), Year().Months.Values.Sum(month => month.Paid));
    }

    [Fact]
    public void A_recovery_takes_a_notice_back_by_the_worked_case()
    {
        var (given, expect) = WorkedExamples.Find("a recovery takes a notice back");
        Assert.True(expect.GetProperty("noticeBefore").GetBoolean());
        Assert.False(expect.GetProperty("noticeAfter").GetBoolean());
        _scene.Send(Original("C-1", Line(given.Number("eligible"))));
        Assert.Equal([AnnouncementKind.NoticeGiven], Told());

        Post(given.Number("recovery"));

        Assert.Equal([AnnouncementKind.NoticeWithdrawn], Told());
        Assert.Equal(expect.Amount("eligibleAfter"), Position().Eligible);
    }

    [Theory]
    // recovered of 5,000.00 paid, notice at 5,000.00; and the same of the breach at 10,000.00
    [InlineData(5_000, 0.01, AnnouncementKind.NoticeWithdrawn)]
    [InlineData(10_000, 0.01, AnnouncementKind.DeductibleWithdrawn)]
    [InlineData(5_000.01, 0.01, null)]
    [InlineData(10_000.01, 0.01, null)]
    public void Notice_and_breach_are_withdrawn_where_eligible_falls_back_below(
        decimal paid, decimal recovered, AnnouncementKind? told)
    {
        _scene.Send(Original("C-1", Line(paid)));
        _scene.Book.TakeAnnouncements();

        Post(recovered);

        Assert.Equal(told is { } kind ? [kind] : [], Told());
    }

    [Theory]
    [InlineData("2026-03-31", "2026-03")]
    [InlineData("2026-01-15", "2026-02")]
    [InlineData("2026-04-01", "2026-04")]
    public void It_is_posted_in_the_posting_month_of_its_date(string date, string posting)
    {
        _scene.Close("2026-01");
        Post(10m, date: date);
        Assert.Equal([posting], Year().Months.Keys.Select(month => month.ToString()));
        Assert.Equal((Money(10m), Money(10m)), (Year().Month(MonthOf(posting)).Recoveries, Year().Month(MonthOf(posting)).MemberRecoveries));
    }

    [Fact]
    public void Without_a_member_it_moves_the_fund_alone()
    {
        _scene.Send(Original("C-1", Line(12_000m)));
        var before = (Contract().SpecificReimbursable, Contract().AggregateEligible, Position());

        Post(500m, member: null, benefit: null);

        Assert.Equal(before, (Contract().SpecificReimbursable, Contract().AggregateEligible, Position()));
        var month = Year().Month(MonthOf("2026-03"));
        Assert.Equal((Money(500m), Money(0m)), (month.Recoveries, month.MemberRecoveries));
        Assert.Null(_scene.Events.OfType<RecoveryPosted>().Single().SubscriberId);
    }

    [Theory]
    // a claim of 15,000 above the specific's 10,000: E' falls first; below it the aggregate's own falls
    [InlineData(4_000, 11_000, 10_000)]
    [InlineData(5_000, 10_000, 10_000)]
    [InlineData(6_000, 9_000, 9_000)]
    [InlineData(15_000, 0, 0)]
    [InlineData(16_000, -1_000, -1_000)]
    public void Both_halves_count_less(decimal recovered, decimal specific, decimal aggregate)
    {
        _scene.Send(Original("C-1", Line(15_000m)));

        Post(recovered);

        Assert.Equal(
            (Money(specific), Money(aggregate)),
            (Contract().AggregatePaid, Contract().AggregateEligible));
        Assert.Equal(Money((specific - 10_000m) > 0 ? specific - 10_000m : 0m), Contract().SpecificReimbursable);
        Assert.Equal(1, Year().Months.Values.Sum(month => month.ClaimsByBenefit[0]));
        Assert.Equal(Money(15_000m), Year().Months.Values.Sum(month => month.PaidByIncurredMonth.Values.Sum()));
        // Up to the cap, which is the specific deductible.
        Assert.Equal(Money(10_000m), Year().Months.Values.Sum(month => month.CappedByIncurredMonth.Values.Sum()));
    }

    [Fact]
    public void A_benefit_that_no_half_covers_leaves_stop_loss_alone()
    {
        _scene.Send(Original("C-1", Line(15_000m)));
        Post(1_000m, benefit: Benefit.Dental);
        Assert.Equal((Money(5_000m), Money(10_000m)), (Contract().SpecificReimbursable, Contract().AggregateEligible));
    }

    [Fact]
    public void What_is_recovered_beyond_what_was_paid_counts_against_later_claims()
    {
        Post(1_000m);
        Assert.Equal(Money(-1_000m), Position().Eligible);

        _scene.Send(Original("C-1", Line(11_500m)));

        Assert.Equal((Money(10_500m), Money(500m)), (Position().Eligible, Contract().SpecificReimbursable));
    }

    [Fact]
    public void With_a_claim_its_first_posted_line_says_plan_year_incurred_date_and_contracts()
    {
        // Incurred in 2026 and paid in the run-out, which the contract of 2026 still takes until the end of March.
        _scene.Adopt(Plan with { Year = new PlanYear(Month.Of(2027, 1)) });
        _scene.Send(Original("C-1", Line(12_000m, on: "2026-12-30")) with
        {
            PaidDate = Day("2027-03-31"), Received = Day("2027-03-31"),
        });

        // Dated after the window of 2026, and in the plan year 2027.
        Post(3_000m, date: "2027-05-02", claim: "C-1");

        var posted = _scene.Events.OfType<RecoveryPosted>().Single();
        Assert.Equal(
            (Plan.Year, Day("2026-12-30"), Day("2027-03-31"), MonthOf("2027-05")),
            (posted.Year, posted.Incurred, posted.PaidDate, posted.PostingMonth));
        Assert.Equal(Money(9_000m), Contract().AggregatePaid);
        Assert.Equal(Money(3_000m), Year().Month(MonthOf("2027-05")).Recoveries);

        // Without the claim it is of 2027.
        Post(100m, date: "2027-05-02", reference: "R-2");
        Assert.Equal(new PlanYear(Month.Of(2027, 1)), _scene.Events.OfType<RecoveryPosted>().Last().Year);
        Assert.Equal(Money(9_000m), Contract().AggregatePaid);
    }

    [Theory]
    [InlineData("2027-03-31", true)]
    [InlineData("2027-04-01", false)]
    public void Without_a_claim_contracts_are_those_of_a_line_incurred_and_paid_on_its_date(string end, bool isTaken)
    {
        // The plan year runs through December, so a late date needs a plan year of its own without stop-loss.
        _scene.Adopt(Plan with { Year = new PlanYear(Month.Of(2027, 1)), StopLoss = null });
        _scene.Adopt(
            Plan with { StopLoss = Plan.StopLoss! with { Basis = new StopLossBasis(12, 15) } }, version: 2);
        _scene.Send(Original("C-1", Line(12_000m, on: "2026-12-30")) with { PaidDate = Day(end), Received = Day(end) });
        Post(3_000m, date: "2027-06-01", claim: "C-1");
        Assert.Equal(isTaken ? Money(9_000m) : Money(0m), Contract().AggregatePaid);
    }

    [Theory]
    [InlineData("M-9", null, "2026-03-01", RecoveryRefusal.UnknownMember)]
    [InlineData("M-9", "C-1", "2026-03-01", RecoveryRefusal.UnknownMember)]
    [InlineData("M-1", "C-2", "2026-03-01", RecoveryRefusal.NoStandingClaim)]
    [InlineData("M-1", "C-void", "2026-03-01", RecoveryRefusal.NoStandingClaim)]
    [InlineData("M-1", "C-denied", "2026-03-01", RecoveryRefusal.NoStandingClaim)]
    [InlineData("M-1", "C-pended", "2026-03-01", RecoveryRefusal.NoStandingClaim)]
    [InlineData("M-1", null, "2025-12-31", RecoveryRefusal.NoPlanYear)]
    [InlineData("M-1", null, "2027-01-01", RecoveryRefusal.NoPlanYear)]
    [InlineData(null, null, "2027-01-01", RecoveryRefusal.NoPlanYear)]
    [InlineData(null, null, "2026-12-31", null)]
    [InlineData("M-1", null, "2026-01-01", null)]
    [InlineData("M-1", "C-1", "2026-03-01", null)]
    [InlineData("M-2", "C-1", "2026-03-01", null)]
    [InlineData("M-1", "C-1", "2027-01-01", null)]
    public void What_is_refused(string? member, string? claim, string date, RecoveryRefusal? refusal)
    {
        _scene.Adopt(
            MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(500m) }), version: 2);
        _scene.Send(Original("C-1", Line(100m)));
        _scene.Send(Original("C-void", Line(110m)));
        _scene.Send(Void("C-void"));
        _scene.Send(Original("C-denied", Line(120m, on: "2020-01-01")));
        _scene.Send(Original("C-pended", Line(900m)));
        var before = _scene.Events.Count;

        Assert.Equal(refusal, _scene.Book.RefusalOf(Of(1m, date, member, claim, Benefit.Medical, "R-1")));
        _scene.Book.Recover(Of(1m, date, member, claim, Benefit.Medical, "R-1"), new BookContext(9, _scene.Today), _scene.Events);

        Assert.Equal(before + (refusal is null ? 1 : 0), _scene.Events.Count);
    }

    [Fact]
    public void A_claim_of_another_benefit_is_not_the_one()
    {
        _scene.Send(Original("C-1", Line(100m)));
        Assert.Equal(
            RecoveryRefusal.NoStandingClaim,
            _scene.Book.RefusalOf(Of(1m, "2026-03-01", "M-1", "C-1", Benefit.Pharmacy, "R-1")));
    }

    [Fact]
    public void A_claim_of_the_family_that_the_member_left_is_found_there()
    {
        var terms = MadeUpPlans.StopLoss with
        {
            Specific = MadeUpPlans.StopLoss.Specific! with { Per = SpecificUnit.Subscriber },
        };
        var scene = new Scene(Plan with { StopLoss = terms });
        scene.Send(Original("C-1", Line(12_000m)) with { MemberId = "M-2" });
        scene.Enroll("M-2", subscriber: "S-2");

        scene.Book.Recover(
            Of(500m, "2026-03-02", "M-2", "C-1", Benefit.Medical, "R-1"), new BookContext(9, scene.Today), scene.Events);

        Assert.Equal("S-1", scene.Events.OfType<RecoveryPosted>().Single().SubscriberId);
        Assert.Equal(
            [("S-1", Money(11_500m))],
            scene.Book.Positions(Plan.Year).Select(unit => (unit.Unit, unit.Eligible)));
    }

    [Fact]
    public void A_reference_counts_once_and_the_events_make_the_same_state()
    {
        Post(100m);
        Post(999m);

        Assert.Equal(Money(100m), Year().Months.Values.Sum(month => month.Recoveries));
        Assert.Equal(_scene.Book.Recoveries, _scene.Folded().Recoveries);
        Assert.Equal(Printed.Print((object)_scene.Book.Totals()), Printed.Print((object)_scene.Folded().Totals()));
    }

    [Fact]
    public void A_past_month_and_another_contract_count_what_was_recovered()
    {
        _scene.Send(Original("C-1", Line(15_000m)));
        Post(1_000m, date: "2026-03-20");
        Post(2_000m, date: "2026-04-02", reference: "R-2");

        Assert.Equal(
            [(Money(4_000m), Money(1_000m)), (Money(2_000m), Money(3_000m))],
            new Month?[] { MonthOf("2026-03"), null }.Select(through => (
                Contract(through).SpecificReimbursable,
                Year(through).Months.Values.Sum(month => month.Recoveries))));
        var lower = Plan with
        {
            StopLoss = Plan.StopLoss! with { Specific = Plan.StopLoss.Specific! with { Deductible = Money(5_000m) } },
        };
        Assert.Equal(
            Money(7_000m), _scene.Book.TotalsUnder(lower).Year(Plan.Year).Contract.SpecificReimbursable);
        _scene.Adopt(lower, version: 2);
        Assert.Equal(Money(7_000m), Contract().SpecificReimbursable);
        Assert.Equal(Money(9_000m), Contract(MonthOf("2026-03")).SpecificReimbursable);
    }

    [Fact]
    public void The_carriers_lines_sum_to_the_position()
    {
        _scene.Send(Original("C-1", Line(15_000m)));
        Post(1_000m, date: "2026-03-20", claim: "C-1");
        Post(2_000m, date: "2026-04-02", reference: "R-2");

        foreach (var through in new[] { MonthOf("2026-03"), MonthOf("2026-04") })
            Assert.Equal(
                _scene.Book.Positions(Plan.Year, through).Select(unit => unit.Eligible),
                Lines(through).Select(unit => unit.Eligible));
        Assert.Equal(
            [("C-1", 1, Money(15_000m)), ("C-1", 0, Money(-1_000m)), ("R-2", 0, Money(-2_000m))],
            Lines(MonthOf("2026-04")).Single().Lines.Select(line => (line.ClaimNumber, line.LineNumber, line.Paid)));

        IReadOnlyList<EligibleUnit> Lines(Month through) =>
            _scene.Book.Eligible(Plan.Year, new HashSet<string> { "M-1" }, through);
    }

    [Theory]
    // pooling level 30,000, specific deductible 10,000; paid 35,000 and recovered
    [InlineData(4_000, 30_000, 21_000)]
    [InlineData(5_000, 30_000, 20_000)]
    [InlineData(6_000, 29_000, 19_000)]
    [InlineData(26_000, 9_000, 0)]
    [InlineData(36_000, -1_000, 0)]
    public void Comparison_and_funding_count_each_member_less_what_came_back(
        decimal recovered, decimal pooled, decimal aboveCap)
    {
        _scene.Send(Original("C-1", Line(35_000m)));
        Post(recovered);
        Post(7m, member: null, benefit: null, reference: "R-2");
        Post(1m, date: "2026-04-01", reference: "R-3");

        var experience = _scene.Book.Experience(Plan.Year, MonthOf("2026-03"), 0m);

        Assert.Equal((Money(pooled), Money(aboveCap)), (experience.Pooled, experience.AboveCap));
    }

    private void Post(
        decimal amount, string date = "2026-03-08", string? member = "M-1", string? claim = null,
        Benefit? benefit = Benefit.Medical, string reference = "R-1") =>
        _scene.Book.Recover(
            Of(amount, date, member, claim, benefit, reference), new BookContext(9, _scene.Today), _scene.Events);

    private static Recovery Of(
        decimal amount, string date, string? member, string? claim, Benefit? benefit, string reference) => new()
    {
        Kind = RecoveryKind.Subrogation,
        Amount = Money(amount),
        Date = Day(date),
        MemberId = member,
        ClaimNumber = claim,
        Benefit = benefit,
        Reference = reference,
    };

    private PlanYearTotals Year(Month? through = null) => _scene.Book.Totals(through).Year(Plan.Year);

    private ContractTotals Contract(Month? through = null) => Year(through).Contract;

    private UnitPosition Position() => _scene.Book.Positions(Plan.Year).Single(unit => unit.Unit == "M-1");

    private IEnumerable<AnnouncementKind> Told() => _scene.Book.TakeAnnouncements().Select(one => one.Kind);
}
