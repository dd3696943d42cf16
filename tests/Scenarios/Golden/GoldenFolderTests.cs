namespace Scenarios.Golden;

/// <summary>
/// Whole plan years, as folders that a benefits person can read: what was dropped and asked, and what came of it.
/// <c>ASO_GOLDEN_REWRITE=1</c> writes what comes now into <c>expected</c>, for review.
/// </summary>
public sealed class GoldenFolderTests
{
    private static readonly bool Rewrites = Environment.GetEnvironmentVariable("ASO_GOLDEN_REWRITE") == "1";

    public static TheoryData<string> Cases { get; } = [.. GoldenFolder.Names()];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_plan_year_comes_out_as_it_was_reviewed_in_one_shard_and_in_four(string name)
    {
        var folder = new GoldenFolder(name);
        var outcome = await GoldenRun.OfAsync(folder, shards: 1);
        if (Rewrites) folder.Rewrite(outcome);

        AssertSame(folder.Expected(), outcome);
        AssertSame(folder.Expected(), await GoldenRun.OfAsync(folder, shards: 4));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_says_what_it_shows(string name) =>
        Assert.StartsWith("# ", new GoldenFolder(name).Read("case.md"), StringComparison.Ordinal);

    private static void AssertSame(
        IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, file => Assert.Equal(Lines(file), Lines(KeyValuePair.Create(file.Key, actual[file.Key]))));
    }

    /// <summary>Each line with its file's name, so that a difference says where it is.</summary>
    private static IEnumerable<string> Lines(KeyValuePair<string, string> file) =>
        file.Value.Split('\n').Select(line => $"{file.Key}: {line}");
}
