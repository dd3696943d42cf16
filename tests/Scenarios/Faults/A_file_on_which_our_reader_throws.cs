using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Defects;
using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using Scenarios.InMemory;

namespace Scenarios.Faults;

/// <summary>A defect of ours meets a file while it is read: it costs the claim, or the file, and never the employer.</summary>
public sealed class A_file_on_which_our_reader_throws
{
    private const string Header = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\n";

    [Fact]
    public async Task A_claim_is_rejected_with_its_position_and_the_answer_says_what_to_do()
    {
        using var listener = Listen(out var counted);
        await using var pipeline = await BegunAsync("fails-on-claim");
        Throw(DefectPlace.Prepare, "C2");
        await pipeline.DropAsync("claims", "fails-on-claim/one.csv", Header + Row("C1") + Row("C2") + Row("C3"));
        DefectSwitch.Arm(null);

        var answer = await AnswerAsync(pipeline, "fails-on-claim/one.csv");
        Assert.Equal("ready", answer.GetProperty("state").GetString());
        Assert.Equal(
            (1, 1), (answer.GetProperty("rejected").GetProperty("count").GetInt32(),
                answer.GetProperty("rejected").GetProperty("internalDefects").GetInt32()));
        var rejection = Assert.Single(answer.GetProperty("rejections").EnumerateArray());
        Assert.Equal(
            ("C2", "line 3", "internal-defect"),
            (rejection.GetProperty("claimNumber").GetString(), rejection.GetProperty("at").GetString(),
                rejection.GetProperty("reason").GetString()));
        Assert.Contains("(InvalidOperationException)", rejection.GetProperty("expected").GetString());
        Assert.DoesNotContain("secret", answer.ToString());
        Assert.StartsWith(
            "Where the reason is internal-defect: nothing is wrong with the file: report it to whoever runs this service",
            answer.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.Contains((1, "reading"), counted);
        await AssertNextIsDecidedAsync(pipeline, "fails-on-claim", received: 3);
    }

    [Fact]
    public async Task A_file_is_quarantined_the_next_goes_on_and_the_same_one_is_read_when_it_comes_again()
    {
        using var listener = Listen(out var counted);
        await using var pipeline = await BegunAsync("fails-on-file");
        Throw(DefectPlace.File, "fails-on-file/one.csv");
        await pipeline.DropAsync("claims", "fails-on-file/one.csv", Header + Row("C1"));
        DefectSwitch.Arm(null);

        var entry = (await pipeline.Get<EmployerJournal>().ReadAsync("fails-on-file", 3))!;
        Assert.Equal(
            (EntryState.Quarantined, "internal-defect: our own program failed on the file (InvalidOperationException)"),
            (entry.State, entry.Outcome));
        Assert.Equal("quarantined", (await AnswerAsync(pipeline, "fails-on-file/one.csv")).GetProperty("state").GetString());
        Assert.Contains("internal-defect", await pipeline.TextAsync("quarantine", "fails-on-file/one.csv.reason.json"));
        Assert.Equal(Header + Row("C1"), await pipeline.TextAsync("quarantine", "fails-on-file/one.csv"));
        Assert.Contains((1, "reading"), counted);
        await pipeline.DropAsync("claims", "fails-on-file/one.csv", Header + Row("C1"));
        Assert.Equal(EntryState.Ready, (await pipeline.Get<EmployerJournal>().ReadAsync("fails-on-file", 4))!.State);
        await AssertNextIsDecidedAsync(pipeline, "fails-on-file", received: 2);
    }

    [Theory]
    [InlineData("plans", "odd.json", "{ }")]
    [InlineData("enrollment", "odd.csv", "nothing")]
    public async Task So_is_a_plan_or_an_enrollment(string container, string name, string content)
    {
        await using var pipeline = await BegunAsync("fails-on-any");
        Throw(DefectPlace.File, $"fails-on-any/{name}");
        await pipeline.DropAsync(container, $"fails-on-any/{name}", content);
        DefectSwitch.Arm(null);
        Assert.Equal(
            EntryState.Quarantined, (await pipeline.Get<EmployerJournal>().ReadAsync("fails-on-any", 3))!.State);
        await AssertNextIsDecidedAsync(pipeline, "fails-on-any", received: 1);
    }

    [Fact]
    public async Task What_storage_answers_is_tried_again_and_quarantines_nothing()
    {
        await using var pipeline = await BegunAsync("storage-fails");
        var (fails, blob) = (true, new BlobName("claims", "storage-fails/one.csv"));
        var storage = FailingStorage.Wrap(pipeline.Storage, (call, _) =>
        {
            if (fails && call == nameof(ILedgerStorage.OpenBlobAsync)) throw new Azure.RequestFailedException(503, "busy");
        });
        await using var other = new MemoryPipeline(today: "2026-06-30", storage: storage);
        await pipeline.Storage.PutBlobAsync(blob, Encoding.UTF8.GetBytes(Header + Row("C1")));
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => other.Get<FileIntake>().ArriveAsync(blob));
        Assert.Equal(EntryState.Received, (await pipeline.Get<EmployerJournal>().ReadAsync("storage-fails", 3))!.State);
        fails = false;
        await other.Get<FileIntake>().ArriveAsync(blob);
        Assert.Equal(EntryState.Ready, (await pipeline.Get<EmployerJournal>().ReadAsync("storage-fails", 3))!.State);
    }

    [Fact]
    public async Task The_largest_file_allowed_is_decided_and_the_next_one_too()
    {
        await using var pipeline = await BegunAsync("large");
        var claims = string.Concat(Enumerable.Range(0, 101).Select(claim =>
            $"L{claim},1,medical,M1,2026-01-05,10000000000.00\n"));
        await pipeline.DropAsync("claims", "large/one.csv", Header + claims);
        var answer = await AnswerAsync(pipeline, "large/one.csv");
        Assert.Equal(
            (100, 1_000_000_000_000m),
            (answer.GetProperty("accepted").GetProperty("count").GetInt32(),
                answer.GetProperty("accepted").GetProperty("charge").GetDecimal()));
        Assert.Equal("L100", answer.GetProperty("rejections")[0].GetProperty("claimNumber").GetString());
        await AssertNextIsDecidedAsync(pipeline, "large", received: 101);
        Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("large", "2026-01"));
    }

    private static void Throw(DefectPlace place, string id) => DefectSwitch.Arm((at, which) =>
    {
        if (at == place && which == id) throw new InvalidOperationException("the secret data of a person");
    });

    private static async Task<MemoryPipeline> BegunAsync(string employer)
    {
        var pipeline = new MemoryPipeline(today: "2026-06-30", shards: 2);
        await pipeline.DropAsync("plans", $"{employer}/2026-01-01.json", $$"""
            { "employer": "{{employer}}", "name": "Employer", "planYear": "2026-01-01", "runOutMonths": 0,
              "currency": "USD", "timeZone": "America/Chicago", "tiers": ["single"],
              "fees": { "administration": { "single": 38.00 } },
              "funding": { "method": "level", "monthlyDeposit": { "single": 410.00 } },
              "benefits": { "medical": { "coinsurance": 0.20 } } }
            """);
        await pipeline.DropAsync("enrollment", $"{employer}/all.csv",
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n"
            + "M1,M1,self,1980-01-01,single,medical,2026-01-01,,\n");
        return pipeline;
    }

    private static async Task AssertNextIsDecidedAsync(MemoryPipeline pipeline, string employer, long received)
    {
        await pipeline.DropAsync("claims", $"{employer}/next.csv", Header + Row("N1"));
        var totals = (await pipeline.ViewAsync(employer)).Ledger.Totals();
        Assert.Equal(received, totals.Years.Values.Sum(year => year.Counts.Received));
        Assert.True((await new Reconciliation(pipeline.Storage, new EmployerJournal(pipeline.Storage)).RunAsync(employer)).IsClean);
    }

    private static MeterListener Listen(out ConcurrentBag<(long, string?)> counted)
    {
        var seen = new ConcurrentBag<(long, string?)>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Name == "aso.defects") meters.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag.Key == "where") seen.Add((value, (string?)tag.Value));
        });
        listener.Start();
        counted = seen;
        return listener;
    }

    private static async Task<JsonElement> AnswerAsync(MemoryPipeline pipeline, string path) =>
        JsonDocument.Parse(await pipeline.TextAsync("acknowledgments", path + ".json")).RootElement;

    private static string Row(string number) => $"{number},1,medical,M1,2026-01-05,100.00\n";
}
