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

    /// <summary>A row for each line; the column <c>division</c> is empty, for the whole.</summary>
    public static byte[] Write(Statement statement)
    {
        return Write(csv =>
        {
            Record(csv, "employer", "planYear", "month", "line", "unit", "amountMonth", "amountToDate", "division");
            foreach (var line in statement.Lines)
                Row(line.Name, line.Unit, Value(line.Unit, line.Month), Value(line.Unit, line.ToDate));
            Row("fund.opening", LineUnit.Cents, statement.Fund.Opening.ToString(), statement.Fund.YearOpening.ToString());
            ToDate("fund.closing", statement.Fund.Closing);
            if (statement.Rolling is { } rolling)
            {
                Row("rolling.months", LineUnit.Count, "", Value(LineUnit.Count, rolling.Months));
                Row("rolling.expected", LineUnit.Cents, "", rolling.Expected.ToString());
                Row("rolling.actual", LineUnit.Cents, "", rolling.Actual.ToString());
                Row("rolling.variance", LineUnit.Cents, "", rolling.Variance.ToString());
            }

            if (statement.Settlement is not { } settlement) return;
            ToDate("settlement.distributable", settlement.Distributable);
            ToDate("settlement.participantsPart", settlement.ParticipantsPart);
            ToDate("settlement.employerPart", settlement.EmployerPart);
            ToDate("settlement.administratorPart", settlement.AdministratorPart);
            ToDate("settlement.settledBefore", settlement.SettledBefore);
            ToDate("settlement.settledNow", settlement.SettledNow);
            ToDate("settlement.transferred", settlement.Transferred);

            void ToDate(string name, Cents amount) =>
                Row(name, LineUnit.Cents, amount.ToString(), amount.ToString());

            void Row(string name, LineUnit unit, string month, string toDate) => Record(
                csv, statement.Employer, statement.PlanYear.ToString(), statement.Month.ToString(), name,
                unit == LineUnit.Cents ? "amount" : "count", month, toDate, "");
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

    private static string Value(LineUnit unit, long value) =>
        unit == LineUnit.Cents ? new Cents(value).ToString() : value.ToString(CultureInfo.InvariantCulture);

    internal static void Record(CsvWriter csv, params string[] cells)
    {
        Fields(csv, cells);
        csv.NextRecord();
    }

    private static void Fields(CsvWriter csv, string[] cells)
    {
        // A leading minus is an amount, or outside text that a spreadsheet would run.
        foreach (var cell in cells)
            csv.WriteField(cell.StartsWith('-') && !IsAmount(cell) ? "'" + cell : cell);
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

    /// <summary>Writes records as they come.</summary>
    internal static async Task WriteAsync(
        Stream target, IEnumerable<string[]> records, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(target, leaveOpen: true);
        await using var csv = new CsvWriter(text, Configuration, leaveOpen: true);
        foreach (var cells in records)
        {
            cancellation.ThrowIfCancellationRequested();
            Fields(csv, cells);
            await csv.NextRecordAsync();
        }
    }
}
