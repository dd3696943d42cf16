using System.Reflection;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;
using Azure;
using Microsoft.AspNetCore.Http;
using Scenarios.InMemory;

namespace Scenarios.Http;

/// <summary>Health is asked without a key: whoever asks, however often, it changes nothing and costs next to nothing.</summary>
public sealed class HealthTests
{
    private const int Callers = 50;

    // One list of blocked entries, and a count for each poison queue.
    private static readonly int Reading = 2 + LedgerNames.PoisonQueues.Count;

    private readonly MovedTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryStorage _memory = new();
    private readonly ILedgerStorage _storage;
    private readonly HealthApi _health;

    public HealthTests()
    {
        _storage = Held.Wrap(_memory);
        _health = new HealthApi(new HealthReader(
            _storage, new BlockedEntries(_storage), new SetAsideCounts(_storage), new BusinessClock(_time)));
    }

    private Held Calls => (Held)(object)_storage;

    [Fact]
    public async Task However_many_ask_at_once_it_is_read_once()
    {
        Calls.Answer = new TaskCompletionSource<int>();
        List<Task<int>> asked = [.. await AskAtOnceAsync()];
        // It takes long: still nobody reads beside it.
        Pass(TimeSpan.FromMinutes(1));
        asked.AddRange(await AskAtOnceAsync());
        Assert.False(asked.Exists(task => task.IsCompleted));
        Calls.Answer.SetResult(0);
        Assert.All(await Task.WhenAll(asked), status => Assert.Equal(200, status));
        Assert.Equal(Reading, Calls.Made.Count);
    }

    [Fact]
    public async Task It_is_read_again_after_a_second()
    {
        await StatusAsync();
        Pass(TimeSpan.FromSeconds(0.9));
        await StatusAsync();
        Assert.Equal(Reading, Calls.Made.Count);
        Pass(TimeSpan.FromSeconds(0.1));
        await StatusAsync();
        Assert.Equal(2 * Reading, Calls.Made.Count);
    }

    [Fact]
    public async Task It_changes_nothing_even_where_a_blocked_entry_was_processed()
    {
        // Its entry is not there, so it is over: a sweep's to remove.
        var over = new Row("~standstills", "acme~files").With("sequence", 1).With("item", 0)
            .With("since", "2026-01-01T00:00:00.0000000+00:00").With("cause", "OverflowException");
        await _memory.CommitAsync("~standstills", [RowAction.Insert(over)]);
        Assert.Equal(200, await StatusAsync());
        Assert.NotNull(await _memory.ReadAsync("~standstills", "acme~files"));
        Assert.DoesNotContain(Calls.Made, call => call is not
            (nameof(ILedgerStorage.QueryAsync) or nameof(ILedgerStorage.CountMessagesAsync)));
    }

    [Fact]
    public async Task A_storage_that_is_down_is_told_without_details_and_asked_once_a_second()
    {
        Calls.Answer = new TaskCompletionSource<int>();
        Calls.Answer.SetException(new RequestFailedException(403, "AccountKey=c2VjcmV0", "AuthorizationFailure", null));
        foreach (var _ in Enumerable.Range(0, Callers)) Assert.Equal(503, await StatusAsync());
        Assert.Equal(Reading, Calls.Made.Count);
        Assert.DoesNotContain("c2VjcmV0", _text, StringComparison.Ordinal);
    }

    private string _text = "";

    private void Pass(TimeSpan time) => _time.Pass(time);

    /// <summary>Many threads ask; when this returns, each waits for its answer.</summary>
    private Task<Task<int>[]> AskAtOnceAsync() => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ =>
        Task.Factory.StartNew(StatusAsync, default, TaskCreationOptions.None, TaskScheduler.Default)));

    private async Task<int> StatusAsync()
    {
        var http = new DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;
        await ((Answer)await _health.HealthAsync(http.Request, default)).WriteAsync(http);
        _text = System.Text.Encoding.UTF8.GetString(body.ToArray());
        return http.Response.StatusCode;
    }

    /// <summary>Storage whose counts of messages come when the test lets them.</summary>
    public class Held : DispatchProxy
    {
        private ILedgerStorage _inner = null!;

        public System.Collections.Concurrent.ConcurrentQueue<string> Made { get; } = [];

        public TaskCompletionSource<int>? Answer { get; set; }

        public static ILedgerStorage Wrap(ILedgerStorage inner)
        {
            var storage = Create<ILedgerStorage, Held>();
            ((Held)(object)storage)._inner = inner;
            return storage;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Made.Enqueue(targetMethod!.Name);
            return targetMethod.Name == nameof(ILedgerStorage.CountMessagesAsync) && Answer is { } answer
                ? answer.Task
                : targetMethod.Invoke(_inner, args);
        }
    }
}
