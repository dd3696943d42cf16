using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Aso.Domain.Tests.Adjudication;

/// <summary>Everything a book answers as text, so that two books are equal where their texts are.</summary>
internal static class Printed
{
    public static string Of(ShardBook book) => string.Join('\n', Parts(book));

    /// <summary>Without what tells the order of arrival between families.</summary>
    public static string OfMoney(ShardBook book) =>
        string.Join('\n', [Of((object)book.Totals()), .. Positions(book), .. Members(book)]);

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static IEnumerable<string> Parts(ShardBook book)
    {
        yield return Of((object?)book.OpenMonth);
        yield return Of((object)book.Totals());
        foreach (var month in Enumerable.Range(0, 18)) yield return Of((object)book.Totals(Month.Of(2026, 1) + month));
        foreach (var positions in Positions(book)) yield return positions;
        foreach (var member in Members(book)) yield return member;
        yield return Of((object)book.Pended());
        yield return Of((object)book.Decided().ToList());
        foreach (var year in book.Plans.Keys) yield return Of((object)book.Uncovered(year));
    }

    private static IEnumerable<string> Positions(ShardBook book) =>
        book.Plans.Keys.Order().Select(year => Of((object)book.Positions(year)));

    private static IEnumerable<string> Members(ShardBook book) =>
        from family in Enumerable.Range(0, 3)
        from member in Enumerable.Range(0, 3)
        select Of((object?)book.Member($"M-{family}{member}"));

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null or string or bool or Enum or DateOnly or Cents or Month or PlanYear or Rule:
            case IFormattable:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append(' ');
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items) Write(text, item);
                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append('{');
                foreach (var property in PropertiesOf(value.GetType())) Write(text, property.GetValue(value));
                text.Append('}');
                break;
        }
    }

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0);
}
