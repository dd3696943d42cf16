using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Aso.Domain.Tests;

public sealed partial class WorkedExamplesTests
{
    [Fact]
    public void Every_worked_case_is_a_test_or_marked_as_not_there_yet()
    {
        var used = Directory.EnumerateFiles(FolderOfTests(), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Uses().Matches(File.ReadAllText(file)))
            .Select(use => use.Groups["title"].Value)
            .ToList();

        Assert.All(WorkedExamples.Titles, title =>
            Assert.Contains(used, start => title.StartsWith(start, StringComparison.Ordinal)));
    }

    private static string FolderOfTests([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("WorkedExamples\\.Find\\(\\s*\"(?<title>[^\"]+)\"")]
    private static partial Regex Uses();
}
