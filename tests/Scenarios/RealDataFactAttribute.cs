namespace Scenarios;

/// <summary>A test on files of other parties, which lie beside the checkout where they may be had.</summary>
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute()
    {
        if (!Directory.Exists(Professional)) Skip = "../shared/data/x12 is not there";
    }

    public static string Professional { get; } = Find("shared", "data", "x12", "837_005010X222A2");

    // From the test's own folder upwards, since worktrees lie deeper than the checkout.
    private static string Find(params string[] names)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine([folder.FullName, .. names]);
            if (Directory.Exists(path)) return path;
        }

        return "";
    }
}
