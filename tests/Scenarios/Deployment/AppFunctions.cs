using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Scenarios.Deployment;

/// <summary>The functions of the app, as its code declares them.</summary>
internal static class AppFunctions
{
    public static IReadOnlyList<(string Name, MethodInfo Method)> All { get; } =
    [
        .. from type in Assembly.Load("AsoFunctions").GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select (function.Name, method),
    ];
}
