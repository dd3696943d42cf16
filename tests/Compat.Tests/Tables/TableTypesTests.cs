using System.Runtime.Serialization;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;

namespace Compat.Tests.Tables;

[Collection(TablesCollection.Name)]
public sealed class TableTypesTests(TablesFixture fixture)
{
    private static readonly DateTimeOffset Time =
        new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero).AddTicks(1);

    public static TheoryData<object> Values => new(
        "", "O'Brien \"quoted\" \\ / \r\n\t <&> ünïcödé 日本 🩺", "2026-01-01T00:00:00Z", "5",
        true, false,
        0, int.MinValue, int.MaxValue,
        0L, 5L, long.MinValue, long.MaxValue,
        0.0, 5.0, -1.5, 0.1, 1e-300, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        Guid.Empty, new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"));

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_of_any_type_reads_back_equal_and_of_its_type(object value)
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["value"] = value });

        TableEntity row = await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(value.GetType(), row["value"].GetType());
        Assert.Equal(value, row["value"]);
    }

    [Fact]
    public async Task A_time_reads_back_to_the_tick_in_utc_whatever_its_offset_was()
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r")
        {
            ["offset"] = Time.ToOffset(TimeSpan.FromHours(-5)),
            ["utc"] = Time.UtcDateTime,
        });

        TableEntity row = await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(Time, row.GetDateTimeOffset("offset"));
        Assert.Equal(TimeSpan.Zero, row.GetDateTimeOffset("offset")!.Value.Offset);
        Assert.Equal(Time.UtcDateTime, row.GetDateTime("utc"));
        Assert.Equal(DateTimeKind.Utc, row.GetDateTime("utc")!.Value.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(65_536)]
    public async Task Bytes_of_any_length_read_back_equal(int length)
    {
        var table = await fixture.NewTableAsync();
        var bytes = RandomNumberGenerator.GetBytes(length);
        await table.AddEntityAsync(
            new TableEntity("p", "r") { ["bytes"] = bytes, ["data"] = new BinaryData(bytes) });

        TableEntity row = await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(bytes, row.GetBinary("bytes"));
        Assert.Equal(bytes, row.GetBinaryData("data")!.ToArray());
    }

    [Fact]
    public async Task Ten_binary_properties_of_60_KiB_read_back_equal()
    {
        var table = await fixture.NewTableAsync();
        var row = new TableEntity("p", "r");
        var pages = Enumerable.Range(0, 10).Select(_ => RandomNumberGenerator.GetBytes(60 * 1024)).ToArray();
        for (var i = 0; i < pages.Length; i++)
            row[$"page{i}"] = pages[i];
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, row)]);

        TableEntity read = await table.GetEntityAsync<TableEntity>("p", "r");

        for (var i = 0; i < pages.Length; i++)
            Assert.Equal(pages[i], read.GetBinary($"page{i}"));
    }

    [Fact]
    public async Task A_getter_answers_null_for_an_absent_property_and_refuses_one_of_another_type()
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["text"] = "5" });

        TableEntity row = await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Null(row.GetInt64("absent"));
        Assert.Null(row.GetBinary("absent"));
        Assert.Throws<InvalidOperationException>(() => row.GetInt32("text"));
    }

    [Fact]
    public async Task A_class_of_the_applications_own_reads_back_equal()
    {
        var table = await fixture.NewTableAsync();
        var head = new Head
        {
            PartitionKey = "acme~0",
            RowKey = "head",
            Name = "Zoë's",
            Applied = long.MaxValue,
            Month = 12,
            Ratio = 2,
            Open = true,
            Id = Guid.NewGuid(),
            Closed = Time,
            Kind = Kind.Enrollment,
            Page = [1, 2, 3],
            More = new BinaryData(new byte[] { 4, 5 }),
            Renamed = "here",
            Ignored = "never stored",
        };
        var written = await table.AddEntityAsync(head);

        Head read = await table.GetEntityAsync<Head>("acme~0", "head");
        TableEntity stored = await table.GetEntityAsync<TableEntity>("acme~0", "head");

        Assert.Equal((head.Name, head.Applied, head.Month), (read.Name, read.Applied, read.Month));
        Assert.Equal((head.Ratio, head.Open, head.Id), (read.Ratio, read.Open, read.Id));
        Assert.Equal((head.Closed, head.Kind, null), (read.Closed, read.Kind, read.Absent));
        Assert.Equal(head.Page, read.Page);
        Assert.Equal(head.More.ToArray(), read.More!.ToArray());
        Assert.Equal((written.Headers.ETag, "here"), (read.ETag, read.Renamed));
        Assert.NotNull(read.Timestamp);
        Assert.Equal(("Enrollment", "here"), (stored.GetString("Kind"), stored.GetString("renamed")));
        Assert.False(stored.ContainsKey("Ignored"));
    }

    public enum Kind
    {
        Plan,
        Enrollment,
    }

    public sealed class Head : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string? Name { get; set; }

        public long Applied { get; set; }

        public int? Month { get; set; }

        public double Ratio { get; set; }

        public bool Open { get; set; }

        public Guid Id { get; set; }

        public DateTimeOffset Closed { get; set; }

        public Kind Kind { get; set; }

        public long? Absent { get; set; }

        public byte[]? Page { get; set; }

        public BinaryData? More { get; set; }

        [DataMember(Name = "renamed")]
        public string? Renamed { get; set; }

        [IgnoreDataMember]
        public string? Ignored { get; set; }
    }
}
