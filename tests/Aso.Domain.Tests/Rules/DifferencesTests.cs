using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rule 3.30: the list that a claims auditor reads.</summary>
public sealed class DifferencesTests
{
    [Fact]
    public void Lines_are_listed_where_the_two_amounts_differ_and_only_there()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(5_000m) with { Paid = Money(1_600m) }));
        scene.Send(Original("C-2", Line(70m, number: 1), Line(100m, number: 2) with { Paid = Money(60m) }));

        var difference = Assert.Single(scene.Book.Differences());

        Assert.Equal(
            new Difference(
                "C-2", "S-1", 2, scene.Plan.Year, MonthOf("2026-03"), Money(60m), Money(56m), Rule.Of(3, 21)),
            difference);
        Assert.Equal(Money(4m), difference.Excess);
    }

    [Theory]
    [InlineData("void")]
    [InlineData("replacement")]
    public void What_is_voided_is_listed_anew_with_negative_amounts_in_its_own_month(string how)
    {
        var scene = new Scene();
        var line = Line(5_000m) with { Paid = Money(1_700m) };
        scene.Send(Original("C-1", line));
        scene.Close("2026-01");
        scene.Close("2026-02");
        scene.Close("2026-03");
        scene.Today = Day("2026-04-10");
        scene.Send(how == "void" ? Void("C-1", "V-1") : Replacement("C-1", "C-1", line with { Paid = Money(1_600m) }));

        Assert.Equal([Money(100m)], scene.Book.Differences(MonthOf("2026-03")).Select(one => one.Excess));
        var voided = Assert.Single(scene.Book.Differences(MonthOf("2026-04")));
        Assert.Equal((Money(-1_700m), Money(-1_600m)), (voided.Theirs, voided.Ours));
        Assert.Equal((how == "void" ? "V-1" : "C-1", scene.Plan.Year), (voided.ClaimNumber, voided.Year));
        Assert.Equal(2, scene.Book.Differences().Count());
    }

    [Fact]
    public void A_number_used_again_after_its_void_is_taken_back_as_it_stood_last()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan()));
        scene.Send(Original("C-1", Line(100m) with { Paid = Money(60m) }));
        scene.Send(Void("C-1", "V-1"));
        scene.Send(Original("C-1", Line(100m) with { Paid = Money(70m) }));
        scene.Send(Original("C-2", Line(100m, on: "2026-03-02") with { Paid = Money(50m) }));
        scene.Send(Void("C-1", "V-2"));

        Assert.Equal(
            [60m, -60m, 70m, 50m, -70m], scene.Book.Differences().Select(one => one.Theirs.Amount));
    }

    [Fact]
    public void A_void_is_of_the_benefit_of_what_it_voids()
    {
        var scene = new Scene();
        scene.Send(Original("D-1", Line(100m)) with { Benefit = Benefit.Dental });

        Assert.Equal(Benefit.Dental, scene.Send(Void("D-1")).Claim.Benefit);
    }
}
