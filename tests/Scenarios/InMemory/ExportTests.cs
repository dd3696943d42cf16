using System.Globalization;
using System.Text.RegularExpressions;
using Aso.Ledger.Exports;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Local.Commands;
using AsoFunctions.Triggers;
using DuckDB.NET.Data;
using Scenarios.Faults;
using Scenarios.Golden;

namespace Scenarios.InMemory;

/// <summary>
/// DuckDB, which is not ours, reads both forms of a golden year, as whoever is given the files will (docs/exports.md).
/// </summary>
public sealed partial class ExportTests : IClassFixture<ExportedYear>
{
    private static readonly string[] Tables = ["decisions", "lines", "enrollment_months", "statement_lines"];

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "exports.md"));

    private readonly ExportedYear _year;

    public ExportTests(ExportedYear year) => _year = year;

    [Fact]
    public void Both_forms_of_each_table_hold_the_same_with_the_columns_that_the_page_names()
    {
        foreach (var table in Tables)
        {
            var columns = _year.Ask($"DESCRIBE SELECT * FROM '{table}.parquet'");
            Assert.Equal(Described(table), columns.Select(column => (column[0], column[1])));
            Assert.NotEqual("0", _year.Ask($"SELECT count(*) FROM '{table}.parquet'")[0][0]);
            var types = string.Join(", ", columns.Select(column => $"'{column[0]}': '{column[1]}'"));
            AssertSame(
                $"SELECT * FROM '{table}.parquet'",
                $"SELECT * FROM read_csv('{table}.csv', header = true, columns = {{{types}}})");
        }
    }

    [Fact]
    public async Task The_months_in_the_container_are_what_the_whole_export_has_of_them_and_come_to_the_ledgers_figures()
    {
        await _year.DownloadAsync();
        var view = await _year.Pipeline.ViewAsync("acme");
        foreach (var table in Tables)
        {
            var closed = table == "statement_lines" ? "" : $" WHERE posting_month < DATE '{view.Ledger.OpenMonth}-01'";
            AssertSame($"SELECT * FROM '{table}.parquet'{closed}", $"SELECT * FROM 'acme/*/{table}*.parquet'");
        }

        var paid = 0m;
        foreach (var year in view.Plans.Select(plan => plan.Plan.Year))
            foreach (var statement in await _year.Pipeline.Get<StatementStore>().ReadAsync("acme", year))
                paid += statement.Lines.Where(line => line.Name.StartsWith("paid.", StringComparison.Ordinal))
                    .Sum(line => new Cents(line.Month)).Amount;
        Assert.NotEqual(0m, paid);
        foreach (var form in (string[])["parquet", "csv"])
            Assert.Equal(paid, Amount(
                _year.Ask($"SELECT CAST(sum(paid) AS DECIMAL(38,2)) FROM 'acme/*/decisions-*.{form}'")[0][0]));
    }

    [Fact]
    public void The_questions_of_the_page_are_answered()
    {
        var answers = Query().Matches(Page).Select(query => _year.Ask(query.Groups[1].Value)).ToList();
        Assert.Equal(4, answers.Count);
        Assert.All(answers, Assert.NotEmpty);
        // Read as text from CSV, the rules are those of Parquet.
        Assert.Equal(_year.Ask("SELECT rule, sum(charge) FROM 'lines.parquet' GROUP BY rule ORDER BY rule"), answers[0]);
        Assert.All(answers[1], row => Assert.Equal(0m, Amount(row[4])));
        Assert.Contains(answers[1], row => Amount(row[2]) != 0m);
    }

    [Fact]
    public async Task Written_again_after_a_crash_it_is_the_same_bytes_and_each_shard_has_written_its_part()
    {
        var storage = _year.Pipeline.Storage;
        var before = await FilesAsync(storage);
        Assert.Equal(
            ["00", "01", "03"],
            before.Keys.Where(name => name.Contains("/enrollment_months-", StringComparison.Ordinal))
                .Select(name => name.Split('-')[^2]).Distinct().Order());

        // As if every process had died between writing and saying so.
        for (var shard = 0; shard < ExportedYear.Shards; shard++)
        {
            var partition = new ShardId("acme", shard).Partition;
            await storage.CommitAsync(partition, [RowAction.Insert(new Row(partition, "remit~2026-03")
                .With("month", "2026-03").With("closed", "2026-04-09T12:00:00.0000000+00:00"))]);
            await _year.Pipeline.Functions<ApplyStopLoss>().RunAsync(partition, default);
            Assert.True(await new ShardOutbox(storage).IsEmptyAsync(new ShardId("acme", shard)));
        }

        Assert.Equal(before, await FilesAsync(storage));
    }

    [Fact]
    public async Task What_is_dropped_and_closed_while_the_whole_is_exported_is_in_no_table()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-04-15", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC", "tiers": ["single"],
              "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {} } }
            """);
        const string members =
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n";
        const string claims = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\n";
        await pipeline.DropAsync("enrollment", "acme/1.csv", members + "S1,M1,self,,single,medical,2026-01-01,,\n");
        await pipeline.DropAsync("claims", "acme/1.csv", claims + "C1,1,medical,M1,2026-01-05,100\n");
        await pipeline.CloseAsync("acme", "2026-01");
        using var folder = new TemporaryFolder();
        var isFirst = true;
        await new WholeExport(pipeline.Storage, new ShardCache(pipeline.Storage)).WriteAsync("acme", Create, default);

        // Heads are read before the first file is made.
        Assert.Equal(["C1"], Cells("decisions.csv", "claim_number"));
        Assert.All(Cells("enrollment_months.csv", "member_id"), member => Assert.Equal("M1", member));
        Assert.Equal(["2026-01-01"], Cells("statement_lines.csv", "month").Distinct());

        Stream Create(string name)
        {
            if (isFirst) MeanwhileAsync().GetAwaiter().GetResult();
            isFirst = false;
            return File.Create(folder[name]);
        }

        async Task MeanwhileAsync()
        {
            await pipeline.DropAsync("enrollment", "acme/2.csv", members + "S2,M2,self,,single,medical,2026-01-01,,\n");
            await pipeline.DropAsync("claims", "acme/2.csv", claims + "C2,1,medical,M2,2026-02-05,50\n");
            await pipeline.CloseAsync("acme", "2026-02");
        }

        IEnumerable<string> Cells(string name, string column)
        {
            var rows = File.ReadAllLines(folder[name]).Select(row => row.Split(',')).ToList();
            return rows.Skip(1).Select(row => row[Array.IndexOf(rows[0], column)]);
        }
    }

    [Fact]
    public async Task An_export_that_is_cut_short_leaves_the_files_of_before()
    {
        using var folder = new TemporaryFolder();
        var storage = FailingStorage.Wrap(_year.Pipeline.Storage, (call, _) =>
        {
            // Once the tables' files are begun, the log cannot be read.
            if (Directory.EnumerateFiles(folder.Path, "*.csv.*").Any()) throw new IOException(call);
        });
        await File.WriteAllTextAsync(folder["decisions.csv"], "of before");
        await Assert.ThrowsAsync<IOException>(() => ExportCommand.WriteAsync(storage, "acme", folder.Path, default));
        Assert.Equal("of before", await File.ReadAllTextAsync(folder["decisions.csv"]));
        Assert.Equal(
            ["decisions.csv"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName)
                .Where(name => Path.GetExtension(name) is ".csv" or ".parquet"));

        await ExportCommand.WriteAsync(_year.Pipeline.Storage, "acme", folder.Path, default);
        Assert.Equal(8, Directory.GetFiles(folder.Path).Length);
        Assert.StartsWith("posting_month,", await File.ReadAllTextAsync(folder["decisions.csv"]), StringComparison.Ordinal);
    }

    /// <summary>Nothing is in the one that is not in the other, and as often.</summary>
    private void AssertSame(string one, string other)
    {
        Assert.Empty(_year.Ask($"({one}) EXCEPT ALL ({other})"));
        Assert.Empty(_year.Ask($"({other}) EXCEPT ALL ({one})"));
    }

    private static decimal Amount(string? text) => decimal.Parse(text!, CultureInfo.InvariantCulture);

    private static async Task<SortedDictionary<string, string>> FilesAsync(MemoryStorage storage)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in storage.ListBlobsAsync(MonthlyExports.Container, "acme/"))
            files.Add(blob.Name, Convert.ToBase64String(
                (await storage.ReadBlobAsync(new BlobName(MonthlyExports.Container, blob.Name)))!));
        return files;
    }

    /// <summary>The columns of a table by the page, with the types that DuckDB has for the page's.</summary>
    private static IEnumerable<(string?, string?)> Described(string table)
    {
        var from = Page.IndexOf($"## {table}\n", StringComparison.Ordinal);
        var section = Page[from..Page.IndexOf("\n## ", from, StringComparison.Ordinal)];
        return ColumnRow().Matches(section).Select(row => ((string?)row.Groups[1].Value, (string?)(row.Groups[2].Value switch
        {
            "integer" => "BIGINT",
            "text" => "VARCHAR",
            var type => type.ToUpperInvariant(),
        })));
    }

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex ColumnRow();

    [GeneratedRegex(@"```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Query();
}

/// <summary>A golden year with its whole export in a folder, and DuckDB there.</summary>
public sealed class ExportedYear : IAsyncLifetime, IDisposable
{
    internal const int Shards = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly DuckDBConnection _duck = new("Data Source=:memory:");
    private GoldenRun _run = null!;

    internal MemoryPipeline Pipeline => _run.Pipeline;

    public async Task InitializeAsync()
    {
        _run = await GoldenRun.DoneAsync(new GoldenFolder("divisions-with-one-sold-in-midyear"), Shards);
        await Pipeline.SettleAsync("acme");
        await new WholeExport(Pipeline.Storage, new ShardCache(Pipeline.Storage)).WriteAsync(
            "acme", name => File.Create(_folder[name]), default);
        await _duck.OpenAsync();
        Ask($"SET file_search_path = '{_folder.Path}'");
    }

    /// <summary>What lies in the container, with its folders.</summary>
    internal async Task DownloadAsync()
    {
        await foreach (var blob in Pipeline.Storage.ListBlobsAsync(MonthlyExports.Container, "acme/"))
        {
            var file = _folder[blob.Name];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(
                file, (await Pipeline.Storage.ReadBlobAsync(new BlobName(MonthlyExports.Container, blob.Name)))!);
        }
    }

    internal List<string?[]> Ask(string query)
    {
        using var command = _duck.CreateCommand();
#pragma warning disable CA2100 // The queries are ours, and documented.
        command.CommandText = query;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
            rows.Add([
                .. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column)
                    ? null
                    : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)),
            ]);
        return rows;
    }

    public async Task DisposeAsync() => await _run.DisposeAsync();

    public void Dispose()
    {
        _duck.Dispose();
        _folder.Dispose();
    }
}
