namespace Scenarios.Golden;

/// <summary>
/// One case: <c>case.md</c> says what it shows, <c>steps.txt</c> what happens, <c>plans</c>, <c>enrollment</c>,
/// <c>claims</c> and <c>recoveries</c> hold what is dropped, <c>expected</c> what comes of it.
/// </summary>
internal sealed class GoldenFolder(string name)
{
    private static readonly string Root = Path.Combine(Repository.Root, "tests", "Scenarios", "Golden");

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Root, "steps.txt", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal);

    private string Outcome => Path.Combine(Root, name, "expected");

    /// <summary>A file of the case, with newlines alone at its ends of lines.</summary>
    public string Read(params string[] path) =>
        File.ReadAllText(Path.Combine([Root, name, .. path])).ReplaceLineEndings("\n");

    /// <summary>What is to be done, in order, without comments and blank lines.</summary>
    public IEnumerable<string> Steps() =>
        Read("steps.txt").Split('\n').Select(step => step.Trim()).Where(step => step.Length > 0 && step[0] != '#');

    /// <summary>Every file of <c>expected</c>.</summary>
    public IReadOnlyDictionary<string, string> Expected() =>
        Directory.Exists(Outcome)
            ? Directory.EnumerateFiles(Outcome)
                .ToDictionary(file => Path.GetFileName(file)!, file => Read("expected", Path.GetFileName(file)!))
            : new Dictionary<string, string>();

    public void Rewrite(IReadOnlyDictionary<string, string> outcome)
    {
        if (Directory.Exists(Outcome)) Directory.Delete(Outcome, recursive: true);
        Directory.CreateDirectory(Outcome);
        foreach (var (file, content) in outcome) File.WriteAllText(Path.Combine(Outcome, file), content);
    }
}
