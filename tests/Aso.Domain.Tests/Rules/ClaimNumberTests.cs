using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Our numbers of claims that come under the provider's account number (rules 3.2, 3.3).</summary>
public sealed class ClaimNumberTests
{
    private const string Provider = "1234567893";

    [Theory]
    // what differs from the standing claim, number, outcome
    [InlineData("nothing", "A", "3.3 OA-18")]
    [InlineData("lines", "A", "3.3 OA-18")]
    [InlineData("frequency", "A", "3.3 OA-18")]
    [InlineData("place of service", "A", "3.3 OA-18")]
    [InlineData("provider", "A-2", "paid")]
    [InlineData("first day", "A-2", "paid")]
    [InlineData("last day", "A-2", "paid")]
    [InlineData("type of bill", "A-2", "paid")]
    [InlineData("total", "A-2", "paid")]
    [InlineData("member", "A-2", "paid")]
    public void A_claim_under_a_standing_account_is_another_unless_it_agrees(
        string difference, string number, string outcome)
    {
        var scene = new Scene();
        var standing = Billed("A", Line(100m), Line(50m, number: 2));
        if (difference == "place of service") standing = standing with { IsTypeOfBill = false };
        Assert.Equal("A", scene.Send(standing).Claim.ClaimNumber);

        var decision = scene.Send(difference switch
        {
            "lines" => standing with { Lines = [Line(150m) with { Provider = Provider }] },
            "frequency" => standing with { Frequency = '3' },
            "place of service" => standing with { Facility = "22" },
            "provider" => standing with
            {
                Lines = [.. standing.Lines.Select(line => line with { Provider = "1003000126" })],
            },
            "first day" => standing with
            {
                Lines = [standing.Lines[0] with { ServiceFrom = Day("2026-02-28") }, standing.Lines[1]],
            },
            // Other charges, so that rule 3.7 does not see the lines again.
            "last day" => standing with
            {
                Lines =
                [
                    Line(60m) with { Provider = Provider },
                    Line(90m, number: 2) with { Provider = Provider, ServiceTo = Day("2026-03-02") },
                ],
            },
            "type of bill" => standing with
            {
                Facility = "13",
                Lines = [.. new[] { Line(60m), Line(90m, number: 2) }.Select(line => line with { Provider = Provider })],
            },
            "total" => standing with { Lines = [Line(100m), Line(50.01m, number: 2)] },
            "member" => standing with { MemberId = "M-2" },
            _ => standing,
        });

        Assert.Equal((number, "A"), (decision.Claim.ClaimNumber, decision.Claim.Account));
        Assert.Equal(outcome == "paid" ? DecisionStatus.Paid : DecisionStatus.Refused, decision.Status);
        if (outcome != "paid") Assert.Equal(outcome, DenialTests.Told(decision.Lines[0]));
    }

    [Fact]
    public void Each_gets_the_next_suffix_and_none_is_given_twice()
    {
        var scene = new Scene();
        string[] numbers = [.. Enumerable.Range(1, 3).Select(day => Send(scene, "A", day))];
        scene.Send(Void("A-3") with { Account = null });
        var after = Send(scene, "A", 5);
        scene.Send(Void("A"));
        var later = Send(scene, "A", 6);
        var other = Send(scene, "A-2", 7);

        Assert.Equal(["A", "A-2", "A-3"], numbers);
        Assert.Equal(("A-4", "A-5", "A-2-2"), (after, later, other));
    }

    [Fact]
    public void An_account_under_which_nothing_stands_is_the_number()
    {
        var scene = new Scene();
        scene.Send(Billed("A", Line(10m)) with { SubscriberId = "S-9" });
        Assert.Equal("A", Send(scene, "A", 1));
        scene.Send(Void("A"));
        Assert.Equal("A", Send(scene, "A", 2));
    }

    [Fact]
    public void A_repeat_is_refused_under_the_number_of_the_claim_that_it_repeats()
    {
        var scene = new Scene();
        Send(scene, "A", 1);
        Send(scene, "A", 2);

        var repeated = scene.Send(On("A", 2));

        Assert.Equal(("A-2", DecisionStatus.Refused), (repeated.Claim.ClaimNumber, repeated.Status));
        Assert.Equal([DecisionStatus.Paid, DecisionStatus.Refused], scene.Book.History("A-2").Select(one => one.Status));
    }

    [Fact]
    public void A_number_of_the_files_own_is_as_it_was()
    {
        var scene = new Scene();
        scene.Send(Original("A", Line(100m)));

        Assert.Equal("3.3 OA-18", DenialTests.Told(scene.Send(Original("A", Line(7m, on: "2026-03-04"))).Lines[0]));
        // From an 837 it is an account number: the standing claim may be another.
        Assert.Equal("A-2", Send(scene, "A", 4));
    }

    [Theory]
    // what REF*F8 says, the day of the void's lines, the claim that is voided
    [InlineData("A", 1, "A")]
    [InlineData("A", 2, "A-2")]
    [InlineData("A", 3, "A-3")]
    [InlineData("A-2", 2, "A-2")]
    [InlineData("A-2", 9, "A-2")]
    [InlineData("A-2", null, "A-2")]
    [InlineData("A", 9, "A")]
    [InlineData("A", null, "A")]
    [InlineData("B", 1, null)]
    public void A_void_names_our_number_or_the_account_with_its_days(string original, int? day, string? voided)
    {
        var scene = new Scene();
        for (var each = 1; each <= 3; each++) Send(scene, "A", each);

        var decision = scene.Send(Void(original, "A") with
        {
            Account = "A", IsTypeOfBill = true, Facility = "11",
            Lines = day is { } one ? [On("A", one).Lines[0] with { Charge = Cents.Zero }] : [],
        });

        Assert.Equal(voided, decision.Voids);
        Assert.Equal(voided is null ? DecisionStatus.Refused : DecisionStatus.Voided, decision.Status);
        if (voided is null) return;
        Assert.Equal((voided, voided), (decision.Claim.ClaimNumber, decision.Claim.OriginalClaimNumber));
    }

    [Fact]
    public void An_account_whose_first_claim_is_gone_names_another_only_by_its_days()
    {
        var scene = new Scene();
        Send(scene, "A", 1);
        Send(scene, "A", 2);
        scene.Send(Void("A"));

        var again = scene.Send(On("A", 1) with { Type = ClaimType.Void, OriginalClaimNumber = "A" });
        var second = scene.Send(On("A", 2) with { Type = ClaimType.Void, OriginalClaimNumber = "A" });

        Assert.Equal(DecisionStatus.Refused, again.Status);
        Assert.Equal("A-2", second.Voids);
    }

    [Fact]
    public void A_replacement_keeps_the_number_that_it_replaces_and_can_be_replaced_again()
    {
        var scene = new Scene();
        Send(scene, "A", 1);
        Send(scene, "A", 2);

        var first = scene.Send(Replacing("A-2", On("A", 2, 120m)));
        var second = scene.Send(Replacing("A", On("A", 2, 130m)));
        var renumbered = scene.Send(Replacing("A-2", On("B", 2, 140m)));

        Assert.Equal(("A-2", "A-2"), (first.Claim.ClaimNumber, first.Voids));
        Assert.Equal(("A-2", "A-2"), (second.Claim.ClaimNumber, second.Voids));
        Assert.Equal(("B", "A-2"), (renumbered.Claim.ClaimNumber, renumbered.Voids));
        Assert.Equal(2, scene.Book.Totals().Year(scene.Plan.Year).Counts.Paid);
    }

    [Fact]
    public void A_replacement_under_another_standing_account_gets_a_number_of_its_own()
    {
        var scene = new Scene();
        Send(scene, "A", 1);
        Send(scene, "B", 2);

        Assert.Equal("B-2", scene.Send(Replacing("A", On("B", 1, 120m))).Claim.ClaimNumber);
        Send(scene, "C", 3);
        Assert.Equal("3.3 OA-18", DenialTests.Told(scene.Send(Replacing("C", On("B", 2))).Lines[0]));
    }

    [Fact]
    public void The_events_alone_make_the_same_state()
    {
        var scene = new Scene();
        foreach (var day in (int[])[1, 2, 2, 3]) Send(scene, "A", day);
        scene.Send(Void("A", "A") with { Account = "A", Lines = On("A", 3).Lines });

        var folded = scene.Folded();

        Assert.Equal(
            scene.Book.Decided().Select(one => $"{one.Claim.ClaimNumber} {one.Status}"),
            folded.Decided().Select(one => $"{one.Claim.ClaimNumber} {one.Status}"));
        Assert.Equal(["A-2", "A-3"], folded.History("A-2").Concat(folded.History("A-3"))
            .Where(one => one.Status != DecisionStatus.Refused).Select(one => one.Claim.ClaimNumber).Distinct());
    }

    private static string Send(Scene scene, string account, int day) => scene.Send(On(account, day)).Claim.ClaimNumber;

    private static Claim On(string account, int day, decimal charge = 100m) =>
        Billed(account, Line(charge, on: $"2026-03-0{day}"));

    private static Claim Replacing(string original, Claim claim) =>
        claim with { Type = ClaimType.Replacement, OriginalClaimNumber = original };

    private static Claim Billed(string account, params ClaimLine[] lines) =>
        Original(account, [.. lines.Select(line => line with { Provider = Provider })]) with
        {
            Account = account, Facility = "11", IsTypeOfBill = true, Frequency = '1',
        };
}
