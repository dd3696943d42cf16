using static Aso.Domain.Tests.Rules.DenialTests;
using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rule 3.12: which claims wait for a decision.</summary>
public sealed class ReviewTests
{
    [Theory]
    // charge, reviewAbove, given paid, status
    [InlineData(1_000, 1_000, null, DecisionStatus.Paid)]
    [InlineData(1_000.01, 1_000, null, DecisionStatus.Pended)]
    [InlineData(1_000.01, 1_000, 0, DecisionStatus.Paid)]
    [InlineData(1_000.01, null, null, DecisionStatus.Paid)]
    public void Rule_3_12_a_high_claim_waits(double charge, int? above, int? paid, DecisionStatus status)
    {
        var terms = MadeUpPlans.Medical with { ReviewAbove = above is { } amount ? Money(amount) : null };
        var line = Line((decimal)charge) with { Paid = paid is { } given ? Money(given) : null };

        var decision = new Scene(MadeUpPlans.With(Benefit.Medical, terms)).Send(Original("C-1", line));

        Assert.Equal(status, decision.Status);
        if (status == DecisionStatus.Pended) Assert.Equal("3.12 OA-133", Told(decision.Lines[0]));
    }

    [Fact]
    public void Rule_3_12_sums_denied_lines_too_but_needs_one_that_is_not()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, MadeUpPlans.Medical with { ReviewAbove = Money(1_000m) }));
        var denied = Line(900m, "15820");

        var waits = scene.Send(Original("C-1", denied, Line(101m, number: 2)));
        var doesNot = scene.Send(Original("C-2", denied, Line(101m, "15821", number: 2)));

        Assert.Equal(DecisionStatus.Pended, waits.Status);
        Assert.Equal(DecisionStatus.Denied, doesNot.Status);
    }
}
