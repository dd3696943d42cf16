using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>A claim's way through the book: what it posts, where, and how it is taken back.</summary>
public sealed class BookTests
{
    [Fact]
    public void A_claim_is_priced_posted_and_credited()
    {
        var scene = new Scene();

        var decision = scene.Send(Original("C-1", Line(5_000m)));

        Assert.Equal(DecisionStatus.Paid, decision.Status);
        Assert.Equal(MonthOf("2026-03"), decision.PostingMonth);
        var line = Assert.Single(decision.Lines);
        Assert.Equal(Rule.Of(3, 21), line.Rule);
        Assert.Equal(Money(3_500m), line.Allowed);
        Assert.Equal(Money(1_500m), line.Deductible);
        Assert.Equal(Money(400m), line.Coinsurance);
        Assert.Equal(Money(1_600m), line.Paid);
        Assert.Equal(["CO-45 1500.00", "PR-1 1500.00", "PR-2 400.00"], Codes(line));
        var year = scene.Book.Totals().Year(scene.Plan.Year);
        Assert.Equal(Money(1_600m), year.Month(MonthOf("2026-03")).Paid);
        Assert.Equal(1, year.Month(MonthOf("2026-03")).ClaimsByBenefit[(int)Benefit.Medical]);
        Assert.Equal(Money(1_600m), year.Month(MonthOf("2026-03")).PaidByIncurredMonth[MonthOf("2026-03")]);
        Assert.Equal((1, 1, 0), (year.Counts.Received, year.Counts.Paid, year.Counts.Denied));
        Assert.Equal(Money(1_600m), year.Contract.AggregatePaid);
        Assert.Equal(Money(1_500m), scene.Accumulators().Deductible);
        Assert.Equal(Money(1_900m), scene.Accumulators("M-2").FamilyOutOfPocket);
    }

    [Fact]
    public void A_void_in_a_later_month_takes_all_back_and_history_keeps_both()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(30_000m)));
        var paid = scene.Book.Totals().Year(scene.Plan.Year).Contract.AggregatePaid;
        scene.Book.TakeAnnouncements();
        scene.Close("2026-01");
        scene.Close("2026-02");
        scene.Close("2026-03");

        var voided = scene.Send(MadeUpClaims.Void("C-1"));

        Assert.Equal(DecisionStatus.Voided, voided.Status);
        Assert.Equal(MonthOf("2026-04"), voided.PostingMonth);
        Assert.Equal(-paid, voided.Paid);
        var year = scene.Book.Totals().Year(scene.Plan.Year);
        Assert.Equal(paid, year.Month(MonthOf("2026-03")).Paid);
        Assert.Equal(-paid, year.Month(MonthOf("2026-04")).Paid);
        Assert.Equal(-1, year.Month(MonthOf("2026-04")).ClaimsByBenefit[(int)Benefit.Medical]);
        Assert.Equal((1, 0, 0), (year.Counts.Received, year.Counts.Paid, year.Counts.Denied));
        Assert.Equal(Cents.Zero, year.Contract.SpecificReimbursable);
        Assert.Equal(paid - Money(10_000m), scene.Book.Totals(MonthOf("2026-03")).Year(scene.Plan.Year)
            .Contract.SpecificReimbursable);
        Assert.Equal(Cents.Zero, scene.Accumulators().Deductible);
        Assert.Equal(
            [DecisionStatus.Paid, DecisionStatus.Voided],
            scene.Book.History("C-1").Select(decision => decision.Status));
        Assert.Equal(
            [AnnouncementKind.NoticeWithdrawn, AnnouncementKind.DeductibleWithdrawn],
            scene.Book.TakeAnnouncements().Select(announcement => announcement.Kind));
    }

    [Fact]
    public void Enrollment_is_exposure_of_every_month_it_covers()
    {
        var scene = new Scene();
        scene.Enroll("M-9", subscriber: "S-9", effective: "2026-02-02", termination: "2026-05-01", tier: "single");

        var exposure = scene.Book.Totals().Year(scene.Plan.Year).Exposure;

        Assert.Equal([0L, 1L], exposure[MonthOf("2026-02")].SubscribersByTier);
        Assert.Equal([1L, 1L], exposure[MonthOf("2026-03")].SubscribersByTier);
        Assert.Equal(3, exposure[MonthOf("2026-04")].Members);
        Assert.Equal(2, exposure[MonthOf("2026-05")].Members);
    }

    [Fact]
    public void A_subscriber_in_a_tier_that_the_plan_lacks_is_a_member_in_no_tier()
    {
        var scene = new Scene(enrolled: false);
        scene.Enroll("M-1", tier: "retired");

        var january = scene.Book.Totals().Year(scene.Plan.Year).Exposure[MonthOf("2026-01")];

        Assert.Equal([0L, 0L], january.SubscribersByTier);
        Assert.Equal(1, january.Members);
    }

    [Fact]
    public void Who_is_enrolled_in_dental_alone_is_enrolled_in_the_plan()
    {
        var scene = new Scene(enrolled: false);
        scene.Enroll("M-1", benefits: BenefitSet.Of([Benefit.Dental]));

        Assert.Equal(1, scene.Book.Totals().Year(scene.Plan.Year).Exposure[MonthOf("2026-01")].Members);
    }

    private static IEnumerable<string> Codes(LineDecision line) =>
        line.Adjustments.Select(adjustment => $"{adjustment.Code} {adjustment.Amount}");
}
