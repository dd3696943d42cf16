using Microsoft.Extensions.Configuration;

namespace Aso.Local.Hosting;

/// <summary>What host.json says, with the platform's defaults where it is silent.</summary>
internal sealed record HostSettings
{
    public required IConfiguration Logging { get; init; }

    /// <summary>The longest a function may run; null means without limit.</summary>
    public required TimeSpan? FunctionTimeout { get; init; }

    /// <summary>The functions to run; empty means all.</summary>
    public required IReadOnlySet<string> Functions { get; init; }

    public required string RoutePrefix { get; init; }

    /// <summary>How many blobs are worked on at once.</summary>
    public required int BlobParallelism { get; init; }

    public required QueueSettings Queues { get; init; }

    /// <param name="path">The file; it may be missing.</param>
    /// <param name="settings">App settings; those below AzureFunctionsJobHost override the file.</param>
    public static HostSettings Read(string path, IReadOnlyDictionary<string, string?> settings)
    {
        const string section = "AzureFunctionsJobHost:";
        var file = new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(path), optional: true)
            .AddEnvironmentVariables("AzureFunctionsJobHost__")
            .AddInMemoryCollection(settings
                .Where(setting => setting.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase))
                .Select(setting => KeyValuePair.Create(setting.Key[section.Length..], setting.Value)))
            .Build();
        var extensions = file.GetSection("extensions");
        return new HostSettings
        {
            Logging = file.GetSection("logging"),
            FunctionTimeout = Timeout(file["functionTimeout"]),
            Functions = file.GetSection("functions").Get<string[]>()?.ToHashSet() ?? [],
            RoutePrefix = extensions.GetSection("http").GetValue("routePrefix", "api")!.Trim('/'),
            BlobParallelism = Positive(extensions.GetSection("blobs"), "maxDegreeOfParallelism",
                8 * Environment.ProcessorCount),
            Queues = QueueSettings.Read(extensions.GetSection("queues")),
        };
    }

    internal static int Positive(IConfiguration section, string name, int otherwise)
    {
        var value = section.GetValue(name, otherwise);
        return value > 0
            ? value
            : throw new InvalidOperationException($"host.json: {name} must be positive, but is {value}.");
    }

    private static TimeSpan? Timeout(string? text) => text switch
    {
        null => TimeSpan.FromMinutes(30),
        "-1" => null,
        _ => TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
    };
}

/// <summary>host.json's extensions.queues.</summary>
/// <param name="BatchSize">How many messages are fetched at once, 1 to 32.</param>
/// <param name="NewBatchThreshold">The next batch is fetched when no more than this many are being worked on.</param>
/// <param name="MaxDequeueCount">How often a message is tried before it goes to the poison queue.</param>
/// <param name="VisibilityTimeout">How long a failed message waits before it is tried again.</param>
/// <param name="MaxPollingInterval">The longest wait between two looks at an empty queue.</param>
/// <param name="Base64">Whether message texts are Base64.</param>
internal sealed record QueueSettings(
    int BatchSize, int NewBatchThreshold, int MaxDequeueCount, TimeSpan VisibilityTimeout,
    TimeSpan MaxPollingInterval, bool Base64)
{
    public static QueueSettings Read(IConfiguration section)
    {
        var batchSize = HostSettings.Positive(section, "batchSize", 16);
        if (batchSize > 32)
        {
            throw new InvalidOperationException($"host.json: batchSize may be 32 at most, but is {batchSize}.");
        }
        return new QueueSettings(
            batchSize,
            section.GetValue("newBatchThreshold", batchSize / 2),
            HostSettings.Positive(section, "maxDequeueCount", 5),
            section.GetValue("visibilityTimeout", TimeSpan.Zero),
            section.GetValue("maxPollingInterval", TimeSpan.FromMinutes(1)),
            !"none".Equals(section["messageEncoding"], StringComparison.OrdinalIgnoreCase));
    }
}
