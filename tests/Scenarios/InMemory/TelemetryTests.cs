using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Aso.Ledger.Closing;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using AsoFunctions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Scenarios.InMemory;

public sealed class TelemetryTests
{
    private const string Employer = "watched";

    private static readonly HashSet<string> Told =
        ["aso.employer", "aso.sequence", "aso.shard", "aso.month", "aso.outcome", "aso.kind"];

    [Fact]
    public async Task One_trace_leads_from_a_file_to_its_decisions_and_nothing_personal_is_in_it()
    {
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LedgerTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await TellAsync();

        var ours = activities.Where(one => (string?)one.GetTagItem("aso.employer") == Employer).ToList();
        var arrived = ours.Single(one => one.OperationName == "arrive" && (long)one.GetTagItem("aso.sequence")! == 3);
        var decided = ours.Single(
            one => one.OperationName == "adjudicate" && (long)one.GetTagItem("aso.sequence")! == 3);
        Assert.Equal(arrived.TraceId, decided.TraceId);
        Assert.True(decided.HasRemoteParent);
        Assert.Contains(decided.Events, one => one.Name == "commit");
        Assert.Contains(ours, one => one.OperationName == "close");
        Assert.All(ours, one => Assert.Subset(Told, one.TagObjects.Select(tag => tag.Key).ToHashSet()));
    }

    [Fact]
    public async Task Claims_by_outcome_and_closes_are_counted()
    {
        var seen = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Meter.Name == LedgerTelemetry.Name) meters.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.Start();
        await TellAsync();

        var ours = seen.Where(one => one.Tags.Contains($"aso.employer={Employer}", StringComparison.Ordinal)).ToList();
        Assert.Equal(1, Sum("aso.outcome=Paid"));
        Assert.Equal(1, Sum("aso.outcome=Refused"));
        Assert.Contains(ours, one => one is { Name: "aso.close.duration", Value: > 0 });

        double Sum(string outcome) => ours
            .Where(one => one.Name == "aso.claims" && one.Tags.Contains(outcome, StringComparison.Ordinal))
            .Sum(one => one.Value);

        void See(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            seen.Enqueue((instrument.Name, value, text));
        }
    }

    [Fact]
    public async Task Storage_calls_are_counted_by_service()
    {
        var storage = new MemoryStorage();
        using var telemetry = new Telemetry(storage, null, null);
        var seen = new List<(object? Kind, long Calls)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument is { Meter.Name: LedgerTelemetry.Name, Name: "aso.storage.calls" })
                    meters.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => seen.Add((tags[0].Value, value)));
        listener.Start();
        await telemetry.StartAsync(default);
        await storage.ReadAsync("a partition", "a row");
        for (var call = 0; call < 1002; call++) await storage.ReadBlobAsync(new BlobName("container", "blob"));
        for (var call = 0; call < 1003; call++) await storage.SendAsync("queue", "message");
        listener.RecordObservableInstruments();
        Assert.Subset(seen.ToHashSet(), new HashSet<(object?, long)> { ("Table", 1), ("Blob", 1002), ("Queue", 1003) });
    }

    [Fact]
    public async Task Traces_metrics_and_logs_go_where_the_setting_says()
    {
        using var collector = new HttpListener();
        var endpoint = $"http://127.0.0.1:{FreePort()}";
        collector.Prefixes.Add(endpoint + "/");
        collector.Start();
        var received = new ConcurrentDictionary<string, bool>();
        var collecting = CollectAsync(collector, received);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        }).Build();
        await using (var services = new ServiceCollection().AddLogging().AddAso(settings).BuildServiceProvider())
        {
            foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(default);
            services.GetRequiredService<ILogger<Telemetry>>().LogInformation("A line");
            await TellAsync();
        }

        collector.Stop();
        await collecting;
        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], received.Keys.Order());
    }

    [Theory]
    [InlineData("http://localhost:4317", null, "Grpc")]
    [InlineData("http://localhost:4318", null, "HttpProtobuf")]
    [InlineData("http://localhost:9999", "http/protobuf", "HttpProtobuf")]
    public void The_protocol_follows_the_setting_or_the_usual_port(string endpoint, string? protocol, string expected)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        }).Build();
        Assert.Equal(expected, OtlpTarget.Read(settings)!.Protocol.ToString());
        Assert.Null(OtlpTarget.Read(new ConfigurationBuilder().Build()));
    }

    private static async Task TellAsync()
    {
        await using var pipeline = new MemoryPipeline(shards: 1);
        await pipeline.DropAsync("plans", $"{Employer}/plan.json", """
            { "employer": "watched", "name": "Watched", "planYear": "2026-01-01", "runOutMonths": 0, "currency": "USD",
              "timeZone": "America/Chicago", "tiers": ["single"], "fees": { "administration": { "single": 38.00 } },
              "funding": { "method": "level", "monthlyDeposit": { "single": 410.00 } },
              "benefits": { "medical": { "coinsurance": 0.20 } } }
            """);
        await pipeline.DropAsync("enrollment", $"{Employer}/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            """);
        await pipeline.DropAsync("claims", $"{Employer}/one.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,network,procedure,charge
            C1,1,medical,M1,2026-01-10,2026-01-12,2026-01-20,in,99213,2000.00
            C2,1,medical,M9,2026-01-11,2026-01-13,2026-01-20,in,99213,10.00
            """);
        Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync(Employer, "2026-01"));
    }

    private static async Task CollectAsync(HttpListener collector, ConcurrentDictionary<string, bool> received)
    {
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                received[context.Request.Url!.AbsolutePath] = true;
                context.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
