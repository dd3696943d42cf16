namespace Aso.ClaimFiles.Text;

/// <summary>
/// The columns that say something of a person: what stands in them is quoted nowhere, not even where it cannot be read.
/// </summary>
internal static class PersonFields
{
    /// <summary>Longer text is no value of a column.</summary>
    private const int QuotedMax = 40;

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "memberId", "subscriberId", "birthDate", "sex", "firstName", "relationship", "diagnosis", "annualSalary",
        "otherIncome", "disabilityStart", "cause",
    };

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal)
    {
        "lineNumber", "serviceFrom", "serviceTo", "received", "paidDate", "provider", "units", "charge", "allowed",
        "otherPaid", "paid", "revenueCode", "disabilityStart", "otherIncome", "birthDate", "effective", "termination",
        "annualSalary", "amount", "date",
    };

    /// <summary>
    /// Words stand where a number or a date belongs: the cells have probably shifted, and any may be a name.
    /// </summary>
    public static bool AreShifted(string column, ReadOnlySpan<byte> cell) =>
        !cell.IsEmpty && Numbers.Contains(column) && !cell.ContainsAnyInRange((byte)'0', (byte)'9');

    /// <summary>The cell's text, where it may be quoted; else null.</summary>
    public static string? Quote(string column, ReadOnlySpan<byte> cell)
    {
        if (cell.Length is 0 or > QuotedMax || Names.Contains(column) || IsSocialSecurityNumber(cell)) return null;
        var text = System.Text.Encoding.UTF8.GetString(cell);
        return text.Any(letter => char.IsControl(letter) || letter == '\uFFFD') ? null : text;
    }

    // Nine digits, with hyphens or without: in a row whose cells have shifted it may stand anywhere.
    private static bool IsSocialSecurityNumber(ReadOnlySpan<byte> cell)
    {
        var digits = 0;
        foreach (var letter in cell)
            if (char.IsAsciiDigit((char)letter)) digits++;
            else if (letter is not ((byte)'-' or (byte)' ')) return false;
        return digits == 9;
    }
}
