using System.Text;
using System.Text.RegularExpressions;

namespace Aso.Local.Hosting;

/// <summary>
/// A blob trigger's path: a container, then optionally a pattern of names. As on the platform a parameter matches
/// as much as it can, slashes too: of <c>{a}/{b}</c>, <c>{b}</c> is what follows the last slash.
/// </summary>
internal sealed partial class BlobPathPattern
{
    private readonly Regex? _name;

    private BlobPathPattern(string container, Regex? name)
    {
        Container = container;
        _name = name;
    }

    public string Container { get; }

    /// <exception cref="FormatException">The path is not a container, or a container and a pattern.</exception>
    public static BlobPathPattern Parse(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? path : path[..slash];
        if (container.Length == 0 || container.Contains('{', StringComparison.Ordinal) || slash == path.Length - 1)
        {
            throw new FormatException($"'{path}' is not a blob path: container, or container/pattern.");
        }
        return new BlobPathPattern(container, slash < 0 ? null : Capture(path, path[(slash + 1)..]));
    }

    /// <summary>The parameters' values, or null when the name is another.</summary>
    public IReadOnlyDictionary<string, string>? Match(string blobName)
    {
        if (_name is null)
        {
            return new Dictionary<string, string>();
        }
        var match = _name.Match(blobName);
        return match.Success
            ? match.Groups.Values.Skip(1).ToDictionary(group => group.Name, group => group.Value)
            : null;
    }

    private static Regex Capture(string path, string pattern)
    {
        var capture = new StringBuilder("^");
        var matched = 0;
        foreach (Match token in Token().Matches(pattern))
        {
            matched += token.Length;
            capture.Append(token.Groups["parameter"].Success
                ? $"(?<{token.Groups["parameter"].Value}>.*)"
                : Regex.Escape(token.Value is "{{" or "}}" ? token.Value[..1] : token.Value));
        }
        return matched == pattern.Length
            ? new Regex(capture.Append('$').ToString(), RegexOptions.CultureInvariant)
            : throw new FormatException($"'{path}' has a parameter that is not a name in braces.");
    }

    [GeneratedRegex(@"\{\{|\}\}|\{(?<parameter>[A-Za-z_]\w*)\}|[^{}]+")]
    private static partial Regex Token();
}
