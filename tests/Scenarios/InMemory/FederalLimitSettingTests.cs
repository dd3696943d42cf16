using Aso.Ledger.Intake;
using AsoFunctions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Scenarios.InMemory;

/// <summary>The setting that extends the table of federal limits (rule 3.33).</summary>
public sealed class FederalLimitSettingTests
{
    [Fact]
    public void A_year_that_is_set_is_added_or_replaces_the_one_we_know()
    {
        var limits = Options(("FederalLimits:2027", "12000/24000.50"), ("FederalLimits:2026", "1/2")).FederalLimits;

        Assert.Equal([2025, 2026, 2027], limits.Keys.Order());
        Assert.Equal((24_000_50, 1_00), (limits[2027].Family!.Value.Value, limits[2026].Individual.Value));
        Assert.Equal(FederalLimit.Known, Options().FederalLimits);
    }

    [Theory]
    [InlineData("FederalLimits:2027", "12000")]
    [InlineData("FederalLimits:2027", "12000/-1")]
    [InlineData("FederalLimits:2027", "12000/24000.005")]
    [InlineData("FederalLimits:next", "12000/24000")]
    public void Anything_else_is_named_and_stops_the_app(string setting, string value)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Options((setting, value)));

        Assert.StartsWith($"Set {setting} to", refused.Message, StringComparison.Ordinal);
    }

    private static IntakeOptions Options(params (string Setting, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(one => KeyValuePair.Create(one.Setting, (string?)one.Value))).Build();
        return new ServiceCollection().AddAso(configuration)
            .Select(service => service.ImplementationInstance).OfType<IntakeOptions>().Single();
    }
}
