using BenchmarkDotNet.Running;
using Benchmarks.Engine;

// `engine` prints claims a second and bytes a claim; everything else is BenchmarkDotNet's.
if (args is ["engine", .. var rest]) EngineBenchmark.Run(rest);
else BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmark).Assembly).Run(args);
