namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>What the service refuses, with the reason and transience the official client reports.</summary>
internal static class Failures
{
    public static ServiceBusException NotFound(string message, string path) =>
        new(message, ServiceBusFailureReason.MessagingEntityNotFound, path);

    public static ServiceBusException MessageLockLost(string path) =>
        new("The lock supplied is invalid. Either the lock expired, or the message has already been removed " +
            "from the queue.", ServiceBusFailureReason.MessageLockLost, path);

    public static ServiceBusException SessionLockLost(string path) =>
        new("The session lock has expired on the session. Accept the session again.",
            ServiceBusFailureReason.SessionLockLost, path);

    public static ServiceBusException SessionCannotBeLocked(string session, string path) =>
        new($"The requested session '{session}' cannot be accepted. It is locked by another receiver.",
            ServiceBusFailureReason.SessionCannotBeLocked, path);

    public static ServiceBusException Timeout(string path) =>
        new("No session with messages became available in the time given.",
            ServiceBusFailureReason.ServiceTimeout, path);

    public static ServiceBusException TooLarge(long bytes, long limit, string path) =>
        new($"The message is {bytes} bytes; the entity takes at most {limit}.",
            ServiceBusFailureReason.MessageSizeExceeded, path);

    public static ServiceBusException ScheduledNotFound(long sequenceNumber, string path) =>
        new($"No scheduled message has the sequence number {sequenceNumber}.",
            ServiceBusFailureReason.MessageNotFound, path);

    public static InvalidOperationException SessionMissing(string path) =>
        new($"A message without a SessionId cannot be sent to '{path}', which requires sessions.");

    public static InvalidOperationException SessionRequired(string path) =>
        new($"'{path}' requires sessions; a receiver without a session cannot read it.");

    public static InvalidOperationException SessionNotSupported(string path) =>
        new($"'{path}' does not have sessions; a session receiver cannot read it.");
}
