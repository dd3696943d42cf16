using System.Globalization;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http.Api;

/// <summary>A report as the caller accepts it: JSON, or CSV with the same figures.</summary>
internal static class ReportForm
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    public static bool IsCsv(HttpRequest request)
    {
        var form = Routes.Accepted(request, [Json, Csv]);
        request.HttpContext.Response.Headers.Vary = "Accept";
        return form == Csv;
    }

    /// <param name="records">The header first.</param>
    public static Answer OfCsv(string fileName, IEnumerable<string[]> records) => Answer.Ok(
        StatementCsv.Write(csv =>
        {
            foreach (var cells in records) StatementCsv.Record(csv, cells);
        }),
        Csv + "; charset=utf-8",
        fileName: fileName);

    /// <inheritdoc cref="OfCsv"/>
    public static Answer OfLongCsv(string fileName, string version, IEnumerable<string[]> records) => Answer.Streamed(
        (body, cancellation) => StatementCsv.WriteAsync(body, records, cancellation), Csv + "; charset=utf-8", version,
        fileName);

    public static string Cell(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Cell(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Cell(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Cell(Cents? amount) => amount?.ToString() ?? "";
}
