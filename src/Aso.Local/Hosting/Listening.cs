using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

internal static class Listening
{
    /// <summary>Runs a listener's loop beside its caller. One that breaks says so at once, not only at the stop.</summary>
    public static Task Run(Func<Task> loop, ILogger logger) => Task.Run(async () =>
    {
        try
        {
            await loop();
        }
        catch (Exception failure)
        {
            logger.LogCritical(failure, "Listens no more: this should not happen, start the host again");
            throw;
        }
    });
}
