using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Open months, posting months, deposits and plan years of the book (sections 1 and 5).</summary>
public sealed class BookPeriodTests
{
    [Fact]
    public void The_first_open_month_is_that_of_the_earliest_plan_year_until_a_month_is_closed()
    {
        var scene = new Scene(enrolled: false);
        Assert.Equal(MonthOf("2026-01"), scene.Book.OpenMonth);
        scene.Adopt(scene.Plan with { Year = new PlanYear(Month.Of(2025, 1)) });
        Assert.Equal(MonthOf("2025-01"), scene.Book.OpenMonth);
        scene.Close("2025-01");

        scene.Adopt(scene.Plan with { Year = new PlanYear(Month.Of(2024, 1)) });

        Assert.Equal(MonthOf("2025-02"), scene.Book.OpenMonth);
    }

    [Theory]
    // paid date, closed through; posting month on the business date 2026-03-10
    [InlineData(null, null, "2026-03")]
    [InlineData("2026-02-28", null, "2026-02")]
    [InlineData("2026-02-28", "2026-02", "2026-03")]
    [InlineData(null, "2026-03", "2026-04")]
    [InlineData("2026-07-01", "2026-03", "2026-07")]
    public void A_claim_posts_to_the_later_of_its_paid_month_and_the_open_month(
        string? paidDate, string? closedThrough, string expected)
    {
        var scene = new Scene();
        if (closedThrough is not null)
            for (var month = MonthOf("2026-01"); month <= MonthOf(closedThrough); month = month.Next)
                scene.Close(month.ToString());

        var decision = scene.Send(Original("C-1", Line(10m)) with
        {
            PaidDate = paidDate is null ? null : Day(paidDate),
        });

        Assert.Equal(MonthOf(expected), decision.PostingMonth);
    }

    [Theory]
    [InlineData("2026-02")]
    [InlineData("2025-12")]
    public void Months_close_in_order_once_each(string month)
    {
        var scene = new Scene();

        Assert.Throws<ArgumentException>(() => scene.Close(month));
    }

    [Fact]
    public void A_deposit_is_posted_once_a_reference_to_the_plan_year_of_its_date()
    {
        var scene = new Scene();
        scene.Close("2026-01");
        var before = scene.Events.Count;

        scene.Book.Deposit(Money(100m), Day("2026-01-15"), "R-1", scene.Events);
        scene.Book.Deposit(Money(100m), Day("2026-01-15"), "R-1", scene.Events);
        scene.Book.Deposit(Money(50m), Day("2027-01-15"), "R-2", scene.Events);

        Assert.Equal(before + 1, scene.Events.Count);
        Assert.Equal(
            Money(100m), scene.Book.Totals().Year(scene.Plan.Year).Month(MonthOf("2026-02")).Deposits);
    }

    [Fact]
    public void A_claim_of_no_plan_year_counts_once_its_plan_year_is_known()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(10m, on: "2025-06-01")));
        Assert.Equal(0, scene.Book.Totals().Year(scene.Plan.Year).Counts.Received);

        var earlier = scene.Plan with { Year = new PlanYear(Month.Of(2025, 1)) };
        scene.Adopt(earlier);

        var counts = scene.Book.Totals().Year(earlier.Year).Counts;
        Assert.Equal((1, 1), (counts.Received, counts.Denied));
    }

    [Fact]
    public void Before_any_plan_a_claim_is_denied_and_stands()
    {
        var book = new ShardBook();
        var events = new List<LedgerEvent>();
        book.Enroll(
            new EnrollmentRow { SubscriberId = "S-1", MemberId = "M-1", Effective = Day("2026-01-01") }, events);

        book.Adjudicate(Original("C-1", Line(10m)), new BookContext(1, Day("2026-03-10")), events);

        Assert.Null(book.OpenMonth);
        var decision = Assert.Single(book.History("C-1"));
        Assert.Equal((DecisionStatus.Denied, 0), (decision.Status, decision.PlanVersion));
        Assert.Equal("3.1 PR-204", DenialTests.Told(decision.Lines[0]));
    }

    [Fact]
    public void A_row_of_enrollment_replaces_what_the_same_member_and_day_said_before()
    {
        var scene = new Scene();
        scene.Enroll("M-1", tier: "single");
        scene.Enroll("M-2", relationship: Relationship.Spouse, benefits: default(BenefitSet));

        var january = scene.Book.Totals().Year(scene.Plan.Year).Exposure[MonthOf("2026-01")];

        Assert.Equal([1L, 0L], january.SubscribersByTier);
        Assert.Equal(1, january.Members);
        Assert.Single(scene.Book.Member("M-1")!.Enrollment);
    }

    [Fact]
    public void A_member_enrolled_under_another_subscriber_belongs_to_that_family()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(10m)) with { MemberId = "M-2" });
        scene.Enroll("M-2", subscriber: "S-2", relationship: Relationship.Self, tier: "single");

        var moved = scene.Send(Original("C-2", Line(20m)) with { MemberId = "M-2" });
        var former = scene.Send(Void("C-1") with { MemberId = "M-2", SubscriberId = "S-1" });

        Assert.Equal("S-2", moved.SubscriberId);
        Assert.Equal((DecisionStatus.Voided, "S-1"), (former.Status, former.SubscriberId));
        Assert.Equal(2, scene.Book.Totals().Year(scene.Plan.Year).Exposure[MonthOf("2026-01")].Members);
    }
}
