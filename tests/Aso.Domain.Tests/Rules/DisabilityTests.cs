using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>
/// Rules 3.26 and 3.27. The salary is 65,000 and the percent 0.60: 750 a week, 3,250 a month. Short-term waits 7 days
/// for sickness, none for injury; long-term waits 30.
/// </summary>
public sealed class DisabilityTests
{
    [Theory]
    // cause, through; paid of a disability from 2026-03-01
    [InlineData(DisabilityCause.Sickness, "2026-03-07", 0)]
    [InlineData(DisabilityCause.Sickness, "2026-03-08", 107.14)]
    [InlineData(DisabilityCause.Sickness, "2026-03-14", 750)]
    [InlineData(DisabilityCause.Injury, "2026-03-07", 750)]
    [InlineData(DisabilityCause.Injury, "2026-08-29", 19_500)]
    [InlineData(DisabilityCause.Injury, "2026-12-31", 19_500)]
    public void Rule_3_26_pays_by_the_day_up_to_the_maximum_weeks(DisabilityCause cause, string through, double paid)
    {
        var line = new Scene().Line(
            Disabled("2026-03-01", "2026-03-01", through, cause), Benefit.ShortTermDisability);

        Assert.Equal(Money((decimal)paid), line.Paid);
        Assert.Equal(line.Paid, line.Charge);
        Assert.Equal(Rule.Of(3, 26), line.Rule);
        Assert.Empty(line.Adjustments);
    }

    [Fact]
    public void Rule_3_26_is_cumulative_over_the_lines_of_a_disability()
    {
        var scene = new Scene();

        var first = scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-10"));
        var both = scene.Send(ShortTerm("C-2", "2026-03-11", "2026-03-12") with
        {
            Lines =
            [
                Disabled("2026-03-01", "2026-03-11", "2026-03-12"),
                Disabled("2026-03-01", "2026-03-13", "2026-03-14", number: 2),
            ],
        });
        var earlier = scene.Send(ShortTerm("C-3", "2026-03-01", "2026-03-09"));
        scene.Send(Void("C-1"));
        var again = scene.Send(ShortTerm("C-4", "2026-03-01", "2026-03-10"));
        var other = scene.Send(ShortTerm("C-5", "2026-04-01", "2026-04-08", start: "2026-04-01"));

        // Three days, five days, seven days of 750 a week: 321.43, 535.71, 750.
        Assert.Equal(321.43m, first.Paid.Amount);
        Assert.Equal([214.28m, 214.29m], both.Lines.Select(line => line.Paid.Amount));
        Assert.Equal(0m, earlier.Paid.Amount);
        Assert.Equal(321.43m, again.Paid.Amount);
        Assert.Equal(107.14m, other.Paid.Amount);
    }

    [Fact]
    public void Rule_3_26_takes_the_salary_and_the_plan_of_the_first_day()
    {
        var scene = new Scene();
        scene.Enroll("M-1", effective: "2026-04-01", salary: 104_000m);

        Assert.Equal(750m, scene.Send(ShortTerm("C-1", "2026-04-01", "2026-03-14", "2026-03-01")).Paid.Amount);
        Assert.Equal(1_200m, scene.Send(ShortTerm("C-2", "2026-04-01", "2026-04-14", "2026-04-01")).Paid.Amount);
        var denied = scene.Send(ShortTerm("C-3", "2026-03-01", "2026-03-14", "2025-12-31")).Lines[0];
        Assert.Equal(("3.1 PR-204", 0m), (DenialTests.Told(denied), denied.Charge.Amount));
    }

    [Fact]
    public void Rule_3_26_each_disability_and_each_member_has_its_own_days()
    {
        var scene = new Scene();
        scene.Enroll("M-2", relationship: Relationship.Spouse, salary: 65_000m);
        var lines = new[] { ("2026-01-01", "2026-01-14"), ("2026-03-01", "2026-03-14") };
        var march = ShortTerm("C-2", "2026-03-01", "2026-03-14");

        var both = scene.Send(march with
        {
            ClaimNumber = "C-1",
            Lines = [.. lines.Select((line, at) => Disabled(line.Item1, line.Item1, line.Item2, number: at + 1))],
        });
        var spouse = scene.Send(march with { MemberId = "M-2" });
        var longTerm = scene.Send(LongTerm("C-3", "2026-03-01", "2026-04-30", start: "2026-03-01"));

        Assert.Equal([750m, 750m], both.Lines.Select(line => line.Paid.Amount));
        Assert.Equal(750m, spouse.Paid.Amount);
        Assert.Equal([104.84m, 3_250m], Months(longTerm)); // payable from March 31
    }

    [Fact]
    public void A_denied_disability_line_has_no_charge_whatever_the_file_says()
    {
        var claim = ShortTerm("C-1", "2025-12-01", "2025-12-14", start: "2025-12-01");

        var denied = new Scene().Send(claim with { Lines = [claim.Lines[0] with { Charge = Money(9_999m) }] });

        Assert.Equal(("3.1 PR-204", 0m), (DenialTests.Told(denied.Lines[0]), denied.Lines[0].Charge.Amount));
    }

    [Fact]
    public void Rule_3_7_is_not_asked_for_disability_even_where_nothing_is_payable_yet()
    {
        var scene = new Scene();
        var claim = ShortTerm("C-1", "2026-03-01", "2026-03-05");
        scene.Send(claim);

        Assert.Equal("paid", DenialTests.Told(scene.Send(claim with { ClaimNumber = "C-2" }).Lines[0]));
    }

    [Fact]
    public void Rule_3_7_is_not_asked_for_disability_beside_a_medical_line_of_the_same_day_and_charge()
    {
        var scene = new Scene();
        scene.Line(Line(100m));

        var disability = scene.Line(
            Disabled("2026-03-01", "2026-03-01", "2026-03-14") with { Charge = Money(100m) },
            Benefit.ShortTermDisability);

        Assert.Equal("paid", DenialTests.Told(disability));
        Assert.Equal("paid", DenialTests.Told(scene.Line(Line(750m))));
    }

    [Fact]
    public void Only_a_disability_is_incurred_on_its_first_day()
    {
        var line = Disabled("2026-02-01", "2026-03-01", "2026-03-14");

        var medical = Original("C-1", line);

        Assert.Equal(Day("2026-03-01"), medical.IncurredOn(line));
        Assert.Equal(Day("2026-02-01"), (medical with { Benefit = Benefit.LongTermDisability }).IncurredOn(line));
    }

    [Fact]
    public void Rule_3_26_ignores_the_charge_and_the_duplicate_check()
    {
        var scene = new Scene();
        var claim = ShortTerm("C-1", "2026-03-01", "2026-03-14");
        claim = claim with { Lines = [claim.Lines[0] with { Charge = Money(9_999m) }] };

        var first = scene.Send(claim).Lines[0];
        var second = scene.Send(claim with { ClaimNumber = "C-2" }).Lines[0];

        Assert.Equal((750m, 750m), (first.Charge.Amount, first.Paid.Amount));
        Assert.Equal((false, 0m), (second.Denied, second.Paid.Amount));
    }

    [Theory]
    // from, through, other income; paid by month of a disability from 2026-02-01, payable from 2026-03-03
    [InlineData("2026-02-01", "2026-03-02", 0, new[] { 0.0, 0.0 })]
    [InlineData("2026-03-03", "2026-03-31", 0, new[] { 3_040.32 })]
    [InlineData("2026-03-31", "2026-03-31", 0, new[] { 3_040.32 })]
    [InlineData("2026-03-03", "2026-05-10", 0, new[] { 3_040.32, 3_250.0, 1_048.39 })]
    [InlineData("2026-04-01", "2026-04-30", 1_250, new[] { 2_000.0 })]
    [InlineData("2026-04-01", "2026-04-30", 4_000, new[] { 0.0 })]
    public void Rule_3_27_pays_month_by_month(string from, string through, int otherIncome, double[] byMonth)
    {
        var line = Disabled("2026-02-01", from, through) with { OtherIncome = Money(otherIncome) };

        var decided = new Scene().Line(line, Benefit.LongTermDisability);

        Assert.Equal(byMonth.Select(paid => Money((decimal)paid)), decided.PaidByMonth);
        Assert.Equal(decided.PaidByMonth.Sum(), decided.Paid);
        Assert.Equal(Rule.Of(3, 27), decided.Rule);
    }

    [Fact]
    public void Rule_3_27_pays_each_month_less_what_stands_paid_for_it_and_ends_after_its_months()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.LongTermDisability, MadeUpPlans.LongTerm with { MaximumMonths = 2 }));

        var half = scene.Send(LongTerm("C-1", "2026-04-01", "2026-04-15"));
        var rest = scene.Send(LongTerm("C-2", "2026-04-01", "2026-06-30"));
        var after = scene.Send(LongTerm("C-3", "2026-06-01", "2026-07-31"));
        scene.Send(Void("C-1"));
        var again = scene.Send(LongTerm("C-4", "2026-04-16", "2026-04-30"));
        var lines = scene.Send(LongTerm("C-5", "2026-03-01", "2026-03-31") with
        {
            Lines =
            [
                Disabled("2026-02-01", "2026-03-03", "2026-03-10"),
                Disabled("2026-02-01", "2026-03-11", "2026-03-31", number: 2),
            ],
        });

        Assert.Equal([1_625m], Months(half));
        // Payable is [2026-03-03, 2026-05-03).
        Assert.Equal([1_625m, 209.68m, 0m], Months(rest));
        Assert.Equal(0m, after.Paid.Amount);
        Assert.Equal([1_625m], Months(again));
        // 8 and 29 of March's 31 days.
        Assert.Equal([838.71m, 2_201.61m], lines.Lines.Select(line => line.Paid.Amount));
    }

    [Fact]
    public void A_disability_belongs_to_the_plan_year_of_its_first_day_even_long_after_the_run_out()
    {
        var scene = new Scene { Today = Day("2028-02-05") };

        var decision = scene.Send(LongTerm("C-1", "2028-01-01", "2028-01-31") with { Received = Day("2028-02-01") });

        Assert.Equal(3_250m, decision.Paid.Amount);
        Assert.Equal(
            3_250m, scene.Book.Totals().Year(scene.Plan.Year).Month(MonthOf("2028-02")).Paid.Amount);
        Assert.Empty(scene.Book.Totals().Year(scene.Plan.Year).Month(MonthOf("2028-02")).PaidByIncurredMonth);
    }

    private static IEnumerable<decimal> Months(Decision decision) =>
        decision.Lines[0].PaidByMonth.Select(paid => paid.Amount);

    private static Claim ShortTerm(string number, string from, string through, string start = "2026-03-01") =>
        Original(number, Disabled(start, from, through)) with { Benefit = Benefit.ShortTermDisability };

    private static Claim LongTerm(string number, string from, string through, string start = "2026-02-01") =>
        Original(number, Disabled(start, from, through)) with { Benefit = Benefit.LongTermDisability };
}
