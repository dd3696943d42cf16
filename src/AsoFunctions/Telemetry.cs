using System.Diagnostics.Metrics;
using Aso.Ledger;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AsoFunctions;

/// <summary>
/// Sends the app's traces, metrics and own logs by OTLP while it runs. What the ledger tells is in
/// <see cref="LedgerTelemetry"/>; here come the storage transactions.
/// </summary>
public sealed class Telemetry(ILedgerStorage storage, OtlpTarget target) : IHostedService, IDisposable
{
    private readonly Meter _meter = new(LedgerTelemetry.Name);
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meter.CreateObservableCounter(
            "aso.storage.calls",
            () => Enum.GetValues<StorageKind>().Select(kind => new Measurement<long>(
                storage.Counts[kind], new KeyValuePair<string, object?>("aso.kind", kind.ToString()))),
            "{call}",
            "Storage transactions, by service, retries included");
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(OtlpTarget.Describe).AddSource(LedgerTelemetry.Name)
            .AddOtlpExporter(options => target.Set(options, "traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(OtlpTarget.Describe).AddMeter(LedgerTelemetry.Name)
            .AddOtlpExporter(options => target.Set(options, "metrics")).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left, for a few seconds at most.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _meter.Dispose();
    }
}

/// <summary>Where OTLP goes, as the standard settings say.</summary>
/// <param name="Endpoint">Of all signals, as <c>http://localhost:4317</c>.</param>
public sealed record OtlpTarget(Uri Endpoint, OtlpExportProtocol Protocol)
{
    private const int HttpPort = 4318;

    /// <summary>Null: nobody asked for it.</summary>
    public static OtlpTarget? Of(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } text) return null;
        var endpoint = new Uri(text);
        var byHttp = settings["OTEL_EXPORTER_OTLP_PROTOCOL"] is { Length: > 0 } protocol
            ? protocol == "http/protobuf"
            : endpoint.Port == HttpPort;
        return new OtlpTarget(endpoint, byHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc);
    }

    public static void Describe(ResourceBuilder resource) => resource.AddService(LedgerTelemetry.Name);

    // An endpoint set in code is taken as it is: by HTTP it must name the signal.
    internal void Set(OtlpExporterOptions options, string signal)
    {
        options.Protocol = Protocol;
        options.Endpoint = Protocol == OtlpExportProtocol.Grpc
            ? Endpoint
            : new Uri($"{Endpoint.ToString().TrimEnd('/')}/v1/{signal}");
    }
}

internal static class TelemetryRegistration
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration settings)
    {
        if (OtlpTarget.Of(settings) is not { } target) return services;
        services.AddSingleton(target);
        services.AddHostedService<Telemetry>();
        // A request's path may name a member; the app's own lines do not.
        return services.AddLogging(logging => logging
            .AddFilter<OpenTelemetryLoggerProvider>(
                (category, level) => level >= LogLevel.Information
                    && category?.StartsWith(nameof(AsoFunctions), StringComparison.Ordinal) == true)
            .AddOpenTelemetry(options => options
                .SetResourceBuilder(ResourceBuilder.CreateDefault().AddService(LedgerTelemetry.Name))
                .AddOtlpExporter(exporter => target.Set(exporter, "logs"))));
    }
}
