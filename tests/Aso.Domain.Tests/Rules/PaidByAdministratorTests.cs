using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rule 3.30: a paid-claims extract is posted as paid, and our rules are told beside it.</summary>
public sealed class PaidByAdministratorTests
{
    [Theory]
    // given; OA-192, rule of the difference. Ours: 3,500 allowed, 1,500 deductible, 20 % of the rest
    [InlineData(1_600, null, null)]
    [InlineData(1_500, 100, "3.21")]
    [InlineData(1_700, -100, "3.21")]
    [InlineData(0, 1_600, "3.21")]
    public void The_administrators_amount_is_posted_and_the_difference_is_OA_192(
        int given, int? difference, string? rule)
    {
        var scene = new Scene();

        var line = scene.Line(Line(5_000m) with { Paid = Money(given) });

        Assert.Equal((Money(given), Money(1_600m)), (line.Paid, line.OurPaid));
        Assert.Equal(difference, (int?)Difference(line));
        Assert.Equal(rule, line.DifferenceRule?.ToString());
        Assert.Empty(line.PaidByMonth);
        Assert.Equal(Money(1_500m), scene.Accumulators().Deductible);
        Assert.Equal(Money(given), scene.Book.Totals().Year(scene.Plan.Year).Contract.AggregatePaid);
    }

    [Theory]
    // what is special; ours, rule of the difference
    [InlineData("nothing", 50, "3.20")]
    [InlineData("other payer", 20, "3.24")]
    [InlineData("cut", 30, "3.23")]
    [InlineData("cut and other payer", 15, "3.23")]
    [InlineData("copay", 45, "3.21")]
    [InlineData("denied", 0, "3.8")]
    public void The_last_rule_that_made_our_amount_explains_the_difference(string special, int ours, string rule)
    {
        var terms = new HealthPlan
        {
            AnnualMaximum = special switch { "cut" => Money(30m), "cut and other payer" => Money(15m), _ => null },
            Copay = special == "copay" ? Money(5m) : Cents.Zero,
            Services = [MadeUpPlans.Service("excluded", "A1") with { Covered = false }],
        };
        var line = Line(50m, special == "denied" ? "A1" : "B1") with
        {
            Paid = Money(1m),
            OtherPaid = special.EndsWith("other payer", StringComparison.Ordinal) ? Money(30m) : Cents.Zero,
        };

        var decided = new Scene(MadeUpPlans.With(Benefit.Medical, terms)).Line(line);

        Assert.Equal((Money(ours), rule), (decided.OurPaid, decided.DifferenceRule?.ToString()));
        Assert.Equal(ours - 1, Difference(decided) ?? 0);
        Assert.Equal(decided.Charge, decided.Paid + decided.Adjustments.Sum(one => one.Amount));
    }

    [Fact]
    public void A_line_that_our_rules_deny_is_posted_and_stays_denied()
    {
        var scene = new Scene();
        var line = Line(100m, "15820") with { Paid = Money(60m) };

        var decision = scene.Send(Original("C-1", line));
        var again = scene.Send(Original("C-2", line));

        Assert.Equal(DecisionStatus.Denied, decision.Status);
        Assert.Equal(["PR-96 100.00", "OA-192 -60.00"], PricingTests.Codes(decision.Lines[0]));
        Assert.Equal(Rule.Of(3, 8), again.Lines[0].Rule);
        var year = scene.Book.Totals().Year(scene.Plan.Year);
        Assert.Equal(Money(120m), year.Month(MonthOf("2026-03")).Paid);
        Assert.Equal(0, year.Month(MonthOf("2026-03")).ClaimsByBenefit[0]);
        Assert.Equal(2, year.Counts.Denied);
    }

    [Theory]
    // what refuses the line, or leaves it without a plan; given, rule of the difference
    [InlineData("no plan year", 60, "3.1")]
    [InlineData("not in the plan", 60, "3.1")]
    [InlineData("original does not stand", 60, "3.2")]
    [InlineData("number stands", 60, "3.3")]
    [InlineData("member unknown", 60, "3.4")]
    [InlineData("no plan year", 0, null)]
    [InlineData("number stands", 0, null)]
    [InlineData("no plan year", null, null)]
    [InlineData("member unknown", null, null)]
    public void A_refused_line_posts_nothing_and_is_a_difference_where_something_was_paid(
        string reason, int? given, string? rule)
    {
        var scene = new Scene();
        scene.Send(Original("C-0", Line(1m)));

        var line = scene.Send(RefusedFor(reason, given)).Lines[0];

        Assert.Equal((Cents.Zero, Cents.Zero, rule), (line.Paid, line.OurPaid, line.DifferenceRule?.ToString()));
        Assert.Equal(line.Charge, Assert.Single(line.Adjustments).Amount);
        Assert.Equal(
            rule is null
                ? []
                : new Difference[]
                {
                    new("C-1", reason == "member unknown" ? "M-9" : "S-1", 1,
                        reason == "no plan year" ? null : scene.Plan.Year, MonthOf("2026-03"), Money(60m), Cents.Zero,
                        line.Rule),
                },
            scene.Book.Differences().Select(one => one with { ClaimNumber = "C-1" }));
    }

    [Theory]
    [InlineData("no plan year")]
    [InlineData("member unknown")]
    public void The_first_edition_does_not_report_refused_lines(string reason)
    {
        var (book, events) = (new ShardBook(Editions.First), new List<LedgerEvent>());
        book.Adopt(MadeUpPlans.Standard, 1, Day("2026-01-01"), events);

        book.Adjudicate(RefusedFor(reason, 60), new BookContext(1, Day("2026-03-10")), events);
        Assert.Empty(book.Differences());

        book.Begin(Editions.Second, events);
        book.Adjudicate(RefusedFor("member unknown", 60), new BookContext(2, Day("2026-03-10")), events);
        Assert.Single(book.Differences());
    }

    [Fact]
    public void A_void_takes_back_the_difference_of_a_line_without_a_plan()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(10m), Line(100m, on: "2025-12-31", number: 2) with { Paid = Money(60m) }));

        scene.Send(Void("C-1"));

        Assert.Equal([Money(60m), Money(-60m)], scene.Book.Differences().Select(one => one.Excess));
    }

    private static Claim RefusedFor(string reason, int? given)
    {
        var line = Line(100m) with { Paid = given is { } amount ? Money(amount) : null };
        return reason switch
        {
            "no plan year" => Original("C-1", line with { ServiceFrom = Day("2025-12-31") }),
            "not in the plan" => Original("C-1", line) with { Benefit = Benefit.Life },
            "original does not stand" => Replacement("C-9", "C-1", line),
            "number stands" => Original("C-0", line),
            "member unknown" => Original("C-1", line) with { MemberId = "M-9" },
            _ => throw new ArgumentOutOfRangeException(nameof(reason)),
        };
    }

    [Fact]
    public void The_annual_maximum_counts_the_administrators_amount_even_of_a_denied_line()
    {
        var scene = new Scene();

        scene.Line(Line(800m, "D2750") with { Paid = Money(700m) }, Benefit.Dental);
        scene.Line(Line(1_000m, "D9000") with { Paid = Money(900m) }, Benefit.Dental);
        var next = scene.Line(Line(500m, "D9000"), Benefit.Dental);

        Assert.Equal(Money(1_600m), scene.Accumulators(benefit: Benefit.Dental).AnnualMaximumUsed);
        Assert.Equal(Cents.Zero, next.Paid);
        Assert.Equal(Rule.Of(3, 23), next.Rule);
    }

    [Theory]
    // given; by month of March to May, where ours is 3,040.32, 3,250 and 1,048.39
    [InlineData(3_000, 3_000, 0, 0)]
    [InlineData(4_040.32, 3_040.32, 1_000, 0)]
    [InlineData(8_000, 3_040.32, 3_250, 1_709.68)]
    [InlineData(0, 0, 0, 0)]
    public void The_administrators_amount_for_long_term_disability_fills_the_months_in_order(
        double given, double march, double april, double may)
    {
        var line = Disabled("2026-02-01", "2026-03-03", "2026-05-10") with { Paid = Money((decimal)given) };

        var decided = new Scene().Line(line, Benefit.LongTermDisability);

        Assert.Equal([(decimal)march, (decimal)april, (decimal)may], decided.PaidByMonth.Select(one => one.Amount));
        Assert.Equal((Money(7_338.71m), Money(7_338.71m)), (decided.Charge, decided.OurPaid));
        Assert.Equal(Rule.Of(3, 27), decided.DifferenceRule);
        Assert.Equal(decided.Charge, decided.Paid + decided.Adjustments.Sum(one => one.Amount));
    }

    [Fact]
    public void The_administrators_amount_for_a_denied_long_term_line_falls_in_its_last_month_and_counts_as_paid()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.LongTermDisability, MadeUpPlans.LongTerm with { Authorization = true }));
        var line = Disabled("2026-02-01", "2026-03-03", "2026-04-30");

        var denied = scene.Line(line with { Paid = Money(1_000m) }, Benefit.LongTermDisability);
        var paid = scene.Line(line with { Authorized = true }, Benefit.LongTermDisability);

        Assert.Equal([0m, 1_000m], denied.PaidByMonth.Select(one => one.Amount));
        Assert.Equal([3_040.32m, 2_250m], paid.PaidByMonth.Select(one => one.Amount));
    }

    [Fact]
    public void The_administrators_amount_for_short_term_disability_counts_as_already_paid()
    {
        var scene = new Scene();
        var line = Disabled("2026-03-01", "2026-03-01", "2026-03-14");

        var first = scene.Line(line with { Paid = Money(800m) }, Benefit.ShortTermDisability);
        var second = scene.Line(line with { ServiceTo = Day("2026-03-21") }, Benefit.ShortTermDisability);

        Assert.Equal((Money(750m), Money(800m), -50m), (first.Charge, first.Paid, Difference(first)));
        Assert.Equal(Money(700m), second.Paid);
    }

    private static decimal? Difference(LineDecision line) =>
        line.Adjustments.Where(one => one.Code == "OA-192")
            .Select(one => (decimal?)one.Amount.Amount).SingleOrDefault();
}
