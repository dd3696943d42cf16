using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Aso.Local.Emulator;

/// <summary>
/// The pinned Azurite in a process of its own: blobs, queues and tables on free ports of 127.0.0.1. It ends with this
/// object, and also when this process is killed.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The published key of every storage emulator; it opens nothing else.
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Where the build copies infra/local to.</summary>
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "azurite");
    private static readonly string[] Services = ["Blob", "Queue", "Table"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly AzuriteFolder? _folder;
    private readonly IReadOnlyList<string> _accounts;
    private readonly StringBuilder _errors = new();
    private readonly Dictionary<string, string> _addresses = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> _counts = Channel.CreateUnbounded<string>();
    private Task _drained = Task.CompletedTask;

    private Azurite(Process process, AzuriteFolder? folder, IReadOnlyList<string> accounts)
    {
        _process = process;
        _folder = folder;
        _accounts = accounts;
        ProcessId = process.Id;
    }

    /// <summary>Its first account, with the three endpoints of this Azurite.</summary>
    public string ConnectionString => ConnectionStrings[0];

    /// <summary>One for each of its accounts, which share nothing.</summary>
    public IReadOnlyList<string> ConnectionStrings => [.. _accounts.Select(account =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};"
        + string.Concat(Services.Select(service => $"{service}Endpoint={_addresses[service]}/{account};")))];

    /// <summary>The id of the node process.</summary>
    public int ProcessId { get; }

    /// <summary>Starts Azurite, installing it if this user has not yet, and waits until all three answer.</summary>
    /// <param name="dataFolder">
    /// Keeps the data over a stop and the next start; one Azurite at a time may use it. Without it, data lives in
    /// memory only and leaves nothing behind.
    /// </param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="InvalidOperationException">Node.js is missing, or Azurite did not start.</exception>
    /// <exception cref="IOException">Another process uses the data folder.</exception>
    public static Task<Azurite> StartAsync(
        string? dataFolder = null, CancellationToken cancellationToken = default) =>
        StartAsync([Account], dataFolder, cancellationToken);

    /// <inheritdoc cref="StartAsync(string?, CancellationToken)"/>
    /// <param name="accounts">Names of storage accounts; it knows no others.</param>
    public static async Task<Azurite> StartAsync(
        IReadOnlyList<string> accounts, string? dataFolder = null, CancellationToken cancellationToken = default)
    {
        var script = Path.Combine(
            await NodePackages.EnsureAsync(Source, "Azurite", cancellationToken), "node_modules", "azurite", "dist", "src",
            "azurite.js");
        var path = dataFolder is null ? null : Path.GetFullPath(dataFolder);
        var folder = path is null ? null : await AzuriteFolder.TakeAsync(path, cancellationToken);
        Azurite azurite;
        try
        {
            azurite = new Azurite(NodePackages.Start(Command(script, path, accounts)), folder, accounts);
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
        try
        {
            await azurite.ListenAsync(cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many requests came in so far, by the port of their service; one caller at a time.</summary>
    public async Task<IReadOnlyDictionary<int, long>> CountRequestsAsync()
    {
        await _process.StandardInput.WriteLineAsync("count");
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize<Dictionary<int, long>>(await _counts.Reader.ReadAsync())!;
    }

    /// <summary>Stops Azurite and waits for its last save; kills its process tree if it does not end.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync();
        }
        finally
        {
            _process.Dispose();
            _folder?.Dispose();
        }
    }

    private static ProcessStartInfo Command(string script, string? folder, IReadOnlyList<string> accounts)
    {
        var start = new ProcessStartInfo("node")
        {
            // Azurite makes sure of its working folder even when it keeps nothing there.
            WorkingDirectory = folder ?? Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AZURITE_ACCOUNTS"] = string.Join(';', accounts.Select(account => $"{account}:{Key}")) },
        };
        start.ArgumentList.Add(Path.Combine(Source, "azurite.cjs"));
        start.ArgumentList.Add(script);
        foreach (var service in (string[])["blob", "queue", "table"])
        {
            start.ArgumentList.Add($"--{service}Host");
            start.ArgumentList.Add("127.0.0.1");
            // Port 0: the system picks, so two Azurites can never race for a port.
            start.ArgumentList.Add($"--{service}Port");
            start.ArgumentList.Add("0");
        }
        foreach (var option in (string[])["--skipApiVersionCheck", "--silent", "--disableTelemetry"])
            start.ArgumentList.Add(option);
        if (folder is null)
        {
            start.ArgumentList.Add("--inMemoryPersistence");
        }
        else
        {
            start.ArgumentList.Add("--location");
            start.ArgumentList.Add(folder);
        }
        return start;
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        _folder?.Own(_process);
        _drained = Task.WhenAll(ReadOutputAsync(), ReadErrorsAsync());
        var first = await Task.WhenAny(_listening.Task, _drained).WaitAsync(StartLimit, cancellationToken);
        if (first == _listening.Task)
            return;
        await _process.WaitForExitAsync(cancellationToken);
        throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"Azurite ended with exit code {_process.ExitCode}. ")
            + _errors);
    }

    // Read to the end, since a full pipe would stop Azurite.
    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{')) _counts.Writer.TryWrite(line);
            var words = line.Split(' ');
            if (words is not ["Azurite", var service, "service", "is", "successfully", "listening", "at", var address])
                continue;
            _addresses[service] = address;
            if (Services.All(_addresses.ContainsKey))
                _listening.TrySetResult();
        }
    }

    private async Task ReadErrorsAsync()
    {
        const int kept = 4_000;
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (_errors.Length < kept)
                _errors.AppendLine(line);
        }
    }

    private async Task EndAsync()
    {
        _process.StandardInput.Close();
        using (var limit = new CancellationTokenSource(StopLimit))
        {
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }
        await _drained;
    }
}
