namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>
/// The entities that infra/modules/service-bus.bicep declares, so that a fresh broker has what a deployment has;
/// a test holds the two together. Any other name becomes a plain queue, or a topic when a subscription of it is read.
/// </summary>
public static class DeclaredEntities
{
    public static IReadOnlyDictionary<string, EntityOptions> Queues { get; } = new Dictionary<string, EntityOptions>
    {
        ["chunks"] = new()
        {
            RequiresSession = true,
            LockDuration = TimeSpan.FromMinutes(5),
            MaxDeliveryCount = 10,
            DefaultTimeToLive = TimeSpan.FromDays(14),
            DeadLetterOnExpiration = true,
        },
    };

    public static IReadOnlyDictionary<string, EntityOptions> Topics { get; } = new Dictionary<string, EntityOptions>
    {
        ["events"] = new()
        {
            DuplicateDetectionWindow = TimeSpan.FromDays(1),
            DefaultTimeToLive = TimeSpan.FromDays(14),
        },
    };

    /// <summary>By topic and subscription name.</summary>
    public static IReadOnlyDictionary<(string Topic, string Name), EntityOptions> Subscriptions { get; } =
        new Dictionary<(string Topic, string Name), EntityOptions>
        {
            [("events", "all")] = new()
            {
                RequiresSession = true,
                LockDuration = TimeSpan.FromMinutes(1),
                MaxDeliveryCount = 10,
                DefaultTimeToLive = TimeSpan.FromDays(14),
            },
        };
}
