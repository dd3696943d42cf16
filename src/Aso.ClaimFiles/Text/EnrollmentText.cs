using System.Globalization;

namespace Aso.ClaimFiles.Text;

/// <summary>Words of enrollment that every format shares (files.md section 3).</summary>
internal static class EnrollmentText
{
    public static string DivisionWords { get; } = string.Create(
        CultureInfo.InvariantCulture, $"at most {EnrollmentRow.DivisionMax} characters on one line, or nothing");

    /// <summary>Whether it can name a division; trimmed, and null where it is empty: unassigned.</summary>
    public static bool TryDivision(string text, out string? division)
    {
        var trimmed = text.Trim();
        division = trimmed.Length == 0 ? null : trimmed;
        return trimmed.Length <= EnrollmentRow.DivisionMax && !trimmed.Any(char.IsControl);
    }
}
