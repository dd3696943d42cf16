using Microsoft.Azure.Functions.Worker;

namespace Scenarios.ServiceBus;

/// <summary>The session of a message, as a functions host gives it to the function.</summary>
internal sealed class HeldSession : ServiceBusSessionMessageActions
{
    public bool IsReleased { get; private set; }

    public override Task ReleaseSession(CancellationToken cancellationToken = default)
    {
        IsReleased = true;
        return Task.CompletedTask;
    }
}
