using System.Net.Sockets;

namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>A broker that another process on this machine serves (<see cref="BrokerServer"/>).</summary>
internal sealed class RemoteBroker(string host, int port) : IBroker
{
    public string Host => host;

    public TimeProvider Time => TimeProvider.System;

    public async Task<Answer> AskAsync(Request request, CancellationToken cancellation)
    {
        Outcome outcome;
        try
        {
            outcome = await CallAsync(request, cancellation);
        }
        catch (Exception lost) when (lost is SocketException or IOException)
        {
            throw new ServiceBusException(
                $"The broker at port {port} of this machine cannot be reached, or was lost before it answered.",
                ServiceBusFailureReason.ServiceCommunicationProblem, innerException: lost);
        }

        return outcome.Answer ?? throw outcome.Failure!.ToException();
    }

    private async Task<Outcome> CallAsync(Request request, CancellationToken cancellation)
    {
        using var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(host, port, cancellation);
        var stream = connection.GetStream();
        await stream.WriteAsync(Wire.Line(request), CancellationToken.None);
        using var reader = new StreamReader(stream);
        string? line;
        // Whoever cancels hears what came of it all the same: what was taken before the broker knew is received.
        await using (cancellation.Register(() => Say(stream, Wire.NotWanted)))
        {
            line = await reader.ReadLineAsync(CancellationToken.None);
        }

        if (line is null)
        {
            throw new IOException("The broker closed the connection.");
        }

        Say(stream, Wire.Arrived);
        return Wire.Read<Outcome>(line);
    }

    private static void Say(NetworkStream stream, string word)
    {
        try
        {
            stream.Write(Wire.Line(word));
        }
        catch (IOException)
        {
            // The broker is gone; reading tells, or has told, what came of it.
        }
    }
}
