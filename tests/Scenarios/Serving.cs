using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scenarios;

/// <summary>A running <c>serve</c> on a free port, with what it printed; stopped with the test.</summary>
internal sealed partial class Serving : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private Serving(Process process)
    {
        _process = process;
        // Read to the end, since a full pipe would stop it.
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public string Connection { get; private set; } = "";

    public string OperatorKey { get; private set; } = "";

    /// <summary>What it printed first.</summary>
    public string FirstLine { get; private set; } = "";

    public HttpClient Http { get; } = new();

    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>
    /// Starts <c>serve --port 0</c> with these options; it serves requests when this returns. Its storage is an account
    /// of its own in <see cref="SharedAzurite"/>, unless the options say otherwise.
    /// </summary>
    public static Task<Serving> StartAsync(params string[] options) =>
        StartAsync(new Dictionary<string, string>(), options);

    public static Task<Serving> StartAsync(
        IReadOnlyDictionary<string, string> environment, params string[] options) =>
        StartInAsync("", environment, options);

    /// <summary>The same, started in a folder; "" is that of the tests.</summary>
    public static async Task<Serving> StartInAsync(
        string folder, IReadOnlyDictionary<string, string> environment, params string[] options)
    {
        string[] storage = folder.Length > 0 || options.Contains("--data") || options.Contains("--connection")
            ? []
            : ["--connection", await SharedAzurite.TakeAccountAsync()];
        var start = Cli.Command(["serve", "--port", "0", .. storage, .. options]);
        start.WorkingDirectory = folder;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var serving = new Serving(Process.Start(start)!);
        try
        {
            await serving.ReadyAsync().WaitAsync(StartLimit);
            return serving;
        }
        catch (Exception exception)
        {
            await serving.DisposeAsync();
            throw new InvalidOperationException($"serve did not become ready\n{serving.Errors}", exception);
        }
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(StopLimit);
    }

    /// <summary>SIGKILL of the app's process alone; its host lives and starts another.</summary>
    public async Task KillWorkerAsync()
    {
        if (FindWorker() is not { } worker) return;
        using (worker)
        {
            worker.Kill();
            await worker.WaitForExitAsync().WaitAsync(StopLimit);
        }
    }

    /// <summary>The app's process has ended, though nobody was left to tell it to.</summary>
    public async Task WorkerEndedAsync()
    {
        if (FindWorker() is not { } worker) return;
        // It ends what it runs first, for as long as a .NET host lets it by default: half a minute.
        using (worker)
            for (var began = Stopwatch.GetTimestamp(); !HasEnded(worker);)
            {
                if (Stopwatch.GetElapsedTime(began) > 2 * StopLimit) throw new TimeoutException("the app's process lives on");
                await Task.Delay(100);
            }

    }

    /// <summary>
    /// The listeners' scan tells files apart by whole seconds: one that is dropped in the second of the newest that it
    /// has seen is left to the sweep. Waits until that cannot be.
    /// </summary>
    public static Task NextSecondAsync() => Task.Delay(1_000 - DateTime.UtcNow.Millisecond);

    /// <summary>SIGTERM; answers the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Assert.Equal(0, Signal(_process.Id, Terminate));
        await _process.WaitForExitAsync().WaitAsync(StopLimit);
        return _process.ExitCode;
    }

    public async Task<JsonElement> GetAsync(string route)
    {
        using var answer = await Http.GetAsync(new Uri(route, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"GET {route}: {answer.StatusCode}\n{text}\n{Errors}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> PostAsync(string route)
    {
        using var answer = await Http.PostAsync(new Uri(route, UriKind.Relative), null);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"POST {route}: {answer.StatusCode}\n{text}\n{Errors}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Drops files and follows them to the end.</summary>
    public Task<Ended> PutAsync(string kind, string employer, params string[] files) =>
        Cli.RunAsync(["put", kind, employer, .. files, "--connection", Connection, "--wait"]);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                // Windows has no signal that asks a process to end.
                if (OperatingSystem.IsWindows()) _process.Kill(entireProcessTree: true);
                else _ = Signal(_process.Id, Terminate);
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
        Http.Dispose();
    }

    /// <summary>An orphan that has ended stays listed where nobody takes its exit code, as in many a container.</summary>
    private static bool HasEnded(Process orphan)
    {
        if (orphan.HasExited) return true;
        try
        {
            var stat = File.ReadAllText($"/proc/{orphan.Id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (IOException)
        {
            // It has just gone, or there is no such file on this system.
            return orphan.HasExited;
        }
    }

    /// <summary>The app's newest process, as the log tells it; null: it is no more.</summary>
    private Process? FindWorker()
    {
        try
        {
            return Process.GetProcessById(int.Parse(
                WorkerLine().Matches(Errors)[^1].Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"The app runs as process (\d+)")]
    private static partial Regex WorkerLine();

    private async Task ReadyAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (FirstLine.Length == 0) FirstLine = line;
            var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
                ? (line[..space], line[(space + 1)..])
                : (line, "");
            if (word == "storage") Connection = rest;
            if (word == "operator-key") OperatorKey = rest;
            if (word != "ready") continue;
            Http.BaseAddress = new Uri(rest);
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey);
            return;
        }

        throw new InvalidOperationException("serve ended before it was ready");
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Signal(int process, int signal);
}
