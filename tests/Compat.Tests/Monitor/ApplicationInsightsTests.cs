using AsoFunctions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compat.Tests.Monitor;

public sealed class ApplicationInsightsTests
{
    private const string Connection = "InstrumentationKey=11111111-2222-3333-4444-555555555555";

    [Theory]
    [InlineData(null, "by its key")]
    [InlineData("ClientId=app;Authorization=AAD", "by the app's identity")]
    public async Task A_build_that_cannot_send_to_Application_Insights_says_so_and_not_its_key(
        string? authentication, string how)
    {
        await using var services = Services(new()
        {
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = Connection,
            ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = authentication,
        });
        var failure = await Assert.ThrowsAsync<NotSupportedException>(
            () => services.GetServices<IHostedService>().OfType<Telemetry>().Single().StartAsync(default));
        Assert.Contains(how, failure.Message, StringComparison.Ordinal);
        Assert.Contains("-p:OfficialMonitor=true", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("11111111", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_where_no_setting_asks_for_it()
    {
        await using var services = Services([]);
        Assert.Empty(services.GetServices<IHostedService>().OfType<Telemetry>());
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        settings["AzureWebJobsStorage"] = "UseDevelopmentStorage=true";
        return new ServiceCollection().AddLogging()
            .AddAso(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
    }
}
