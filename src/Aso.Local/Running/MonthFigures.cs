using System.Text.Json;

namespace Aso.Local.Running;

/// <summary>What a closed month's statement says, in its key figures.</summary>
/// <param name="Claims">Paid claims; a void counts −1.</param>
internal sealed record MonthFigures(
    string Name, long Claims, decimal Paid, decimal StopLoss, decimal FundBalance, decimal Surplus)
{
    /// <summary>Reads a statement (http.md), for its month or to date.</summary>
    /// <param name="column"><c>month</c> or <c>toDate</c>.</param>
    public static MonthFigures Read(string name, JsonElement statement, string column)
    {
        var lines = statement.GetProperty("lines").EnumerateObject().ToList();
        return new MonthFigures(
            name,
            (long)Sum("claims."),
            Sum("paid."),
            Sum("specific") + Sum("aggregate"),
            statement.GetProperty("fund").GetProperty("closing").GetDecimal(),
            Sum("surplus"));

        decimal Sum(string start) => lines
            .Where(line => line.Name.StartsWith(start, StringComparison.Ordinal))
            .Sum(line => line.Value.GetProperty(column).GetDecimal());
    }
}
