using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>Text forms shared by bodies and filters.</summary>
internal static class EdmText
{
    /// <summary>To the 100 ns the service keeps, in UTC.</summary>
    public static string Of(DateTimeOffset time) => Of(time.UtcDateTime);

    public static string Of(DateTime utc) =>
        utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Shortest form that reads back equal, and never that of an integer.</summary>
    public static string Of(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyExceptInRange('-', '9') < 0 && !text.Contains('.', StringComparison.Ordinal)
            ? text + ".0"
            : text;
    }
}
