using Aso.Local.Poison;
using Azure.Messaging.ServiceBus;

namespace Aso.Local.Tests.Poison;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task A_dead_wake_up_is_listed_and_put_back_into_its_session()
    {
        await using var bus = new ServiceBusClient("Endpoint=sb://dead-wake-ups/;SharedAccessKeyName=x;SharedAccessKey=x");
        await bus.CreateSender("chunks").SendMessageAsync(
            new ServiceBusMessage("acme~3/7") { MessageId = "acme~3/7", SessionId = "acme~3" });
        await KillAsync(await bus.AcceptSessionAsync("chunks", "acme~3"));

        var letters = new DeadLetters(bus, "all");
        Assert.Equal("acme~3/7", Assert.Single(await letters.ListAsync(default)).Text);
        Assert.Equal(1, await letters.RetryAsync(default));
        Assert.Empty(await letters.ListAsync(default));
        await using var again = await bus.AcceptSessionAsync("chunks", "acme~3");
        Assert.Equal("acme~3/7", (await again.ReceiveMessageAsync()).Body.ToString());
    }

    [Fact]
    public async Task A_dead_event_goes_to_the_topic_again_though_the_topic_drops_repeats()
    {
        await using var bus = new ServiceBusClient("Endpoint=sb://dead-events/;SharedAccessKeyName=x;SharedAccessKey=x");
        // A subscription gets what comes after it was made.
        await using (bus.CreateReceiver("events", "all", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }))
        await using (var sender = bus.CreateSender("events"))
            await sender.SendMessageAsync(new ServiceBusMessage("{}") { MessageId = "one", SessionId = "acme" });
        await KillAsync(await bus.AcceptSessionAsync("events", "all", "acme"));

        var letters = new DeadLetters(bus, "all");
        Assert.Equal("{}", Assert.Single(await letters.ListAsync(default)).Text);
        Assert.Equal(1, await letters.RetryAsync(default));
        await using var again = await bus.AcceptSessionAsync("events", "all", "acme");
        Assert.Equal("{}", (await again.ReceiveMessageAsync()).Body.ToString());
    }

    private static async Task KillAsync(ServiceBusSessionReceiver session)
    {
        await using (session) await session.DeadLetterMessageAsync(await session.ReceiveMessageAsync(), "test");
    }
}
