namespace Aso.Ledger.Tests;

public sealed class Handing_a_wake_up_on
{
    [Fact]
    public void Gives_every_turn_an_id_of_its_own()
    {
        var first = new WakeUp(new ShardId("acme", 3), 12, "00-trace");
        var second = WakeUp.Parse(first.Again.ToString());
        Assert.Equal(first with { Turn = 1 }, second);
        Assert.Equal(
            ["acme~3/12", "acme~3/12+1", "acme~3/12+2"], new[] { first, second, second.Again }.Select(one => one.Id));
    }
}
