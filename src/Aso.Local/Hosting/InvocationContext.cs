using System.Collections;
using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Aso.Local.Hosting;

/// <summary>One execution of a function, as functions and middleware see it.</summary>
internal sealed class InvocationContext : FunctionContext
{
    // The key under which the official package's GetHttpContext() looks the request up.
    private const string HttpContextKey = "HttpRequestContext";

    private readonly HostedFunction _function;

    public InvocationContext(
        HostedFunction function, TriggerEvent trigger, IServiceProvider services, CancellationToken cancel)
    {
        _function = function;
        Trigger = trigger;
        InstanceServices = services;
        CancellationToken = cancel;
        BindingContext = new TriggerData(trigger.Data);
        RetryContext = new Retries(trigger.Retry.Tried, trigger.Retry.Max);
        if (trigger.Http is { } http)
        {
            Items[HttpContextKey] = http;
        }
    }

    public HostedFunction Function => _function;

    public TriggerEvent Trigger { get; }

    /// <summary>What the function returned.</summary>
    public object? Result { get; set; }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => _function.Id;

    public override TraceContext TraceContext { get; } = new CurrentTrace(Activity.Current);

    public override BindingContext BindingContext { get; }

    public override RetryContext RetryContext { get; }

    public override IServiceProvider InstanceServices { get; set; }

    public override FunctionDefinition FunctionDefinition => _function;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new FeaturesByType();

    public override CancellationToken CancellationToken { get; }

    private sealed class TriggerData(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class CurrentTrace(Activity? activity) : TraceContext
    {
        public override string TraceParent { get; } = activity?.Id ?? "";

        public override string TraceState { get; } = activity?.TraceStateString ?? "";
    }

    private sealed class Retries(int tried, int max) : RetryContext
    {
        public override int RetryCount => tried;

        public override int MaxRetryCount => max;
    }

    private sealed class FeaturesByType : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
