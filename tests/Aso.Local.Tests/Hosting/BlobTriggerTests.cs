using System.Text.Json;
using Aso.Local.Hosting;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Aso.Local.Tests.Hosting;

public sealed class BlobTriggerTests : IAsyncLifetime
{
    private Rig _rig = null!;
    private BlobContainerClient _drop = null!;

    public async Task InitializeAsync()
    {
        _rig = await Rig.CreateAsync();
        _drop = await _rig.ContainerAsync("drop");
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_blob_is_given_in_the_form_the_function_asks_for_with_the_parts_of_its_path()
    {
        await _rig.StartAsync("ReadsText", "ReadsStream", "ReadsClient");
        await PutAsync("acme/june.csv", "text");
        await (await _rig.ContainerAsync("stream")).UploadBlobAsync("sub/june.837", BinaryData.FromString("ISA"));
        await (await _rig.ContainerAsync("client")).UploadBlobAsync("any name", BinaryData.FromString("12345"));
        await _rig.Probe.SawAsync(3);
        Assert.Equal(
            ["acme|june.csv|text", "any name|5", "sub/june|ISA"], _rig.Probe.Seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Missing_containers_are_made_and_blobs_of_other_names_left_alone()
    {
        await _rig.StartAsync("ReadsStream");
        var container = await _rig.ContainerAsync("stream");
        await container.UploadBlobAsync("june.csv", BinaryData.FromString("other"));
        await container.UploadBlobAsync("june.837", BinaryData.FromString("ISA"));
        await _rig.Probe.SawAsync("june|ISA");
        Assert.Single(_rig.Probe.Seen);
    }

    [Fact]
    public async Task A_restart_does_not_run_a_blob_again()
    {
        var first = await _rig.StartAsync("ReadsText");
        await PutAsync("acme/a", "1");
        await _rig.Probe.SawAsync("acme|a|1");
        await first.StopAsync();
        await PutAsync("acme/b", "2");
        await _rig.StartAsync("ReadsText");
        await _rig.Probe.SawAsync("acme|b|2");
        Assert.Equal(["acme|a|1", "acme|b|2"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task The_receipt_of_a_blob_that_is_gone_is_removed()
    {
        await _rig.StartAsync("ReadsText");
        await PutAsync("acme/a", "1");
        await PutAsync("acme/b", "2");
        await _rig.Probe.SawAsync(2);
        var receipts = new BlobContainerClient(_rig.Connection, "azure-webjobs-hosts");
        await Probe.UntilAsync(() => Receipts() == 2);
        await _drop.DeleteBlobAsync("acme/a");
        await Probe.UntilAsync(() => Receipts() == 1);

        int Receipts() => receipts
            .GetBlobs(BlobTraits.None, BlobStates.None, $"blobreceipts/{_rig.Name}/", default).Count();
    }

    [Fact]
    public async Task A_changed_blob_runs_again()
    {
        await _rig.StartAsync("ReadsText");
        await PutAsync("acme/a", "1");
        await _rig.Probe.SawAsync("acme|a|1");
        await PutAsync("acme/a", "2");
        await _rig.Probe.SawAsync("acme|a|2");
        Assert.Equal(2, _rig.Probe.Seen.Count);
    }

    [Fact]
    public async Task A_blob_that_fails_is_tried_five_times_and_then_told_of_as_poison()
    {
        _rig["extensions.queues.visibilityTimeout"] = "00:00:00";
        _rig.Probe.Act = (_, _) => throw new InvalidOperationException("never");
        await _rig.StartAsync("ReadsText");
        await PutAsync("acme/bad", "x");
        var etag = (await _drop.GetBlobClient("acme/bad").GetPropertiesAsync()).Value.ETag.ToString("H");
        var poison = await PoisonAsync(_drop.Name);
        Assert.Equal(5, _rig.Probe.Seen.Count);
        Assert.Equal("BlobTrigger", poison.GetProperty("Type").GetString());
        Assert.Equal("Host.Functions.ReadsText", poison.GetProperty("FunctionId").GetString());
        Assert.Equal("BlockBlob", poison.GetProperty("BlobType").GetString());
        Assert.Equal("acme/bad", poison.GetProperty("BlobName").GetString());
        Assert.Equal(etag, poison.GetProperty("ETag").GetString());
    }

    [Fact]
    public async Task A_blob_that_failed_before_a_restart_is_tried_after_it()
    {
        _rig["extensions.queues.visibilityTimeout"] = "00:00:00";
        _rig.Probe.Act = _rig.Probe.Gate;
        _rig.DrainFor = TimeSpan.FromMilliseconds(100);
        var first = await _rig.StartAsync("ReadsText");
        await PutAsync("acme/a", "1");
        await _rig.Probe.SawAsync(1);
        await first.StopAsync();
        _rig.Probe.Open();
        await _rig.StartAsync("ReadsText");
        await _rig.Probe.SawAsync(2);
        await Probe.UntilAsync(() => _rig.Probe.Running == 0);
        Assert.Equal(["acme|a|1", "acme|a|1"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task Two_hosts_run_each_blob_once()
    {
        await _rig.StartAsync("ReadsText");
        await _rig.StartAsync("ReadsText");
        var names = Enumerable.Range(10, 20).Select(i => $"f{i}").ToList();
        foreach (var name in names)
        {
            await PutAsync("acme/" + name, "x");
        }
        await _rig.Probe.SawAsync(names.Count);
        // Later than all others, so whatever would run twice has been seen by both.
        await PutAsync("acme/last", "x");
        await _rig.Probe.SawAsync("acme|last|x");
        Assert.Equal(
            names.Append("last").Select(name => $"acme|{name}|x"), _rig.Probe.Seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_dropped_first_runs_first()
    {
        _rig["extensions.blobs.maxDegreeOfParallelism"] = "1";
        await PutAsync("acme/z", "1");
        var earlier = (await _drop.GetBlobClient("acme/z").GetPropertiesAsync()).Value.LastModified;
        // The storage keeps whole seconds.
        await Probe.UntilAsync(async () =>
        {
            await PutAsync("acme/a", "2");
            return (await _drop.GetBlobClient("acme/a").GetPropertiesAsync()).Value.LastModified > earlier;
        });
        await PutAsync("acme/b", "3");
        await _rig.StartAsync("ReadsText");
        await _rig.Probe.SawAsync(3);
        Assert.Equal(["acme|z|1", "acme|a|2", "acme|b|3"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task No_more_blobs_run_at_once_than_host_json_allows()
    {
        _rig["extensions.blobs.maxDegreeOfParallelism"] = "2";
        _rig.Probe.Act = async (_, _) => await Probe.UntilAsync(() => _rig.Probe.RunningMax >= 2);
        for (var i = 0; i < 6; i++)
        {
            await PutAsync($"acme/{i}", "x");
        }
        await _rig.StartAsync("ReadsText");
        await _rig.Probe.SawAsync(6);
        Assert.Equal(2, _rig.Probe.RunningMax);
    }

    [Fact]
    public async Task Names_as_people_make_them_are_run_and_none_holds_up_another()
    {
        var names = new[] { "ä ö/ü?#%20 [1].csv", new string('n', 1000), "plain" };
        foreach (var name in names)
        {
            await PutAsync("acme/" + name, "x");
        }
        await _rig.StartAsync("ReadsText");
        await _rig.Probe.SawAsync(3);
        Assert.Equal(
            ["acme/ä ö|ü?#%20 [1].csv|x", $"acme|{names[1]}|x", "acme|plain|x"],
            _rig.Probe.Seen.OrderBy(seen => seen.Contains('ä', StringComparison.Ordinal) ? 0 : 1)
                .ThenBy(seen => seen, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("claims", "any/name", "")]
    [InlineData("claims/{name}", "acme/2026/june.csv", "name=acme/2026/june.csv")]
    [InlineData("claims/{employer}/{name}", "acme/june.csv", "employer=acme name=june.csv")]
    [InlineData("claims/{employer}/{name}", "acme/2026/june.csv", "employer=acme/2026 name=june.csv")]
    [InlineData("claims/{employer}/{name}", "june.csv", null)]
    [InlineData("claims/in/{name}.{ending}", "in/june.2026.csv", "name=june.2026 ending=csv")]
    [InlineData("claims/in/{name}", "out/june.csv", null)]
    [InlineData("claims/{{{name}}}", "{june}", "name=june")]
    [InlineData("claims/a.b", "a-b", null)]
    public void A_path_pattern_matches_as_the_platform_s_does(string path, string name, string? expected)
    {
        var pattern = BlobPathPattern.Parse(path);
        Assert.Equal("claims", pattern.Container);
        var matched = pattern.Match(name);
        Assert.Equal(expected, matched is null ? null : string.Join(' ', matched.Select(m => $"{m.Key}={m.Value}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("claims/")]
    [InlineData("{container}/{name}")]
    [InlineData("claims/{**name}")]
    [InlineData("claims/{name")]
    public void A_path_that_the_platform_refuses_is_refused(string path) =>
        Assert.Throws<FormatException>(() => BlobPathPattern.Parse(path));

    private async Task PutAsync(string name, string text) =>
        await _drop.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);

    // The poison queue has the platform's one name, so other tests' messages are there as well.
    private async Task<JsonElement> PoisonAsync(string container)
    {
        var queue = await _rig.QueueAsync("webjobs-blobtrigger-poison");
        JsonElement? found = null;
        await Probe.UntilAsync(async () =>
        {
            found = (await queue.PeekMessagesAsync(32)).Value
                .Select(message => JsonDocument.Parse(message.MessageText).RootElement)
                .Where(message => message.GetProperty("ContainerName").GetString() == container)
                .Select(message => (JsonElement?)message)
                .FirstOrDefault();
            return found is not null;
        });
        return found!.Value;
    }
}
