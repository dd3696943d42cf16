using Aso.Local.Emulator;

namespace Scenarios;

/// <summary>One Azurite in memory for all tests of this assembly, with an account of its own for each that asks.</summary>
internal static class SharedAzurite
{
    // It learns of no more accounts once it runs.
    private const int Accounts = 200;

    // It ends with this process.
    private static readonly Lazy<Task<Azurite>> Started =
        new(() => Azurite.StartAsync([.. Enumerable.Range(0, Accounts).Select(number => $"test{number:000}")]));

    private static int _taken;

    /// <summary>The connection string of an account that nobody else uses.</summary>
    public static async Task<string> TakeAccountAsync() =>
        (await Started.Value).ConnectionStrings[Interlocked.Increment(ref _taken) - 1];
}
