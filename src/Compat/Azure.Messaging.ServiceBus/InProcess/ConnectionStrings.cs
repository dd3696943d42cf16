namespace Azure.Messaging.ServiceBus.InProcess;

internal static class ConnectionStrings
{
    /// <summary>
    /// The broker of the <c>Endpoint</c>: in another process where it is a port of this machine. Nothing here checks
    /// keys and signatures.
    /// </summary>
    public static IBroker Broker(string connectionString)
    {
        var endpoint = Endpoint(connectionString);
        return endpoint is { IsLoopback: true, Port: > 0 }
            ? new RemoteBroker(endpoint.Host, endpoint.Port)
            : InProcessBroker.Named(endpoint.Host);
    }

    /// <exception cref="FormatException">The connection string has none.</exception>
    public static Uri Endpoint(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        foreach (var pair in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pair[..equals].Trim().Equals("Endpoint", StringComparison.OrdinalIgnoreCase) &&
                Uri.TryCreate(pair[(equals + 1)..].Trim(), UriKind.Absolute, out var endpoint) &&
                endpoint.Scheme.Equals("sb", StringComparison.OrdinalIgnoreCase) && endpoint.Host.Length > 0)
            {
                return endpoint;
            }
        }

        throw new FormatException("The connection string has no 'Endpoint=sb://<name>/'.");
    }
}
