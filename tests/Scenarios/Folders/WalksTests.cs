using System.Globalization;
using System.Text.RegularExpressions;

namespace Scenarios.Folders;

/// <summary>
/// docs/architecture.md, "Three walks": every file is where it says, its counts are right, and no walk grows longer than
/// was agreed.
/// </summary>
public sealed partial class WalksTests
{
    [Theory]
    [InlineData("From a dropped claims file to its decisions", 60, 12)]
    [InlineData("The close of a month", 30, 12)]
    [InlineData("A liability answer", 20, 12)]
    public void A_walk_is_true_and_short(string title, int filesMax, int changesMax)
    {
        var walks = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        walks = walks[walks.IndexOf("## Three walks", StringComparison.Ordinal)..];
        var start = walks.IndexOf($"### {title}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"no walk \"{title}\"");
        var end = walks.IndexOf("\n#", start + 3, StringComparison.Ordinal);
        var walk = walks[start..(end < 0 ? walks.Length : end)];

        var (folder, files, changes) = ("", 0, -1);
        foreach (var line in walk.Split('\n'))
        {
            if (Folder().Match(line) is { Success: true } found)
            {
                folder = found.Groups[1].Value;
                changes++;
            }
            else if (Step().Match(line) is { Success: true } step)
            {
                files++;
                Assert.Equal(files, int.Parse(step.Groups[1].Value, CultureInfo.InvariantCulture));
                var file = Path.Combine(Repository.Root, "src", folder, step.Groups[2].Value + ".cs");
                Assert.True(File.Exists(file), $"{title}, step {files}: no file {file}");
            }
        }

        Assert.Contains($"\n{files} files, {changes} changes of folder.", walk, StringComparison.Ordinal);
        Assert.InRange(files, 1, filesMax);
        Assert.InRange(changes, 1, changesMax);
    }

    [GeneratedRegex(@"^\| +\| \*\*([\w./]+)\*\* \|")]
    private static partial Regex Folder();

    [GeneratedRegex(@"^\| (\d+) \| `([\w.]+)` \|")]
    private static partial Regex Step();
}
