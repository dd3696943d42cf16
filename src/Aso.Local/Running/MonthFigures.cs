using System.Text.Json;

namespace Aso.Local.Running;

/// <summary>What a closed month's statement says, in its key figures.</summary>
/// <param name="Claims">Paid claims; a void counts −1.</param>
/// <param name="StopLoss">Accrued, of both halves.</param>
/// <param name="FundBalance">Cash at the close, as all that follow are of the close.</param>
/// <param name="Unpaid">Net of what stop-loss will pay of them.</param>
/// <param name="Surplus">Fund balance + receivable − unpaid − disability reserve − a prior deficit.</param>
internal sealed record MonthFigures(
    string Name, long Claims, decimal Paid, decimal StopLoss, decimal FundBalance, decimal Receivable, decimal Unpaid,
    decimal DisabilityReserve, decimal Surplus)
{
    /// <summary>Reads a statement (http.md): what moved in its month or to date, and what is left at its close.</summary>
    /// <param name="column"><c>month</c> or <c>toDate</c>.</param>
    public static MonthFigures Read(string name, JsonElement statement, string column)
    {
        var lines = statement.GetProperty("lines").EnumerateObject().ToList();
        return new MonthFigures(
            name,
            (long)Sum("claims.", column),
            Sum("paid.", column),
            Sum("specific", column) + Sum("aggregate", column),
            statement.GetProperty("fund").GetProperty("closing").GetDecimal(),
            Sum("receivable", "toDate"),
            Sum("unpaidNet", "toDate"),
            Sum("disabilityReserve", "toDate"),
            Sum("surplus", "toDate"));

        decimal Sum(string start, string of) => lines
            .Where(line => line.Name.StartsWith(start, StringComparison.Ordinal))
            .Sum(line => line.Value.GetProperty(of).GetDecimal());
    }
}
