#nullable disable
namespace Azure.Messaging.ServiceBus;

public class ServiceBusException : Exception
{
    public ServiceBusException()
    {
    }

    public ServiceBusException(
        bool isTransient, string message, string entityName = null,
        ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError, Exception innerException = null)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        EntityPath = entityName;
        Reason = reason;
    }

    public ServiceBusException(
        string message, ServiceBusFailureReason reason, string entityPath = null, Exception innerException = null)
        : this(Passes(reason), message, entityPath, reason, innerException)
    {
    }

    public bool IsTransient { get; }
    public ServiceBusFailureReason Reason { get; }
    public string EntityPath { get; }

    public override string Message =>
        EntityPath is null ? $"{base.Message} ({Reason})" : $"{base.Message} ({Reason}, {EntityPath})";

    internal string PlainMessage => base.Message;

    private static bool Passes(ServiceBusFailureReason reason) =>
        reason is ServiceBusFailureReason.ServiceBusy or ServiceBusFailureReason.ServiceTimeout
            or ServiceBusFailureReason.ServiceCommunicationProblem;
}
