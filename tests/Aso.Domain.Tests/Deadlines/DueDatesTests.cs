using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.DueDays;

/// <summary>What an employer must do by when, from the rules that set the days.</summary>
public sealed class DueDatesTests
{
    private static readonly Plan Year2026 = MadeUpPlans.Standard with
    {
        StopLoss = MadeUpPlans.StopLoss with { FilingDays = 90 },
    };

    [Theory]
    [InlineData(DeadlineKind.StopLossFiling, 31, null)]
    [InlineData(DeadlineKind.StopLossFiling, 30, 30)]
    [InlineData(DeadlineKind.StopLossFiling, 8, 30)]
    [InlineData(DeadlineKind.RunOutEnd, 7, 7)]
    [InlineData(DeadlineKind.RunOutEnd, 2, 7)]
    [InlineData(DeadlineKind.PendedClaim, 1, 1)]
    [InlineData(DeadlineKind.PendedClaim, 0, 1)]
    [InlineData(DeadlineKind.PendedClaim, -1, null)]
    [InlineData(DeadlineKind.Close, 8, null)]
    [InlineData(DeadlineKind.Close, 7, 7)]
    [InlineData(DeadlineKind.StopLossNotice, 30, null)]
    [InlineData(DeadlineKind.StopLossNotice, 2, 7)]
    [InlineData(DeadlineKind.Close, 1, 1)]
    [InlineData(DeadlineKind.Close, 0, 1)]
    [InlineData(DeadlineKind.Close, -1, null)]
    public void It_is_announced_for_the_shortest_lead_time_that_it_has_come_to(DeadlineKind kind, int left, int? lead)
    {
        var day = Day("2026-06-30");
        var deadline = new Deadline(day, kind, null, null, null, null, null, null, "Do it.", Rule.Of(5, 1));
        Assert.Equal((left, lead), (deadline.DaysLeft(day.AddDays(-left)), deadline.LeadOn(day.AddDays(-left))));
    }

    [Fact]
    public void A_deadline_keeps_its_id_while_its_day_and_amount_move_and_shares_it_with_none()
    {
        var one = new Deadline(
            Day("2026-06-30"), DeadlineKind.PendedClaim, Year2026.Year, null, "M", "S", "C/1", Money(1), "", Rule.Of(4, 1));
        Assert.Equal(one.Id, (one with { Date = Day("2026-07-01"), Amount = Money(2), ToDo = "Other." }).Id);
        string[] others =
        [
            (one with { SubscriberId = "S2" }).Id, (one with { ClaimNumber = "C" }).Id,
            (one with { MemberId = "M/S", SubscriberId = "C", ClaimNumber = "1" }).Id, (one with { PlanYear = null }).Id,
        ];
        Assert.Equal(5, others.Append(one.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(4_000, "2027-06-29", "M-1 4000.00", "M-2 300.00")]
    [InlineData(6_000, "2027-06-30", "M-1 5000.00", "M-2 300.00")]
    [InlineData(0, "2027-06-29", "the contract 0.00")]
    [InlineData(-1, "2027-06-29", "the contract 0.00")]
    [InlineData(0, "2027-06-30")]
    public void Each_unit_that_the_carrier_owes_for_is_filed_until_it_owes_nothing_more(
        int owed, string today, params string[] expected)
    {
        var filings = Of(
            DeadlineKind.StopLossFiling,
            Facts("2027-04", today) with
            {
                Receivable = new Dictionary<PlanYear, Cents> { [Year2026.Year] = Money(owed) },
                Units = [Unit("M-1", reimbursable: 5_000), Unit("M-2", reimbursable: 300), Unit("M-3", reimbursable: 0)],
            });

        Assert.Equal(expected, filings.Select(one => $"{one.MemberId ?? "the contract"} {one.Amount}"));
        Assert.All(filings, one => Assert.Equal(
            (Day("2027-06-29"), Year2026.Year, "4.12"), (one.Date, one.PlanYear!.Value, one.Rule.ToString())));
    }

    [Fact]
    public void Without_filing_days_there_is_no_day_to_file_by()
    {
        var facts = Facts("2026-12", "2026-12-10") with { Units = [Unit("M-1", reimbursable: 5_000)] };
        foreach (var terms in (StopLossTerms?[])[null, MadeUpPlans.StopLoss])
            Assert.Empty(Of(
                DeadlineKind.StopLossFiling, facts with { Plans = [MadeUpPlans.Standard with { StopLoss = terms }] }));
    }

    [Fact]
    public void Notice_is_due_with_the_close_of_the_open_month_of_units_that_no_report_has_named()
    {
        var facts = Facts("2026-04", "2026-04-20") with
        {
            Units =
            [
                Unit("M-1", notice: true), Unit("M-2", notice: true) with { IsNotified = true },
                Unit("M-3", trigger: true), Unit("M-4", breach: true),
            ],
        };

        Assert.Equal(
            ["2026-05-07 2026-04 M-1 4.4", "2026-05-07 2026-04 M-3 4.11", "2026-05-07 2026-04 M-4 4.4"],
            Of(DeadlineKind.StopLossNotice, facts)
                .Select(one => $"{one.Date:yyyy-MM-dd} {one.Month} {one.MemberId} {one.Rule}"));
    }

    [Fact]
    public void A_unit_that_is_a_family_is_named_by_its_subscriber()
    {
        var unit = Unit("S-1", notice: true);
        unit = unit with { Position = unit.Position with { MemberId = null, SubscriberId = "S-1" } };
        var notice = Assert.Single(Of(
            DeadlineKind.StopLossNotice, Facts("2026-04", "2026-04-20") with { Units = [unit] }));
        Assert.Equal((null, "S-1"), (notice.MemberId, notice.SubscriberId));
        Assert.Contains("the family of S-1", notice.ToDo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-12", "2026-12 2027-01-07", "2027-01 2027-02-05", "2027-02 2027-03-05", "2027-03 2027-04-07")]
    [InlineData("2027-03", "2027-03 2027-04-07")]
    [InlineData("2027-04", "2027-04 2027-05-07")]
    public void Every_month_through_the_last_run_out_is_to_be_closed_on_its_day_and_the_open_one_in_any_case(
        string open, params string[] expected)
    {
        // However late it is: what is due stays until it is done.
        foreach (var today in (string[])["2026-12-31", "2027-06-30"])
            Assert.Equal(
                expected,
                Of(DeadlineKind.Close, Facts(open, today)).Select(one => $"{one.Month} {one.Date:yyyy-MM-dd}"));
    }

    [Theory]
    [InlineData(ClosingBy.Timer, 1, "2027-01-01", "the timer closes it")]
    [InlineData(ClosingBy.Timer, 20, "2027-01-28", "the timer closes it")]
    [InlineData(ClosingBy.Hand, 1, "2027-01-07", "closed by hand")]
    public void The_day_of_a_close_is_the_plans_and_by_hand_the_usual_one(ClosingBy by, int day, string expected, string toDo)
    {
        var plan = Year2026 with { Closing = new ClosingCalendar(by, day) };
        var close = Of(DeadlineKind.Close, Facts("2026-12", "2026-12-10") with { Plans = [plan] })[0];
        Assert.Equal(Day(expected), close.Date);
        Assert.Contains(toDo, close.ToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void A_month_closes_by_the_plan_year_that_contains_it_else_by_the_latest_before()
    {
        var next = Year2026 with
        {
            Year = new PlanYear(Month.Of(2027, 1)), Closing = new ClosingCalendar(ClosingBy.Timer, 1), RunOutMonths = 0,
        };
        var closes = Of(DeadlineKind.Close, Facts("2026-12", "2026-12-10") with { Plans = [next, Year2026] });
        Assert.Equal(
            ["2026-12 2027-01-07", "2027-01 2027-02-01", "2027-12 2028-01-03"],
            closes.Where((_, place) => place is 0 or 1 or 12).Select(one => $"{one.Month} {one.Date:yyyy-MM-dd}"));
        Assert.Equal(13, closes.Count);
    }

    [Theory]
    [InlineData("2027-03", AfterRunOut.Pay, "5.5")]
    [InlineData("2027-03", AfterRunOut.Deny, "3.6")]
    [InlineData("2027-04", AfterRunOut.Deny, null)]
    public void A_run_out_ends_with_its_last_day_until_its_last_month_is_closed(string open, AfterRunOut after, string? rule)
    {
        var ends = Of(
            DeadlineKind.RunOutEnd,
            Facts(open, "2027-04-02") with { Plans = [Year2026 with { AfterRunOut = after }] });

        Assert.Equal(rule is null ? 0 : 1, ends.Count);
        Assert.All(ends, one => Assert.Equal(
            (Day("2027-03-31"), rule, Cents.Zero), (one.Date, one.Rule.ToString(), one.Amount)));
    }

    [Theory]
    [InlineData("2026-12-30", true)]
    [InlineData("2026-12-31", true)]
    [InlineData("2027-01-01", false)]
    public void A_pended_claim_is_due_on_the_last_day_on_which_a_contract_takes_it(string today, bool isListed)
    {
        var plan = MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(90_000) }) with
        {
            StopLoss = MadeUpPlans.StopLoss with { Basis = new StopLossBasis(12, 12) },
        };
        var scene = new Scene(plan);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(95_000m)));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(95_001m)) with { PaidDate = Day("2026-03-09") });
        var facts = Facts("2026-12", today) with { Plans = [plan], Pended = scene.Book.Pended() };

        Assert.Equal(
            isListed ? ["2026-12-31 C-1 M-1 S-1 95000.00 4.1"] : [],
            Of(DeadlineKind.PendedClaim, facts).Select(one =>
                $"{one.Date:yyyy-MM-dd} {one.ClaimNumber} {one.MemberId} {one.SubscriberId} {one.Amount} {one.Rule}"));
        // Either is at stake at the end of the run-out.
        Assert.Equal(Money(190_001), Of(DeadlineKind.RunOutEnd, facts)[0].Amount);
    }

    [Fact]
    public void They_are_in_the_order_of_their_days()
    {
        var all = DueDates.Of(Facts("2026-12", "2026-12-10") with { Units = [Unit("M-1", notice: true)] });
        Assert.Equal(all.OrderBy(one => one.Date).ThenBy(one => one.Kind), all);
        Assert.Equal(
            [DeadlineKind.StopLossNotice, DeadlineKind.Close, DeadlineKind.StopLossFiling],
            [all[0].Kind, all[1].Kind, all[^1].Kind]);
    }

    private static IReadOnlyList<Deadline> Of(DeadlineKind kind, DeadlineFacts facts) =>
        [.. DueDates.Of(facts).Where(deadline => deadline.Kind == kind)];

    private static DeadlineFacts Facts(string open, string today)
    {
        Assert.True(Month.TryParse(open, out var month));
        return new DeadlineFacts([Year2026], month, Day(today), new Dictionary<PlanYear, Cents>(), [], []);
    }

    private static ContractUnit Unit(
        string member, decimal reimbursable = 0, bool notice = false, bool breach = false, bool trigger = false) => new(
        Year2026.Year,
        new UnitPosition(
            member, null, Money(7_000), Money(10_000), Money(reimbursable), Money(reimbursable), notice, breach,
            Triggers: trigger ? ["transplant"] : null),
        false);
}
