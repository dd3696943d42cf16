using System.Collections.Concurrent;

namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>
/// One namespace, kept in this process. Every client here whose connection string has the same endpoint host shares it,
/// so tests take a host name of their own and two hosts in one process can share one.
/// </summary>
public sealed class InProcessBroker : IBroker
{
    private static readonly ConcurrentDictionary<string, InProcessBroker> Brokers =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, Entity> _entities = new(StringComparer.OrdinalIgnoreCase);

    private InProcessBroker(string host)
    {
        Host = host;
        foreach (var (name, options) in DeclaredEntities.Queues)
        {
            DeclareQueue(name, options);
        }

        foreach (var (name, options) in DeclaredEntities.Topics)
        {
            DeclareTopic(name, options);
        }

        foreach (var ((topic, name), options) in DeclaredEntities.Subscriptions)
        {
            DeclareSubscription(topic, name, options);
        }
    }

    public string Host { get; }

    /// <summary>What locks, schedules, lifetimes and waiting go by.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The broker of <c>Endpoint=sb://name/;…</c>, made on first use.</summary>
    /// <exception cref="FormatException">The connection string has no endpoint.</exception>
    /// <exception cref="NotSupportedException">The host has a dot: a real namespace, out of reach.</exception>
    public static InProcessBroker At(string connectionString) =>
        Named(ConnectionStrings.Endpoint(connectionString).Host);

    /// <summary>Declares a queue, or changes the options of an existing one; its messages stay.</summary>
    public void DeclareQueue(string name, EntityOptions options) =>
        Declare(name, options, isTopic: false);

    public void DeclareTopic(string name, EntityOptions options) =>
        Declare(name, options, isTopic: true);

    public void DeclareSubscription(string topic, string name, EntityOptions options) =>
        _entities.GetOrAdd(topic, _ => new Entity(this, topic, new EntityOptions(), isTopic: true))
            .Subscription(name, options);

    async Task<Answer> IBroker.AskAsync(Request request, CancellationToken cancellation)
    {
        // Never on the caller's stack: the real client never completes synchronously either.
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        return await request.DoAsync(this, cancellation);
    }

    internal static InProcessBroker Named(string host)
    {
        // A stand-in that swallowed a real namespace's messages in its own memory would lose them without a sound.
        if (host.Contains('.', StringComparison.Ordinal))
        {
            throw new NotSupportedException(
                $"'{host}' is a namespace in Azure; this build carries the in-process stand-in of " +
                "Azure.Messaging.ServiceBus. Build with -p:OfficialServiceBus=true to reach it.");
        }

        return Brokers.GetOrAdd(host, static name => new InProcessBroker(name));
    }

    internal Entity Destination(string name) =>
        _entities.GetOrAdd(name, _ => new Entity(this, name, new EntityOptions(), isTopic: false));

    internal MessageStore Queue(string name)
    {
        var entity = Destination(name);
        return entity.IsTopic ? throw Failures.NotFound($"'{name}' is a topic, not a queue.", name) : entity.Queue;
    }

    internal MessageStore Subscription(string topic, string name)
    {
        var entity = _entities.GetOrAdd(topic, _ => new Entity(this, topic, new EntityOptions(), isTopic: true));
        return entity.IsTopic
            ? entity.Subscription(name, options: null)
            : throw Failures.NotFound($"'{topic}' is a queue, not a topic.", $"{topic}/Subscriptions/{name}");
    }

    private void Declare(string name, EntityOptions options, bool isTopic)
    {
        var entity = _entities.GetOrAdd(name, _ => new Entity(this, name, options, isTopic));
        if (entity.IsTopic != isTopic)
        {
            throw new InvalidOperationException($"'{name}' exists and is a {(isTopic ? "queue" : "topic")}.");
        }

        entity.Redeclare(options);
    }
}
