using System.Globalization;
using Aso.Ledger.Exports;
using Aso.Ledger.Reading;
using CsvHelper;
using Scenarios.InMemory;

namespace Scenarios.Golden;

/// <summary>What was exported of the closed months adds up to their statements, to the cent.</summary>
internal static class GoldenExports
{
    public static async Task CheckAsync(MemoryPipeline pipeline)
    {
        // The last close's is written by a wake-up that no step has delivered.
        await pipeline.SettleAsync(GoldenRun.Employer);
        var (paid, lines, enrolled) = (new Sums(), new Sums(), new Sums());
        await foreach (var blob in pipeline.Storage.ListBlobsAsync(MonthlyExports.Container, $"{GoldenRun.Employer}/"))
        {
            if (!blob.Name.EndsWith(".csv", StringComparison.Ordinal)) continue;
            var table = blob.Name.Split('/')[2].Split('-', '.')[0];
            foreach (var row in Rows(await pipeline.TextAsync(MonthlyExports.Container, blob.Name)))
            {
                if (table == ExportTables.Decisions.Name)
                    paid.Add($"{row["posting_month"]} paid.{row["benefit"]}", row["paid"]);
                else if (table == ExportTables.Lines.Name && row["plan_year"].Length > 0)
                    lines.Add($"{row["posting_month"]} {row["plan_year"]} paid.{row["benefit"]}", row["paid"]);
                else if (table == ExportTables.EnrollmentMonths.Name && row["tier"].Length > 0)
                    enrolled.Add(
                        $"{row["posting_month"]} {row["plan_year"]} enrolled.{row["tier"]}", row["subscriber_months"]);
            }
        }

        var view = await pipeline.ViewAsync(GoldenRun.Employer);
        var (wrong, stated) = (new List<string>(), new Sums());
        foreach (var year in view.Plans.Select(plan => plan.Plan.Year))
        {
            foreach (var statement in await pipeline.Get<StatementStore>().ReadAsync(GoldenRun.Employer, year))
            {
                foreach (var line in statement.Lines)
                {
                    var key = $"{statement.Month}-01 {year} {line.Name}";
                    if (line.Name.StartsWith("paid.", StringComparison.Ordinal))
                    {
                        var amount = new Cents(line.Month).Amount;
                        stated.Add($"{statement.Month}-01 {line.Name}", amount);
                        if (lines[key] != amount) wrong.Add($"{key}: {amount}, lines {lines[key]}");
                    }
                    else if (line.Name.StartsWith("enrolled.", StringComparison.Ordinal) && enrolled[key] != line.Month)
                        wrong.Add($"{key}: {line.Month}, exported {enrolled[key]}");
                }
            }
        }

        wrong.AddRange(stated.Keys.Union(paid.Keys).Where(key => stated[key] != paid[key])
            .Select(key => $"{key}: {stated[key]}, decisions {paid[key]}"));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static IEnumerable<IDictionary<string, string>> Rows(string text)
    {
        using var csv = new CsvReader(new StringReader(text), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        while (csv.Read()) yield return csv.HeaderRecord!.ToDictionary(name => name, name => csv.GetField(name)!);
    }

    private sealed class Sums
    {
        private readonly Dictionary<string, decimal> _sums = new(StringComparer.Ordinal);

        public IEnumerable<string> Keys => _sums.Keys;

        public decimal this[string key] => _sums.GetValueOrDefault(key);

        public void Add(string key, string amount) => Add(key, decimal.Parse(amount, CultureInfo.InvariantCulture));

        public void Add(string key, decimal amount) => _sums[key] = this[key] + amount;
    }
}
