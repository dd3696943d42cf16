using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Aso.Domain.Tests.Rules;

/// <summary>Everything a book answers as text, so that two books are equal where their texts are.</summary>
internal static class Printed
{
    public static string Print(ShardBook book) => string.Join('\n', Parts(book));

    /// <summary>Without what tells the order of arrival between families.</summary>
    public static string PrintMoney(ShardBook book) =>
        string.Join('\n', [Print((object)book.Totals()), .. Positions(book), .. Members(book)]);

    public static string Print(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static IEnumerable<string> Parts(ShardBook book)
    {
        yield return Print((object?)book.OpenMonth);
        yield return Print((object)book.Totals());
        foreach (var month in Enumerable.Range(0, 18))
            yield return Print((object)book.Totals(Month.Of(2026, 1) + month));
        foreach (var positions in Positions(book)) yield return positions;
        foreach (var member in Members(book)) yield return member;
        yield return Print((object)book.Pended());
        yield return Print((object)book.Decided().ToList());
        foreach (var year in book.Plans.Keys) yield return Print((object)book.Uncovered(year));
    }

    private static IEnumerable<string> Positions(ShardBook book) =>
        book.Plans.Keys.Order().Select(year => Print((object)book.Positions(year)));

    private static IEnumerable<string> Members(ShardBook book) =>
        from family in Enumerable.Range(0, 3)
        from member in Enumerable.Range(0, 3)
        let name = $"M-{family}{member}"
        select Print(new object?[] { book.Member(name), book.SpendingAccounts(name, new DateOnly(2026, 12, 31)) });

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
