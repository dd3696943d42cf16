using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>
/// Any two checks of section 3 that can meet on one line: the first decides. Each fault below makes the same claim fail
/// one check; a pair is made by committing two.
/// </summary>
public sealed class PrecedenceTests
{
    private const string Procedure = "90000";

    /// <summary>In the order of the rules.</summary>
    private static readonly Fault[] Faults =
    [
        new("3.1", "PR-204") { Claim = claim => claim with { Benefit = Benefit.Life } },
        new("3.2", "CO-129")
        {
            Claim = claim => claim with { Type = ClaimType.Replacement, OriginalClaimNumber = "C-0" },
        },
        new("3.3", "OA-18") { Standing = Original("C-1", Line(77m, "90001")) },
        new("3.4", "PR-31") { Claim = claim => claim with { SubscriberId = "S-2" } },
        new("3.5", "PR-27") { Enrollment = (BenefitSet.Of([Benefit.Dental]), "2026-02-01") },
        new("3.6", "CO-29") { Claim = claim => claim with { Received = Day("2027-03-02") } },
        new("3.7", "OA-18") { Standing = Original("C-9", Line(100m, Procedure) with { Authorized = true }) },
        new("3.8", "PR-96") { Service = service => service with { Covered = false } },
        new("3.9", "CO-197") { Service = service => service with { Authorization = true } },
        new("3.10", "PR-179") { Service = service => service with { WaitingMonths = 12 }, Covered = "2025-03-01" },
        new("3.11", "PR-119")
        {
            Service = service => service with { Visits = 1 },
            Standing = Original("C-8", Line(78m, Procedure) with { Authorized = true }),
        },
        new("3.12", "OA-133") { ReviewAbove = Money(99m) },
    ];

    /// <summary>
    /// Pairs that no line can fail together: a service that is not covered has no standing, not denied line that 3.7 or
    /// 3.11 could see.
    /// </summary>
    private static readonly HashSet<(string, string)> NeverMeet = [("3.7", "3.8"), ("3.8", "3.11")];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            for (var first = 0; first < Faults.Length; first++)
            for (var second = first; second < Faults.Length; second++)
                if (!NeverMeet.Contains((Faults[first].Rule, Faults[second].Rule)))
                    pairs.Add(Faults[first].Rule, Faults[second].Rule);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_first_check_that_fails_decides(string first, string second)
    {
        var (one, other) = (Named(first), Named(second));

        var line = Committing(one, other).Lines[0];

        Assert.Equal(one.Rule, line.Rule.ToString());
        Assert.Equal(one.Code, Assert.Single(line.Adjustments).Code);
    }

    [Theory]
    [InlineData("3.5", "3.5")]
    [InlineData("3.7", "3.6")]
    [InlineData("3.8", "3.6")]
    [InlineData("3.9", "3.6")]
    [InlineData("3.10", "3.6")]
    [InlineData("3.11", "3.6")]
    public void A_claim_posted_after_the_run_out_is_denied_by_rule_3_6_before_3_7_and_later(
        string other, string decides)
    {
        var afterRunOut = new Fault("3.6", "CO-29")
        {
            Claim = claim => claim with { PaidDate = Day("2027-04-01") },
        };

        Assert.Equal(decides, Committing(afterRunOut, Named(other)).Lines[0].Rule.ToString());
    }

    [Theory]
    [InlineData("3.2")]
    [InlineData("3.3")]
    [InlineData("3.4")]
    [InlineData("3.12")]
    public void A_check_of_the_claim_decides_all_lines_but_those_without_a_plan(string rule)
    {
        var fault = Named(rule);
        var scene = SceneOf(fault, fault);
        var outside = Line(50m, Procedure, "2025-06-01", 2);

        var decision = scene.Send(ClaimOf(fault, fault, outside));

        Assert.Equal([fault.Code, "PR-204"], decision.Lines.Select(line => line.Adjustments[0].Code));
        Assert.Equal(rule == "3.12" ? DecisionStatus.Pended : DecisionStatus.Refused, decision.Status);
    }

    [Fact]
    public void Without_a_fault_the_line_is_paid()
    {
        var none = new Fault("none", "none");

        Assert.False(Committing(none, none).Lines[0].Denied);
    }

    private static Decision Committing(Fault one, Fault other) => SceneOf(one, other).Send(ClaimOf(one, other));

    private static Scene SceneOf(Fault one, Fault other)
    {
        Fault[] both = one == other ? [one] : [one, other];
        var service = both.Aggregate(MadeUpPlans.Service("service", Procedure), (made, fault) => fault.Service(made));
        var reviewAbove = both.Select(fault => fault.ReviewAbove).FirstOrDefault(amount => amount is not null);
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan
        {
            TimelyFilingDays = 365,
            Services = [service],
        }) with { AfterRunOut = AfterRunOut.Deny }, enrolled: false);

        scene.Enroll("M-1", effective: "2025-01-01");
        foreach (var standing in both.Select(fault => fault.Standing).OfType<Claim>()) scene.Send(standing);
        if (both.Select(fault => fault.Covered).FirstOrDefault(day => day is not null) is { } covered)
        {
            scene.Enroll("M-1", effective: "2025-01-01", termination: covered);
            scene.Enroll("M-1", effective: "2025-03-02");
        }

        foreach (var (benefits, from) in both.Select(fault => fault.Enrollment).OfType<(BenefitSet, string)>())
            scene.Enroll("M-1", effective: from, benefits: benefits);
        if (reviewAbove is not null)
        {
            scene.Adopt(MadeUpPlans.With(Benefit.Medical, new HealthPlan
            {
                TimelyFilingDays = 365,
                Services = [service],
                ReviewAbove = reviewAbove,
            }), 2);
        }

        return scene;
    }

    private static Claim ClaimOf(Fault one, Fault other, params ClaimLine[] more)
    {
        var claim = Original("C-1", [Line(100m, Procedure), .. more]);
        return other.Claim(one.Claim(claim));
    }

    private static Fault Named(string rule) => Faults.Single(fault => fault.Rule == rule);

    /// <param name="Rule">The check it fails.</param>
    private sealed record Fault(string Rule, string Code)
    {
        public Func<Claim, Claim> Claim { get; init; } = claim => claim;

        public Func<Service, Service> Service { get; init; } = service => service;

        /// <summary>A claim that stands before.</summary>
        public Claim? Standing { get; init; }

        /// <summary>A row that replaces the coverage after the standing claims were paid.</summary>
        public (BenefitSet Benefits, string From)? Enrollment { get; init; }

        /// <summary>The day a first coverage ended, a day before the next began.</summary>
        public string? Covered { get; init; }

        public Cents? ReviewAbove { get; init; }
    }
}
