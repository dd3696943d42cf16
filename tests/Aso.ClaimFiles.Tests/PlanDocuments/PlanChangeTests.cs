using Aso.ClaimFiles.PlanDocuments;

namespace Aso.ClaimFiles.Tests.PlanDocuments;

public sealed class PlanChangeTests
{
    private static readonly Decided InJanuary = new(Month.Of(2026, 1), new DateOnly(2026, 1, 31));

    [Theory]
    [InlineData("name", "\"Acme again\"")]
    [InlineData("payer", null)]
    [InlineData("payer/city", "\"Peoria\"")]
    [InlineData("employees", "700")]
    [InlineData("fees/administration/perSubscriber/single", "99.00")]
    [InlineData("fees/administration", null)]
    [InlineData("fees/taxes", null)]
    [InlineData("funding/method", "\"payAsYouGo\"")]
    [InlineData("funding/openingBalance", "5.00")]
    [InlineData("stopLoss", null)]
    [InlineData("stopLoss/basis", "\"24/12\"")]
    [InlineData("stopLoss/specific/lasers", "{}")]
    [InlineData("stopLoss/specific/basis", "\"24/12\"")]
    [InlineData("stopLoss/specific/per", "\"member\"")]
    [InlineData("stopLoss/triggers", null)]
    [InlineData("closing", null)]
    [InlineData("expectedClaims", null)]
    [InlineData("benefits/shortTermDisability/continuation", "[0.5]")]
    [InlineData("benefits/longTermDisability/openDays", "90")]
    [InlineData("afterRunOut", null)]
    [InlineData("encounters", null)]
    [InlineData("fullyInsured", null)]
    public void What_leaves_posted_decisions_valid_may_change(string where, string? json)
    {
        Assert.Empty(Check(where, json));
    }

    [Theory]
    [InlineData("runOutMonths", "4", "$.runOutMonths")]
    [InlineData("currency", "\"CAD\"", "$.currency")]
    [InlineData("timeZone", "\"UTC\"", "$.timeZone")]
    [InlineData("benefits/medical/coinsurance", "0.21", "$.benefits.medical")]
    [InlineData("benefits/medical/services/0/covered", "true", "$.benefits.medical")]
    [InlineData("benefits/medical/services/0/revenueCodes", "[\"0450\"]", "$.benefits.medical")]
    [InlineData("benefits/vision/copay", "11.00", "$.benefits.vision")]
    [InlineData("sharedLimits", null, "$.sharedLimits")]
    [InlineData("sharedLimits/0/deductible/individual", "51.00", "$.sharedLimits")]
    [InlineData("benefits/spendingAccount/credit/family", "1000.01", "$.benefits.spendingAccount")]
    [InlineData("benefits/spendingAccount/carryForward", "false", "$.benefits.spendingAccount")]
    [InlineData("benefits/shortTermDisability/maximumWeeks", "25", "$.benefits.shortTermDisability")]
    public void What_posted_decisions_depend_on_may_not_change(string where, string? json, string path)
    {
        Assert.Equal(path, Assert.Single(Check(where, json)).Path);
    }

    [Fact]
    public void A_benefit_may_not_go()
    {
        var before = Documents.Plan(Documents.Full().With("sharedLimits", null));
        var after = Documents.Plan(Documents.Full().With("sharedLimits", null).With("benefits/dental", null));

        Assert.Equal("$.benefits.dental", Assert.Single(PlanChange.Check(before, after, InJanuary)).Path);
    }

    [Fact]
    public void Before_the_first_posting_everything_but_the_plan_year_may_change()
    {
        var before = Documents.Plan(Documents.Full());
        var after = Documents.Plan(Documents.Full().With("runOutMonths", "4").With("benefits/pharmacy/copay", "1"));
        var moved = Documents.Plan(Documents.Full().With("planYear", "\"2026-02-01\""));

        Assert.Empty(PlanChange.Check(before, after, decided: null));
        Assert.Equal("$.planYear", Assert.Single(PlanChange.Check(before, moved, decided: null)).Path);
    }

    [Fact]
    public void A_tier_may_come_and_may_not_go()
    {
        var before = Documents.Plan(Documents.Full());
        var credit = new TierAmounts([Cents.FromAmount(700m), Cents.FromAmount(1000m), Cents.FromAmount(500m)]);
        var account = (SpendingAccountPlan)before.Benefits[Benefit.SpendingAccount] with { Credit = credit };
        var after = before with
        {
            Tiers = ["couple", "family", "single"],
            Benefits = new Dictionary<Benefit, BenefitPlan>(before.Benefits) { [Benefit.SpendingAccount] = account },
        };

        Assert.Empty(PlanChange.Check(before, after, InJanuary));
        Assert.Equal("$.tiers", Assert.Single(PlanChange.Check(after, before, InJanuary)).Path);
    }

    [Fact]
    public void What_becomes_of_claims_after_the_run_out_may_change_until_one_can_have_been_decided()
    {
        var deny = Documents.Plan(Documents.Full());
        var pay = deny with { AfterRunOut = AfterRunOut.Pay };

        var inRunOut = InJanuary with { PostedThrough = deny.LastRunOutMonth };
        var later = InJanuary with { PostedThrough = deny.LastRunOutMonth.Next };
        Assert.Empty(PlanChange.Check(deny, pay, inRunOut));
        Assert.Empty(PlanChange.Check(pay, pay, later));
        Assert.Equal(
            ["$.afterRunOut: expected deny, as in force, because claims were decided under it"],
            PlanChange.Check(deny, pay, later).Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("2026-10-01", "2026-02-01", true)]
    [InlineData("2026-10-01", "2026-01-01", false)]
    [InlineData("2026-10-01", null, true)]
    [InlineData("2026-01-01", "2026-02-01", false)]
    [InlineData(null, "2026-12-01", true)]
    public void The_end_may_move_among_days_on_which_no_decided_claim_is_incurred(
        string? before, string? after, bool may)
    {
        var problems = PlanChange.Check(Ending(before), Ending(after), InJanuary);

        Assert.Equal(may ? [] : ["$.terminated"], problems.Select(problem => problem.Path));

        static Plan Ending(string? terminated) => Documents.Plan(Documents.Full()
            .With("planYear", "\"2025-12-01\"")
            .With("terminated", terminated is null ? null : $"\"{terminated}\""));
    }

    [Fact]
    public void Plan_years_may_touch_and_may_not_overlap()
    {
        Plan[] others = [Of(2025, 1), Of(2027, 1)];

        Assert.Empty(PlanChange.Overlap(Of(2026, 1), others));
        Assert.Empty(PlanChange.Overlap(Of(2025, 1), others));
        Assert.Single(PlanChange.Overlap(Of(2024, 2), others));
        Assert.Equal(
            ["2025-01-01", "2026-11-01"],
            PlanChange.Overlap(Of(2025, 12), [.. others, Of(2026, 11)])
                .Select(problem => problem.Expected[^10..]));
    }

    [Fact]
    public void A_plan_year_may_begin_where_another_was_terminated()
    {
        var terminated = Of(2026, 1) with { Terminated = Month.Of(2026, 7) };

        Assert.Empty(PlanChange.Overlap(Of(2026, 7), [terminated]));
        Assert.Empty(PlanChange.Overlap(terminated, [Of(2026, 7)]));
        Assert.Single(PlanChange.Overlap(Of(2026, 6), [terminated]));
        Assert.Single(PlanChange.Overlap(terminated with { Terminated = null }, [Of(2026, 7)]));
    }

    private static Plan Of(int year, int month) =>
        Documents.Plan(Documents.Full()) with { Year = new PlanYear(Month.Of(year, month)), Terminated = null };

    private static IReadOnlyList<PlanProblem> Check(string where, string? json) =>
        PlanChange.Check(
            Documents.Plan(Documents.Full()), Documents.Plan(Documents.Full().With(where, json)), InJanuary);
}
