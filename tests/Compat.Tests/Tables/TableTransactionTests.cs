using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Compat.Tests.Tables;

using static TableTransactionActionType;

[Collection(TablesCollection.Name)]
public sealed class TableTransactionTests(TablesFixture fixture)
{
    [Fact]
    public async Task Every_kind_of_action_takes_effect_and_is_answered_in_order()
    {
        var table = await fixture.NewTableAsync();
        foreach (var key in (string[])["merge", "replace", "delete", "upsert"])
            await table.AddEntityAsync(new TableEntity("p", key) { ["old"] = 1 });

        var answer = await table.SubmitTransactionAsync(
        [
            new(Add, Row("add")),
            new(UpdateMerge, Row("merge"), ETag.All),
            new(UpdateReplace, Row("replace"), ETag.All),
            new(Delete, Row("delete")),
            new(UpsertMerge, Row("upsert")),
            new(UpsertReplace, Row("upsert new")),
        ]);

        Assert.Equal(202, answer.GetRawResponse().Status);
        Assert.Equal([204, 204, 204, 204, 204, 204], answer.Value.Select(each => each.Status));
        var rows = await table.QueryAsync<TableEntity>().ToDictionaryAsync(row => row.RowKey);
        Assert.Equal(["add", "merge", "replace", "upsert", "upsert new"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows.Values, row => Assert.Equal(2, row.GetInt32("new")));
        Assert.Equal((1, null, 1), (Old("merge"), Old("replace"), Old("upsert")));
        Assert.Equal(rows["add"].ETag, answer.Value[0].Headers.ETag);
        Assert.Equal(rows["merge"].ETag, answer.Value[1].Headers.ETag);

        int? Old(string key) => rows[key].GetInt32("old");
    }

    [Fact]
    public async Task A_stale_etag_refuses_the_whole_transaction_and_names_the_action()
    {
        var table = await fixture.NewTableAsync();
        var stale = (await table.AddEntityAsync(Row("head"))).Headers.ETag!.Value;
        await table.UpdateEntityAsync(new TableEntity("p", "head") { ["new"] = 3 }, ETag.All);

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
        [
            new(Add, Row("log~1")),
            new(Add, Row("log~2")),
            new(UpdateReplace, Row("head"), stale),
            new(Add, Row("log~3")),
        ]));

        Assert.Equal((412, 2), (refused.Status, refused.FailedTransactionActionIndex));
        Assert.True(refused.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied, refused.ErrorCode);
        var row = Assert.Single(await table.QueryAsync<TableEntity>().ToListAsync());
        Assert.Equal(("head", 3), (row.RowKey, row.GetInt32("new")));
    }

    [Fact]
    public async Task A_duplicate_insert_refuses_the_whole_transaction_and_names_the_action()
    {
        var table = await fixture.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "log~1") { ["old"] = 1 });

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(UpsertReplace, Row("head")), new(Add, Row("log~1"))]));

        Assert.Equal((409, 1), (refused.Status, refused.FailedTransactionActionIndex));
        Assert.True(refused.ErrorCode == TableErrorCode.EntityAlreadyExists, refused.ErrorCode);
        var row = Assert.Single(await table.QueryAsync<TableEntity>().ToListAsync());
        Assert.Equal(("log~1", 1), (row.RowKey, row.GetInt32("old")));
    }

    [Fact]
    public async Task Of_sixteen_racing_transactions_exactly_one_wins()
    {
        var table = await fixture.NewTableAsync();
        var etag = (await table.AddEntityAsync(Row("head"))).Headers.ETag!.Value;

        var statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(async racer =>
        {
            try
            {
                await table.SubmitTransactionAsync(
                [
                    new(UpdateReplace, new TableEntity("p", "head") { ["winner"] = racer }, etag),
                    new(Add, Row($"log~{racer}")),
                ]);
                return 202;
            }
            catch (TableTransactionFailedException lost)
            {
                return lost.Status;
            }
        }));

        Assert.Single(statuses, 202);
        Assert.Equal(15, statuses.Count(status => status == 412));
        var winner = Array.IndexOf(statuses, 202);
        TableEntity head = await table.GetEntityAsync<TableEntity>("p", "head");
        Assert.Equal(winner, head.GetInt32("winner"));
        var logs = await table.QueryAsync<TableEntity>("RowKey ne 'head'").ToListAsync();
        Assert.Equal([$"log~{winner}"], logs.Select(log => log.RowKey));
    }

    [Fact]
    public async Task A_hundred_actions_are_one_transaction()
    {
        var table = await fixture.NewTableAsync();

        var answer = await table.SubmitTransactionAsync(
            Enumerable.Range(0, 100).Select(i => new TableTransactionAction(Add, Row($"log~{i:D3}"))));

        Assert.Equal(100, answer.Value.Count);
        Assert.Equal(100, await table.QueryAsync<TableEntity>().CountAsync());
    }

    [Fact]
    public async Task Keys_with_quotes_and_unicode_and_text_like_a_boundary_survive()
    {
        var table = await fixture.NewTableAsync();
        var row = new TableEntity("it's 日本", "O'Brien 🩺") { ["text"] = "--changeset\r\n--batch--\r\nHTTP/1.1 409" };

        await table.SubmitTransactionAsync([new(Add, row)]);
        await table.SubmitTransactionAsync([new(UpdateMerge, row, ETag.All)]);

        TableEntity read = await table.GetEntityAsync<TableEntity>(row.PartitionKey, row.RowKey);
        Assert.Equal(row.GetString("text"), read.GetString("text"));
    }

    [Fact]
    public async Task No_action_at_all_is_refused_before_it_is_sent()
    {
        var table = await fixture.NewTableAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => table.SubmitTransactionAsync([]));
    }

    [Fact]
    public async Task A_transaction_on_a_missing_table_is_404()
    {
        var nowhere = new TableClient(fixture.ConnectionString, TablesFixture.NewName());

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(
            () => nowhere.SubmitTransactionAsync([new(Add, Row("r"))]));

        Assert.Equal(404, refused.Status);
        Assert.True(refused.ErrorCode == TableErrorCode.TableNotFound, refused.ErrorCode);
    }

    private static TableEntity Row(string rowKey) => new("p", rowKey) { ["new"] = 2 };
}
