namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>
/// The messages of a queue, of a subscription or of its dead letters: peek-lock, delivery count, lifetime.
/// Every member is called under the entity's gate; those that settle, after <see cref="CatchUp"/>.
/// </summary>
internal sealed partial class MessageStore
{
    private readonly Entity _entity;
    private readonly MessageStore? _deadLetters;
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, (Lane Lane, StoredMessage Message)> _locked = [];
    private readonly PriorityQueue<(Lane Lane, StoredMessage Message), (DateTimeOffset Expires, long Place)> _byExpiry =
        new();
    private long _place;

    public MessageStore(Entity entity, string path, EntityOptions options)
        : this(entity, path, options, isDeadLetters: false)
    {
    }

    private MessageStore(Entity entity, string path, EntityOptions options, bool isDeadLetters)
    {
        _entity = entity;
        Path = path;
        Options = options;
        if (!isDeadLetters)
        {
            // Dead letters have no session, no lifetime and no limit of deliveries: someone must look at them.
            var kept = new EntityOptions { LockDuration = options.LockDuration, MaxDeliveryCount = int.MaxValue };
            _deadLetters = new MessageStore(entity, $"{path}/$DeadLetterQueue", kept, isDeadLetters: true);
        }
    }

    public string Path { get; }
    public EntityOptions Options { get; private set; }
    public Entity Entity => _entity;
    public MessageStore DeadLetters => _deadLetters ?? throw Failures.NotFound($"'{Path}' has no dead letters.", Path);

    /// <summary>The next instant at which something becomes available by itself.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            var due = _entity.NextScheduled;
            foreach (var (lane, message) in _locked.Values)
            {
                due = Earlier(due, lane.Hold?.LockedUntil ?? message.LockedUntil);
            }

            foreach (var lane in _lanes.Values)
            {
                due = Earlier(due, lane.Hold?.LockedUntil);
            }

            return due;
        }
    }

    /// <exception cref="InvalidOperationException">Sessions are chosen once, as at the service.</exception>
    public void Redeclare(EntityOptions options)
    {
        if (options.RequiresSession != Options.RequiresSession)
        {
            throw new InvalidOperationException($"'{Path}' exists; whether it requires sessions cannot be changed.");
        }

        Options = options;
    }

    public void Append(long sequenceNumber, SentMessage content, DateTimeOffset now)
    {
        if (Options.RequiresSession && content.SessionId is null)
        {
            // A topic takes what a session subscription cannot hold; the service dead-letters it there.
            Bury(new StoredMessage(sequenceNumber, content, now, DateTimeOffset.MaxValue), "Session ID is null", "");
            return;
        }

        var lifetime = content.TimeToLive < Options.DefaultTimeToLive ? content.TimeToLive : Options.DefaultTimeToLive;
        var expires = lifetime < DateTimeOffset.MaxValue - now ? now + lifetime : DateTimeOffset.MaxValue;
        Add(new StoredMessage(sequenceNumber, content, now, expires));
    }

    /// <summary>Puts everything right that time alone has changed: due messages, lost locks, ended lives.</summary>
    public void CatchUp(DateTimeOffset now)
    {
        _entity.EnqueueDue(now);
        ReleaseExpiredSessions(now);
        foreach (var (lane, message) in _locked.Values.ToList())
        {
            if (lane.Hold is null && message.LockedUntil <= now)
            {
                GiveBack(lane, message, countDelivery: true);
            }
        }

        while (_byExpiry.TryPeek(out var oldest, out var due) && due.Expires <= now)
        {
            _byExpiry.Dequeue();
            ExpireUnlessHeld(oldest.Lane, oldest.Message, now);
        }
    }

    public IReadOnlyList<Delivery> Take(
        SessionHold? hold, int most, ServiceBusReceiveMode mode, DateTimeOffset now)
    {
        var lane = hold?.Lane ?? (_lanes.TryGetValue("", out var single) ? single : null);
        var taken = new List<Delivery>();
        while (taken.Count < most && lane?.FirstAvailable() is { } message)
        {
            if (mode == ServiceBusReceiveMode.ReceiveAndDelete)
            {
                Remove(lane, message);
                taken.Add(message.Delivered(Guid.Empty, default));
                continue;
            }

            var token = Guid.NewGuid();
            message.LockToken = token;
            message.LockedUntil = hold?.LockedUntil ?? now + Options.LockDuration;
            _locked.Add(token, (lane, message));
            taken.Add(message.Delivered(token, message.LockedUntil));
        }

        return taken;
    }

    public IReadOnlyList<Delivery> Peek(string? session, long from, int most) =>
        [.. _lanes.Values
            .Where(lane => session is null || lane.Session == session)
            .SelectMany(lane => lane.Messages.Values)
            .Where(message => message.SequenceNumber >= from)
            .OrderBy(message => message.SequenceNumber)
            .Take(most)
            .Select(message => message.Delivered(Guid.Empty, default))];

    public void Complete(Guid token, SessionHold? hold)
    {
        var (lane, message) = Held(token, hold);
        Remove(lane, message);
    }

    public void Abandon(Guid token, SessionHold? hold, IReadOnlyDictionary<string, object>? changes)
    {
        var (lane, message) = Held(token, hold);
        message.Content = message.Content.With(changes);
        GiveBack(lane, message, countDelivery: true);
    }

    public void DeadLetter(
        Guid token, SessionHold? hold, IReadOnlyDictionary<string, object>? changes, string? reason,
        string? description)
    {
        var (lane, message) = Held(token, hold);
        message.Content = message.Content.With(changes);
        Remove(lane, message);
        if (_deadLetters is null)
        {
            // Dead-lettering a dead letter leaves it where it is.
            message.LockToken = null;
            Add(message);
        }
        else
        {
            Bury(message, reason, description);
        }

        _entity.SignalChange();
    }

    public DateTimeOffset RenewLock(Guid token, DateTimeOffset now)
    {
        var (_, message) = Held(token, hold: null);
        message.LockedUntil = now + Options.LockDuration;
        return message.LockedUntil;
    }

    /// <summary>Gives messages back uncounted, which never came to the one they were taken for.</summary>
    public void TakeBack(IEnumerable<Guid> tokens)
    {
        foreach (var token in tokens)
        {
            if (_locked.TryGetValue(token, out var held))
            {
                GiveBack(held.Lane, held.Message, countDelivery: false);
            }
        }
    }

    private (Lane Lane, StoredMessage Message) Held(Guid token, SessionHold? hold) =>
        _locked.TryGetValue(token, out var held) ? held
        : throw (hold is null ? Failures.MessageLockLost(Path) : Failures.SessionLockLost(Path));

    private void GiveBack(Lane lane, StoredMessage message, bool countDelivery)
    {
        if (message.LockToken is { } token)
        {
            _locked.Remove(token);
        }

        message.LockToken = null;
        message.FailedDeliveries += countDelivery ? 1 : 0;
        if (message.FailedDeliveries >= Options.MaxDeliveryCount)
        {
            Remove(lane, message);
            Bury(message, "MaxDeliveryCountExceeded",
                $"Message could not be consumed after {Options.MaxDeliveryCount} delivery attempts.");
        }
        else
        {
            ExpireUnlessHeld(lane, message, _entity.Time.GetUtcNow());
        }

        _entity.SignalChange();
    }

    private void ExpireUnlessHeld(Lane lane, StoredMessage message, DateTimeOffset now)
    {
        if (message.LockToken is not null || message.Expires > now || !lane.Messages.ContainsKey(message.Place))
        {
            return;
        }

        Remove(lane, message);
        if (Options.DeadLetterOnExpiration)
        {
            Bury(message, "TTLExpiredException", "The message expired and was dead lettered.");
        }
    }

    private void Bury(StoredMessage message, string? reason, string? description)
    {
        if (_deadLetters is null)
        {
            return;
        }

        var why = new Dictionary<string, object>();
        AddIfGiven(why, ServiceBusReceivedMessage.DeadLetterReasonKey, reason);
        AddIfGiven(why, ServiceBusReceivedMessage.DeadLetterErrorDescriptionKey, description);
        _deadLetters.Add(new StoredMessage(
            message.SequenceNumber, message.Content.With(why), message.Enqueued, DateTimeOffset.MaxValue)
        {
            FailedDeliveries = message.FailedDeliveries,
        });
    }

    private void Add(StoredMessage message)
    {
        var lane = LaneOf(Options.RequiresSession ? message.Content.SessionId! : "");
        message.Place = ++_place;
        lane.Messages.Add(message.Place, message);
        if (message.Expires < DateTimeOffset.MaxValue)
        {
            _byExpiry.Enqueue((lane, message), (message.Expires, message.Place));
        }
    }

    private void Remove(Lane lane, StoredMessage message)
    {
        if (message.LockToken is { } token)
        {
            _locked.Remove(token);
        }

        lane.Messages.Remove(message.Place);
        ForgetIfEmpty(lane);
    }

    private Lane LaneOf(string session)
    {
        if (!_lanes.TryGetValue(session, out var lane))
        {
            lane = new Lane(session);
            _lanes.Add(session, lane);
        }

        return lane;
    }

    private void ForgetIfEmpty(Lane lane)
    {
        if (lane.IsForgettable)
        {
            _lanes.Remove(lane.Session);
        }
    }

    private static void AddIfGiven(Dictionary<string, object> properties, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            properties[key] = value;
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
