namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>Sessions: one holder at a time, in order, with a lock that runs out and a state that stays.</summary>
internal sealed partial class MessageStore
{
    /// <summary>The free session whose next message has waited longest; null when none has a message to give.</summary>
    public SessionHold? AcceptNext(DateTimeOffset now)
    {
        Lane? oldest = null;
        foreach (var lane in _lanes.Values)
        {
            if (lane.Hold is null && lane.FirstAvailable() is { } message &&
                (oldest is null || message.Place < oldest.FirstAvailable()!.Place))
            {
                oldest = lane;
            }
        }

        return oldest is null ? null : Grant(oldest, now);
    }

    /// <summary>A session may be accepted before it has any message.</summary>
    public SessionHold Accept(string session, DateTimeOffset now)
    {
        var lane = LaneOf(session);
        return lane.Hold is null ? Grant(lane, now) : throw Failures.SessionCannotBeLocked(session, Path);
    }

    /// <exception cref="ServiceBusException">It was lost.</exception>
    public SessionHold HoldOf(SessionLock session) =>
        Held(session) ?? throw Failures.SessionLockLost(Path);

    public void Renew(SessionHold hold, DateTimeOffset now)
    {
        hold.LockedUntil = now + Options.LockDuration;
        foreach (var message in hold.Lane.Messages.Values)
        {
            if (message.LockToken is not null)
            {
                message.LockedUntil = hold.LockedUntil;
            }
        }
    }

    /// <summary>Closing a session gives its messages back uncounted; losing the lock counts a delivery.</summary>
    public void Release(SessionLock session)
    {
        if (Held(session) is { } hold)
        {
            EndHold(hold.Lane, countDelivery: false);
        }
    }

    private SessionHold? Held(SessionLock session) =>
        _lanes.TryGetValue(session.Session, out var lane) && lane.Hold?.Id == session.Id ? lane.Hold : null;

    private SessionHold Grant(Lane lane, DateTimeOffset now)
    {
        // The lane may have been forgotten while empty; the one who holds a session keeps it known.
        _lanes[lane.Session] = lane;
        lane.Hold = new SessionHold(lane) { LockedUntil = now + Options.LockDuration };
        return lane.Hold;
    }

    private void ReleaseExpiredSessions(DateTimeOffset now)
    {
        foreach (var lane in _lanes.Values.ToList())
        {
            if (lane.Hold is { } hold && hold.LockedUntil <= now)
            {
                EndHold(lane, countDelivery: true);
            }
        }
    }

    private void EndHold(Lane lane, bool countDelivery)
    {
        lane.Hold = null;
        foreach (var message in lane.Messages.Values.ToList())
        {
            if (message.LockToken is not null)
            {
                GiveBack(lane, message, countDelivery);
            }
        }

        ForgetIfEmpty(lane);
        _entity.SignalChange();
    }
}
