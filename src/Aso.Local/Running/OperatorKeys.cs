using System.Security.Cryptography;
using Aso.Local.Cli;

namespace Aso.Local.Running;

/// <summary>The operator's key: the one that is given, else one that is kept with the data, so that it is the same at each
/// start.</summary>
internal static class OperatorKeys
{
    public const int LengthMin = 16;

    private const string FileName = "operator-key";

    public static bool IsOne(string key) =>
        key.Length >= LengthMin && key.All(letter => letter is > ' ' and < '\u007F');

    /// <param name="given">Null: the setting OperatorKey of the environment.</param>
    /// <param name="folder">Of the data; null: they are in memory only, and so is the key.</param>
    public static string Choose(string? given, string? folder)
    {
        if (given is not null) return given;
        if (Environment.GetEnvironmentVariable("OperatorKey") is { Length: > 0 } set) return set;
        return folder is null ? New() : Kept(Path.Combine(folder, FileName));
    }

    private static string Kept(string path)
    {
        if (File.Exists(path))
        {
            var kept = File.ReadAllText(path).Trim();
            return IsOne(kept) ? kept : throw new CommandFailure(
                $"{path} holds no key.", $"Delete it, or write a key of at least {LengthMin} characters into it.");
        }

        var key = New();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // Nobody else of the machine may read it.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine(key);
        return key;
    }

    private static string New() => RandomNumberGenerator.GetHexString(40, lowercase: true);
}
