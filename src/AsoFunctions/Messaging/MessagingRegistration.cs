using Aso.Ledger.Outbox;
using Aso.Ledger.Shards;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AsoFunctions.Messaging;

/// <summary>Wake-ups go through storage queues. Events go to the Service Bus topic if its connection is set.</summary>
internal static class MessagingRegistration
{
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<IWakeUps, StorageWakeUps>();
        return Connect(settings) is { } connect
            ? services.AddSingleton(_ => connect()).AddSingleton<IEvents, ServiceBusEvents>()
            : services.AddSingleton<IEvents, StorageEvents>();
    }

    /// <summary>
    /// By connection string, or by the app's identity where only the namespace is set; null: neither is.
    /// </summary>
    private static Func<ServiceBusClient>? Connect(IConfiguration settings)
    {
        var section = settings.GetSection(ServiceBusNames.Connection);
        if (section.Value is { Length: > 0 } connection) return () => new ServiceBusClient(connection);
        if (section["fullyQualifiedNamespace"] is not { Length: > 0 } host) return null;
        return () => new ServiceBusClient(host, new DefaultAzureCredential(new DefaultAzureCredentialOptions
        {
            ManagedIdentityClientId = section["clientId"],
        }));
    }
}
