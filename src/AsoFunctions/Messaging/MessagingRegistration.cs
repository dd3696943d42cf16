using Aso.Ledger;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AsoFunctions.Messaging;

/// <summary>Whether messages travel by Service Bus or by storage queues: by whether its connection is set.</summary>
internal static class MessagingRegistration
{
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration settings)
    {
        if (Connect(settings) is not { } connect)
            return services.AddSingleton<IWakeUps, StorageWakeUps>().AddSingleton<IEvents, StorageEvents>();
        return services.AddSingleton(_ => connect())
            .AddSingleton<IWakeUps, ServiceBusWakeUps>().AddSingleton<IEvents, ServiceBusEvents>();
    }

    /// <summary>By connection string, or by the app's identity where only the namespace is set; null: neither is.</summary>
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
