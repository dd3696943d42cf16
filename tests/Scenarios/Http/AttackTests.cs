using System.Text;
using System.Text.Json;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using Azure;
using Microsoft.AspNetCore.Http;
using Scenarios.InMemory;

namespace Scenarios.Http;

/// <summary>Attacks of docs/security.md that no other test tries.</summary>
public sealed class AttackTests
{
    private const string Secret = "AccountKey=bm90LWZvci15b3VyLWV5ZXM=";

    private static readonly CallerDirectory NoKeys =
        new(new Keys(new MemoryStorage(), TimeProvider.System), new AccessOptions("operator's key", false));

    public static TheoryData<string> Foreign =>
    [
        "x.csv", "/x.csv", "../acme/x.csv", "ACME/x.csv", "acme\n/x.csv", "acme /x.csv", "acme~0/x.csv", "~employers/x.csv",
        "acme/../zeta/x.csv", "acme/./x.csv", "acme/../../ledger/x.csv", "acme/..",
    ];

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_file_whose_path_is_not_plainly_an_employers_is_set_aside_and_makes_none(string name)
    {
        await using var pipeline = new MemoryPipeline();
        var blob = new BlobName("claims", name);
        await pipeline.Storage.PutBlobAsync(blob, "claimNumber\n"u8.ToArray());
        await pipeline.Get<FileIntake>().ArriveAsync(blob);
        Assert.Empty(await pipeline.Get<EmployerJournal>().EmployersAsync().ToListAsync());
        Assert.Empty(await pipeline.Storage.ListBlobsAsync("acknowledgments", "").ToListAsync());
        var reason = Assert.Single(await pipeline.Storage.ListBlobsAsync("quarantine", "").ToListAsync());
        Assert.StartsWith("claims/", reason.Name, StringComparison.Ordinal);
        Assert.DoesNotContain(reason.Name.Split('/'), segment => segment is "." or "..");
    }

    [Fact]
    public async Task A_wrong_secret_costs_the_same_reads_as_an_unknown_key()
    {
        var storage = ClosingTests.Recorded.Wrap(new MemoryStorage());
        var calls = ((ClosingTests.Recorded)(object)storage).Calls;
        var keys = new Keys(storage, TimeProvider.System);
        var (key, record) = await keys.MakeAsync("acme", "read", Powers.Read, null, Caller.Operator(), default);
        Assert.NotNull(await keys.IdentifyAsync(key, default));
        calls.Clear();
        Assert.Null(await keys.IdentifyAsync($"acme.{record.Id}.wrong", default));
        var known = calls.Count;
        calls.Clear();
        Assert.Null(await keys.IdentifyAsync("acme.AAAAAAAAAAAA.wrong", default));
        Assert.Equal((1, 1), (known, calls.Count));
    }

    [Fact]
    public async Task What_storage_holds_of_a_key_lets_nobody_in()
    {
        var storage = new MemoryStorage();
        var keys = new Keys(storage, TimeProvider.System);
        var (key, record) = await keys.MakeAsync("acme", "read", Powers.Read, null, Caller.Operator(), default);
        var row = (await storage.ReadAsync("acme", "key~" + record.Id))!;
        Assert.DoesNotContain(key.Split('.')[2], JsonSerializer.Serialize(row.Fields), StringComparison.Ordinal);
        Assert.Null(await keys.IdentifyAsync($"acme.{record.Id}.{row.RequiredText("hash")}", default));
    }

    [Fact]
    public async Task Another_employers_reference_or_idempotency_key_is_nothing_here()
    {
        await using var pipeline = new MemoryPipeline();
        foreach (var employer in (string[])["acme", "zeta"])
            await pipeline.DropAsync("plans", $"{employer}/2026-01-01.json", PlanOf(employer));
        Assert.Equal((201, 201, 200), (await PayAsync("acme"), await PayAsync("zeta"), await PayAsync("acme")));
        foreach (var employer in (string[])["acme", "zeta"])
            Assert.Equal(12_34, (await pipeline.ViewAsync(employer)).ToDate().Deposits.Value);

        var journal = pipeline.Get<EmployerJournal>();
        var decision = new DecisionChange("S1", "C1", null) { Request = "the same key" };
        await journal.AppendAsync("acme", decision, DateTimeOffset.UnixEpoch, default);
        Assert.NotNull(await journal.AppendedAsync("acme", decision));
        Assert.Null(await journal.AppendedAsync("zeta", decision));

        async Task<int> PayAsync(string employer)
        {
            var http = Request("""{"amount":12.34,"date":"2026-02-03","reference":"wire 1"}""");
            var answer = await pipeline.Functions<DepositsApi>().PostAsync(http.Request, employer, default);
            await ((Answer)answer).WriteAsync(http);
            return http.Response.StatusCode;
        }
    }

    public static TheoryData<int, Exception> Failures => new()
    {
        { 500, new InvalidOperationException(Secret) },
        { 500, new JsonException(Secret) },
        { 503, new RequestFailedException(500, Secret) },
        { 503, new RequestFailedException(Secret) },
        { 500, new RequestFailedException(403, Secret) },
        { 500, new AggregateException(Secret, new IOException(Secret)) },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task No_exceptions_text_is_told_to_the_caller_and_no_path_is_logged(int status, Exception failure)
    {
        var http = Request("");
        http.Request.Method = "GET";
        http.Request.Path = "/api/employers/acme/members/M1\r\nfail: a line that nobody logged";
        http.Request.Headers.Authorization = "Bearer operator's key";
        var call = await Called.AsHttpAsync(NoKeys, "GetMember", http, failure);
        Assert.Equal(status, http.Response.StatusCode);
        var text = Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray());
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.GetType().Name, text, StringComparison.Ordinal);
        var line = Assert.Single(call.Logged);
        Assert.Contains("GET GetMember", line, StringComparison.Ordinal);
        Assert.DoesNotContain("M1", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_one_line_and_no_failure()
    {
        foreach (var cut in (Exception[])[new OperationCanceledException(Secret), new IOException(Secret)])
        {
            var http = Request("");
            http.Request.Method = "PUT";
            http.Request.Headers.Authorization = "Bearer operator's key";
            http.RequestAborted = new CancellationToken(canceled: true);
            var call = await Called.AsHttpAsync(NoKeys, "DropFile", http, cut);
            Assert.Equal(["PUT DropFile: the caller went away"], call.Logged);
        }
    }

    [Fact]
    public async Task A_request_without_its_HttpContext_is_refused_and_a_queue_or_timer_goes_on()
    {
        foreach (var function in (string[])["GetLiability", "MakeKey", "GetHealth"])
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => Called.WithoutRequestAsync(NoKeys, function, "httpTrigger"));
        foreach (var trigger in (string[])["queueTrigger", "blobTrigger", "timerTrigger", "serviceBusTrigger"])
            Assert.True((await Called.WithoutRequestAsync(NoKeys, "AdjudicateClaims", trigger)).Ran);
    }

    private static DefaultHttpContext Request(string body)
    {
        var http = new DefaultHttpContext();
        Caller.Operator().LetIn(http);
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Response.Body = new MemoryStream();
        return http;
    }

    private static string PlanOf(string employer) => $$"""
        { "employer": "{{employer}}", "name": "Employer", "planYear": "2026-01-01", "runOutMonths": 0,
          "currency": "USD", "timeZone": "America/Chicago", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 } }, "funding": { "method": "payAsYouGo" },
          "benefits": { "medical": { "coinsurance": 0.20 } } }
        """;
}
