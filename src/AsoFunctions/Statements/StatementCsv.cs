using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace AsoFunctions.Statements;

/// <summary>A statement as CSV. Cells that a spreadsheet would run as formulas are escaped.</summary>
public static class StatementCsv
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        InjectionOptions = InjectionOptions.Escape,
        // Amounts are ours and may be negative; only text from outside can carry a formula.
        InjectionCharacters = ['=', '@', '+', '\t', '\r', '\n'],
    };

    public static byte[] Write(Statement statement)
    {
        return Write(csv =>
        {
            Record(csv, "employer", "planYear", "month", "line", "unit", "amountMonth", "amountToDate");
            foreach (var line in statement.Lines)
                Record(csv, statement.Employer, statement.PlanYear.ToString(), statement.Month.ToString(), line.Name,
                    line.Unit == LineUnit.Cents ? "amount" : "count", Value(line.Unit, line.Month),
                    Value(line.Unit, line.ToDate));
            Balance(csv, statement, "fund.opening", statement.Fund.Opening, statement.Fund.YearOpening);
            Balance(csv, statement, "fund.closing", statement.Fund.Closing, statement.Fund.Closing);
            if (statement.Settlement is not { } settlement) return;
            Balance(csv, statement, "settlement.distributable", settlement.Distributable, settlement.Distributable);
            Balance(csv, statement, "settlement.employerPart", settlement.EmployerPart, settlement.EmployerPart);
        });
    }

    /// <summary>Rule 3.30: what the administrator paid differently from plan terms, for a claims auditor.</summary>
    public static byte[] Differences(IEnumerable<Difference> differences) => Write(csv =>
    {
        Record(csv, "claimNumber", "subscriberId", "line", "postingMonth", "theirs", "ours", "excess", "rule");
        foreach (var one in differences)
            Record(csv, one.ClaimNumber, one.SubscriberId, one.Line.ToString(CultureInfo.InvariantCulture),
                one.PostingMonth.ToString(), one.Theirs.ToString(), one.Ours.ToString(), one.Excess.ToString(),
                one.Rule.ToString());
    });

    private static void Balance(CsvWriter csv, Statement statement, string name, Cents month, Cents toDate) =>
        Record(csv, statement.Employer, statement.PlanYear.ToString(), statement.Month.ToString(), name, "amount",
            month.ToString(), toDate.ToString());

    private static string Value(LineUnit unit, long value) =>
        unit == LineUnit.Cents ? new Cents(value).ToString() : value.ToString(CultureInfo.InvariantCulture);

    internal static void Record(CsvWriter csv, params string[] cells)
    {
        // A leading minus is an amount, or outside text that a spreadsheet would run.
        foreach (var cell in cells)
            csv.WriteField(cell.StartsWith('-') && !IsAmount(cell) ? "'" + cell : cell);
        csv.NextRecord();
    }

    private static bool IsAmount(string cell) => decimal.TryParse(
        cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    internal static byte[] Write(Action<CsvWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, leaveOpen: true))
        using (var csv = new CsvWriter(text, Configuration))
            write(csv);
        return bytes.ToArray();
    }
}
