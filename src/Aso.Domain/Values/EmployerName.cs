using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Aso.Domain.Values;

/// <summary>
/// An employer's name in paths, keys and rows: 3 to 40 lower-case letters, digits and hyphens, no hyphen at either end.
/// So it is never a path, a quote, a line break or one of the characters that separate the parts of a key.
/// </summary>
public readonly partial record struct EmployerName
{
    /// <summary>The expected form, for error messages.</summary>
    public const string Expected = "3 to 40 of a-z, 0-9 and -, no - at the ends";

    private readonly string _text;

    private EmployerName(string text) => _text = text;

    public static bool TryParse([NotNullWhen(true)] string? text, out EmployerName name)
    {
        var valid = text is not null && Form().IsMatch(text);
        name = valid ? new EmployerName(text!) : default;
        return valid;
    }

    public static bool IsValid([NotNullWhen(true)] string? text) => TryParse(text, out _);

    public override string ToString() => _text ?? "";

    // Not $, which a line break may follow.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{1,38}[a-z0-9]\z")]
    private static partial Regex Form();
}
