using System.Runtime.CompilerServices;

namespace Scenarios;

/// <summary>
/// Processes that tests start live for seconds: compiling their methods a second time, better, would not pay off. Without,
/// a demonstration takes a quarter less work.
/// </summary>
internal static class ShortLived
{
    /// <summary>Each waits four seconds without a method that is new (hexadecimal milliseconds) before it begins to.</summary>
    [ModuleInitializer]
    internal static void Begin() => Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", "1000");
}
