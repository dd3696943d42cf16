using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.InProcess;

namespace Compat.Tests.ServiceBus;

/// <summary>A broker of the test's own, a client of it, and a clock that the test moves.</summary>
internal sealed class Bus : IAsyncDisposable
{
    private readonly BrokerServer? _server;

    /// <param name="isServed">Its client reaches it as one in another process would.</param>
    public Bus(bool isServed = false)
    {
        ConnectionString = $"Endpoint=sb://test-{Guid.NewGuid():N}/;SharedAccessKeyName=any;SharedAccessKey=any";
        Broker = InProcessBroker.At(ConnectionString);
        Broker.Time = Time;
        if (isServed)
        {
            _server = BrokerServer.Start(Broker);
            ConnectionString = _server.ConnectionString;
        }

        Client = new ServiceBusClient(ConnectionString);
    }

    public string ConnectionString { get; }
    public InProcessBroker Broker { get; }
    public ManualTime Time { get; } = new();
    public ServiceBusClient Client { get; }

    public async Task Send(string queue, params string[] bodies)
    {
        foreach (var body in bodies)
        {
            await Client.CreateSender(queue).SendMessageAsync(new ServiceBusMessage(body) { MessageId = body });
        }
    }

    public async Task SendTo(string queue, string session, params string[] bodies)
    {
        foreach (var body in bodies)
        {
            await Client.CreateSender(queue).SendMessageAsync(
                new ServiceBusMessage(body) { MessageId = $"{session}/{body}", SessionId = session });
        }
    }

    /// <summary>What can be had now, without waiting for more.</summary>
    public async Task<ServiceBusReceivedMessage?> Next(ServiceBusReceiver receiver)
    {
        var moment = TimeSpan.FromMilliseconds(1);
        var receiving = receiver.ReceiveMessageAsync(moment);
        await Time.AdvanceTo(Time.GetUtcNow() + moment, receiving);
        return await receiving;
    }

    public async Task<IReadOnlyList<string>> Drain(ServiceBusReceiver receiver)
    {
        var bodies = new List<string>();
        while (await Next(receiver) is { } message)
        {
            bodies.Add(message.Body.ToString());
            await receiver.CompleteMessageAsync(message);
        }

        return bodies;
    }

    public ServiceBusReceiver DeadLetters(string queue) =>
        Client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    public static async Task Refuses(ServiceBusFailureReason reason, Func<Task> operation) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<ServiceBusException>(operation)).Reason);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
