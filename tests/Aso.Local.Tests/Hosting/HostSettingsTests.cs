using Aso.Local.Hosting;

namespace Aso.Local.Tests.Hosting;

public sealed class HostSettingsTests
{
    private static readonly Dictionary<string, string?> None = [];

    [Fact]
    public void The_app_s_own_host_json_is_read()
    {
        var settings = HostSettings.Read(Path.Combine(AppContext.BaseDirectory, "host.json"), None);
        Assert.Equal(TimeSpan.FromMinutes(10), settings.FunctionTimeout);
        Assert.Equal("", settings.RoutePrefix);
        Assert.Equal(5, settings.Queues.MaxDequeueCount);
        Assert.True(settings.Queues.Base64);
    }

    [Fact]
    public void Without_a_host_json_the_platform_s_defaults_hold()
    {
        var settings = HostSettings.Read("absent.json", None);
        Assert.Equal("api", settings.RoutePrefix);
        var queues = settings.Queues;
        Assert.Equal((16, 8, 5), (queues.BatchSize, queues.NewBatchThreshold, queues.MaxDequeueCount));
        Assert.Equal(TimeSpan.Zero, queues.VisibilityTimeout);
        Assert.Empty(settings.Functions);
    }

    [Theory]
    [InlineData("extensions:queues:batchSize", "33")]
    [InlineData("extensions:queues:batchSize", "0")]
    [InlineData("extensions:queues:maxDequeueCount", "-1")]
    [InlineData("extensions:blobs:maxDegreeOfParallelism", "0")]
    public void A_setting_beyond_the_platform_s_bounds_is_refused_by_its_name(string name, string value)
    {
        var overrides = new Dictionary<string, string?> { ["AzureFunctionsJobHost:" + name] = value };
        var refused = Assert.Throws<InvalidOperationException>(() => HostSettings.Read("absent.json", overrides));
        Assert.Contains(name.Split(':')[^1], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_an_attribute_names_must_be_there()
    {
        await using var rig = await Rig.CreateAsync();
        rig.Settings.Remove("schedule");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => rig.StartAsync("Ticks"));
        Assert.Contains("%schedule%", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Returns", "SomewhereOutputAttribute")]
    [InlineData("TwoTriggers", "2 triggers")]
    public async Task A_function_this_host_cannot_run_is_refused_at_the_start(string function, string why)
    {
        await using var rig = await Rig.CreateAsync();
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => rig.StartAsync(function));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }
}
