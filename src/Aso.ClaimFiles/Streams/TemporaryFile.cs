namespace Aso.ClaimFiles.Streams;

/// <summary>A nameless file on disk that is gone when it is closed.</summary>
internal static class TemporaryFile
{
    public static FileStream Create() =>
        new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
}
