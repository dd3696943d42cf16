namespace Aso.ClaimFiles.Tests;

/// <summary>Other parties' files beside the checkout (or where ASO_SHARED says); tests over them skip where
/// absent.</summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    public static string Path(string name) =>
        System.IO.Path.Combine(Folder!, name.Replace('/', System.IO.Path.DirectorySeparatorChar));

    private static string? Find()
    {
        var candidates = new List<string>();
        if (Environment.GetEnvironmentVariable("ASO_SHARED") is { Length: > 0 } given) candidates.Add(given);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            candidates.Add(System.IO.Path.Combine(folder.FullName, "shared"));
        return candidates.Select(candidate => System.IO.Path.Combine(candidate, "data"))
            .FirstOrDefault(Directory.Exists);
    }
}

/// <summary>A theory over <see cref="SharedData"/>.</summary>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute()
    {
        if (SharedData.Folder is null) Skip = "the shared data is not beside this checkout";
    }
}

/// <summary>A fact over <see cref="SharedData"/>.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (SharedData.Folder is null) Skip = "the shared data is not beside this checkout";
    }
}
