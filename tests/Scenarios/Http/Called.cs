using System.Collections.Immutable;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Scenarios.Http;

/// <summary>A function's call as the worker hands it to the middleware, with nothing behind it.</summary>
internal sealed class Called : FunctionContext
{
    // The key under which the official package's GetHttpContext() looks the request up.
    private const string HttpContextKey = "HttpRequestContext";

    private readonly Function _function;

    private Called(string function, string trigger, HttpContext? http)
    {
        _function = new Function(function, trigger);
        if (http is not null) Items[HttpContextKey] = http;
    }

    /// <summary>What was logged, with the exceptions' texts left out.</summary>
    public List<string> Logged { get; } = [];

    /// <summary>Whether the function ran.</summary>
    public bool Ran { get; private set; }

    public override string InvocationId => "1";

    public override string FunctionId => _function.Id;

    public override TraceContext TraceContext => null!;

    public override BindingContext BindingContext => null!;

    public override RetryContext RetryContext => null!;

    public override IServiceProvider InstanceServices { get; set; } = null!;

    public override FunctionDefinition FunctionDefinition => _function;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features => null!;

    /// <summary>Sends a request through the middleware to a function that does nothing, or throws.</summary>
    public static async Task<Called> AsHttpAsync(
        CallerDirectory callers, string function, HttpContext http, Exception? thrown = null)
    {
        var call = new Called(function, "httpTrigger", http);
        await call.SendAsync(callers, thrown);
        return call;
    }

    /// <summary>Sends a call that has no request.</summary>
    public static async Task<Called> WithoutRequestAsync(CallerDirectory callers, string function, string trigger)
    {
        var call = new Called(function, trigger, null);
        await call.SendAsync(callers, null);
        return call;
    }

    private Task SendAsync(CallerDirectory callers, Exception? thrown) =>
        new CallerMiddleware(callers, new Lines(Logged))
            .Invoke(this, _ =>
            {
                Ran = true;
                return thrown is null ? Task.CompletedTask : Task.FromException(thrown);
            });

    private sealed class Lines(List<string> lines) : ILogger<CallerMiddleware>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Add(formatter(state, exception));
    }

    private sealed class Function(string name, string trigger) : FunctionDefinition
    {
        public override ImmutableArray<FunctionParameter> Parameters => [];

        public override string PathToAssembly => "";

        public override string EntryPoint => "";

        public override string Id => name;

        public override string Name => name;

        public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty.Add("trigger", new Trigger(trigger));

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    private sealed class Trigger(string type) : BindingMetadata
    {
        public override string Name => "trigger";

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
