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

    [Fact]
    public async Task What_dies_again_while_it_is_put_back_is_not_put_back_twice()
    {
        await using var bus = new ServiceBusClient("Endpoint=sb://dying-again/;SharedAccessKeyName=x;SharedAccessKey=x");
        await using var sender = bus.CreateSender("chunks");
        foreach (var id in (string[])["one", "two"])
            await sender.SendMessageAsync(new ServiceBusMessage(id) { MessageId = id, SessionId = "s" });
        await using var app = await bus.AcceptSessionAsync("chunks", "s");
        var dying = DieAsync(app, deaths: 4);
        var letters = new DeadLetters(bus, "all");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await letters.ListAsync(default)).Count < 2) await Task.Delay(10, deadline.Token);

        Assert.Equal(2, await letters.RetryAsync(default));
        await dying.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["one", "two"], (await letters.ListAsync(default)).Select(one => one.Text).Order());
    }

    private static async Task DieAsync(ServiceBusSessionReceiver app, int deaths)
    {
        for (var death = 0; death < deaths; death++)
            await app.DeadLetterMessageAsync(await app.ReceiveMessageAsync(), "test");
    }

    private static async Task KillAsync(ServiceBusSessionReceiver session)
    {
        await using (session) await session.DeadLetterMessageAsync(await session.ReceiveMessageAsync(), "test");
    }
}
