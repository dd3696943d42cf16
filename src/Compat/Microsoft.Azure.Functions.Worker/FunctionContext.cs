// Stands in for the context types of Microsoft.Azure.Functions.Worker.Core.
// Left out: GetLogger, the HttpRequestData and binding-feature extensions, trace attributes and baggage.
namespace Microsoft.Azure.Functions.Worker;

/// <summary>One execution of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique to this execution.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The function, the same at every execution.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace this execution belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger knows beside its value.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>How often this execution was tried before, under a retry policy.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this execution's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>What the stages of the pipeline share during this execution.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Features by type.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Signals that this execution should end.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}

/// <summary>What a trigger knows beside its value.</summary>
public abstract class BindingContext
{
    /// <summary>By name, in any case.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

/// <summary>A W3C trace context.</summary>
public abstract class TraceContext
{
    /// <summary>The identity of the current span.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The vendors' state.</summary>
    public abstract string TraceState { get; }
}

/// <summary>How often an execution was tried before, under a retry policy.</summary>
public abstract class RetryContext
{
    /// <summary>0 at the first try.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How often it may be tried again; -1 means without end.</summary>
    public abstract int MaxRetryCount { get; }
}

/// <summary>Features of an execution, by type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Sets the feature of this type.</summary>
    void Set<T>(T instance);

    /// <summary>The feature of this type, or its default.</summary>
    T? Get<T>();
}
