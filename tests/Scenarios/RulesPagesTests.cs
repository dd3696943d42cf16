using System.Text.RegularExpressions;

namespace Scenarios;

/// <summary>docs/rules*.md and security.md: every rule is there, and every test that the pages name.</summary>
public sealed partial class RulesPagesTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");
    private static readonly string Security = Path.Combine(Docs, "security.md");

    /// <summary>First and last number of each run of rules.</summary>
    private static readonly (int Chapter, int First, int Last)[] Rules =
        [(2, 1, 4), (3, 1, 12), (3, 20, 34), (4, 1, 14), (5, 1, 18)];

    [Fact]
    public void Every_rule_has_its_line_and_its_proof()
    {
        var rows = File.ReadLines(Path.Combine(Docs, "rules.md"))
            .Where(line => line.Contains("| `", StringComparison.Ordinal));
        var numbers = rows.Select(row => row.Split('|')[1].Trim()).ToList();
        var rules = Rules.SelectMany(run => Enumerable.Range(run.First, run.Last - run.First + 1)
            .Select(number => $"{run.Chapter}.{number}"));

        Assert.All(rules, rule => Assert.Single(numbers, number => number == rule));
    }

    [Fact]
    public void Every_test_that_the_pages_name_exists()
    {
        var tests = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText));
        var known = Declared().Matches(tests).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var named = Directory.EnumerateFiles(Docs, "rules*.md").Append(Security).SelectMany(
            page => Named().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value)).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(
            name.EndsWith('…')
                ? known.Any(test => test.StartsWith(name.TrimEnd('…'), StringComparison.Ordinal))
                : known.Contains(name),
            $"{name} is no test"));
    }

    [Fact]
    public void Every_attack_names_a_test()
    {
        var attacks = File.ReadLines(Security).SkipWhile(line => line != "## Attacks")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line != "| attack | defense | test |")
            .ToList();
        Assert.NotEmpty(attacks);
        Assert.All(attacks, attack => Assert.True(
            Named().IsMatch(attack.Split('|')[^2]) || attack.EndsWith("| the same |", StringComparison.Ordinal), attack));
    }

    [GeneratedRegex(@"(?:void|Task|class) ([A-Z]\w+)")]
    private static partial Regex Declared();

    /// <summary>A test, its beginning with an ellipsis, or a class of tests.</summary>
    [GeneratedRegex(@"`([A-Z]\w*_\w*[a-z]\w*…?|[A-Z]\w+(?:Tests|Properties))`")]
    private static partial Regex Named();
}
