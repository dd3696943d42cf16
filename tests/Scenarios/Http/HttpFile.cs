using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scenarios.Http;

/// <summary>One request of a .http file, its variables not yet filled in.</summary>
internal sealed record HttpFileRequest(
    string Title, string? Name, int Answers, string Method, string Url,
    IReadOnlyList<(string Name, string Value)> Headers, string? Body);

/// <summary>A .http file as editors run it: requests between <c>###</c>, variables, and answers of named requests.</summary>
internal sealed partial class HttpFile
{
    private readonly Dictionary<string, string> _variables = [];
    private readonly Dictionary<string, JsonElement> _answers = [];

    private HttpFile(IReadOnlyList<HttpFileRequest> requests) => Requests = requests;

    public IReadOnlyList<HttpFileRequest> Requests { get; }

    public static HttpFile Parse(string text)
    {
        var sections = text.ReplaceLineEndings("\n").Split("\n###");
        var file = new HttpFile([.. sections.Skip(1).Select(Request)]);
        foreach (Match match in Variable().Matches(sections[0]))
            file._variables[match.Groups[1].Value] = match.Groups[2].Value;
        return file;
    }

    public void Set(string variable, string value)
    {
        Assert.True(_variables.ContainsKey(variable), $"the file has no variable {variable}");
        _variables[variable] = value;
    }

    public void Answered(string name, JsonElement answer) => _answers[name] = answer;

    /// <summary>With variables and earlier answers filled in; a hole that nothing fills is an error.</summary>
    public string Fill(string text) => Hole().Replace(text, match =>
    {
        var parts = match.Groups[1].Value.Split(".response.body.$.");
        return parts.Length == 1 ? _variables[parts[0]] : At(_answers[parts[0]], parts[1]);
    });

    private static string At(JsonElement answer, string path)
    {
        foreach (Match step in Step().Matches(path))
            answer = step.Groups[1].Success
                ? answer[int.Parse(step.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)]
                : answer.GetProperty(step.Value);
        return answer.ToString();
    }

    private static HttpFileRequest Request(string section)
    {
        var lines = section.Split('\n').ToList();
        var start = lines.FindIndex(1, line => line.Length > 0 && !line.StartsWith('#'));
        var notes = lines.Take(start).ToList();
        var blank = lines.FindIndex(start, line => line.Length == 0);
        var end = blank < 0 ? lines.Count : blank;
        var target = lines[start].Split(' ', 2);
        var body = string.Join('\n', lines.Skip(end)).Trim();
        return new HttpFileRequest(
            lines[0].Trim(),
            Note("# @name "),
            int.Parse(Note("# answers ")!, System.Globalization.CultureInfo.InvariantCulture),
            target[0],
            target[1],
            [.. lines.Take(end).Skip(start + 1).Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1]))],
            body.Length == 0 ? null : body);

        string? Note(string start) =>
            notes.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
    }

    [GeneratedRegex(@"^@(\w+) = (.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{(.+?)\}\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\[(\d+)\]|\w+")]
    private static partial Regex Step();
}
