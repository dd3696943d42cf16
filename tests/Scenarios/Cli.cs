using System.Diagnostics;
using System.Text;
using Aso.Local.Commands;

namespace Scenarios;

/// <summary>How a command ended and what it printed.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the test's reader needs to see when an assertion fails.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}

/// <summary>The command line: in this process, or as a child process, as users start it.</summary>
internal static class Cli
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static ProcessStartInfo Command(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Aso.Local.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // Profiles pay off in processes that live longer than these: a tenth less work without.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // A developer's own settings must not leak in.
        foreach (var name in (string[])["ASO_CONNECTION", "AzureWebJobsStorage", "OperatorKey", "ServiceBusConnection"])
            start.Environment.Remove(name);
        return start;
    }

    /// <summary>
    /// Runs a command to its end in this process, which is warm; <c>demo</c> and <c>serve</c> want one of their own.
    /// </summary>
    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using var printed = ConsoleOfTest.Capture();
        try
        {
            var exitCode = await Task.Run(() => CommandLine.RunAsync(arguments)).WaitAsync(Limit);
            return new Ended(exitCode, printed.Output, printed.Errors);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(
                $"{string.Join(' ', arguments)}\n{printed.Output}\n{printed.Errors}", exception);
        }
    }

    /// <summary>Runs a command to its end in a process of its own.</summary>
    public static Task<Ended> RunProcessAsync(params string[] arguments) => RunInAsync("", arguments);

    /// <summary>The same, in a folder; "" is that of the tests.</summary>
    public static async Task<Ended> RunInAsync(string folder, params string[] arguments)
    {
        var start = Command(arguments);
        start.WorkingDirectory = folder;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', arguments)}\n{await output}\n{await errors}");
        }

        return new Ended(process.ExitCode, await output, await errors);
    }
}
