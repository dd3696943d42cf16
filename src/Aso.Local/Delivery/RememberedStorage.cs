using Aso.Local.Commands;

namespace Aso.Local.Delivery;

/// <summary>
/// The storage commands talk to: the one given, else ASO_CONNECTION, else that of the `serve` of this user that was
/// started last. Only a local emulator's is remembered, which holds no secret.
/// </summary>
internal static class RememberedStorage
{
    private const string Variable = "ASO_CONNECTION";

    /// <exception cref="CommandFailure">None is given and none is remembered.</exception>
    public static string Resolve(string? given)
    {
        if (!string.IsNullOrWhiteSpace(given)) return given;
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set) return set;
        if (File.Exists(FilePath)) return File.ReadAllText(FilePath).Trim();
        throw new CommandFailure(
            "No storage is known: none was given, and no `serve` of this user is running.",
            "Start `serve` in another shell, or give --connection with the connection string that it printed after"
            + $" `storage`, or set {Variable} to one.");
    }

    public static void Remember(string connection)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, connection);
    }

    /// <summary>Forgets the connection, unless another `serve` was started since.</summary>
    public static void Forget(string connection)
    {
        if (File.Exists(FilePath) && File.ReadAllText(FilePath).Trim() == connection) File.Delete(FilePath);
    }

    private static string FilePath
    {
        get
        {
            var user = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(user.Length > 0 ? user : Path.GetTempPath(), "AsoFunctions", "storage");
        }
    }
}
