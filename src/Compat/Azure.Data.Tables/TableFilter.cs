using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>Writes values as literals of the service's filter language.</summary>
internal static class TableFilter
{
    public static string Create(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var literals = new object[filter.ArgumentCount];
        for (var i = 0; i < literals.Length; i++)
            literals[i] = Literal(filter.GetArgument(i));
        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    /// <exception cref="NotSupportedException">The service has no such type, or the value is null.</exception>
    public static string Literal(object? value) => value switch
    {
        string text => $"'{Escape(text)}'",
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => EdmText.Of(number),
        Guid guid => $"guid'{guid:D}'",
        DateTimeOffset time => $"datetime'{EdmText.Of(time)}'",
        DateTime time => $"datetime'{EdmText.Of(time.ToUniversalTime())}'",
        byte[] bytes => $"X'{Convert.ToHexStringLower(bytes)}'",
        BinaryData data => $"X'{Convert.ToHexStringLower(data.ToMemory().Span)}'",
        Enum member => $"'{member}'",
        null => throw new NotSupportedException("The Table service has no null to compare with."),
        _ => throw new NotSupportedException($"The Table service has no type for {value.GetType()}."),
    };

    public static string Escape(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
