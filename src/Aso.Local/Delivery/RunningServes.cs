using System.Diagnostics;
using System.Globalization;

namespace Aso.Local.Delivery;

/// <summary>A `serve` with a storage of its own.</summary>
internal sealed record RunningServe(int Process, string Connection, Checkout Checkout)
{
    public override string ToString() => $"process {Process} of {Checkout.Program}, started in {Checkout.Folder}";
}

/// <summary>
/// The running `serve`, one file each by process id, so that one that starts or ends touches no other. Only a local
/// emulator's connection is kept, which holds no secret.
/// </summary>
internal sealed class RunningServes(string folder)
{
    public static RunningServes OfThisUser()
    {
        var user = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new RunningServes(Path.Combine(user.Length > 0 ? user : Path.GetTempPath(), "AsoFunctions", "serving"));
    }

    public void Add(RunningServe serve)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(FileOf(serve.Process), [serve.Connection, serve.Checkout.Folder, serve.Checkout.Program]);
    }

    public void Remove(int process) => File.Delete(FileOf(process));

    /// <summary>Those whose process is there; the files of those that were killed go.</summary>
    public IReadOnlyList<RunningServe> All()
    {
        if (!Directory.Exists(folder)) return [];
        var all = new List<RunningServe>();
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (!int.TryParse(Path.GetFileName(file), CultureInfo.InvariantCulture, out var process)) continue;
            if (!IsRunning(process)) File.Delete(file);
            else if (File.ReadAllLines(file) is [var connection, var started, var program])
                all.Add(new RunningServe(process, connection, new Checkout(program, started)));
        }

        return all;
    }

    private string FileOf(int process) => Path.Combine(folder, process.ToString(CultureInfo.InvariantCulture));

    internal static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
