using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.InProcess;
using Reason = Azure.Messaging.ServiceBus.ServiceBusFailureReason;

namespace Compat.Tests.ServiceBus;

/// <summary>A served broker whose callers are killed. Its clock stands still, so that no lock runs out.</summary>
public sealed class BrokerServerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Bus _bus = new(isServed: true);

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_on_its_way_to_a_caller_that_is_gone_comes_to_the_next_uncounted(bool wasWaiting)
    {
        using var line = new CutLine(_bus.ConnectionString);
        await using var killed = new ServiceBusClient(line.ConnectionString);
        using var letGo = new CancellationTokenSource(Patience);
        if (!wasWaiting) await _bus.Send("q", "a");
        var taking = line.TakeOneAsync(letGo.Token);
        var receiving = killed.CreateReceiver("q").ReceiveMessageAsync();
        if (wasWaiting) await _bus.Send("q", "a");
        Assert.NotEmpty(await taking);
        await Bus.Refuses(Reason.ServiceCommunicationProblem, () => receiving);

        var message = await _bus.Client.CreateReceiver("q").ReceiveMessageAsync().WaitAsync(Patience);
        Assert.Equal(("a", 1), (message.Body.ToString(), message.DeliveryCount));
    }

    [Fact]
    public async Task A_caller_killed_while_it_waits_takes_nothing_later()
    {
        using var line = new CutLine(_bus.ConnectionString);
        await using var killed = new ServiceBusClient(line.ConnectionString);
        using var letGo = new CancellationTokenSource(Patience);
        var waiting = line.TakeOneAsync(letGo.Token);
        var receiving = killed.CreateReceiver("q").ReceiveMessageAsync(TimeSpan.FromHours(1));
        while (!_bus.Time.HasTimerAt(_bus.Time.GetUtcNow() + TimeSpan.FromHours(1)))
        {
            await Task.Delay(5, letGo.Token);
        }

        await letGo.CancelAsync();
        Assert.Empty(await waiting);
        await Bus.Refuses(Reason.ServiceCommunicationProblem, () => receiving);
        await _bus.Send("q", "a");

        var message = await _bus.Client.CreateReceiver("q").ReceiveMessageAsync().WaitAsync(Patience);
        Assert.Equal(1, message.DeliveryCount);
    }

    [Fact]
    public async Task A_session_on_its_way_to_a_caller_that_is_gone_is_free_for_the_next()
    {
        _bus.Broker.DeclareQueue("q", new EntityOptions { RequiresSession = true });
        await _bus.SendTo("q", "s", "a");
        using var line = new CutLine(_bus.ConnectionString);
        await using var killed = new ServiceBusClient(line.ConnectionString);
        using var letGo = new CancellationTokenSource(Patience);
        var taking = line.TakeOneAsync(letGo.Token);
        var accepting = killed.AcceptNextSessionAsync("q");
        Assert.NotEmpty(await taking);
        await Bus.Refuses(Reason.ServiceCommunicationProblem, () => accepting);

        var session = await _bus.Client.AcceptNextSessionAsync("q").WaitAsync(Patience);
        Assert.Equal(1, (await session.ReceiveMessageAsync()).DeliveryCount);
    }

    [Fact]
    public async Task A_broker_that_is_gone_is_told_as_a_trouble_that_may_pass()
    {
        await using var client = new ServiceBusClient(_bus.ConnectionString);
        var waiting = client.CreateReceiver("q").ReceiveMessageAsync();
        await _bus.DisposeAsync();
        await Bus.Refuses(Reason.ServiceCommunicationProblem, () => waiting);
        var refused = await Assert.ThrowsAsync<ServiceBusException>(
            () => client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("a")));
        Assert.Equal((Reason.ServiceCommunicationProblem, true), (refused.Reason, refused.IsTransient));
    }
}
