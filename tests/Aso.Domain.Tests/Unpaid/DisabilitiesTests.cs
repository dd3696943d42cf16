using Aso.Domain.Tests.Rules;
using Aso.Domain.Unpaid;
using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Unpaid;

/// <summary>
/// Rule 5.11: which lines a disability is reserved by. The salary is 65,000 and the percent 0.60: 750 a week for 26
/// weeks, 3,250 a month for 60 months. Short-term waits 7 days for sickness, none for injury; long-term waits 30.
/// </summary>
public sealed class DisabilitiesTests
{
    [Fact]
    public void A_disability_is_reserved_from_its_latest_last_day()
    {
        var scene = new Scene();
        scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-21"));
        scene.Send(ShortTerm("C-2", "2026-03-01", "2026-03-14"));
        scene.Send(ShortTerm("C-3", "2026-04-01", "2026-04-07", start: "2026-04-01"));

        // 182 − 14 days; nothing of the second is used.
        Assert.Equal(
            [
                new Disability(0, 0, Benefit.ShortTermDisability, Day("2026-03-01"), Day("2026-04-21"), Money(18_000m)),
                new Disability(0, 0, Benefit.ShortTermDisability, Day("2026-04-01"), Day("2026-05-08"), Money(19_500m)),
            ],
            Of(scene));
    }

    [Fact]
    public void Each_member_benefit_and_plan_year_has_its_own()
    {
        var scene = new Scene();
        scene.Adopt(scene.Plan with { Year = new PlanYear(MonthOf("2027-01")) });
        scene.Enroll("M-2", relationship: Relationship.Spouse, salary: 52_000m);
        scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-14"));
        scene.Send(ShortTerm("C-2", "2026-03-01", "2026-03-14") with { MemberId = "M-2" });
        scene.Send(LongTerm("C-3", "2026-03-01", "2026-03-31", start: "2026-03-01"));
        scene.Send(ShortTerm("C-4", "2027-03-01", "2027-03-14", start: "2027-03-01"));

        Assert.Equal(
            [
                (0, 0, Benefit.ShortTermDisability, 18_750m),
                (0, 1, Benefit.ShortTermDisability, 15_000m),
                // One day of the 60 months from March 31 is used.
                (0, 0, Benefit.LongTermDisability, 194_895.16m),
                (1, 0, Benefit.ShortTermDisability, 18_750m),
            ],
            Of(scene).Select(one => ((int)one.Year, (int)one.Member, one.Benefit, one.Reserve.Amount)));
    }

    [Fact]
    public void Cause_and_other_income_are_those_of_the_last_posted_line_with_the_last_day()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Longest(DisabilityCause.Injury, 250m)) with
        {
            Benefit = Benefit.LongTermDisability,
        });
        scene.Send(Original("C-2", Longest(DisabilityCause.Sickness, 1_250m)) with
        {
            Benefit = Benefit.LongTermDisability,
        });
        scene.Send(LongTerm("C-3", "2026-04-01", "2026-04-29"));
        scene.Send(ShortTerm("C-4", "2026-03-01", "2026-03-14"));
        scene.Send(Original("C-5", Disabled("2026-03-01", "2026-03-01", "2026-03-14", DisabilityCause.Injury)) with
        {
            Benefit = Benefit.ShortTermDisability,
        });

        // 2,000 a month from May 2026 through February 2031 and two days of March; 182 − 14 days.
        Assert.Equal([116_129.03m, 18_000m], Reserves(scene));
        scene.Send(Void("C-2"));
        scene.Send(Void("C-5"));
        Assert.Equal([174_193.55m, 18_750m], Reserves(scene));

        static ClaimLine Longest(DisabilityCause cause, decimal otherIncome) =>
            Disabled("2026-02-01", "2026-03-03", "2026-04-30", cause) with { OtherIncome = Money(otherIncome) };
    }

    [Fact]
    public void A_line_without_a_cause_is_of_sickness()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Disabled("2026-03-01", "2026-03-01", "2026-03-14") with { Cause = null }) with
        {
            Benefit = Benefit.ShortTermDisability,
        });

        Assert.Equal([18_750m], Reserves(scene));
    }

    [Fact]
    public void Denied_lines_do_not_count_even_where_the_administrator_paid_them()
    {
        var scene = new Scene();
        scene.Enroll("M-1", effective: "2026-02-01", benefits: BenefitSet.Of([Benefit.Medical]), salary: 65_000m);
        scene.Send(Original("C-1", Disabled("2026-03-01", "2026-03-01", "2026-03-14") with { Paid = Money(750m) }) with
        {
            Benefit = Benefit.ShortTermDisability,
        });

        Assert.Empty(Of(scene));
    }

    [Fact]
    public void A_past_month_counts_what_was_posted_by_then_and_voids_from_their_own_month_on()
    {
        var scene = new Scene();
        scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-21") with { PaidDate = Day("2026-03-25") });
        scene.Send(ShortTerm("C-2", "2026-03-22", "2026-04-11") with { PaidDate = Day("2026-04-15") });
        scene.Send(Void("C-2") with { PaidDate = Day("2026-05-02") });
        scene.Send(Void("C-1") with { PaidDate = Day("2026-06-02") });

        Assert.Empty(Of(scene, "2026-02"));
        Assert.Equal([18_000m], Reserves(scene, "2026-03"));
        Assert.Equal([15_750m], Reserves(scene, "2026-04"));
        Assert.Equal([18_000m], Reserves(scene, "2026-05"));
        Assert.Empty(Of(scene, "2026-06"));
        Assert.Empty(Of(scene));
    }

    [Fact]
    public void What_was_voided_before_its_own_month_never_counted()
    {
        var scene = new Scene();
        scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-21") with { PaidDate = Day("2026-04-25") });
        scene.Send(Void("C-1") with { PaidDate = Day("2026-03-02") });

        Assert.Empty(Of(scene, "2026-03"));
        Assert.Empty(Of(scene, "2026-04"));
    }

    [Fact]
    public void Salary_is_that_of_the_first_day_as_enrollment_is_known_now()
    {
        var scene = new Scene();
        scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-14"));
        scene.Enroll("M-1", effective: "2026-03-02", salary: 26_000m);
        Assert.Equal([18_750m], Reserves(scene));

        scene.Enroll("M-1", effective: "2026-03-01", salary: 52_000m);
        Assert.Equal([15_000m], Reserves(scene));

        scene.Enroll("M-1", effective: "2026-03-01", termination: "2026-03-01", salary: 52_000m);
        Assert.Equal([0m], Reserves(scene));
        scene.Enroll("M-1", effective: "2026-03-01");
        Assert.Equal([0m], Reserves(scene));
    }

    [Fact]
    public void Open_days_and_continuation_are_the_benefits()
    {
        var scene = new Scene(MadeUpPlans.Standard with
        {
            Benefits = new Dictionary<Benefit, BenefitPlan>(MadeUpPlans.Standard.Benefits)
            {
                [Benefit.ShortTermDisability] = MadeUpPlans.ShortTerm with { OpenDays = 10, Continuation = [1m, 0.5m] },
                [Benefit.LongTermDisability] = MadeUpPlans.LongTerm with { OpenDays = 20, Continuation = [0m, 0.1m] },
            },
        });
        scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-14"));
        scene.Send(LongTerm("C-2", "2026-03-03", "2026-04-30"));

        // 750 + 24 × 375; ten weeks less: 57 months of 325 and 2/31.
        Assert.Equal(
            [(Day("2026-03-24"), 9_750m), (Day("2026-05-20"), 18_545.97m)],
            Of(scene).Select(one => (one.OpenThrough, one.Reserve.Amount)));
    }

    [Fact]
    public void A_benefit_that_the_plan_has_no_longer_is_not_reserved_for()
    {
        var scene = new Scene();
        scene.Send(ShortTerm("C-1", "2026-03-01", "2026-03-14"));
        scene.Adopt(
            scene.Plan with
            {
                Benefits = scene.Plan.Benefits.Where(benefit => !benefit.Key.IsDisability()).ToDictionary(),
            },
            version: 2);

        Assert.Empty(Of(scene));
    }

    private static IEnumerable<Disability> Of(Scene scene, string? through = null) =>
        scene.Book.DisabilitiesThrough(through is null ? null : MonthOf(through));

    private static IEnumerable<decimal> Reserves(Scene scene, string? through = null) =>
        Of(scene, through).Select(one => one.Reserve.Amount);

    private static Claim ShortTerm(string number, string from, string through, string start = "2026-03-01") =>
        Original(number, Disabled(start, from, through)) with { Benefit = Benefit.ShortTermDisability };

    private static Claim LongTerm(string number, string from, string through, string start = "2026-02-01") =>
        Original(number, Disabled(start, from, through)) with { Benefit = Benefit.LongTermDisability };
}
