using Azure;

namespace Aso.Local.Hosting;

internal static class StorageFailures
{
    /// <summary>
    /// Whether the storage refused, or was not reached: the end of all retries, a broken line, or a time limit of the
    /// client, which it reports as a cancellation that nobody asked for.
    /// </summary>
    public static bool Is(Exception failure) =>
        failure is RequestFailedException or AggregateException or IOException or TaskCanceledException;
}
