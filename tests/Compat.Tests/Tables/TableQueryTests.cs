using Azure;
using Azure.Data.Tables;

namespace Compat.Tests.Tables;

[Collection(TablesCollection.Name)]
public sealed class TableQueryTests(TablesFixture fixture)
{
    private static readonly Guid Id = new("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task More_rows_than_a_page_holds_come_whole_and_in_the_order_of_their_keys()
    {
        var table = await fixture.NewTableAsync();
        var keys = await FillAsync(table, 1_050);

        var pages = await table.QueryAsync<TableEntity>("PartitionKey eq 'p'").AsPages().ToListAsync();

        Assert.Equal([1_000, 50], pages.Select(page => page.Values.Count));
        Assert.Equal(keys, pages.SelectMany(page => page.Values).Select(row => row.RowKey));
        Assert.NotNull(pages[0].ContinuationToken);
        Assert.Null(pages[1].ContinuationToken);
    }

    [Fact]
    public async Task A_continuation_token_resumes_after_its_page_in_another_client()
    {
        var table = await fixture.NewTableAsync();
        var keys = await FillAsync(table, 25);
        var first = await table.QueryAsync<TableEntity>(maxPerPage: 10).AsPages().FirstAsync();

        var rest = await new TableClient(fixture.ConnectionString, table.Name).QueryAsync<TableEntity>()
            .AsPages(first.ContinuationToken, pageSizeHint: 10).ToListAsync();

        Assert.Equal(keys[..10], first.Values.Select(row => row.RowKey));
        Assert.Equal([10, 5], rest.Select(page => page.Values.Count));
        Assert.Equal(keys[10..], rest.SelectMany(page => page.Values).Select(row => row.RowKey));
    }

    [Fact]
    public async Task Select_reads_the_named_properties_only()
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1, ["b"] = 2 });

        var row = await table.QueryAsync<TableEntity>(select: ["RowKey", "b"]).FirstAsync();

        Assert.Equal(("r", 2), (row.RowKey, row.GetInt32("b")));
        Assert.False(row.ContainsKey("a"));
    }

    [Fact]
    public async Task A_filter_made_of_values_quotes_each_by_its_type()
    {
        var table = await fixture.NewTableAsync();
        var row = new TableEntity("it's", "O'Brien 日本")
        {
            ["text"] = "a' or '1' eq '1",
            ["int"] = -5,
            ["long"] = long.MaxValue,
            ["double"] = 2.0,
            ["flag"] = true,
            ["id"] = Id,
            ["time"] = Noon,
        };
        await table.AddEntityAsync(row);
        await table.AddEntityAsync(new TableEntity("it's", "other"));
        string[] filters =
        [
            TableClient.CreateQueryFilter($"PartitionKey eq {row.PartitionKey} and RowKey eq {row.RowKey}"),
            TableClient.CreateQueryFilter($"text eq {row.GetString("text")}"),
            TableClient.CreateQueryFilter($"int eq {row.GetInt32("int")} and long eq {row.GetInt64("long")}"),
            TableClient.CreateQueryFilter($"double eq {row.GetDouble("double")} and flag eq {row.GetBoolean("flag")}"),
            TableClient.CreateQueryFilter($"id eq {Id} and time eq {Noon}"),
        ];

        foreach (var filter in filters)
        {
            var found = await table.QueryAsync<TableEntity>(filter).ToListAsync();
            Assert.Equal([row.RowKey], found.Select(each => each.RowKey));
        }
    }

    [Fact]
    public async Task A_range_of_row_keys_by_expression_finds_what_lies_in_it()
    {
        var table = await fixture.NewTableAsync();
        await FillAsync(table, 20);
        var (from, to) = ("log~0005", "log~0008");

        var rows = await table.QueryAsync<TableEntity>(row => row.PartitionKey == "p"
            && string.Compare(row.RowKey, from) >= 0 && row.RowKey.CompareTo(to) < 0).ToListAsync();

        Assert.Equal(["log~0005", "log~0006", "log~0007"], rows.Select(row => row.RowKey));
    }

    [Fact]
    public async Task Every_comparison_by_expression_finds_what_it_says()
    {
        var table = await fixture.NewTableAsync();
        for (var i = 0; i < 4; i++)
        {
            await table.AddEntityAsync(new Count
            {
                PartitionKey = "p", RowKey = $"{i}", Number = i, Even = i % 2 == 0, At = Noon.AddDays(i), Id = Id,
            });
        }
        var two = new { Value = 2L };

        Assert.Equal("2", await Keys(row => row.Number == two.Value));
        Assert.Equal("013", await Keys(row => row.Number != two.Value));
        Assert.Equal("01", await Keys(row => row.Number < 2));
        Assert.Equal("012", await Keys(row => row.Number <= 2));
        Assert.Equal("3", await Keys(row => row.Number > 2));
        Assert.Equal("23", await Keys(row => 2 <= row.Number));
        Assert.Equal("02", await Keys(row => row.Even));
        Assert.Equal("13", await Keys(row => !row.Even));
        Assert.Equal("03", await Keys(row => row.Number == 0 || (row.Number > 2 && row.Id == Id)));
        Assert.Equal("3", await Keys(row => row.At > Noon.AddDays(2)));

        async Task<string> Keys(System.Linq.Expressions.Expression<Func<Count, bool>> filter) =>
            string.Concat(await table.QueryAsync(filter).Select(row => row.RowKey).ToListAsync());
    }

    private static async Task<List<string>> FillAsync(TableClient table, int count)
    {
        var keys = Enumerable.Range(0, count).Select(i => $"log~{i:D4}").ToList();
        foreach (var hundred in keys.Chunk(100))
        {
            await table.SubmitTransactionAsync(hundred.Select(
                key => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", key))));
        }
        return keys;
    }

    public sealed class Count : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public long Number { get; set; }

        public bool Even { get; set; }

        public DateTimeOffset At { get; set; }

        public Guid Id { get; set; }
    }
}
