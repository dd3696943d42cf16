namespace Scenarios.Http;

/// <summary>A fact that needs Chromium.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public const string Missing = "No Chromium here: install Debian's chromium package, or set CHROMIUM to one.";

    public BrowserFactAttribute()
    {
        if (Chromium is null) Skip = Missing;
    }

    public static string? Chromium { get; } =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser" }
            .FirstOrDefault(File.Exists);
}

/// <summary>A theory that needs Chromium.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (BrowserFactAttribute.Chromium is null) Skip = BrowserFactAttribute.Missing;
    }
}
