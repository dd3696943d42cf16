using System.Net;
using System.Net.Sockets;

namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>
/// Serves a broker of this process to other processes of this machine, on a free port. What is taken for a caller that
/// is gone before it arrives is given back; what a caller held when it died stays locked until its lock runs out.
/// </summary>
public sealed class BrokerServer : IAsyncDisposable
{
    private readonly IBroker _broker;
    private readonly InProcessBroker _kept;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    private BrokerServer(InProcessBroker broker)
    {
        _broker = _kept = broker;
        _listener.Start();
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = FormattableString.Invariant(
            $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=x;SharedAccessKey=x;UseDevelopmentEmulator=true");
        _accepting = AcceptAsync();
    }

    /// <summary>By which other processes, and this one, reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>It is served when this returns.</summary>
    public static BrokerServer Start(InProcessBroker broker) => new(broker);

    /// <summary>Breaks off what is asked for; the broker stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // It was told to stop.
        }
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using var _ = caller;
        caller.NoDelay = true;
        using var reader = new StreamReader(caller.GetStream());
        if (await LineAsync(reader) is not { } line)
        {
            return;
        }

        var request = Wire.Read<Request>(line);
        using var unwanted = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var arriving = ListenAsync(reader, unwanted);
        var outcome = await DoAsync(request, unwanted.Token);
        if (!_stopping.IsCancellationRequested)
        {
            await TellAsync(caller, outcome);
        }

        if (!await arriving && outcome.Answer is { } answer)
        {
            request.TakeBack(_kept, answer);
        }
    }

    private async Task<Outcome> DoAsync(Request request, CancellationToken unwanted)
    {
        try
        {
            return new Outcome(await _broker.AskAsync(request, unwanted), null);
        }
#pragma warning disable CA1031 // Whatever it was, the caller is who asked for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Outcome(null, Failure.Of(exception));
        }
    }

    /// <summary>Hears whether the caller still wants an answer; false when it was gone before it had one.</summary>
    private async Task<bool> ListenAsync(StreamReader reader, CancellationTokenSource unwanted)
    {
        while (await LineAsync(reader) is { } word)
        {
            if (word == Wire.Arrived)
            {
                return true;
            }

            await unwanted.CancelAsync();
        }

        await unwanted.CancelAsync();
        return false;
    }

    /// <summary>Null when the caller is gone, or this is told to stop.</summary>
    private async Task<string?> LineAsync(StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync(_stopping.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task TellAsync(TcpClient caller, Outcome outcome)
    {
        try
        {
            await caller.GetStream().WriteAsync(Wire.Line(outcome));
        }
        catch (IOException)
        {
            // It is gone, which listening to it tells.
        }
    }
}
