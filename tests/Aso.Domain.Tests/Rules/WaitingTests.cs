namespace Aso.Domain.Tests.Rules;

/// <summary>Rule 3.34: claims whose member is not enrolled yet.</summary>
public sealed class WaitingTests
{
    private readonly Scene _scene = new(MadeUpPlans.Standard with { AwaitMemberDays = 30 });

    [Fact]
    public void Rule_3_34_has_a_claim_wait_until_its_member_is_enrolled()
    {
        Send(Unknown("C-1"));
        var waiting = Assert.Single(_scene.Book.Waiting);
        Assert.Equal(("C-1", Scene.Day("2026-04-04")), (waiting.Claim.ClaimNumber, waiting.Until));
        Assert.Empty(_scene.Book.Decided());
        Assert.Equal(0, Counts().Received);

        _scene.Enroll("M-9", subscriber: "S-9");
        DecideEnrolled("2026-03-20", entry: 7);
        Assert.Empty(_scene.Book.Waiting);
        var decided = Assert.Single(_scene.Book.Decided());
        Assert.Equal((DecisionStatus.Paid, 3L), (decided.Status, decided.Sequence));
        Assert.Equal(Scene.Day("2026-03-20"), decided.PaidDate);
        Assert.Equal((1, 1), (Counts().Received, Counts().Paid));
    }

    [Theory]
    [InlineData("2026-04-03", false)]
    [InlineData("2026-04-04", true)]
    [InlineData("2026-12-31", true)]
    public void Rule_3_34_refuses_it_once_the_business_date_reaches_its_last_day(string today, bool isRefused)
    {
        Send(Unknown("C-1"));
        DecideExpired(today);
        if (!isRefused)
        {
            Assert.Single(_scene.Book.Waiting);
            return;
        }

        var decided = Assert.Single(_scene.Book.Decided());
        Assert.Equal(DecisionStatus.Refused, decided.Status);
        Assert.Equal((Rule.Of(3, 4), "PR-31"), (decided.Lines[0].Rule, decided.Lines[0].Adjustments[0].Code));
        // As of the day, whenever it is noticed.
        Assert.Equal(Scene.Day("2026-04-04"), decided.PaidDate);
        Assert.Empty(_scene.Book.Waiting);
        Assert.Equal(1, Counts().Received);
    }

    [Fact]
    public void Rule_3_34_decides_waiting_claims_in_the_order_of_arrival_so_that_the_first_of_a_number_stands()
    {
        Send(Unknown("C-1", 400m), entry: 3);
        Send(Unknown("C-1", 500m), entry: 4);
        _scene.Enroll("M-9", subscriber: "S-9");
        DecideEnrolled("2026-03-20", entry: 7);
        Assert.Equal(
            [(3L, DecisionStatus.Paid), (4L, DecisionStatus.Refused)],
            _scene.Book.Decided().Select(decision => (decision.Sequence, decision.Status)));
    }

    [Fact]
    public void Rule_3_34_numbers_those_that_wait_and_knows_when_the_first_wait_ends()
    {
        Assert.Null(_scene.Book.WaitsUntil);
        Send(Unknown("C-1") with { Received = Scene.Day("2026-03-09") });
        Send(Unknown("C-2") with { Received = Scene.Day("2026-03-05"), SubscriberId = "S-9" });

        Assert.Equal(Scene.Day("2026-04-04"), _scene.Book.WaitsUntil);
        Assert.Equal(
            [(1L, "M-9"), (2L, "S-9")], _scene.Book.Waiting.Select(waiting => (waiting.Number, waiting.SubscriberId)));
        Assert.All(_scene.Events.OfType<ClaimWaits>(), waits => Assert.False(waits.IsTakenOver));

        DecideExpired("2026-04-05");

        Assert.Equal([new WaitEnded(2, IsGivenAway: false)], _scene.Events.OfType<WaitEnded>());
        Assert.Equal(Scene.Day("2026-04-08"), _scene.Book.WaitsUntil);
    }

    public static TheoryData<string, Claim> RefusedAtOnce { get; } = new()
    {
        // Rule 3.2 refuses them first: what waits does not stand.
        { "3.2", MadeUpClaims.Void("C-0", "C-1") with { MemberId = "M-9" } },
        { "3.2", MadeUpClaims.Replacement("C-0", "C-1", MadeUpClaims.Line(100m)) with { MemberId = "M-9" } },
        // No line passes 3.1.
        { "3.1", Unknown("C-1") with { Benefit = Benefit.Life } },
        // The first line's plan year is no plan's: it waits by nobody's terms.
        {
            "3.4",
            Unknown("C-1") with { Lines = [MadeUpClaims.Line(1m, on: "2025-12-31"), MadeUpClaims.Line(1m, number: 2)] }
        },
        // The member is known; the subscriber is another's.
        { "3.4", Unknown("C-1") with { MemberId = "M-1", SubscriberId = "S-2" } },
        // Its time was up before it came.
        { "3.4", Unknown("C-1") with { Received = Scene.Day("2026-02-08") } },
    };

    [Theory]
    [MemberData(nameof(RefusedAtOnce))]
    public void Rule_3_34_has_no_other_claim_wait(string rule, Claim claim)
    {
        Send(claim);
        Assert.Empty(_scene.Book.Waiting);
        var decided = Assert.Single(_scene.Book.Decided());
        Assert.Equal((DecisionStatus.Refused, rule), (decided.Status, decided.Lines[^1].Rule.ToString()));
    }

    [Fact]
    public void Rule_3_34_makes_nothing_wait_where_the_plan_does_not_say_so()
    {
        var scene = new Scene();
        Assert.Equal(DecisionStatus.Refused, scene.Send(Unknown("C-1")).Status);
    }

    [Fact]
    public void Rule_3_34_has_a_claim_wait_over_the_close_of_a_month_and_count_in_the_open_one()
    {
        Send(Unknown("C-1") with { PaidDate = Scene.Day("2026-01-15") });
        _scene.Close("2026-01");
        Assert.Equal(Cents.Zero, Scene.Pended(_scene.Book.Totals(Scene.MonthOf("2026-01")).Years.Values.Single()));
        _scene.Enroll("M-9", subscriber: "S-9");
        DecideEnrolled("2026-03-20", entry: 7);
        Assert.Equal(Scene.MonthOf("2026-02"), Assert.Single(_scene.Book.Decided()).PostingMonth);
    }

    [Fact]
    public void Rule_3_34_leaves_a_state_that_the_events_alone_make()
    {
        Send(Unknown("C-1"));
        Send(Unknown("C-2") with { MemberId = "M-8" });
        _scene.Enroll("M-9", subscriber: "S-9");
        DecideEnrolled("2026-03-20", entry: 7);
        var folded = _scene.Folded();
        Assert.Equal(_scene.Book.Waiting, folded.Waiting);
        Assert.Equal("C-2", Assert.Single(folded.Waiting).Claim.ClaimNumber);
        Assert.Equal(_scene.Book.Decided().Select(one => one.Status), folded.Decided().Select(one => one.Status));
    }

    private static Claim Unknown(string number, decimal charge = 2_500m) =>
        MadeUpClaims.Original(number, MadeUpClaims.Line(charge)) with { MemberId = "M-9" };

    private void Send(Claim claim, long entry = 3) =>
        _scene.Book.Adjudicate(claim, new BookContext(entry, _scene.Today), _scene.Events);

    private void DecideEnrolled(string today, long entry)
    {
        foreach (var waiting in _scene.Book.Enrolled())
            _scene.Book.Decide(waiting, new BookContext(entry, Scene.Day(today)), _scene.Events);
    }

    private void DecideExpired(string today)
    {
        foreach (var waiting in _scene.Book.Expired(Scene.Day(today)))
            _scene.Book.Decide(waiting, new BookContext(9, Scene.Day(today)), _scene.Events);
    }

    private ClaimCounts Counts() => _scene.Book.Totals().Years.Values.Single().Counts;
}
