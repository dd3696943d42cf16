using Aso.Local.Hosting;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aso.Local.Tests.Hosting;

public sealed class QueueTriggerTests : IAsyncLifetime
{
    private Rig _rig = null!;

    public async Task InitializeAsync() => _rig = await Rig.CreateAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_message_is_given_in_the_form_the_function_asks_for()
    {
        await (await _rig.QueueAsync("text")).SendMessageAsync("wake up");
        await (await _rig.QueueAsync("json")).SendMessageAsync("""{"employer":"acme","shard":3}""");
        await (await _rig.QueueAsync("message")).SendMessageAsync("whole");
        await (await _rig.QueueAsync("bytes")).SendMessageAsync(new BinaryData(new byte[] { 0, 255, 128 }));
        await _rig.StartAsync("TakesText", "TakesJson", "TakesMessage", "TakesBytes");
        await _rig.Probe.SawAsync(4);
        Assert.Equal(["3 bytes", "acme~3", "wake up#1", "whole:True"], _rig.Probe.Seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_that_was_worked_on_is_gone()
    {
        var queue = await _rig.QueueAsync("text");
        await _rig.StartAsync("TakesText");
        await queue.SendMessageAsync("one");
        await _rig.Probe.SawAsync("one#1");
        await EmptyAsync(queue);
        Assert.Single(_rig.Probe.Seen);
    }

    [Fact]
    public async Task A_message_that_fails_is_tried_as_often_as_host_json_says_and_then_kept_as_poison()
    {
        _rig["extensions.queues.maxDequeueCount"] = "3";
        _rig["extensions.queues.visibilityTimeout"] = "00:00:00";
        _rig.Probe.Act = (_, _) => throw new InvalidOperationException("never");
        var queue = await _rig.QueueAsync("text");
        var poison = await _rig.QueueAsync("text-poison");
        await _rig.StartAsync("TakesText");
        await queue.SendMessageAsync("bad");
        await Probe.UntilAsync(async () => (await poison.PeekMessagesAsync()).Value is [{ MessageText: "bad" }]);
        await EmptyAsync(queue);
        Assert.Equal(["bad#1", "bad#2", "bad#3"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task A_message_that_failed_stays_hidden_for_the_visibility_timeout()
    {
        _rig["extensions.queues.visibilityTimeout"] = "01:00:00";
        _rig.Probe.Act = (_, _) => throw new InvalidOperationException("not now");
        var queue = await _rig.QueueAsync("text");
        var host = await _rig.StartAsync("TakesText");
        await queue.SendMessageAsync("later");
        await _rig.Probe.SawAsync("later#1");
        await host.StopAsync();
        Assert.Empty((await queue.PeekMessagesAsync()).Value);
        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_message_that_is_not_in_host_json_s_encoding_is_poison_without_being_run()
    {
        var plain = await _rig.QueueAsync("text", base64: false);
        var poison = await _rig.QueueAsync("text-poison", base64: false);
        await _rig.StartAsync("TakesText");
        await plain.SendMessageAsync("no base64!");
        await Probe.UntilAsync(async () => (await poison.PeekMessagesAsync()).Value is [{ MessageText: "no base64!" }]);
        Assert.Empty(_rig.Probe.Seen);
    }

    [Fact]
    public async Task Plain_texts_are_taken_when_host_json_says_so()
    {
        _rig["extensions.queues.messageEncoding"] = "none";
        await _rig.StartAsync("TakesText");
        await (await _rig.QueueAsync("text", base64: false)).SendMessageAsync("plain");
        await _rig.Probe.SawAsync("plain#1");
    }

    [Fact]
    public async Task No_more_messages_run_at_once_than_a_batch_and_the_threshold_of_the_next()
    {
        _rig["extensions.queues.batchSize"] = "2";
        _rig["extensions.queues.newBatchThreshold"] = "1";
        var queue = await _rig.QueueAsync("text");
        for (var i = 0; i < 8; i++)
        {
            await queue.SendMessageAsync($"{i}");
        }
        _rig.Probe.Act = async (_, cancel) =>
        {
            // The first three meet, which they can only do side by side.
            if (_rig.Probe.Seen.Count <= 3)
            {
                await Probe.UntilAsync(() => _rig.Probe.RunningMax >= 2);
            }
        };
        await _rig.StartAsync("TakesText");
        await EmptyAsync(queue);
        Assert.Equal(8, _rig.Probe.Seen.Distinct().Count());
        Assert.InRange(_rig.Probe.RunningMax, 2, 3);
    }

    [Fact]
    public async Task Two_hosts_share_a_queue_and_run_each_message_once()
    {
        var queue = await _rig.QueueAsync("text");
        await _rig.StartAsync("TakesText");
        await _rig.StartAsync("TakesText");
        var sent = Enumerable.Range(0, 40).Select(i => $"{i}").ToList();
        foreach (var text in sent)
        {
            await queue.SendMessageAsync(text);
        }
        await EmptyAsync(queue);
        Assert.Equal(
            sent.Select(text => text + "#1").Order(StringComparer.Ordinal),
            _rig.Probe.Seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stop_waits_for_what_runs_and_takes_nothing_more()
    {
        _rig.Probe.Act = _rig.Probe.Gate;
        var queue = await _rig.QueueAsync("text");
        var host = await _rig.StartAsync("TakesText");
        await queue.SendMessageAsync("running");
        await _rig.Probe.SawAsync("running#1");
        var stopped = host.StopAsync();
        await queue.SendMessageAsync("too late");
        Assert.False(stopped.IsCompleted);
        _rig.Probe.Open();
        await stopped;
        Assert.Equal(["running#1"], _rig.Probe.Seen);
        Assert.Equal("too late", Assert.Single((await queue.PeekMessagesAsync(10)).Value).MessageText);
    }

    [Fact]
    public async Task What_outlasts_the_drain_is_cancelled_and_its_message_is_free_at_once()
    {
        _rig.DrainFor = TimeSpan.FromMilliseconds(100);
        _rig["extensions.queues.visibilityTimeout"] = "01:00:00";
        _rig.Probe.Act = _rig.Probe.Gate;
        var queue = await _rig.QueueAsync("text");
        var host = await _rig.StartAsync("TakesText");
        await queue.SendMessageAsync("endless");
        await _rig.Probe.SawAsync("endless#1");
        await host.StopAsync();
        Assert.Equal(0, _rig.Probe.Running);
        Assert.Equal("endless", Assert.Single((await queue.PeekMessagesAsync()).Value).MessageText);
    }

    [Fact]
    public async Task A_function_is_cancelled_at_the_time_limit_and_counts_as_failed()
    {
        _rig["functionTimeout"] = "00:00:00.1";
        _rig["extensions.queues.maxDequeueCount"] = "1";
        _rig.Probe.Act = _rig.Probe.Gate;
        var poison = await _rig.QueueAsync("text-poison");
        await _rig.StartAsync("TakesText");
        await (await _rig.QueueAsync("text")).SendMessageAsync("endless");
        await Probe.UntilAsync(async () => (await poison.PeekMessagesAsync()).Value is [{ MessageText: "endless" }]);
    }

    [Fact]
    public async Task A_function_that_is_switched_off_leaves_its_messages()
    {
        _rig.Settings["AzureWebJobs.TakesText.Disabled"] = "true";
        var queue = await _rig.QueueAsync("text");
        await queue.SendMessageAsync("left");
        await (await _rig.QueueAsync("json")).SendMessageAsync("""{"employer":"acme","shard":1}""");
        await _rig.StartAsync("TakesText", "TakesJson");
        await _rig.Probe.SawAsync("acme~1");
        Assert.Single((await queue.PeekMessagesAsync()).Value);
    }

    [Fact]
    public async Task A_message_whose_lock_was_renewed_is_ended_under_its_new_receipt()
    {
        var sent = new CountingPolicy();
        var options = new QueueClientOptions();
        options.AddPolicy(sent, Azure.Core.HttpPipelinePosition.PerCall);
        var queue = new QueueClient(_rig.Connection, _rig.Name + "-held", options);
        await queue.CreateAsync();
        await queue.SendMessageAsync("held");
        var message = (await queue.ReceiveMessageAsync()).Value;
        var held = new HeldMessage(queue, message, TimeSpan.FromSeconds(1), NullLogger.Instance);
        await using (held.Renewing())
        {
            await Probe.UntilAsync(() => sent.Updates > 0);
        }
        await held.DeleteAsync();
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    private static Task EmptyAsync(QueueClient queue) => Probe.UntilAsync(
        async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);

    private sealed class CountingPolicy : Azure.Core.Pipeline.HttpPipelineSynchronousPolicy
    {
        private int _updates;

        public int Updates => _updates;

        public override void OnReceivedResponse(Azure.Core.HttpMessage message)
        {
            if (message.Request.Method == Azure.Core.RequestMethod.Put
                && message.Request.Uri.ToString().Contains("popreceipt", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _updates);
            }
        }
    }
}
