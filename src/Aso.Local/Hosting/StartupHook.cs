using System.Diagnostics;

/// <summary>
/// Runs in the app's process, where <c>DOTNET_STARTUP_HOOKS</c> names this assembly: ends it when its standard input
/// closes. A closed pipe is the only signal that reaches a child even when its parent is killed; without it the worker
/// would keep running without its host. The runtime looks for this name, without a namespace.
/// </summary>
internal static class StartupHook
{
    public static void Initialize() => new Thread(Watch) { IsBackground = true, Name = "host" }.Start();

    private static void Watch()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
            // Nothing is ever written: the read ends when the pipe closes.
        }

        // No cleanup is needed: the ledger is consistent after any crash.
        Process.GetCurrentProcess().Kill();
    }
}
