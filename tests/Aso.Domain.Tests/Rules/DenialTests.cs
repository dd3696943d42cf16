using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Each check of section 3 alone, at and beside its boundary; one row a case.</summary>
public sealed class DenialTests
{
    [Theory]
    // benefit, incurred, outcome
    [InlineData(Benefit.Medical, "2026-01-01", "paid")]
    [InlineData(Benefit.Medical, "2026-12-31", "paid")]
    [InlineData(Benefit.Medical, "2025-12-31", "3.1 PR-204")]
    [InlineData(Benefit.Medical, "2027-01-01", "3.1 PR-204")]
    [InlineData(Benefit.Life, "2026-03-01", "3.1 PR-204")]
    public void Rule_3_1_there_is_a_plan_with_the_benefit(Benefit benefit, string incurred, string outcome)
    {
        var scene = new Scene();

        Assert.Equal(outcome, Told(scene.Line(Line(100m, on: incurred), benefit)));
    }

    [Fact]
    public void Rule_3_1_a_benefit_the_plan_leaves_out_is_denied()
    {
        var medicalAlone = new Dictionary<Benefit, BenefitPlan> { [Benefit.Medical] = MadeUpPlans.Medical };
        var scene = new Scene(MadeUpPlans.Create(2026, medicalAlone));

        Assert.Equal("3.1 PR-204", Told(scene.Line(Line(100m), Benefit.Dental)));
    }

    [Theory]
    // original, outcome of its void
    [InlineData("C-1", DecisionStatus.Voided)]
    [InlineData("C-2", DecisionStatus.Refused)]
    [InlineData(null, DecisionStatus.Refused)]
    public void Rule_3_2_the_original_stands(string? original, DecisionStatus expected)
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(100m)));

        var decision = scene.Send(Void("C-1", "V-1") with { OriginalClaimNumber = original });

        Assert.Equal(expected, decision.Status);
        if (expected == DecisionStatus.Refused) Assert.Equal("3.2 CO-129", Told(decision.Lines[0]));
    }

    [Fact]
    public void Rule_3_2_an_original_of_another_family_is_not_found()
    {
        var scene = new Scene();
        scene.Enroll("M-9", subscriber: "S-9");
        scene.Send(Original("C-1", Line(100m)) with { MemberId = "M-9" });

        Assert.Equal("3.2 CO-129", Told(scene.Send(Void("C-1")).Lines[0]));
        Assert.Equal("3.2 CO-129", Told(scene.Send(Replacement("C-1", "C-2", Line(100m))).Lines[0]));
    }

    [Theory]
    // type, number, original, outcome
    [InlineData(ClaimType.Original, "C-1", null, "3.3 OA-18")]
    [InlineData(ClaimType.Original, "C-3", null, "paid")]
    [InlineData(ClaimType.Replacement, "C-2", "C-1", "3.3 OA-18")]
    [InlineData(ClaimType.Replacement, "C-1", "C-1", "paid")]
    [InlineData(ClaimType.Replacement, "C-3", "C-1", "paid")]
    public void Rule_3_3_the_number_is_free(ClaimType type, string number, string? original, string outcome)
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(100m, "99202")));
        scene.Send(Original("C-2", Line(100m, "99203")));

        var decision = scene.Send(Original(number, Line(90m, "99204")) with
        {
            Type = type, OriginalClaimNumber = original,
        });

        Assert.Equal(outcome, Told(decision.Lines[0]));
        if (outcome != "paid") Assert.Equal(2, scene.Book.Totals().Year(scene.Plan.Year).Counts.Paid);
    }

    [Theory]
    // member, given subscriber, outcome
    [InlineData("M-1", null, "paid")]
    [InlineData("M-1", "S-1", "paid")]
    [InlineData("M-1", "S-2", "3.4 PR-31")]
    [InlineData("M-7", null, "3.4 PR-31")]
    [InlineData("M-7", "S-1", "3.4 PR-31")]
    public void Rule_3_4_the_member_is_known(string member, string? subscriber, string outcome)
    {
        var scene = new Scene();

        var decision = scene.Send(Original("C-1", Line(100m)) with { MemberId = member, SubscriberId = subscriber });

        Assert.Equal(outcome, Told(decision.Lines[0]));
        Assert.Equal(outcome == "paid", decision.Status == DecisionStatus.Paid);
    }

    [Theory]
    // incurred, outcome, for coverage [2026-02-01, 2026-05-01)
    [InlineData("2026-01-31", "3.5 PR-26")]
    [InlineData("2026-02-01", "paid")]
    [InlineData("2026-04-30", "paid")]
    [InlineData("2026-05-01", "3.5 PR-27")]
    public void Rule_3_5_the_member_is_covered(string incurred, string outcome)
    {
        var scene = new Scene(enrolled: false);
        scene.Enroll("M-1", effective: "2026-02-01", termination: "2026-05-01");

        Assert.Equal(outcome, Told(scene.Line(Line(100m, on: incurred))));
    }

    [Theory]
    // received, outcome of a line incurred from 2026-03-01 to 2026-03-04 under 90 days
    [InlineData("2026-05-30", "paid")]
    [InlineData("2026-05-31", "3.6 CO-29")]
    public void Rule_3_6_the_claim_is_received_in_time(string received, string outcome)
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, MadeUpPlans.Medical with { TimelyFilingDays = 90 }));

        var stay = Line(100m) with { ServiceTo = Day("2026-03-04") };
        var decision = scene.Send(Original("C-1", stay) with { Received = Day(received) });

        Assert.Equal(outcome, Told(decision.Lines[0]));
    }

    [Theory]
    // paid date, outcome; the last run-out month is 2027-03
    [InlineData(AfterRunOut.Deny, "2027-03-31", "paid")]
    [InlineData(AfterRunOut.Deny, "2027-04-01", "3.6 CO-29")]
    [InlineData(AfterRunOut.Pay, "2027-04-01", "paid")]
    public void Rule_3_6_where_the_plan_says_so_the_claim_is_posted_within_the_run_out(
        AfterRunOut afterRunOut, string paidDate, string outcome)
    {
        var scene = new Scene(MadeUpPlans.Standard with { AfterRunOut = afterRunOut });

        var decision = scene.Send(Original("C-1", Line(100m)) with { PaidDate = Day(paidDate) });

        Assert.Equal(outcome, Told(decision.Lines[0]));
    }

    [Fact]
    public void Rule_3_6_of_the_worked_case()
    {
        var (given, expect) = WorkedExamples.Find("a timely claim of 800 posted after the last run-out");
        foreach (var (afterRunOut, paid) in
            ((AfterRunOut, string)[])[(AfterRunOut.Pay, "pay"), (AfterRunOut.Deny, "deny")])
        {
            var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan { TimelyFilingDays = 90 }) with
            {
                RunOutMonths = (int)given.Number("runOutMonths"), AfterRunOut = afterRunOut,
            });

            var decision = scene.Send(Original(
                "C-1", Line(given.Number("charge"), on: given.GetProperty("incurred").GetString()!)) with
            {
                PaidDate = Day(given.GetProperty("paidDate").GetString()!),
            });

            Assert.Equal(expect.Amount(paid), decision.Paid);
        }
    }

    [Fact]
    public void Rule_3_6_disability_counts_from_its_last_day_and_has_no_run_out()
    {
        var scene = new Scene(
            MadeUpPlans.With(Benefit.ShortTermDisability, MadeUpPlans.ShortTerm with { TimelyFilingDays = 30 }) with
            {
                AfterRunOut = AfterRunOut.Deny,
            });
        var line = Disabled("2026-03-01", "2026-03-01", "2026-06-30");

        var inTime = scene.Send(Disability("C-1", line) with
        {
            Received = Day("2026-07-30"), PaidDate = Day("2027-08-01"),
        });
        var late = scene.Send(Disability("C-2", line) with { Received = Day("2026-07-31") });

        Assert.Equal("paid", Told(inTime.Lines[0]));
        Assert.Equal("3.6 CO-29", Told(late.Lines[0]));
    }

    [Fact]
    public void Rule_3_6_a_chain_of_replacements_keeps_the_first_received_date()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, MadeUpPlans.Medical with { TimelyFilingDays = 30 }));
        scene.Send(Original("C-1", Line(100m)));
        scene.Send(Replacement("C-1", "C-2", Line(110m)) with { Received = Day("2026-05-05") });

        var last = scene.Send(Replacement("C-2", "C-3", Line(120m)) with { Received = Day("2026-06-05") });
        var original = scene.Send(Original("C-4", Line(130m)) with { Received = Day("2026-06-05") });

        Assert.Equal("paid", Told(last.Lines[0]));
        Assert.Equal(Day("2026-03-05"), last.FirstReceived);
        Assert.Equal("3.6 CO-29", Told(original.Lines[0]));
    }

    [Theory]
    // what differs from the standing line, outcome
    [InlineData("nothing", "3.7 OA-18")]
    [InlineData("member", "paid")]
    [InlineData("provider", "paid")]
    [InlineData("date", "paid")]
    [InlineData("procedure", "paid")]
    [InlineData("revenue code", "paid")]
    [InlineData("charge", "paid")]
    [InlineData("modifier 76", "paid")]
    [InlineData("modifier 77", "paid")]
    [InlineData("modifier 25", "3.7 OA-18")]
    [InlineData("standing modifier 76", "3.7 OA-18")]
    [InlineData("same claim", "paid")]
    [InlineData("voided", "paid")]
    public void Rule_3_7_a_line_is_not_paid_twice(string difference, string outcome)
    {
        var scene = new Scene();
        var standing = Line(100m, "99202") with { Provider = "1234567893", Modifiers = ["25"] };
        if (difference == "standing modifier 76") standing = standing with { Modifiers = ["76"] };
        if (difference != "same claim") scene.Send(Original("C-1", standing));
        if (difference == "voided") scene.Send(Void("C-1"));

        var line = difference switch
        {
            "provider" => standing with { Provider = "1003000126" },
            "date" => standing with { ServiceFrom = Day("2026-03-02"), ServiceTo = Day("2026-03-02") },
            "procedure" => standing with { Procedure = "99203" },
            "revenue code" => standing with { RevenueCode = "0510" },
            "charge" => standing with { Charge = Money(100.01m) },
            "modifier 76" => standing with { Modifiers = ["25", "76"] },
            "modifier 77" => standing with { Modifiers = ["77"] },
            _ => standing with { Modifiers = [] },
        };
        var claim = difference == "same claim"
            ? Original("C-2", line, line with { LineNumber = 2 })
            : Original("C-2", line);
        if (difference == "member") claim = claim with { MemberId = "M-2" };

        Assert.Equal(outcome, Told(scene.Send(claim).Lines[^1]));
    }

    [Fact]
    public void Rule_3_7_no_two_providers_are_one_however_they_are_named()
    {
        var scene = new Scene();
        string?[] providers =
            ["A", null, "B", "C", "1000000000", "1000000001", "2999999999", "0000000001", "3000000000"];

        foreach (var outcome in (string[])["paid", "3.7 OA-18"])
        foreach (var provider in providers)
            Assert.Equal(outcome, Told(scene.Line(Line(100m) with { Provider = provider })));
    }

    [Fact]
    public void A_plan_adopted_again_has_its_own_services()
    {
        HealthPlan Terms(bool covered) => new()
        {
            Services =
            [
                .. covered ? (Service[])[MadeUpPlans.Service("other", "1")] : [],
                MadeUpPlans.Service("therapy", "97110") with { Covered = covered },
            ],
        };
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, Terms(covered: true)));
        Assert.Equal("paid", Told(scene.Line(Line(100m, "97110"))));

        scene.Adopt(MadeUpPlans.With(Benefit.Medical, Terms(covered: false)), 2);

        Assert.Equal("3.8 PR-96", Told(scene.Line(Line(100m, "97110", on: "2026-03-02"))));
    }

    [Fact]
    public void Rule_3_7_a_denied_line_does_not_make_a_duplicate()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(100m, "97110")));

        var again = scene.Send(Original("C-2", Line(100m, "97110") with { Authorized = true }));

        Assert.Equal("paid", Told(again.Lines[0]));
    }

    [Theory]
    // procedure, authorized, outcome
    [InlineData("15820", true, "3.8 PR-96")]
    [InlineData("97110", false, "3.9 CO-197")]
    [InlineData("97110", true, "paid")]
    [InlineData("99999", false, "paid")]
    public void Rules_3_8_and_3_9_the_service_is_covered_and_authorized(
        string procedure, bool authorized, string outcome)
    {
        Assert.Equal(outcome, Told(new Scene().Line(Line(100m, procedure) with { Authorized = authorized })));
    }

    [Theory]
    // procedure, revenue code, outcome where 99281-99285 and 0450-0459 are not covered
    [InlineData(null, "0450", "3.8 PR-96")]
    [InlineData(null, "0459", "3.8 PR-96")]
    [InlineData("99281", null, "3.8 PR-96")]
    [InlineData("12001", "0451", "3.8 PR-96")]
    [InlineData("99281", "0510", "3.8 PR-96")]
    [InlineData(null, "0460", "paid")]
    [InlineData(null, "0449", "paid")]
    [InlineData("12001", "0510", "paid")]
    public void Rule_3_8_a_service_is_known_by_either_code(string? procedure, string? revenueCode, string outcome)
    {
        var plan = MadeUpPlans.With(Benefit.Medical, MadeUpPlans.Medical with
        {
            Services =
            [
                new Service
                {
                    Name = "emergency", Covered = false, Procedures = [new ProcedureRange("99281", "99285")],
                    RevenueCodes = [new ProcedureRange("0450", "0459")],
                },
            ],
        });

        Assert.Equal(outcome, Told(new Scene(plan).Line(Line(100m, procedure) with { RevenueCode = revenueCode })));
    }

    [Theory]
    // effective, end of the first row, outcome of major dental work on 2026-03-01 after 12 months of waiting
    [InlineData("2025-03-01", null, "paid")]
    [InlineData("2025-03-02", null, "3.10 PR-179")]
    [InlineData("2025-01-01", "2025-09-01", "paid")]
    [InlineData("2025-01-01", "2025-08-31", "3.10 PR-179")]
    public void Rule_3_10_coverage_has_lasted_the_waiting_months(string effective, string? termination, string outcome)
    {
        var scene = new Scene(enrolled: false);
        scene.Enroll("M-1", effective: effective, termination: termination);
        if (termination is not null) scene.Enroll("M-1", effective: "2025-09-01");

        Assert.Equal(outcome, Told(scene.Line(Line(800m, "D2750"), Benefit.Dental)));
    }

    [Fact]
    public void Rule_3_11_visits_are_counted_once_a_standing_claim()
    {
        var scene = new Scene();
        scene.Send(Visit("C-1", "2026-03-01") with
        {
            Lines = [Therapy("2026-03-01"), Therapy("2026-03-01") with { LineNumber = 2, Procedure = "97112" }],
        });
        scene.Send(Visit("C-2", "2026-03-02"));

        Assert.Equal("3.11 PR-119", Told(scene.Send(Visit("C-3", "2026-03-03")).Lines[0]));
        Assert.Equal("paid", Told(scene.Send(Visit("C-4", "2026-03-03") with { MemberId = "M-2" }).Lines[0]));
        scene.Send(Void("C-1"));
        Assert.Equal("paid", Told(scene.Send(Visit("C-5", "2026-03-04")).Lines[0]));
        Assert.Equal("3.11 PR-119", Told(scene.Send(Visit("C-6", "2026-03-05")).Lines[0]));
    }

    [Theory]
    // visits of the benefit, of the service; outcome of the second visit
    [InlineData(1, null, "3.11 PR-119")]
    [InlineData(1, 2, "paid")]
    [InlineData(2, 1, "3.11 PR-119")]
    [InlineData(null, null, "paid")]
    public void Rule_3_11_the_services_limit_goes_before_the_benefits(int? benefit, int? service, string outcome)
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan
        {
            Visits = benefit,
            Services = [MadeUpPlans.Service("therapy", "97110") with { Visits = service }],
        }));
        scene.Send(Visit("C-1", "2026-03-01"));

        Assert.Equal(outcome, Told(scene.Send(Visit("C-2", "2026-03-02")).Lines[0]));
    }

    [Fact]
    public void Rule_3_11_each_service_has_visits_of_its_own()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan
        {
            Services =
            [
                MadeUpPlans.Service("therapy", "97110") with { Visits = 1 },
                MadeUpPlans.Service("chiropractic", "98940") with { Visits = 2 },
            ],
        }));

        Assert.Equal("paid", Told(scene.Line(Line(100m, "97110"))));
        Assert.Equal("paid", Told(scene.Line(Line(100m, "98940"))));
        Assert.Equal("paid", Told(scene.Line(Line(101m, "98940"))));
        Assert.Equal("3.11 PR-119", Told(scene.Line(Line(102m, "98940"))));
        Assert.Equal("3.11 PR-119", Told(scene.Line(Line(102m, "97110"))));
    }

    private static Claim Disability(string number, ClaimLine line) =>
        Original(number, line) with { Benefit = Benefit.ShortTermDisability };

    private static ClaimLine Therapy(string on) => Line(100m, "97110", on) with { Authorized = true };

    private static Claim Visit(string number, string on) => Original(number, Therapy(on));

    /// <summary>The denying rule with its code, or <c>paid</c>.</summary>
    internal static string Told(LineDecision line)
    {
        if (!line.Denied && line.Rule != Rule.Of(3, 12)) return "paid";
        Assert.Equal(Cents.Zero, line.Paid);
        Assert.Equal(line.Charge, Assert.Single(line.Adjustments).Amount);
        return $"{line.Rule} {line.Adjustments[0].Code}";
    }
}
