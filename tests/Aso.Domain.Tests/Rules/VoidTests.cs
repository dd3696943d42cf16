using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rule 3.28: voids, replacements, and numbers that are used again.</summary>
public sealed class VoidTests
{
    [Fact]
    public void A_void_posts_the_exact_negative_of_every_line()
    {
        var scene = new Scene();
        var paid = scene.Send(
            Original("C-1", Line(5_000m), Line(80m, "99202", number: 2), Line(9m, "15820", number: 3)));

        var voided = scene.Send(Void("C-1", "V-1"));

        Assert.Equal("C-1", voided.Voids);
        foreach (var (before, after) in paid.Lines.Zip(voided.Lines))
        {
            Assert.Equal(
                (-before.Charge, -before.Allowed, -before.Copay, -before.Deductible, -before.Coinsurance, -before.Paid),
                (after.Charge, after.Allowed, after.Copay, after.Deductible, after.Coinsurance, after.Paid));
            Assert.Equal(
                before.Adjustments.Select(one => one with { Amount = -one.Amount }), after.Adjustments);
            Assert.Equal(before.Denied, after.Denied);
        }

        Assert.Equal([voided], scene.Book.History("V-1"));
        Assert.Equal([paid, voided], scene.Book.History("C-1"));
    }

    [Fact]
    public void A_void_checks_nothing_but_the_original_and_the_subscriber()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(100m)));
        var late = Void("C-1") with
        {
            Benefit = Benefit.Life, Received = Day("2029-01-01"), Lines = [Line(7m, on: "2030-01-01")],
        };

        var mismatch = scene.Send(late with { SubscriberId = "S-2" });
        var voided = scene.Send(late with { SubscriberId = "S-1", PaidDate = Day("2026-05-31") });

        Assert.Equal("3.4 PR-31", DenialTests.Told(mismatch.Lines[0]));
        Assert.Equal(DecisionStatus.Refused, mismatch.Status);
        Assert.Equal((DecisionStatus.Voided, MonthOf("2026-05")), (voided.Status, voided.PostingMonth));
    }

    [Theory]
    [InlineData("100.00", "40.00", null, null, "Voided")]
    [InlineData("60.00", "80.00", null, null, "Voided")]
    [InlineData("100.00", null, null, null, "Refused")]
    [InlineData("100.00", "40.01", null, null, "Refused")]
    [InlineData("100.00", "40.00", "70.00", "30.00", "Voided")]
    [InlineData("100.00", "40.00", "70.00", "29.99", "Refused")]
    public void A_reversal_voids_only_what_came_to_its_amounts(
        string first, string? second, string? firstPaid, string? secondPaid, string status)
    {
        var scene = new Scene();
        scene.Send(Original(
            "C-1", Line(100m) with { Paid = Amount("70") }, Line(40m, "99202", number: 2) with { Paid = Amount("30") }));

        var voided = scene.Send(Void("C-1") with
        {
            Lines = second is null ? [Reversed(first, firstPaid, 1)]
                : [Reversed(first, firstPaid, 1), Reversed(second, secondPaid, 2)],
        });

        Assert.Equal(status, voided.Status.ToString());
        if (status == "Voided") Assert.Empty(voided.Claim.Lines);
        else Assert.Equal("3.2 CO-129", DenialTests.Told(voided.Lines[0]));
        Assert.Equal(Cents.Zero, voided.Claim.Charge);

        ClaimLine Reversed(string charge, string? paid, int number) =>
            Line(0m, number: number) with { Charge = -Amount(charge)!.Value, Paid = -Amount(paid) };

        static Cents? Amount(string? text) => text is null ? null
            : Cents.FromAmount(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_voided_number_may_be_used_again_and_voided_once_more()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(2_000m)));
        scene.Send(Void("C-1"));
        var again = scene.Send(Original("C-1", Line(3_000m)));
        var voided = scene.Send(Void("C-1"));
        var third = scene.Send(Void("C-1"));

        Assert.Equal(-again.Paid, voided.Paid);
        Assert.Equal(DecisionStatus.Refused, third.Status);
        Assert.Equal(Cents.Zero, scene.Accumulators().OutOfPocket);
        Assert.Equal(5, scene.Book.History("C-1").Count);
    }

    [Fact]
    public void A_void_of_a_denied_claim_posts_nothing_and_frees_its_number()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(100m, "15820")));

        var voided = scene.Send(Void("C-1"));

        Assert.Equal(Cents.Zero, voided.Paid);
        Assert.Equal(DecisionStatus.Paid, scene.Send(Original("C-1", Line(100m))).Status);
        var counts = scene.Book.Totals().Year(scene.Plan.Year).Counts;
        Assert.Equal((2, 1, 0), (counts.Received, counts.Paid, counts.Denied));
    }

    [Fact]
    public void A_refused_claim_does_not_stand()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(100m)) with { SubscriberId = "S-2" });

        Assert.Equal(DecisionStatus.Refused, scene.Send(Void("C-1")).Status);
        Assert.Equal(DecisionStatus.Paid, scene.Send(Original("C-1", Line(100m))).Status);
        var counts = scene.Book.Totals().Year(scene.Plan.Year).Counts;
        Assert.Equal((2, 1, 0), (counts.Received, counts.Paid, counts.Denied));
    }

    [Theory]
    [InlineData("C-1")]
    [InlineData("C-2")]
    public void A_replacement_voids_and_is_adjudicated_anew_with_the_accumulators_given_back(string number)
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(2_000m)));

        var replaced = scene.Send(Replacement("C-1", number, Line(3_000m)));

        var history = scene.Book.History("C-1").Concat(number == "C-1" ? [] : scene.Book.History(number)).ToList();
        Assert.Equal(
            [DecisionStatus.Paid, DecisionStatus.Voided, DecisionStatus.Paid], history.Select(one => one.Status));
        Assert.Equal("C-1", replaced.Voids);
        Assert.Equal(Money(1_500m), replaced.Lines[0].Deductible);
        Assert.Equal(Money(480m), replaced.Paid);
        Assert.Equal(replaced.Paid, scene.Book.Totals().Year(scene.Plan.Year).Month(MonthOf("2026-03")).Paid);
        Assert.Equal(1, scene.Book.Totals().Year(scene.Plan.Year).Month(MonthOf("2026-03")).ClaimsByBenefit[0]);
        var counts = scene.Book.Totals().Year(scene.Plan.Year).Counts;
        Assert.Equal((2, 1, 0), (counts.Received, counts.Paid, counts.Denied));
    }

    [Fact]
    public void A_replacement_may_be_denied_and_then_stands_denied()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(2_000m)));

        var replaced = scene.Send(Replacement("C-1", "C-2", Line(2_000m, "15820")));

        Assert.Equal(DecisionStatus.Denied, replaced.Status);
        Assert.Equal(Cents.Zero, scene.Accumulators().Deductible);
        Assert.Equal(DecisionStatus.Refused, scene.Send(Void("C-1")).Status);
        Assert.Equal(DecisionStatus.Voided, scene.Send(Void("C-2")).Status);
    }

    [Fact]
    public void A_refused_replacement_leaves_the_original_as_it_stands()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(2_000m)));
        scene.Send(Original("C-2", Line(100m)));
        var before = scene.Accumulators();

        var refused = scene.Send(Replacement("C-1", "C-2", Line(3_000m)));

        Assert.Equal(DecisionStatus.Refused, refused.Status);
        Assert.Equal(before, scene.Accumulators());
        Assert.Equal(DecisionStatus.Voided, scene.Send(Void("C-1")).Status);
    }

    [Fact]
    public void Another_member_of_the_family_may_void_and_it_concerns_the_original_member()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(2_000m)));

        var voided = scene.Send(Void("C-1") with { MemberId = "M-2" });

        Assert.Equal(DecisionStatus.Voided, voided.Status);
        Assert.Equal(2, scene.Book.Member("M-1")!.Claims.Count);
        Assert.Empty(scene.Book.Member("M-2")!.Claims);
    }

    [Fact]
    public void Claims_count_once_per_plan_year_and_a_void_counts_minus_one()
    {
        var scene = new Scene();
        var next = scene.Plan with { Year = new PlanYear(Month.Of(2027, 1)) };
        scene.Adopt(next);
        var across = Original(
            "C-1", Line(100m), Line(110m, number: 2), Line(100m, on: "2027-01-02", number: 3),
            Line(50m, "15820", "2027-01-02", 4)) with { PaidDate = Day("2027-01-20") };

        scene.Send(across with { Received = Day("2027-01-10") });

        Assert.Equal((1L, 1L), (Count(scene.Plan), Count(next)));
        Assert.Equal((1L, 0L), (Received(scene.Plan), Received(next)));
        scene.Send(Void("C-1") with { PaidDate = Day("2027-01-20") });
        Assert.Equal((0L, 0L), (Count(scene.Plan), Count(next)));

        long Count(Plan plan) =>
            scene.Book.Totals().Year(plan.Year).Month(MonthOf("2027-01")).ClaimsByBenefit[(int)Benefit.Medical];

        long Received(Plan plan) => scene.Book.Totals().Year(plan.Year).Counts.Received;
    }
}
