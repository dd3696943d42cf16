using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Compat.Tests.Tables;

[Collection(TablesCollection.Name)]
public sealed class TableRowTests(TablesFixture fixture)
{
    [Fact]
    public async Task An_added_row_reads_back_with_a_timestamp_and_the_etag_of_the_write()
    {
        var table = await fixture.NewTableAsync();

        var written = await table.AddEntityAsync(new TableEntity("acme~0", "head") { ["applied"] = 7 });
        TableEntity row = await table.GetEntityAsync<TableEntity>("acme~0", "head");

        Assert.Equal(204, written.Status);
        Assert.Equal(written.Headers.ETag, row.ETag);
        Assert.NotNull(row.Timestamp);
        Assert.Equal(("acme~0", "head", 7), (row.PartitionKey, row.RowKey, row.GetInt32("applied")));
    }

    [Fact]
    public async Task Adding_a_key_that_exists_is_409_and_leaves_the_row_as_it_was()
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["n"] = 1 });

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.AddEntityAsync(new TableEntity("p", "r") { ["n"] = 2 }));

        Assert.Equal(409, refused.Status);
        Assert.True(refused.ErrorCode == TableErrorCode.EntityAlreadyExists, refused.ErrorCode);
        Assert.Equal(1, (await table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("n"));
    }

    [Fact]
    public async Task A_merge_keeps_the_properties_it_does_not_name_and_a_replace_drops_them()
    {
        var table = await fixture.NewTableAsync();
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["a"] = 1, ["b"] = 1 });

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["a"] = 2 });
        TableEntity merged = await table.GetEntityAsync<TableEntity>("p", "r");
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["a"] = 3 }, TableUpdateMode.Replace);
        TableEntity replaced = await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal((2, 1), (merged.GetInt32("a"), merged.GetInt32("b")));
        Assert.Equal((3, null), (replaced.GetInt32("a"), replaced.GetInt32("b")));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task An_update_with_a_stale_etag_is_412_and_changes_nothing(TableUpdateMode mode)
    {
        var table = await fixture.NewTableAsync();
        var first = await table.AddEntityAsync(new TableEntity("p", "r") { ["n"] = 1 });
        var second = await table.UpdateEntityAsync(
            new TableEntity("p", "r") { ["n"] = 2 }, first.Headers.ETag!.Value, mode);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(
            new TableEntity("p", "r") { ["n"] = 3 }, first.Headers.ETag!.Value, mode));

        Assert.Equal(412, refused.Status);
        Assert.True(refused.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied, refused.ErrorCode);
        TableEntity row = await table.GetEntityAsync<TableEntity>("p", "r");
        Assert.Equal(2, row.GetInt32("n"));
        Assert.Equal(second.Headers.ETag, row.ETag);
    }

    [Fact]
    public async Task An_update_of_a_missing_row_is_404_even_with_any_etag()
    {
        var table = await fixture.NewTableAsync();

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All));

        Assert.Equal(404, refused.Status);
        Assert.True(refused.ErrorCode == TableErrorCode.ResourceNotFound, refused.ErrorCode);
    }

    [Fact]
    public async Task A_delete_with_a_stale_etag_is_412_and_one_of_a_missing_row_does_not_throw()
    {
        var table = await fixture.NewTableAsync();
        var first = await table.AddEntityAsync(new TableEntity("p", "r"));
        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["n"] = 2 }, ETag.All);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.DeleteEntityAsync("p", "r", first.Headers.ETag!.Value));
        var deleted = await table.DeleteEntityAsync("p", "r");
        var absent = await table.DeleteEntityAsync("p", "r");

        Assert.Equal((412, 204, 404), (refused.Status, deleted.Status, absent.Status));
    }

    [Fact]
    public async Task A_missing_row_and_a_missing_table_are_told_apart()
    {
        var table = await fixture.NewTableAsync();
        var nowhere = new TableClient(fixture.ConnectionString, TablesFixture.NewName());

        var noRow = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.GetEntityAsync<TableEntity>("p", "r"));
        var noTable = await Assert.ThrowsAsync<RequestFailedException>(
            () => nowhere.AddEntityAsync(new TableEntity("p", "r")));
        var noPage = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await nowhere.QueryAsync<TableEntity>().GetAsyncEnumerator().MoveNextAsync());

        Assert.Equal((404, 404, 404), (noRow.Status, noTable.Status, noPage.Status));
        Assert.True(noRow.ErrorCode == TableErrorCode.ResourceNotFound, noRow.ErrorCode);
        Assert.True(noTable.ErrorCode == TableErrorCode.TableNotFound, noTable.ErrorCode);
        Assert.True(noPage.ErrorCode == TableErrorCode.TableNotFound, noPage.ErrorCode);
    }

    [Fact]
    public async Task Get_if_exists_answers_without_a_value_instead_of_throwing()
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "there") { ["n"] = 1 });

        var there = await table.GetEntityIfExistsAsync<TableEntity>("p", "there");
        var absent = await table.GetEntityIfExistsAsync<TableEntity>("p", "absent");

        Assert.True(there.HasValue);
        Assert.Equal(1, there.Value!.GetInt32("n"));
        Assert.False(absent.HasValue);
        Assert.Equal(404, absent.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => absent.Value);
    }

    [Fact]
    public async Task Select_reads_the_named_properties_only()
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1, ["b"] = "two" });

        TableEntity row = await table.GetEntityAsync<TableEntity>("p", "r", ["b"]);

        Assert.Equal("two", row.GetString("b"));
        Assert.False(row.ContainsKey("a"));
        Assert.NotEqual(default, row.ETag);
    }

    [Theory]
    [InlineData("it's", "O''Brien '")]
    [InlineData("a b+c%20&d=e", "x(y)~!@$;,")]
    [InlineData("Zoë Ångström", "日本 🩺")]
    [InlineData("", "")]
    public async Task Keys_with_any_allowed_characters_find_their_row(string partitionKey, string rowKey)
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity(partitionKey, rowKey) { ["n"] = 1 });
        await table.UpsertEntityAsync(new TableEntity(partitionKey, rowKey) { ["m"] = 2 });

        TableEntity row = await table.GetEntityAsync<TableEntity>(partitionKey, rowKey);
        var deleted = await table.DeleteEntityAsync(partitionKey, rowKey);

        Assert.Equal((partitionKey, rowKey), (row.PartitionKey, row.RowKey));
        Assert.Equal((1, 2, 204), (row.GetInt32("n"), row.GetInt32("m"), deleted.Status));
    }

    [Fact]
    public async Task A_table_made_twice_is_no_error_and_the_service_lists_it_until_it_is_deleted()
    {
        var service = new TableServiceClient(fixture.ConnectionString);
        var name = TablesFixture.NewName();

        var made = await service.CreateTableIfNotExistsAsync(name);
        var again = await service.GetTableClient(name).CreateIfNotExistsAsync();
        var listed = await service.QueryAsync($"TableName eq '{name}'").CountAsync();
        await service.DeleteTableAsync(name);
        var absent = await service.DeleteTableAsync(name);
        var left = await service.QueryAsync($"TableName eq '{name}'").CountAsync();

        Assert.Equal((name, name, 409), (made.Value.Name, again.Value.Name, again.GetRawResponse().Status));
        Assert.Equal((1, 404, 0), (listed, absent.Status, left));
    }
}
