using AsoFunctions.Messaging;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.InProcess;

namespace Scenarios.ServiceBus;

/// <summary>A dead letter of a served app: its shard waits no longer than its tries take, and a command sees it.</summary>
public sealed class A_wake_up_that_cannot_be_processed
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Is_set_aside_after_its_tries_and_comes_again_by_a_command()
    {
        var broker = InProcessBroker.At(Story.NewBus());
        await using var server = BrokerServer.Start(broker);
        await using var serving = await Serving.StartAsync(
            new Dictionary<string, string> { [ServiceBusNames.Connection] = server.ConnectionString }, "--no-timers");
        await using var bus = new ServiceBusClient(server.ConnectionString);
        await using var sender = bus.CreateSender(ServiceBusNames.ChunksQueue);
        await sender.SendMessagesAsync(
        [
            new ServiceBusMessage("nonsense") { MessageId = "bad", SessionId = "acme~0" },
            new ServiceBusMessage("acme~0/1") { MessageId = "good", SessionId = "acme~0" },
        ]);

        Assert.Equal("bad", (await DeadAsync(bus, serving)).MessageId);
        var listed = await PoisonAsync(serving, server);
        Assert.Matches(@"^chunks/\$DeadLetterQueue  \d{4}-\d\d-\d\dT[\d:]{8}Z  nonsense$", Assert.Single(listed.Lines));
        await using (var session = await AcceptAsync(bus, serving)) Assert.Null(await session.PeekMessageAsync());

        var retried = await PoisonAsync(serving, server, "--retry");
        Assert.Equal("1 messages put back", Assert.Single(retried.Lines));
        // It died again while the command waited for more, and was left alone.
        Assert.Equal("bad+again", (await DeadAsync(bus, serving)).MessageId);
    }

    private static Task<Ended> PoisonAsync(Serving serving, BrokerServer server, params string[] options) =>
        Cli.RunAsync(
            ["poison", "--connection", serving.Connection, "--service-bus", server.ConnectionString, .. options]);

    private static async Task<ServiceBusReceivedMessage> DeadAsync(ServiceBusClient bus, Serving serving)
    {
        await using var letters = bus.CreateReceiver(
            ServiceBusNames.ChunksQueue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        return await UntilAsync(serving, async () => await letters.PeekMessageAsync());
    }

    /// <summary>Has the session once the app has let it go.</summary>
    private static Task<ServiceBusSessionReceiver> AcceptAsync(ServiceBusClient bus, Serving serving) =>
        UntilAsync(serving, async () =>
        {
            try
            {
                return await bus.AcceptSessionAsync(ServiceBusNames.ChunksQueue, "acme~0");
            }
            catch (ServiceBusException held) when (held.Reason == ServiceBusFailureReason.SessionCannotBeLocked)
            {
                return null;
            }
        });

    private static async Task<T> UntilAsync<T>(Serving serving, Func<Task<T?>> find)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            if (await find() is { } found) return found;
            if (deadline.IsCancellationRequested) Assert.Fail($"it did not come to pass\n{serving.Errors}");
            await Task.Delay(100);
        }
    }
}
