using System.Globalization;

namespace Aso.Local.Benchmarking;

/// <summary>
/// List prices of storage transactions, one region, hot, in US dollars a transaction; sources and dates:
/// docs/benchmarks.md. Every blob transaction counts as a write, the most expensive.
/// </summary>
internal static class StoragePrices
{
    private const decimal Table = 0.00036m / 10_000;
    private const decimal Blob = 0.05m / 10_000;
    private const decimal Queue = 0.40m / 1_000_000;

    /// <summary>What a million claims cost where so many took so many transactions.</summary>
    public static string PerMillion(Transactions made, int claims)
    {
        var dollars = (made.Tables * Table + made.Blobs * Blob + made.Queues * Queue) * 1_000_000 / claims;
        return dollars.ToString("$0.0000", CultureInfo.InvariantCulture);
    }
}
