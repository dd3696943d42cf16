using System.Diagnostics;
using System.IO.Compression;

namespace Aso.Local.Tests;

/// <summary>What <c>dotnet pack src/Aso.Local</c> makes, installed as README says.</summary>
public sealed class Packed_as_a_tool : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("aso-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_holds_all_that_lies_beside_the_program_and_runs_as_aso()
    {
        var project = Path.Combine(Root(), "src", "Aso.Local");
        // The tests run from bin/CONFIGURATION/FRAMEWORK.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var configuration = output.Parent!.Name;
        await RunAsync(
            "dotnet", "pack", project, "--no-build", "--configuration", configuration, "--output", _folder);

        var package = Assert.Single(Directory.GetFiles(_folder, "*.nupkg"));
        var built = Path.Combine(project, "bin", configuration, output.Name);
        using (var zip = await ZipFile.OpenReadAsync(package))
        {
            var packed = zip.Entries.Select(entry => entry.FullName).ToHashSet();
            var beside = Directory.GetDirectories(built)
                .Where(folder => Path.GetFileName(folder) is "app" or "azurite")
                .SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(built, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Select(file => $"tools/{output.Name}/any/{file}").ToList();
            Assert.Contains($"tools/{output.Name}/any/azurite/package-lock.json", beside);
            Assert.Subset(packed, beside.ToHashSet());
        }

        await RunAsync(
            "dotnet", "tool", "install", "Aso.Local", "--tool-path", Path.Combine(_folder, "bin"), "--source", _folder);
        var aso = Path.Combine(_folder, "bin", OperatingSystem.IsWindows() ? "aso.exe" : "aso");
        var help = await RunAsync(aso, "--help");
        Assert.Contains("  put <claims|enrollment|plans|recoveries> <EMPLOYER> <FILE>", help, StringComparison.Ordinal);
        // What it tells its user to type next is how it was called.
        var made = await RunAsync(
            aso, "generate", "--members", "1", "--claims", "1", "--months", "1", "--out", Path.Combine(_folder, "made"));
        Assert.Contains("  aso put claims", made, StringComparison.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AsoFunctions.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Nothing of the build stays behind once it ended.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        return await output;
    }
}
