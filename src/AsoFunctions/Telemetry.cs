using System.Diagnostics.Metrics;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
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
/// Sends the app's traces and metrics to an OTLP collector, to Application Insights or to both while it runs. The
/// ledger's own are in <see cref="LedgerTelemetry"/>; this adds the storage transactions.
/// </summary>
public sealed class Telemetry(ILedgerStorage storage, OtlpTarget? collector, InsightsTarget? insights)
    : IHostedService, IDisposable
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
        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe).AddSource(LedgerTelemetry.Name);
        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe).AddMeter(LedgerTelemetry.Name);
        if (collector is not null)
        {
            traces.AddOtlpExporter(options => collector.Set(options, "traces"));
            metrics.AddOtlpExporter(options => collector.Set(options, "metrics"));
        }

        if (insights is not null)
        {
            traces.AddAzureMonitorTraceExporter(insights.Set);
            metrics.AddAzureMonitorMetricExporter(insights.Set);
        }

        _traces = traces.Build();
        _metrics = metrics.Build();
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

    private static void Describe(ResourceBuilder resource) => resource.AddService(LedgerTelemetry.Name);
}

/// <summary>Application Insights, as the platform's settings say.</summary>
/// <param name="Identity">Null: the connection string's key is enough.</param>
public sealed record InsightsTarget(string ConnectionString, TokenCredential? Identity)
{
    /// <summary>Null: not configured.</summary>
    public static InsightsTarget? Read(IConfiguration settings)
    {
        if (settings["APPLICATIONINSIGHTS_CONNECTION_STRING"] is not { Length: > 0 } connection) return null;
        var byIdentity = settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] is { Length: > 0 };
        return new InsightsTarget(connection, byIdentity ? Registration.Identity(settings) : null);
    }

    internal void Set(AzureMonitorExporterOptions options)
    {
        options.ConnectionString = ConnectionString;
        options.Credential = Identity;
    }
}

/// <summary>Where OTLP goes, as the standard settings say.</summary>
/// <param name="Endpoint">Of all signals, as <c>http://localhost:4317</c>.</param>
public sealed record OtlpTarget(Uri Endpoint, OtlpExportProtocol Protocol)
{
    private const int HttpPort = 4318;

    /// <summary>Null: not configured.</summary>
    public static OtlpTarget? Read(IConfiguration settings)
    {
        if (settings["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } text) return null;
        var endpoint = new Uri(text);
        var byHttp = settings["OTEL_EXPORTER_OTLP_PROTOCOL"] is { Length: > 0 } protocol
            ? protocol == "http/protobuf"
            : endpoint.Port == HttpPort;
        return new OtlpTarget(endpoint, byHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc);
    }

    // An endpoint set in code is used as is: over HTTP it must name the signal.
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
        var collector = OtlpTarget.Read(settings);
        var insights = InsightsTarget.Read(settings);
        if (collector is null && insights is null) return services;
        services.AddHostedService(
            provider => new Telemetry(provider.GetRequiredService<ILedgerStorage>(), collector, insights));
        // The Functions host sends the app's lines to Application Insights itself.
        if (collector is null) return services;
        // A request's path may name a member; the app's own lines do not.
        return services.AddLogging(logging => logging
            .AddFilter<OpenTelemetryLoggerProvider>(
                (category, level) => level >= LogLevel.Information
                    && category?.StartsWith("Aso", StringComparison.Ordinal) == true)
            .AddOpenTelemetry(options => options
                .SetResourceBuilder(ResourceBuilder.CreateDefault().AddService(LedgerTelemetry.Name))
                .AddOtlpExporter(exporter => collector.Set(exporter, "logs"))));
    }
}
