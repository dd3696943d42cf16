using Aso.Ledger;
using Aso.Local.Commands;
using Azure.Storage.Blobs;

namespace Aso.Local.Delivery;

/// <summary>Clients of the storage a command was given.</summary>
internal static class StorageClients
{
    private const int Retries = 3;

    // Someone waits at the shell: a storage that is not there should be told within seconds.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(300);

    /// <exception cref="CommandFailure">The connection string cannot be read.</exception>
    public static BlobServiceClient Blobs(string connection)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = Retries;
        options.Retry.Delay = FirstRetry;
        return Read(() => new BlobServiceClient(connection, options));
    }

    /// <exception cref="CommandFailure">The connection string cannot be read.</exception>
    public static AzureStorage Ledger(string connection) => Read(() => AzureStorage.Connect(connection));

    private static T Read<T>(Func<T> connect)
    {
        try
        {
            return connect();
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new CommandFailure(
                "The connection string cannot be read.",
                "It looks like DefaultEndpointsProtocol=…;AccountName=…;AccountKey=…; quote it whole in the shell.",
                exception);
        }
    }
}
