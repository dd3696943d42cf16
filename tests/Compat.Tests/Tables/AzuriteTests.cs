using System.Diagnostics;
using Aso.Local;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Compat.Tests.Tables;

public sealed class AzuriteTests
{
    [Fact]
    public async Task Blobs_and_queues_answer_as_soon_as_it_has_started_and_nothing_runs_after_it_is_disposed()
    {
        Process node;
        await using (var azurite = await Azurite.StartAsync())
        {
            node = Process.GetProcessById(azurite.ProcessId);
            await new BlobContainerClient(azurite.ConnectionString, "dropped").CreateAsync();
            await new QueueClient(azurite.ConnectionString, "wake-ups").CreateAsync();
            Assert.False(node.HasExited);
        }
        Assert.True(node.HasExited);
        node.Dispose();
    }

    [Fact]
    public async Task Two_at_once_take_different_ports_and_do_not_see_each_others_data()
    {
        var both = await Task.WhenAll(Azurite.StartAsync(), Azurite.StartAsync());
        await using var one = both[0];
        await using var other = both[1];
        await new BlobContainerClient(one.ConnectionString, "dropped").CreateAsync();

        var exists = await new BlobContainerClient(other.ConnectionString, "dropped").ExistsAsync();

        Assert.False(exists);
    }

    [Fact]
    public async Task A_given_folder_keeps_blobs_messages_and_rows_over_a_stop()
    {
        var folder = Directory.CreateTempSubdirectory("aso-azurite-");
        try
        {
            await using (var azurite = await Azurite.StartAsync(folder.FullName))
            {
                var container = new BlobContainerClient(azurite.ConnectionString, "dropped");
                await container.CreateAsync();
                await container.UploadBlobAsync("claims.csv", BinaryData.FromString("claimNumber"));
                var queue = new QueueClient(azurite.ConnectionString, "wake-ups");
                await queue.CreateAsync();
                await queue.SendMessageAsync("shard 0");
                var table = new TableClient(azurite.ConnectionString, "ledger");
                await table.CreateIfNotExistsAsync();
                await table.AddEntityAsync(new TableEntity("acme~0", "head") { ["applied"] = 7 });
            }
            await using var again = await Azurite.StartAsync(folder.FullName);
            var blob = new BlobClient(again.ConnectionString, "dropped", "claims.csv");
            Assert.Equal("claimNumber", (await blob.DownloadContentAsync()).Value.Content.ToString());
            var message = await new QueueClient(again.ConnectionString, "wake-ups").ReceiveMessageAsync();
            Assert.Equal("shard 0", message.Value.MessageText);
            var ledger = new TableClient(again.ConnectionString, "ledger");
            Assert.Equal(7, (await ledger.GetEntityAsync<TableEntity>("acme~0", "head")).Value.GetInt32("applied"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_and_left_alone()
    {
        var folder = Directory.CreateTempSubdirectory("aso-azurite-");
        try
        {
            await using var azurite = await Azurite.StartAsync(folder.FullName);
            var refused = await Assert.ThrowsAsync<IOException>(() => Azurite.StartAsync(folder.FullName));
            Assert.Contains(folder.FullName, refused.Message, StringComparison.Ordinal);
            await new BlobContainerClient(azurite.ConnectionString, "dropped").CreateAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
