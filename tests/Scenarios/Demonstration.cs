namespace Scenarios;

/// <summary><c>demo --once</c>, the first command of the README.</summary>
public sealed class Demonstration
{
    [Fact]
    public async Task Ends_by_itself_with_what_the_README_shows()
    {
        var ended = await Cli.RunProcessAsync("demo", "--once");
        Assert.True(ended.ExitCode == 0, ended.ToString());
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var shown = readme.ReplaceLineEndings("\n").Split("\n```\n")
            .Single(block => block.StartsWith("Starting storage and functions\n", StringComparison.Ordinal));
        Assert.Equal(shown, ended.Output.ReplaceLineEndings("\n").TrimEnd('\n'));
    }
}
