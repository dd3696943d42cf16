using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>A ledger that began with the first edition of the rules; items set aside; commands that fail.</summary>
public sealed class BookEditionTests
{
    private static readonly Plan Plan =
        MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(1_000m) });

    private readonly ShardBook _book = new(Editions.First);
    private readonly List<LedgerEvent> _events = [];

    public BookEditionTests()
    {
        _book.Adopt(Plan, 1, Day("2026-01-01"), _events);
        _book.Enroll(
            new EnrollmentRow
            {
                SubscriberId = "S-1", MemberId = "M-1", Tier = "single", Benefits = MadeUpPlans.Everything,
                Effective = Day("2026-01-01"),
            },
            _events);
    }

    [Fact]
    public void The_first_edition_denies_what_comes_after_the_run_out_and_the_second_where_the_plan_does()
    {
        Assert.Equal("3.6 CO-29", Late("C-1", 100m));

        _book.Begin(Editions.Second, _events);

        Assert.Equal("paid", Late("C-2", 100m));
    }

    [Fact]
    public void A_claim_that_pends_is_estimated_anew_under_the_second_edition()
    {
        // Received in the run-out; by the time of a decision it would post after it.
        Assert.Equal("3.12 OA-133", Sent("C-1", 1_500m, "2027-03-10", paidDate: "2027-03-10"));
        for (var month = MonthOf("2026-01"); month <= MonthOf("2027-03"); month = month.Next)
            _book.Close(month, _events);
        _book.Enroll(
            new EnrollmentRow
            {
                SubscriberId = "S-1", MemberId = "M-2", Relationship = Relationship.Spouse,
                Benefits = MadeUpPlans.Everything, Effective = Day("2026-01-01"),
            },
            _events);
        Assert.Equal(Cents.Zero, _book.Pended().Single().Estimate);

        _book.Begin(Editions.Second, _events);

        Assert.Equal(Money(1_500m), _book.Pended().Single().Estimate);
    }

    [Fact]
    public void The_last_month_that_the_first_edition_closed_is_known()
    {
        Assert.Null(_book.FirstEditionThrough);
        _book.Close(MonthOf("2026-01"), _events);
        _book.Close(MonthOf("2026-02"), _events);
        _book.Begin(Editions.Second, _events);
        _book.Close(MonthOf("2026-03"), _events);

        Assert.Equal(MonthOf("2026-02"), _book.FirstEditionThrough);
    }

    [Fact]
    public void An_edition_that_decides_already_begins_no_second_time()
    {
        _book.Begin(Editions.First, _events);
        _book.Begin(Editions.Second, _events);
        _book.Begin(Editions.Second, _events);

        Assert.Single(_events.OfType<EditionBegan>());
        Assert.Equal(Editions.Second, _book.Edition);
    }

    [Fact]
    public void An_item_is_set_aside_until_it_is_retried()
    {
        var item = new ItemSetAside(ItemKind.Claim, 7, 2, "Exception", ReadOnlyMemory<byte>.Empty);
        _book.SetAside(item, _events);
        _book.SetAside(item with { Index = 3 }, _events);
        Assert.Equal([2L, 3L], _book.ItemsSetAside.Select(one => one.Index));

        _book.Retried(item, _events);

        Assert.Equal([3L], _book.ItemsSetAside.Select(one => one.Index));
        Assert.Null(_book.FindSetAside(7, 2));
        Assert.Equal(new ItemRetried(7, 2), _events[^1]);
    }

    [Fact]
    public void A_command_that_fails_while_an_event_is_applied_says_that_the_book_is_to_be_folded_again()
    {
        Assert.False(_book.IsHalfApplied);
        Assert.Throws<ArgumentException>(() => _book.Close(MonthOf("2026-05"), _events));
        Assert.False(_book.IsHalfApplied);
        var before = _events.Count;

        Assert.Throws<ArgumentOutOfRangeException>(() => _book.Move(new NobodyKnows(), _events));

        Assert.True(_book.IsHalfApplied);
        Assert.Equal(before, _events.Count);
    }

    private string Late(string number, decimal charge) => Sent(number, charge, "2027-04-10");

    private string Sent(string number, decimal charge, string on, string? paidDate = null)
    {
        _book.Adjudicate(
            Original(number, Line(charge, on: "2026-12-20")) with
            {
                PaidDate = paidDate is null ? null : Day(paidDate),
            },
            new BookContext(_events.Count, Day(on)), _events);
        var line = ((ClaimDecided)_events[^1]).Decision.Lines[0];
        return line.Denied || line.Rule == Rule.Of(3, 12) ? $"{line.Rule} {line.Adjustments[0].Code}" : "paid";
    }

    private sealed record NobodyKnows : LedgerEvent;
}
