using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Aso.Local.Hosting;

/// <summary>Gives a function's parameters their values, as the worker does.</summary>
internal static class ParameterBinding
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    /// <exception cref="InvalidOperationException">A parameter has nothing to be bound to.</exception>
    public static async Task<object?[]> BindAsync(InvocationContext context)
    {
        var parameters = context.Function.Method.GetParameters();
        var values = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            values[i] = parameters[i] == context.Function.TriggerParameter
                ? await context.Trigger.ValueAsync(parameters[i].ParameterType, context.CancellationToken)
                : Other(parameters[i], context);
        }
        return values;
    }

    /// <summary>A message's or blob's bytes as the type a function asks for; other types are read as JSON.</summary>
    public static object? Payload(BinaryData body, Type type)
    {
        if (type == typeof(string))
        {
            return body.ToString();
        }
        if (type == typeof(BinaryData))
        {
            return body;
        }
        if (type == typeof(byte[]))
        {
            return body.ToArray();
        }
        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return body.ToMemory();
        }
        return type == typeof(Stream) ? body.ToStream() : JsonSerializer.Deserialize(body.ToMemory().Span, type, Json);
    }

    private static object? Other(ParameterInfo parameter, InvocationContext context)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
        {
            return context;
        }
        if (type == typeof(CancellationToken))
        {
            return context.CancellationToken;
        }
        if (context.Trigger.Companion(type) is { } companion)
        {
            return companion;
        }
        if (context.Trigger.Data.TryGetValue(parameter.Name!, out var value))
        {
            return Converted(value, type);
        }
        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }
        // The platform gives null to any reference; here a parameter that is not declared nullable has a wrong name.
        return new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable
            ? null
            : throw new InvalidOperationException(
                $"Parameter '{parameter.Name}' of function '{context.Function.Name}' has nothing to be bound to.");
    }

    private static object? Converted(object? value, Type type)
    {
        if (value is null || type.IsInstanceOfType(value))
        {
            return value;
        }
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string)
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : TypeDescriptor.GetConverter(type).ConvertFrom(null, CultureInfo.InvariantCulture, value);
    }
}
