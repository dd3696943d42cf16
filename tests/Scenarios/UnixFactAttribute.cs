namespace Scenarios;

/// <summary>A test of what Unix alone has, such as signals.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "Windows has no SIGTERM";
    }
}
