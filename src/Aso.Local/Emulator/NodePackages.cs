using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Aso.Local.Emulator;

/// <summary>Pinned packages of npm, as the Azurite of infra/local, installed once per user and lock file.</summary>
internal static class NodePackages
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Files = ["package.json", "package-lock.json", ".npmrc"];

    /// <summary>Where <c>node_modules</c> is, after installing it if this user has not yet.</summary>
    /// <param name="source">A folder with package.json, its lock file and .npmrc.</param>
    /// <param name="name">What is installed, as people call it: Azurite.</param>
    /// <exception cref="InvalidOperationException">Node.js or npm is missing, or npm failed.</exception>
    public static async Task<string> EnsureAsync(string source, string name, CancellationToken cancellationToken)
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancellationToken);
        var cache = CacheFolder(name);
        var folder = Path.Combine(cache, Convert.ToHexStringLower(SHA256.HashData(lockFile)));
        var done = Path.Combine(folder, "installed");
        if (File.Exists(done)) return folder;
        Directory.CreateDirectory(cache);
        await using var held = await LockAsync(folder + ".lock", cancellationToken);
        if (File.Exists(done)) return folder;
        if (Directory.Exists(folder)) // an earlier installation was interrupted
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var file in Files)
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file));
        try
        {
            await RunNpmAsync(folder, name, cancellationToken);
            await File.WriteAllTextAsync(done, "", cancellationToken);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
        return folder;
    }

    private static string CacheFolder(string name)
    {
        var user = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(user.Length > 0 ? user : Path.GetTempPath(), "AsoFunctions", name.ToLowerInvariant());
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path)) // another process is installing
            {
                await Task.Delay(LockPoll, cancellationToken);
            }
        }
    }

    private static async Task RunNpmAsync(string folder, string name, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"Installing the pinned {name} with npm (once; takes about a minute).");
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var start = new ProcessStartInfo(npm)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // No package of the tree needs its install script; none gets to run one.
        foreach (var argument in (string[])["ci", "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts"])
            start.ArgumentList.Add(argument);
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"npm ci of the pinned {name} failed with exit code {process.ExitCode}. Check that npm reaches its"
                + $" registry (npm ping), then start again.{Environment.NewLine}{await errors}{await output}");
        }
    }

    /// <summary>Starts node or npm.</summary>
    /// <exception cref="InvalidOperationException">It is not on the PATH.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"Cannot start {start.FileName}. Azurite, the local storage, runs on Node.js 20 or newer with npm:"
                + " install it from https://nodejs.org, make sure that node and npm are on the PATH, then start again;"
                + " or give a connection string of a storage account.", exception);
        }
    }
}
