using Azure;

namespace Aso.Local.Hosting;

internal static class StorageFailures
{
    /// <summary>
    /// Whether storage refused or could not be reached: all retries failed, the connection broke, or the client timed
    /// out, which it reports as a cancellation that nobody requested.
    /// </summary>
    public static bool Is(Exception failure) =>
        failure is RequestFailedException or AggregateException or IOException or TaskCanceledException;
}
