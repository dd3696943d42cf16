// Stands in for Microsoft.Azure.Functions.Worker.Extensions.Abstractions and the FunctionAttribute of the worker.
// Left out: input converters, binding capabilities and every attribute that only the official build-time
// generators read.
namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions
{
    /// <summary>Base of every binding attribute.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public abstract class BindingAttribute : Attribute;

    /// <summary>Base of the attributes that mark the trigger parameter of a function.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public abstract class TriggerBindingAttribute : BindingAttribute;

    /// <summary>Base of the attributes that mark what becomes of a function's return value.</summary>
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
    public abstract class OutputBindingAttribute : BindingAttribute;
}

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Marks a method as a function and names it.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public class FunctionAttribute(string name) : Attribute
    {
        /// <summary>The function's name, unique in its app.</summary>
        public string Name { get; } = name;
    }
}
