namespace Azure.Messaging.ServiceBus.InProcess;

internal sealed record Send(string Entity, IReadOnlyList<SentMessage> Messages) : Request
{
    public override Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation)
    {
        broker.Destination(Entity).Send(Messages);
        return Task.FromResult(Answer.Done);
    }
}

internal sealed record Schedule(string Entity, IReadOnlyList<SentMessage> Messages, DateTimeOffset Due) : Request
{
    public override Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation) =>
        Task.FromResult(new Answer { SequenceNumbers = broker.Destination(Entity).Schedule(Messages, Due) });
}

internal sealed record CancelScheduled(string Entity, IReadOnlyList<long> SequenceNumbers) : Request
{
    public override Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation)
    {
        broker.Destination(Entity).CancelScheduled(SequenceNumbers);
        return Task.FromResult(Answer.Done);
    }
}

internal sealed record AskLimit(string Entity) : Request
{
    public override Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation) =>
        Task.FromResult(new Answer { SizeLimit = broker.Destination(Entity).Options.MaxMessageBytes });
}
