using System.Net;
using System.Net.Sockets;

namespace Compat.Tests.ServiceBus;

/// <summary>Stands between a client and a served broker and cuts the line: so a caller looks that was killed.</summary>
internal sealed class CutLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;

    /// <param name="connectionString">Of the served broker.</param>
    public CutLine(string connectionString)
    {
        _port = new Uri(connectionString.Split('=', ';')[1]).Port;
        _listener.Start();
        ConnectionString = connectionString.Replace(
            $":{_port};", $":{((IPEndPoint)_listener.LocalEndpoint).Port};", StringComparison.Ordinal);
    }

    public string ConnectionString { get; }

    /// <summary>Passes one request on and nothing back; ends when the answer lies here, or when it is let go.</summary>
    public async Task<byte[]> TakeOneAsync(CancellationToken letGo)
    {
        using var caller = await _listener.AcceptTcpClientAsync(letGo);
        using var broker = new TcpClient();
        await broker.ConnectAsync(IPAddress.Loopback, _port, letGo);
        _ = caller.GetStream().CopyToAsync(broker.GetStream(), letGo).ContinueWith(_ => { }, TaskScheduler.Default);
        var answer = new byte[1 << 16];
        var length = 0;
        try
        {
            length = await broker.GetStream().ReadAsync(answer, letGo);
        }
        catch (OperationCanceledException)
        {
            // Cut while it waited.
        }

        return answer[..length];
    }

    public void Dispose() => _listener.Dispose();
}
