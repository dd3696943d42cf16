using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Aso.Local.Hosting;

/// <summary>A function found in an app's assembly.</summary>
internal sealed class HostedFunction : FunctionDefinition
{
    private readonly string _triggerType;

    private HostedFunction(
        string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        var kind = trigger.GetType().Name[..^nameof(Attribute).Length];
        _triggerType = char.ToLowerInvariant(kind[0]) + kind[1..];
        Parameters = [.. method.GetParameters().Select(p => new FunctionParameter(p.Name!, p.ParameterType))];
    }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    public override string Name { get; }

    /// <summary>The platform's form, which its receipts, timers and poison messages carry.</summary>
    public override string Id => "Host.Functions." + Name;

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly => Method.DeclaringType!.Assembly.Location;

    public override string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
        ImmutableDictionary<string, BindingMetadata>.Empty.Add(
            TriggerParameter.Name!, new TriggerMetadata(TriggerParameter.Name!, _triggerType));

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
        ImmutableDictionary<string, BindingMetadata>.Empty;

    /// <summary>The functions of an assembly that its host.json and settings leave switched on, by name.</summary>
    /// <exception cref="InvalidOperationException">Two have one name, or one has not exactly one trigger.</exception>
    /// <exception cref="NotSupportedException">One has an output binding.</exception>
    public static IReadOnlyList<HostedFunction> Find(Assembly assembly, HostSettings host, AppSettings settings)
    {
        var methods = assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .Select(method => (Method: method, Mark: method.GetCustomAttribute<FunctionAttribute>()))
            .Where(found => found.Mark is not null)
            .Select(found => (found.Method, found.Mark!.Name))
            .OrderBy(found => found.Name, StringComparer.Ordinal)
            .ToList();
        foreach (var twins in methods.GroupBy(m => m.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            throw new InvalidOperationException($"Several functions are called '{twins.Key}'.");
        }
        return [.. methods
            .Where(found => host.Functions.Count == 0 || host.Functions.Contains(found.Name))
            .Where(found => !settings.Disables(found.Name))
            .Select(found => Describe(found.Name, found.Method))];
    }

    private static HostedFunction Describe(string name, MethodInfo method)
    {
        if (method.GetCustomAttribute<OutputBindingAttribute>() is { } output)
        {
            throw new NotSupportedException(
                $"Function '{name}' has a {output.GetType().Name}: this host does not send what functions return.");
        }
        var triggers = method.GetParameters()
            .Select(parameter => (parameter, trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(found => found.trigger is not null)
            .ToList();
        return triggers is [var (parameter, trigger)]
            ? new HostedFunction(name, method, parameter, trigger!)
            : throw new InvalidOperationException($"Function '{name}' has {triggers.Count} triggers, not one.");
    }

    private sealed class TriggerMetadata(string name, string type) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
