namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>The messages of one session in order; a store without sessions has a single lane.</summary>
internal sealed class Lane(string session)
{
    public string Session { get; } = session;
    public SortedDictionary<long, StoredMessage> Messages { get; } = [];
    public BinaryData? State { get; set; }

    /// <summary>Who has accepted the session; null while it is free.</summary>
    public SessionHold? Hold { get; set; }

    public bool IsForgettable => Messages.Count == 0 && State is null && Hold is null;

    public StoredMessage? FirstAvailable()
    {
        foreach (var message in Messages.Values)
        {
            if (message.LockToken is null)
            {
                return message;
            }
        }

        return null;
    }
}

/// <summary>One receiver's lock on a session; lost for good when it runs out, even if nobody else takes it.</summary>
internal sealed class SessionHold(Lane lane)
{
    public Guid Id { get; } = Guid.NewGuid();
    public Lane Lane { get; } = lane;

    /// <summary>Exclusive.</summary>
    public DateTimeOffset LockedUntil { get; set; }
}
