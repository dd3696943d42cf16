using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>The built app as a process of its own, started as its worker.config.json says.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int TailMax = 4_000;

    private readonly Process _process;
    private readonly ILogger _log;
    private readonly StringBuilder _tail = new();

    private WorkerProcess(Process process, ILogger log)
    {
        _process = process;
        _log = log;
        Id = process.Id;
        process.OutputDataReceived += (_, line) => Told(line.Data);
        process.ErrorDataReceived += (_, line) => Told(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>Its exit code.</summary>
    public Task<int> Exited { get; }

    public TimeSpan ProcessorTime => _process.TotalProcessorTime;

    /// <summary>Its last output, to explain why it ended.</summary>
    public string Tail
    {
        get
        {
            lock (_tail) return _tail.ToString();
        }
    }

    /// <param name="folder">The app's output.</param>
    /// <param name="host">Where the host listens for it.</param>
    /// <param name="workerId">The id it connects with.</param>
    /// <param name="settings">Its environment, in addition to what it inherits.</param>
    /// <param name="log">What it prints.</param>
    public static WorkerProcess Start(
        string folder, Uri host, string workerId, IReadOnlyDictionary<string, string?> settings, ILogger log)
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "worker.config.json")));
        var description = config.RootElement.GetProperty("description");
        var start = new ProcessStartInfo(Runtime(description.GetProperty("defaultExecutablePath").GetString()!))
        {
            WorkingDirectory = folder,
            // Held open for as long as this process lives (StartupHook).
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(folder, description.GetProperty("defaultWorkerPath").GetString()!));
        var requestId = Guid.NewGuid().ToString();
        var lengthMax = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        (string Name, string Value)[] arguments =
        [
            ("host", host.Host), ("port", host.Port.ToString(CultureInfo.InvariantCulture)),
            ("workerId", workerId), ("requestId", requestId), ("grpcMaxMessageLength", lengthMax),
            ("functions-uri", host.ToString()), ("functions-worker-id", workerId),
            ("functions-request-id", requestId), ("functions-grpc-max-message-length", lengthMax),
        ];
        foreach (var (name, value) in arguments)
        {
            start.ArgumentList.Add("--" + name);
            start.ArgumentList.Add(value);
        }

        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["DOTNET_STARTUP_HOOKS"] = string.Join(Path.PathSeparator, ((string?[])
            [Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS"), typeof(StartupHook).Assembly.Location])
            .Where(hook => !string.IsNullOrEmpty(hook)));
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        return new WorkerProcess(Process.Start(start)!, log);
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    public void Dispose() => _process.Dispose();

    /// <summary>The .NET that runs this process, which need not be on the path.</summary>
    private static string Runtime(string executable)
    {
        if (executable != "dotnet") return executable;
        var own = Path.GetFullPath(Path.Combine(
            RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(own) ? own : executable;
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Told(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        _log.LogInformation("{Line}", line);
        lock (_tail)
        {
            _tail.AppendLine(line);
            if (_tail.Length > TailMax) _tail.Remove(0, _tail.Length - TailMax);
        }
    }
}
