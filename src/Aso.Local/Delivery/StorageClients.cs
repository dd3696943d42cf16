using Aso.Ledger.Storage;
using Aso.Local.Cli;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Aso.Local.Delivery;

/// <summary>
/// Clients of the storage a command was given: by a connection string, or by an account's name and whoever is signed in
/// to Azure here.
/// </summary>
internal static class StorageClients
{
    private const int Retries = 3;

    // Every Azurite's, and public: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
    private const string AzuriteKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Someone waits at the shell: a missing storage should be reported within seconds.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(300);

    /// <exception cref="CommandFailure">The connection string cannot be read.</exception>
    public static BlobServiceClient Blobs(string connection)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = Retries;
        options.Retry.Delay = FirstRetry;
        return Read(() => IsAccount(connection)
            ? new BlobServiceClient(AzureStorage.AddressOf(connection, "blob"), new DefaultAzureCredential(), options)
            : new BlobServiceClient(connection, options));
    }

    /// <exception cref="CommandFailure">The connection string cannot be read.</exception>
    public static AzureStorage Ledger(string connection) => Read(() => IsAccount(connection)
        ? AzureStorage.Connect(connection, new DefaultAzureCredential())
        : AzureStorage.Connect(connection));

    /// <summary>Queues whose messages are read and sent as they are, in no encoding.</summary>
    /// <exception cref="CommandFailure">The connection string cannot be read.</exception>
    public static QueueServiceClient Queues(string connection) => Read(() => IsAccount(connection)
        ? new QueueServiceClient(AzureStorage.AddressOf(connection, "queue"), new DefaultAzureCredential())
        : new QueueServiceClient(connection));

    /// <summary>Account and endpoint, without secrets.</summary>
    /// <exception cref="CommandFailure">The connection string cannot be read.</exception>
    public static string Describe(string connection)
    {
        var blobs = Blobs(connection);
        // A shared access signature is in the query.
        return $"{blobs.AccountName} at {blobs.Uri.GetLeftPart(UriPartial.Path)}";
    }

    /// <summary>A connection string to be printed: whole where its key is Azurite's, which everybody has.</summary>
    public static string WithoutSecrets(string connection) => string.Join(';', connection.Split(';').Select(part =>
        (part.StartsWith("AccountKey=", StringComparison.OrdinalIgnoreCase) && !part.EndsWith(AzuriteKey, StringComparison.Ordinal))
        || part.StartsWith("SharedAccessSignature=", StringComparison.OrdinalIgnoreCase)
            ? part[..(part.IndexOf('=', StringComparison.Ordinal) + 1)] + "(not shown)"
            : part));

    /// <summary>An account's name has 3 to 24 lower-case letters and digits; a connection string has more.</summary>
    private static bool IsAccount(string connection) =>
        connection.Length is >= 3 and <= 24 && connection.All(char.IsAsciiLetterOrDigit);

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
                "It looks like DefaultEndpointsProtocol=…;AccountName=…;AccountKey=… (quote it whole in the shell), or"
                + " give the name of an account that you may use with `az login`.",
                exception);
        }
    }
}
