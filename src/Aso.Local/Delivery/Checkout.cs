namespace Aso.Local.Delivery;

/// <summary>Whose a `serve` is: the program's, and the folder's in which it was started.</summary>
/// <param name="Program">The repository's root; where there is none, the program's own folder.</param>
internal sealed record Checkout(string Program, string Folder)
{
    public static Checkout Here => new(Root, Environment.CurrentDirectory);

    private static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AsoFunctions.sln"))) return folder.FullName;
        return Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
    }
}
