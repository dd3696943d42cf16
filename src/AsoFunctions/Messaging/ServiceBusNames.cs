namespace AsoFunctions.Messaging;

/// <summary>Service Bus entities, as infra/modules/service-bus.bicep creates them.</summary>
public static class ServiceBusNames
{
    /// <summary>The setting that switches Service Bus on.</summary>
    public const string Connection = "ServiceBusConnection";

    /// <summary>Events for others (docs/events).</summary>
    public const string EventsTopic = "events";
}
