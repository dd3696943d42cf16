using System.Globalization;

namespace Benchmarks.Engine;

/// <summary>
/// The pure engine on one core over made-up claims of families, with accumulators and stop-loss, in three forms
/// (<see cref="Form"/>), each over all families in one shard, and in the sixteen shards that the pipeline gives an
/// employer of this size, one after the other. Arguments: <c>[--claims N] [--rounds N] [--shards N] [--form NAME]</c>.
/// </summary>
public static class EngineBenchmark
{
    private const int ChunkSize = 10_000;

    public static int Run(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var claims = Argument(args, "--claims", 1_000_000);
        var rounds = Argument(args, "--rounds", 5);
        var named = Array.IndexOf(args, "--form") is >= 0 and var at ? args[at + 1] : null;
        Print($"{claims:N0} claims in chunks of {ChunkSize:N0}, one core, by processor time, best of {rounds} rounds");
        foreach (var shards in Argument(args, "--shards", 0) is > 0 and var chosen ? [chosen] : (int[])[1, 16])
        {
            Print($"{MadeUpClaims.AllFamilies.Count:N0} families in {shards} shard(s)");
            foreach (var form in Form.All)
                if (named is null || form.Name == named) Report(form, claims, shards, rounds);
        }

        return 0;
    }

    private static void Report(Form form, int claims, int shards, int rounds)
    {
        // A round more, whose code is still being compiled, does not count.
        var measured = Enumerable.Range(0, rounds + 1).Select(_ => Measure(form, claims, shards)).Skip(1).ToList();
        var best = measured.MinBy(one => one.Processor)!;
        Print(
            $"  {form.Name,-9} {claims / best.Processor.TotalSeconds,10:N0} claims/s"
            + $" ({claims / measured.Max(one => one.Processor).TotalSeconds,9:N0} the worst),"
            + $" {best.Bytes / (double)claims,4:N0} bytes/claim,"
            + $" {best.Collections,3:N0} collections; {best.Outcome}");
    }

    /// <summary>Times the work alone: each chunk is made before, as the pipeline parses it before.</summary>
    private static Measured Measure(Form form, int claims, int shards)
    {
        GC.Collect();
        var measured = new Measured();
        for (var shard = 0; shard < shards; shard++)
        {
            var families = MadeUpClaims.AllFamilies.Shard(shard, shards);
            var (work, outcome) = form.Start(families);
            foreach (var chunk in MadeUpClaims.Generate(families, claims / shards, ChunkSize))
            {
                var (processor, collections) = (Environment.CpuUsage.TotalTime, GC.CollectionCount(0));
                var bytes = GC.GetAllocatedBytesForCurrentThread();
                work(chunk);
                measured.Bytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
                measured.Processor += Environment.CpuUsage.TotalTime - processor;
                measured.Collections += GC.CollectionCount(0) - collections;
            }

            measured.Outcome = measured.Outcome.Plus(outcome());
        }

        return measured;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Print(string line) => Console.WriteLine(line);

    private static int Argument(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }

    private sealed class Measured
    {
        public TimeSpan Processor { get; set; }

        /// <summary>Of garbage, while the clock ran.</summary>
        public int Collections { get; set; }

        public long Bytes { get; set; }

        public Outcome Outcome { get; set; } = new(0m, 0m);
    }
}
