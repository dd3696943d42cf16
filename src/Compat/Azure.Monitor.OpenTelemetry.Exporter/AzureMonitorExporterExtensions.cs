// Stand-in for Azure.Monitor.OpenTelemetry.Exporter 1.9, used where a package feed lacks it: same namespaces, names and
// signatures of what adds Application Insights to traces and metrics, so that the app is compiled against them.
// It leaves out: the sending. Without an account nobody sets a connection string; where one is set all the same, it
// says so at once, since telemetry dropped without a sound would be missed on the day of an alert.
#nullable disable
using Azure.Core;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Azure.Monitor.OpenTelemetry.Exporter;

public class AzureMonitorExporterOptions
{
    public string ConnectionString { get; set; }

    public TokenCredential Credential { get; set; }
}

public static class AzureMonitorExporterExtensions
{
    public static TracerProviderBuilder AddAzureMonitorTraceExporter(
        this TracerProviderBuilder builder, Action<AzureMonitorExporterOptions> configure = null,
        TokenCredential credential = null, string name = null) => throw Absent("traces", configure);

    public static MeterProviderBuilder AddAzureMonitorMetricExporter(
        this MeterProviderBuilder builder, Action<AzureMonitorExporterOptions> configure = null,
        TokenCredential credential = null, string name = null) => throw Absent("metrics", configure);

    private static NotSupportedException Absent(string signal, Action<AzureMonitorExporterOptions> configure)
    {
        var options = new AzureMonitorExporterOptions();
        configure?.Invoke(options);
        // The connection string carries a key of the resource: it is not repeated.
        var by = options.Credential is null ? "by its key" : "by the app's identity";
        return new NotSupportedException(
            $"The {signal} are to go to Application Insights {by}; this build carries the stand-in of "
            + "Azure.Monitor.OpenTelemetry.Exporter, which sends nothing. Build with -p:OfficialMonitor=true, or unset "
            + "APPLICATIONINSIGHTS_CONNECTION_STRING.");
    }
}
