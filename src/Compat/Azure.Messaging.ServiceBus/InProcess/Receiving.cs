namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>What a receiver reads: a queue or a topic's subscription, or the dead letters of either.</summary>
internal sealed record Source(string Entity, string? Subscription = null, bool OfDeadLetters = false)
{
    public string Path =>
        (Subscription is null ? Entity : $"{Entity}/Subscriptions/{Subscription}")
        + (OfDeadLetters ? "/$DeadLetterQueue" : "");

    public MessageStore Of(InProcessBroker broker)
    {
        var store = Subscription is null ? broker.Queue(Entity) : broker.Subscription(Entity, Subscription);
        return OfDeadLetters ? store.DeadLetters : store;
    }
}

/// <summary>A request of one receiver, which holds a session where its source has them.</summary>
internal abstract record ReceiverRequest(Source Source, SessionLock? Session) : Request
{
    public override Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation)
    {
        var store = Store(broker);
        lock (store.Entity.Gate)
        {
            var now = broker.Time.GetUtcNow();
            store.CatchUp(now);
            return Task.FromResult(Do(store, Hold(store), now));
        }
    }

    /// <summary>Under the gate, with everything put right that time has changed.</summary>
    protected abstract Answer Do(MessageStore store, SessionHold? hold, DateTimeOffset now);

    protected MessageStore Store(InProcessBroker broker)
    {
        var store = Source.Of(broker);
        return Session is null && store.Options.RequiresSession ? throw Failures.SessionRequired(store.Path) : store;
    }

    protected SessionHold? Hold(MessageStore store) => Session is null ? null : store.HoldOf(Session);
}

/// <param name="SessionId">Null: the free session whose message has waited longest.</param>
internal sealed record Accept(Source Source, string? SessionId, TimeSpan Wait) : Request
{
    public override async Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation)
    {
        var store = Source.Of(broker);
        if (!store.Options.RequiresSession)
        {
            throw Failures.SessionNotSupported(store.Path);
        }

        var hold = await Waiting.ForAsync(
            store, now => SessionId is null ? store.AcceptNext(now) : store.Accept(SessionId, now), Wait, cancellation)
            ?? throw Failures.Timeout(store.Path);
        return new Answer { Session = new SessionLock(hold.Lane.Session, hold.Id), LockedUntil = hold.LockedUntil };
    }

    public override void TakeBack(InProcessBroker broker, Answer answer) =>
        new Release(Source, answer.Session!).DoAsync(broker, CancellationToken.None);
}

/// <summary>Under receive-and-delete what was taken is gone, received or not, as at the service.</summary>
internal sealed record Receive(
    Source Source, SessionLock? Session, int Most, ServiceBusReceiveMode Mode, TimeSpan Wait)
    : ReceiverRequest(Source, Session)
{
    public override async Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation)
    {
        var store = Store(broker);
        return await Waiting.ForAsync(
            store, now => Do(store, Hold(store), now) is { Messages.Count: > 0 } some ? some : null, Wait, cancellation)
            ?? Answer.Done;
    }

    public override void TakeBack(InProcessBroker broker, Answer answer)
    {
        var store = Store(broker);
        lock (store.Entity.Gate)
        {
            store.TakeBack(answer.Messages.Select(message => message.LockToken));
        }
    }

    protected override Answer Do(MessageStore store, SessionHold? hold, DateTimeOffset now) =>
        new() { Messages = store.Take(hold, Most, Mode, now) };
}

internal sealed record Peek(Source Source, SessionLock? Session, int Most, long From)
    : ReceiverRequest(Source, Session)
{
    protected override Answer Do(MessageStore store, SessionHold? hold, DateTimeOffset now) =>
        new() { Messages = store.Peek(Session?.Session, From, Most) };
}

internal enum Settlement
{
    Complete,
    Abandon,
    DeadLetter,
}

/// <param name="Changes">To the message's properties, where it stays.</param>
internal sealed record Settle(
    Source Source, SessionLock? Session, Guid LockToken, Settlement Settlement,
    IReadOnlyDictionary<string, object>? Changes = null, string? Reason = null, string? Description = null)
    : ReceiverRequest(Source, Session)
{
    protected override Answer Do(MessageStore store, SessionHold? hold, DateTimeOffset now)
    {
        switch (Settlement)
        {
            case Settlement.Complete:
                store.Complete(LockToken, hold);
                break;
            case Settlement.Abandon:
                store.Abandon(LockToken, hold, Changes);
                break;
            default:
                store.DeadLetter(LockToken, hold, Changes, Reason, Description);
                break;
        }

        return Answer.Done;
    }
}

internal sealed record RenewMessage(Source Source, Guid LockToken) : ReceiverRequest(Source, Session: null)
{
    protected override Answer Do(MessageStore store, SessionHold? hold, DateTimeOffset now) =>
        new() { LockedUntil = store.RenewLock(LockToken, now) };
}

internal sealed record RenewSession(Source Source, SessionLock Session) : ReceiverRequest(Source, Session)
{
    protected override Answer Do(MessageStore store, SessionHold? hold, DateTimeOffset now)
    {
        store.Renew(hold!, now);
        return new Answer { LockedUntil = hold!.LockedUntil };
    }
}

internal sealed record ReadState(Source Source, SessionLock Session) : ReceiverRequest(Source, Session)
{
    protected override Answer Do(MessageStore store, SessionHold? hold, DateTimeOffset now) =>
        new() { State = hold!.Lane.State };
}

internal sealed record WriteState(Source Source, SessionLock Session, BinaryData? State)
    : ReceiverRequest(Source, Session)
{
    protected override Answer Do(MessageStore store, SessionHold? hold, DateTimeOffset now)
    {
        hold!.Lane.State = State is null ? null : BinaryData.FromBytes(State.ToArray());
        return Answer.Done;
    }
}

/// <summary>Closes a session, held still or not.</summary>
internal sealed record Release(Source Source, SessionLock Session) : Request
{
    public override Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation)
    {
        var store = Source.Of(broker);
        lock (store.Entity.Gate)
        {
            store.Release(Session);
        }

        return Task.FromResult(Answer.Done);
    }
}
