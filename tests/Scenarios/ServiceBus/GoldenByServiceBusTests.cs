using Scenarios.Golden;

namespace Scenarios.ServiceBus;

public sealed class GoldenByServiceBusTests
{
    public static TheoryData<string> Cases { get; } = GoldenFolderTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_plan_year_comes_out_the_same_by_Service_Bus(string name)
    {
        var folder = new GoldenFolder(name);
        Assert.Equal(folder.Expected(), await GoldenRun.OfAsync(folder, shards: 4, Story.NewBus()));
    }
}
