using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>
/// Rules 3.12 and 3.29: claims that wait for a decision. Review is above 1,000; the deductible is 500.
/// </summary>
public sealed class PendedTests
{
    private static readonly Plan Plan = MadeUpPlans.With(Benefit.Medical, new HealthPlan
    {
        Deductible = new Deductible(new Limit(Money(500m), null), DeductibleKind.Embedded),
        ReviewAbove = Money(1_000m),
        Services = [MadeUpPlans.Service("therapy", "97110") with { Visits = 1 }],
    });

    [Fact]
    public void A_pended_claim_posts_nothing_and_counts_with_its_estimate()
    {
        var scene = new Scene(Plan);

        var decision = scene.Send(Original("C-1", Line(2_000m)));

        Assert.Equal((DecisionStatus.Pended, Cents.Zero, Money(1_500m)),
            (decision.Status, decision.Paid, decision.Estimate));
        var year = scene.Book.Totals().Year(scene.Plan.Year);
        Assert.Empty(year.Months);
        Assert.Equal((1, 0, 0, 1), (year.Counts.Received, year.Counts.Paid, year.Counts.Denied, year.Counts.Pended));
        Assert.Equal(Money(1_500m), Pended(year));
        Assert.Equal(Cents.Zero, scene.Accumulators().Deductible);
        Assert.Equal(AnnouncementKind.ClaimPended, Assert.Single(scene.Book.TakeAnnouncements()).Kind);
    }

    [Fact]
    public void Estimates_stand_each_alone_and_follow_every_commit_of_the_family_but_no_close()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(2_000m)));
        scene.Send(Original("C-2", Line(3_000m)));
        Assert.Equal(Money(4_000m), Estimate());

        scene.Send(Original("C-3", Line(400m)));
        Assert.Equal(Money(4_800m), Estimate());

        scene.Close("2026-01");
        Assert.Equal(Money(4_800m), Estimate());

        scene.Enroll("M-1", effective: "2026-02-01", benefits: BenefitSet.Of([Benefit.Dental]));
        Assert.Equal(Cents.Zero, Estimate());
        Assert.Equal(["C-1", "C-2"], scene.Book.Pended().Select(one => one.Claim.ClaimNumber));

        Cents Estimate()
        {
            var estimate = Pended(scene.Book.Totals().Year(scene.Plan.Year));
            Assert.Equal(estimate, scene.Book.Pended().Sum(one => one.Estimate));
            return estimate;
        }
    }

    [Fact]
    public void An_approval_adjudicates_by_the_plan_adopted_since()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(2_000m)));
        scene.Adopt(MadeUpPlans.With(Benefit.Medical, new HealthPlan { Coinsurance = 0.25m }), version: 2);

        Assert.True(scene.Decide("C-1"));

        var decision = scene.Book.Decided().Single(one => one.Status == DecisionStatus.Paid);
        Assert.Equal((Money(1_500m), Money(500m), 2),
            (decision.Paid, decision.Lines[0].Coinsurance, decision.PlanVersion));
        Assert.Equal(scene.Accumulators(), scene.Folded().Member("M-1")!.Accumulators
            .Single(one => one.Benefit == Benefit.Medical && one.Year == Plan.Year));
    }

    [Fact]
    public void An_approval_adjudicates_with_the_accumulators_of_that_moment_on_the_day_of_the_decision()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(2_000m)));
        scene.Send(Original("C-2", Line(400m)));
        scene.Today = Day("2026-04-20");

        Assert.True(scene.Decide("C-1"));

        var decision = scene.Book.History("C-1")[^1];
        Assert.Equal((DecisionStatus.Paid, Money(1_900m)), (decision.Status, decision.Paid));
        Assert.Equal((Day("2026-04-20"), MonthOf("2026-04")), (decision.PaidDate, decision.PostingMonth));
        var counts = scene.Book.Totals().Year(scene.Plan.Year).Counts;
        Assert.Equal((2, 2, 0, 0), (counts.Received, counts.Paid, counts.Denied, counts.Pended));
        Assert.Equal(Cents.Zero, Pended(scene.Book.Totals().Year(scene.Plan.Year)));
        Assert.Empty(scene.Book.Pended());
        Assert.False(scene.Decide("C-1"));
    }

    [Theory]
    [InlineData("CO-50")]
    [InlineData("PI-B7")]
    [InlineData("CO-A0")]
    [InlineData("PR-1")]
    [InlineData("OA-209")]
    public void A_denial_carries_its_code_on_every_line_with_a_plan(string code)
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(2_000m), Line(10m, on: "2025-03-01", number: 2)));

        Assert.True(scene.Decide("C-1", code));

        var decision = scene.Book.History("C-1")[^1];
        Assert.Equal((DecisionStatus.Denied, code), (decision.Status, decision.DecidedCode));
        Assert.Equal([$"{code} 2000.00", "PR-204 10.00"], decision.Lines.SelectMany(PricingTests.Codes));
        Assert.Equal(1, scene.Book.Totals().Year(scene.Plan.Year).Counts.Denied);
    }

    [Theory]
    [InlineData("")]
    [InlineData("50")]
    [InlineData("XX-50")]
    [InlineData("CO-")]
    [InlineData("CO-5x")]
    [InlineData("CO-12345")]
    public void A_denial_without_a_carc_code_is_an_error_and_changes_nothing(string code)
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(2_000m)));

        Assert.Throws<ArgumentException>(() => scene.Decide("C-1", code));

        Assert.Single(scene.Book.Pended());
    }

    [Theory]
    [InlineData("C-2", "S-1")]
    [InlineData("C-1", "S-9")]
    public void Only_a_pended_claim_can_be_decided(string number, string subscriber)
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(2_000m)));
        scene.Send(Original("C-2", Line(20m)));

        Assert.False(scene.Book.Decide(subscriber, number, null, new BookContext(9, scene.Today), scene.Events));
    }

    [Fact]
    public void Pended_lines_are_seen_by_no_other_claim_until_they_are_approved()
    {
        var scene = new Scene(Plan);
        var visit = Line(2_000m, "97110");
        scene.Send(Original("C-1", visit));

        var other = scene.Send(Original("C-2", visit with { Charge = Money(900m) }));
        scene.Decide("C-1");
        var third = scene.Send(Original("C-3", visit with { Paid = Money(10m) }));

        Assert.Equal(DecisionStatus.Paid, other.Status);
        var approved = scene.Book.History("C-1")[^1];
        Assert.Equal("3.11 PR-119", DenialTests.Told(approved.Lines[0]));
        Assert.Equal(Rule.Of(3, 11), third.Lines[0].Rule);
    }

    [Fact]
    public void A_void_withdraws_a_pended_claim_and_a_pended_number_is_taken()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", Line(2_000m)));
        Assert.Equal(DecisionStatus.Refused, scene.Send(Original("C-1", Line(20m))).Status);

        var voided = scene.Send(Void("C-1"));

        Assert.Equal((DecisionStatus.Voided, Cents.Zero), (voided.Status, voided.Paid));
        Assert.Empty(scene.Book.Pended());
        var year = scene.Book.Totals().Year(scene.Plan.Year);
        Assert.Equal((Cents.Zero, 0), (Pended(year), year.Counts.Pended));
        Assert.False(scene.Decide("C-1"));
    }

    [Fact]
    public void A_replacement_may_pend_and_the_void_of_its_original_is_posted_at_once()
    {
        var scene = new Scene(Plan);
        var paid = scene.Send(Original("C-1", Line(900m))).Paid;

        var replaced = scene.Send(Replacement("C-1", "C-1", Line(1_900m)) with { Received = Day("2026-03-09") });

        Assert.Equal(DecisionStatus.Pended, replaced.Status);
        Assert.Equal(-paid, scene.Book.History("C-1")[1].Paid);
        Assert.True(scene.Decide("C-1"));
        var approved = scene.Book.History("C-1")[^1];
        Assert.Equal((Money(1_400m), Day("2026-03-05"), "C-1"),
            (approved.Paid, approved.FirstReceived, approved.Voids));
    }

    [Fact]
    public void A_disability_above_the_review_limit_waits_with_what_it_would_pay_as_its_charge()
    {
        var scene = new Scene(MadeUpPlans.With(
            Benefit.ShortTermDisability, MadeUpPlans.ShortTerm with { ReviewAbove = Money(700m) }));

        var decision = scene.Send(Original("C-1", Disabled("2026-03-01", "2026-03-01", "2026-03-14")) with
        {
            Benefit = Benefit.ShortTermDisability,
        });

        Assert.Equal((DecisionStatus.Pended, Money(750m)), (decision.Status, decision.Estimate));
        Assert.Equal(["OA-133 750.00"], PricingTests.Codes(decision.Lines[0]));
    }
}
