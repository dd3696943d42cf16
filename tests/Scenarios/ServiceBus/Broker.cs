using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AsoFunctions.Messaging;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;

namespace Scenarios.ServiceBus;

/// <summary>What the broker does with a transfer; one transfer is a batch of messages, or a single one.</summary>
internal enum Answer
{
    Accept,

    /// <summary>As a topic that is full.</summary>
    Refuse,

    /// <summary>The link is cut before anything is kept.</summary>
    CutBefore,

    /// <summary>All is kept, but the link is cut before the sender is told.</summary>
    CutAfter,

    /// <summary>The connection breaks before anything is kept.</summary>
    Break,

    /// <summary>No answer, ever.</summary>
    Silence,
}

/// <summary>
/// Speaks on the loopback as much AMQP as the official Service Bus client needs to send to one topic and to receive from
/// its one subscription by session. Any token is good. It keeps nothing beyond its own life.
/// </summary>
internal sealed class Broker : IRuntimeProvider, IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly AmqpConnectionListener _listener;
    private readonly Func<int, Answer> _answer;
    private readonly List<int> _transfers = [];
    private readonly ConcurrentDictionary<AmqpSession, SendingAmqpLink> _grants = new();

    /// <param name="answer">What to do with the nth transfer (from 0); null: accept all.</param>
    /// <param name="dropsRepeats">Whether a message id that was seen is dropped, as the deployed topic does.</param>
    public Broker(Func<int, Answer>? answer = null, bool dropsRepeats = false)
    {
        _answer = answer ?? (_ => Answer.Accept);
        Topic = new Topic(dropsRepeats);
        (_listener, var port) = Listen();
        ConnectionString = $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=any;SharedAccessKey=any;"
            + "UseDevelopmentEmulator=true";
    }

    public string ConnectionString { get; }

    public Topic Topic { get; }

    public ulong MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>How many messages each transfer held, in order of arrival, whatever became of it.</summary>
    public IReadOnlyList<int> Transfers
    {
        get
        {
            lock (_transfers) return [.. _transfers];
        }
    }

    public void Dispose() => _listener.Close();

    /// <summary>Everything a session holds, in order, as the official client receives it; it holds nothing afterwards.</summary>
    public async Task<List<ServiceBusReceivedMessage>> ReceivedAsync(params string[] sessions)
    {
        await using var bus = new ServiceBusClient(ConnectionString);
        var received = new List<ServiceBusReceivedMessage>();
        foreach (var id in sessions)
        {
            await using var session = await bus.AcceptSessionAsync(ServiceBusNames.EventsTopic, "all", id);
            while (Topic.Holds(id))
            {
                var messages = await session.ReceiveMessagesAsync(100, TimeLimit);
                Assert.NotEmpty(messages);
                foreach (var message in messages) await session.CompleteMessageAsync(message);
                received.AddRange(messages);
            }
        }

        return received;
    }

    /// <summary>Waits until so many transfers have come.</summary>
    public async Task HasHeardAsync(int transfers)
    {
        using var deadline = new CancellationTokenSource(TimeLimit);
        while (Transfers.Count < transfers) await Task.Delay(5, deadline.Token);
    }

    AmqpConnection IConnectionFactory.CreateConnection(
        TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings) =>
        new(transport, protocolHeader, false, amqpSettings, connectionSettings);

    AmqpSession ISessionFactory.CreateSession(AmqpConnection connection, AmqpSessionSettings settings) =>
        new(connection, settings, this);

    AmqpLink ILinkFactory.CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        // Roles are the broker's: it receives what the client sends.
        if (settings.IsReceiver())
        {
            settings.MaxMessageSize = MaxMessageBytes;
            settings.TotalLinkCredit = 100;
            settings.AutoSendFlow = true;
            return new ReceivingAmqpLink(session, settings);
        }

        if (AddressOf(settings) != "$cbs") Topic.Grant(settings);
        return new SendingAmqpLink(session, settings);
    }

    IAsyncResult ILinkFactory.BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        var opened = new TaskCompletionSource(state);
        try
        {
            Open(link);
            opened.SetResult();
        }
        catch (AmqpException refused)
        {
            opened.SetException(refused);
        }

        callback(opened.Task);
        return opened.Task;
    }

    void ILinkFactory.EndOpenLink(IAsyncResult result) => ((Task)result).GetAwaiter().GetResult();

    private void Open(AmqpLink link)
    {
        switch (AddressOf(link.Settings), link)
        {
            case ("$cbs", ReceivingAmqpLink requests):
                requests.RegisterMessageListener(request => Grant(requests, request));
                break;
            case ("$cbs", SendingAmqpLink grants):
                _grants[grants.Session] = grants;
                break;
            case ("events", ReceivingAmqpLink publisher):
                publisher.RegisterMessageListener(transfer => Take(publisher, transfer));
                break;
            case ("events/Subscriptions/all", SendingAmqpLink listener):
                Topic.Serve(listener);
                break;
            default:
                throw new AmqpException(AmqpErrorCode.NotFound, $"there is no {AddressOf(link.Settings)}");
        }
    }

    /// <summary>Claims-based security: a client puts a token before it opens a link.</summary>
    private void Grant(ReceivingAmqpLink requests, AmqpMessage request)
    {
        requests.AcceptMessage(request, false);
        var answer = AmqpMessage.Create(new AmqpValue { Value = "" });
        answer.Properties.CorrelationId = request.Properties.MessageId;
        answer.ApplicationProperties.Map["status-code"] = 202;
        _grants[requests.Session].SendMessageNoWait(answer, Guid.NewGuid().ToByteArray(), default);
    }

    private void Take(ReceivingAmqpLink publisher, AmqpMessage transfer)
    {
        var messages = Topic.MessagesOf(transfer);
        int number;
        lock (_transfers)
        {
            number = _transfers.Count;
            _transfers.Add(messages.Count);
        }

        switch (_answer(number))
        {
            case Answer.Accept:
                Topic.Add(messages);
                publisher.AcceptMessage(transfer, false);
                break;
            case Answer.Refuse:
                publisher.RejectMessage(transfer, new AmqpException(AmqpErrorCode.ResourceLimitExceeded, "full, says the test"));
                break;
            case Answer.CutBefore:
                Cut(publisher);
                break;
            case Answer.CutAfter:
                Topic.Add(messages);
                Cut(publisher);
                break;
            case Answer.Break:
                publisher.Session.Connection.Abort();
                break;
            case Answer.Silence:
                break;
        }
    }

    private static void Cut(ReceivingAmqpLink publisher) =>
        publisher.SafeClose(new AmqpException(AmqpErrorCode.DetachForced, "cut by the test"));

    /// <summary>The client says <c>/name</c> where it sends and <c>name</c> elsewhere.</summary>
    private static string AddressOf(AmqpLinkSettings settings) =>
        (settings.IsReceiver() ? ((Target)settings.Target).Address : ((Source)settings.Source).Address)
        .ToString()!.TrimStart('/');

    private (AmqpConnectionListener Listener, int Port) Listen()
    {
        var version = new AmqpVersion(1, 0, 0);
        var sasl = new SaslTransportProvider { Versions = { version } };
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        var settings = new AmqpSettings { RuntimeProvider = this };
        settings.TransportProviders.Add(sasl);
        settings.TransportProviders.Add(new AmqpTransportProvider { Versions = { version } });
        while (true)
        {
            var port = FreePort();
            var connections = new AmqpConnectionSettings { ContainerId = "broker", MaxFrameSize = 64 * 1024 };
            var listener = new AmqpConnectionListener([$"amqp://127.0.0.1:{port}"], settings, connections);
            try
            {
                listener.Open();
                return (listener, port);
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // By someone who asked for a free port after us.
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
