using System.Globalization;

namespace Aso.Domain.Tests;

/// <summary>
/// How many made-up cases a property is tried with: ASO_PROPERTY_CASES, for a longer run or one of many runs, else what
/// the property asks for.
/// </summary>
internal static class PropertyCases
{
    public static int Or(int usual) =>
        int.TryParse(
            Environment.GetEnvironmentVariable("ASO_PROPERTY_CASES"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var given) ? given : usual;
}
