using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aso.Local.Emulator;
using Aso.Local.Hosting;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Tests.Hosting;

/// <summary>The built app under the local host, on an Azurite of its own; one start for the tests of all classes.</summary>
[CollectionDefinition(nameof(HostUnderTest))]
public sealed class HostUnderTest : ICollectionFixture<HostUnderTest>, IAsyncLifetime, ILoggerProvider
{
    public const string OperatorKey = "the-operators-key";
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<string> _log = new();
    private Azurite _azurite = null!;

    internal FunctionsHost Host { get; private set; } = null!;

    public string Connection => _azurite.ConnectionString;

    public HttpClient Http { get; } = new();

    public string Log => string.Join('\n', _log);

    /// <summary>A close and a sweep every two seconds, and no waiting between two tries of a message.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        [Triggers.Storage] = Connection,
        ["OperatorKey"] = OperatorKey,
        ["Shards"] = "2",
        ["Today"] = "2026-02-10",
        ["CloseSchedule"] = "*/2 * * * * *",
        ["SweepSchedule"] = "*/2 * * * * *",
        ["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "3",
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.200",
    };

    public async Task InitializeAsync()
    {
        _azurite = await Azurite.StartAsync();
        Host = await StartAsync(Settings);
        Http.BaseAddress = Host.Address;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey);
    }

    internal Task<FunctionsHost> StartAsync(IReadOnlyDictionary<string, string?> settings) =>
        FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            Settings = settings,
            Logging = logging => logging.AddProvider(this),
        });

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    public Task DropAsync(string container, string name, string content) =>
        new BlobContainerClient(Connection, container).UploadBlobAsync(name, BinaryData.FromString(content));

    public QueueClient Queue(string name) => new(
        Connection, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    /// <summary>How many files of an employer have been done with.</summary>
    public async Task<int> DoneAsync(string employer)
    {
        // The app may be between two processes.
        using var answer = await Http.GetAsync(new Uri($"/api/employers/{employer}/files", UriKind.Relative));
        if (!answer.IsSuccessStatusCode) return 0;
        using var files = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return files.RootElement.GetProperty("items").EnumerateArray()
            .Count(file => file.GetProperty("state").GetString() is not ("received" or "adjudicating"));
    }

    public async Task<string> GetAsync(string route)
    {
        using var answer = await Http.GetAsync(new Uri(route, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"GET {route}: {answer.StatusCode}\n{text}\n{Log}");
        return text;
    }

    public Task UntilLoggedAsync(string text) =>
        UntilAsync(() => Task.FromResult(_log.Any(line => line.Contains(text, StringComparison.Ordinal))));

    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        var deadline = DateTime.UtcNow + TimeLimit;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, $"it did not come to pass\n{Log}");
            await Task.Delay(250);
        }
    }

    /// <summary>An employer with a plan, two members, and claims of January and February: paid, pended, and high,
    /// and what came back of one.</summary>
    public async Task OpenAsync(string employer)
    {
        await DropAsync("plans", $"{employer}/2026-01-01.json", Plan(employer));
        await UntilAsync(async () => await DoneAsync(employer) >= 1);
        await DropAsync("enrollment", $"{employer}/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2025-01-01,,
            S2,M2,self,1981-01-01,family,medical,2025-01-01,,
            """);
        await UntilAsync(async () => await DoneAsync(employer) >= 2);
        await DropAsync("claims", $"{employer}/january.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
            C1,1,medical,M1,2026-01-05,2026-01-06,2026-01-07,99213,100.00
            C2,1,medical,M2,2026-01-05,2026-01-06,2026-01-07,99213,30000.00
            C3,1,medical,M1,2026-01-06,2026-01-07,2026-01-08,99213,400000.00
            """);
        await UntilAsync(async () => await DoneAsync(employer) >= 3);
        await DropAsync("recoveries", $"{employer}/january.csv", """
            kind,amount,date,memberId,claimNumber,benefit,reference
            overpayment,10.00,2026-01-20,M1,C1,medical,R1
            """);
        await UntilAsync(async () => await DoneAsync(employer) >= 4);
    }

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void Dispose()
    {
        // The lines are read after the host has gone.
    }

    private static string Plan(string employer) => $$"""
        { "employer": "{{employer}}", "name": "{{employer}}", "planYear": "2026-01-01", "runOutMonths": 3,
          "currency": "USD", "timeZone": "America/Chicago", "tiers": ["single", "family"],
          "fees": { "administration": { "single": 38.00, "family": 38.00 },
                    "stopLossPremium": { "single": 78.35, "family": 190.10 } },
          "funding": { "method": "payAsYouGo" },
          "benefits": { "medical": { "coinsurance": 0.20, "reviewAbove": 100000.00 } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
            "specific": { "deductible": 10000.00, "benefits": ["medical"] } } }
        """;

    private sealed class Lines(HostUnderTest host, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            host._log.Enqueue(new StringBuilder().Append(logLevel).Append(' ').Append(category).Append(' ')
                .Append(formatter(state, exception)).ToString());
    }
}
