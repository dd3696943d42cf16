using System.Diagnostics;
using System.Globalization;

namespace Aso.Local.Benchmarking;

/// <summary>One row of the table that <c>bench</c> prints.</summary>
internal sealed record Figure(string What, string Value)
{
    public override string ToString() => $"| {What} | {Value} |";

    public static Figure Rate(string what, long count, TimeSpan taken, string unit) =>
        new(what, string.Create(CultureInfo.InvariantCulture, $"{count / taken.TotalSeconds:N0} {unit}/s"));

    public static Figure Throughput(string what, long bytes, TimeSpan taken) =>
        new(what, string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6 / taken.TotalSeconds:N0} MB/s"));

    /// <summary>The median and the slowest of some runs.</summary>
    public static Figure Latency(string what, List<TimeSpan> runs)
    {
        runs.Sort();
        return new Figure(what, string.Create(
            CultureInfo.InvariantCulture,
            $"{runs[runs.Count / 2].TotalMilliseconds:0.0} ms (slowest of {runs.Count}:"
            + $" {runs[^1].TotalMilliseconds:0.0} ms)"));
    }
}

/// <summary>How long work took.</summary>
internal static class Timed
{
    public static async Task<TimeSpan> RunAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start);
    }
}
