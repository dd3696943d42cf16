using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Aso.Local.Hosting;

/// <summary>
/// The builder an app adds its middleware to. It is the host's own, so that the same registration runs here whether
/// the worker package is the official one or its stand-in.
/// </summary>
internal sealed class WorkerPipeline(IServiceCollection services) : IFunctionsWorkerApplicationBuilder
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _stages = [];

    public IServiceCollection Services => services;

    public IFunctionsWorkerApplicationBuilder Use(
        Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _stages.Add(middleware);
        return this;
    }

    /// <summary>The stages in the order they were added, around the last one.</summary>
    public FunctionExecutionDelegate Build(FunctionExecutionDelegate last) =>
        Enumerable.Reverse(_stages).Aggregate(last, (next, stage) => stage(next));
}
