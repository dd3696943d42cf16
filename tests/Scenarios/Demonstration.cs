namespace Scenarios;

/// <summary><c>demo --once</c>.</summary>
public sealed class Demonstration
{
    private static readonly Lazy<Task<Ended>> Once = new(() => Cli.RunProcessAsync("demo", "--once"));

    [Fact]
    public async Task It_closes_three_months_and_ends_by_itself()
    {
        var ended = await Once.Value;
        Assert.True(ended.ExitCode == 0, ended.ToString());
        foreach (var word in (string[])["claims", "paid", "stop-loss reimbursement", "fund balance", "surplus"])
            Assert.Contains(word, ended.Output, StringComparison.Ordinal);
        foreach (var month in (string[])["2026-01", "2026-02", "2026-03", "total"])
            Assert.Contains(ended.Lines, line => line.StartsWith(month, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_shows_the_same_figures_every_time()
    {
        var first = await Once.Value;
        var second = await Cli.RunProcessAsync("demo", "--once");
        Assert.Equal(first.Output, second.Output);
    }
}
