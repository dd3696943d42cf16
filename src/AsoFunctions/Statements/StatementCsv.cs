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

    /// <summary>A row for each line and division; the column <c>division</c> is empty for the whole.</summary>
    public static byte[] Write(Statement statement)
    {
        return Write(csv =>
        {
            Record(csv, "employer", "planYear", "month", "line", "unit", "amountMonth", "amountToDate", "division");
            Part(statement.Division ?? "", statement.Lines, statement.Fund, statement.Rolling);
            if (statement.Settlement is { } settlement) Settled(settlement);
            foreach (var division in statement.Divisions ?? [])
                Part(division.Name, division.Lines, division.Fund, division.Rolling);

            void Part(string division, IReadOnlyList<StatementLine> lines, Fund fund, RollingBudget? budget)
            {
                foreach (var line in lines)
                    Row(line.Name, line.Unit, Value(line.Unit, line.Month), Value(line.Unit, line.ToDate), division);
                Row("fund.opening", LineUnit.Cents, fund.Opening.ToString(), fund.YearOpening.ToString(), division);
                ToDate("fund.closing", fund.Closing, division);
                if (budget is not { } rolling) return;
                Row("rolling.months", LineUnit.Count, "", Value(LineUnit.Count, rolling.Months), division);
                Row("rolling.expected", LineUnit.Cents, "", rolling.Expected.ToString(), division);
                Row("rolling.actual", LineUnit.Cents, "", rolling.Actual.ToString(), division);
                Row("rolling.variance", LineUnit.Cents, "", rolling.Variance.ToString(), division);
            }

            void Settled(Settlement settlement)
            {
                ToDate("settlement.distributable", settlement.Distributable);
                ToDate("settlement.participantsPart", settlement.ParticipantsPart);
                ToDate("settlement.employerPart", settlement.EmployerPart);
                ToDate("settlement.administratorPart", settlement.AdministratorPart);
                ToDate("settlement.settledBefore", settlement.SettledBefore);
                ToDate("settlement.settledNow", settlement.SettledNow);
                ToDate("settlement.transferred", settlement.Transferred);
            }

            void ToDate(string name, Cents amount, string division = "") =>
                Row(name, LineUnit.Cents, amount.ToString(), amount.ToString(), division);

            void Row(string name, LineUnit unit, string month, string toDate, string division) => Record(
                csv, statement.Employer, statement.PlanYear.ToString(), statement.Month.ToString(), name,
                unit == LineUnit.Cents ? "amount" : "count", month, toDate, division);
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
        Stream target, IEnumerable<string[]> records, CancellationToken cancellation) =>
        await WriteAsync(target, records.ToAsyncEnumerable(), cancellation);

    /// <inheritdoc cref="WriteAsync(Stream, IEnumerable{string[]}, CancellationToken)"/>
    public static async Task WriteAsync(
        Stream target, IAsyncEnumerable<string[]> records, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(target, leaveOpen: true);
        await using var csv = new CsvWriter(text, Configuration, leaveOpen: true);
        await foreach (var cells in records.WithCancellation(cancellation))
        {
            Fields(csv, cells);
            await csv.NextRecordAsync();
        }
    }
}
