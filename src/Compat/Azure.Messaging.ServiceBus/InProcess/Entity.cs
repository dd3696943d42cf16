namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>
/// A queue or a topic: where messages come in, are scheduled and are checked for repeats. Its gate guards everything
/// under it, subscriptions and dead letters included.
/// </summary>
internal sealed class Entity
{
    private readonly InProcessBroker _broker;
    private readonly Dictionary<string, MessageStore> _subscriptions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DateTimeOffset> _seen = [];
    private readonly PriorityQueue<string, DateTimeOffset> _seenByAge = new();
    private readonly SortedDictionary<(DateTimeOffset Due, long SequenceNumber), SentMessage> _scheduled = [];
    private readonly MessageStore? _queue;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequenceNumber;

    public Entity(InProcessBroker broker, string path, EntityOptions options, bool isTopic)
    {
        _broker = broker;
        Path = path;
        Options = options;
        IsTopic = isTopic;
        _queue = isTopic ? null : new MessageStore(this, path, options);
    }

    public Lock Gate { get; } = new();
    public string Path { get; }
    public bool IsTopic { get; }
    public EntityOptions Options { get; private set; }
    public TimeProvider Time => _broker.Time;
    public MessageStore Queue => _queue ?? throw Failures.NotFound($"'{Path}' is a topic.", Path);

    /// <summary>Completes when something under this entity changed; take it under the gate.</summary>
    public Task Changed => _changed.Task;

    public DateTimeOffset? NextScheduled => _scheduled.Count == 0 ? null : _scheduled.First().Key.Due;

    public void Redeclare(EntityOptions options)
    {
        lock (Gate)
        {
            Options = options;
            _queue?.Redeclare(options);

            SignalChange();
        }
    }

    public MessageStore Subscription(string name, EntityOptions? options)
    {
        lock (Gate)
        {
            if (!_subscriptions.TryGetValue(name, out var store))
            {
                store = new MessageStore(this, $"{Path}/Subscriptions/{name}", options ?? new EntityOptions());
                _subscriptions.Add(name, store);
            }
            else if (options is not null)
            {
                store.Redeclare(options);
            }

            return store;
        }
    }

    /// <summary>All of them or none.</summary>
    public void Send(IReadOnlyList<SentMessage> messages)
    {
        lock (Gate)
        {
            Check(messages);
            var now = Time.GetUtcNow();
            EnqueueDue(now);
            foreach (var message in messages)
            {
                if (message.ScheduledEnqueueTime > now)
                {
                    _scheduled.Add((message.ScheduledEnqueueTime, ++_sequenceNumber), message);
                }
                else if (!IsRepeat(message, now))
                {
                    Enqueue(message, now);
                }
            }

            SignalChange();
        }
    }

    public IReadOnlyList<long> Schedule(IReadOnlyList<SentMessage> messages, DateTimeOffset due)
    {
        lock (Gate)
        {
            Check(messages);
            var numbers = new List<long>();
            foreach (var message in messages)
            {
                _scheduled.Add((due, ++_sequenceNumber), message with { ScheduledEnqueueTime = due });
                numbers.Add(_sequenceNumber);
            }

            SignalChange();
            return numbers;
        }
    }

    public void CancelScheduled(IReadOnlyList<long> sequenceNumbers)
    {
        lock (Gate)
        {
            EnqueueDue(Time.GetUtcNow());
            foreach (var number in sequenceNumbers)
            {
                var key = _scheduled.Keys.FirstOrDefault(key => key.SequenceNumber == number);
                if (!_scheduled.Remove(key))
                {
                    throw Failures.ScheduledNotFound(number, Path);
                }
            }
        }
    }

    /// <summary>A scheduled message that is due is appended as if sent now, under a new sequence number.</summary>
    public void EnqueueDue(DateTimeOffset now)
    {
        while (_scheduled.Count > 0 && _scheduled.First() is var (key, message) && key.Due <= now)
        {
            _scheduled.Remove(key);
            if (!IsRepeat(message, now))
            {
                Enqueue(message, now);
            }
        }
    }

    public void SignalChange()
    {
        var before = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.SetResult();
    }

    private void Enqueue(SentMessage message, DateTimeOffset now)
    {
        _sequenceNumber++;
        _queue?.Append(_sequenceNumber, message, now);
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Append(_sequenceNumber, message, now);
        }
    }

    private void Check(IReadOnlyList<SentMessage> messages)
    {
        var bytes = messages.Sum(message => message.SizeInBytes);
        if (bytes > Options.MaxMessageBytes)
        {
            throw Failures.TooLarge(bytes, Options.MaxMessageBytes, Path);
        }

        if (_queue is { Options.RequiresSession: true } && messages.Any(message => message.SessionId is null))
        {
            throw Failures.SessionMissing(Path);
        }
    }

    private bool IsRepeat(SentMessage message, DateTimeOffset now)
    {
        if (Options.DuplicateDetectionWindow is not { } window || message.MessageId is null)
        {
            return false;
        }

        while (_seenByAge.TryPeek(out var oldest, out var seen) && seen + window <= now)
        {
            _seenByAge.Dequeue();
            _seen.Remove(oldest);
        }

        if (!_seen.TryAdd(message.MessageId, now))
        {
            return true;
        }

        _seenByAge.Enqueue(message.MessageId, now);
        return false;
    }
}
