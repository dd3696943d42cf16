using System.Globalization;
using Aso.Local.Cli;
using Aso.Local.Emulator;
using Aso.Local.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Aso.Local.Running;

/// <summary>
/// The whole pipeline on this machine: storage, the functions' host, and the app in a process of its own.
/// </summary>
internal sealed class LocalPipeline : IAsyncDisposable
{
    private const string LongestPoll = "AzureFunctionsJobHost__extensions__queues__maxPollingInterval";

    private readonly Azurite? _azurite;
    private FunctionsHost? _host;

    private LocalPipeline(Azurite? azurite, string connection, string operatorKey)
    {
        _azurite = azurite;
        Connection = connection;
        OperatorKey = operatorKey;
    }

    public string Connection { get; }

    /// <summary>Sees every employer (http.md).</summary>
    public string OperatorKey { get; }

    /// <summary>Where HTTP is served.</summary>
    public Uri Address => _host!.Address;

    /// <summary>The processor time of the app's process so far.</summary>
    public TimeSpan ProcessorTime => _host!.Worker.ProcessorTime;

    /// <summary>The requests that the storage started here has taken so far, by port.</summary>
    public Task<IReadOnlyDictionary<int, long>> CountRequestsAsync() => _azurite!.CountRequestsAsync();

    /// <summary>Starts the storage, then the functions; requests are served when this returns.</summary>
    /// <exception cref="CommandFailure">The port is in use, or Azurite does not start.</exception>
    public static async Task<LocalPipeline> StartAsync(LocalPipelineOptions options, CancellationToken cancellation)
    {
        var azurite = options.Connection is null ? await StartAzuriteAsync(options.DataFolder, cancellation) : null;
        var pipeline = new LocalPipeline(azurite, options.Connection ?? azurite!.ConnectionString,
            OperatorKeys.Choose(options.OperatorKey, options.Connection is null ? options.DataFolder : null));
        try
        {
            // The app makes its tables, containers and queues before it calls its host.
            pipeline._host = await FunctionsHost.StartAsync(pipeline.HostOptions(options), cancellation);
            return pipeline;
        }
        catch (Exception exception)
        {
            await pipeline.DisposeAsync();
            if (exception is IOException { InnerException: AddressInUseException })
            {
                throw new CommandFailure(
                    string.Create(CultureInfo.InvariantCulture, $"Port {options.Port} is in use by another program."),
                    "Choose another with --port, or use --port 0 for any free one.",
                    exception);
            }

            // The worker's own output, which says why, is in the message.
            if (exception is InvalidOperationException)
                throw new CommandFailure(
                    exception.Message.Split('\n')[0].TrimEnd(),
                    "Its log says why. Check --connection, --otlp and the settings in the environment.", exception);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (_azurite is not null) await _azurite.DisposeAsync();
    }

    private static async Task<Azurite> StartAzuriteAsync(string? folder, CancellationToken cancellation)
    {
        try
        {
            return await Azurite.StartAsync(folder, cancellation);
        }
        catch (InvalidOperationException exception)
        {
            throw new CommandFailure(
                exception.Message, "Or pass a storage account's connection string with --connection.", exception);
        }
    }

    private FunctionsHostOptions HostOptions(LocalPipelineOptions options) => new()
    {
        Settings = Settings(options),
        Port = options.Port,
        Logging = options.Logs ? LogToErrors : null,
    };

    private Dictionary<string, string?> Settings(LocalPipelineOptions options)
    {
        var settings = new Dictionary<string, string?>
        {
            [Triggers.Storage] = Connection,
            ["OperatorKey"] = OperatorKey,
            ["CloseSchedule"] = "0 * * * * *",
            ["SweepSchedule"] = options.SweepSchedule,
        };
        // People watch; what this host's own functions send is looked for at once (QueueWaker).
        if (Environment.GetEnvironmentVariable(LongestPoll) is null) settings[LongestPoll] = "00:00:01";
        if (options.Today is { } today) settings["Today"] = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (options.MemoryMB is { } budget) settings["MemoryMB"] = budget.ToString(CultureInfo.InvariantCulture);
        if (options.OtlpEndpoint is { } endpoint) settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        // The sweep goes on: it is what heals a lost message.
        if (!options.ClosesDueMonths) settings["AzureWebJobs.CloseDuePeriods.Disabled"] = "true";
        return settings;
    }

    // Stdout carries what a program that started this one reads. The log tells the story of the files: of a function's
    // runs, and of the host, it says what went wrong.
    private static void LogToErrors(ILoggingBuilder logging)
    {
        foreach (var category in (string[])["Function", "Host.Startup", "AsoFunctions.Triggers.SweepStorage"])
            logging.AddFilter(category, LogLevel.Warning);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
