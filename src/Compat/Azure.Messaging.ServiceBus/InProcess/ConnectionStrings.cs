namespace Azure.Messaging.ServiceBus.InProcess;

internal static class ConnectionStrings
{
    /// <summary>The host of the <c>Endpoint</c>; nothing here checks keys and signatures.</summary>
    public static string Host(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        foreach (var pair in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pair[..equals].Trim().Equals("Endpoint", StringComparison.OrdinalIgnoreCase) &&
                Uri.TryCreate(pair[(equals + 1)..].Trim(), UriKind.Absolute, out var endpoint) &&
                endpoint.Scheme.Equals("sb", StringComparison.OrdinalIgnoreCase) && endpoint.Host.Length > 0)
            {
                return endpoint.Host;
            }
        }

        throw new FormatException("The connection string has no 'Endpoint=sb://<name>/'.");
    }
}
