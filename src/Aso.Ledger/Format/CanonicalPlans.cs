using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Aso.ClaimFiles.PlanDocuments;

namespace Aso.Ledger.Format;

/// <summary>
/// Plan documents as the ledger keeps them. The logs, heads and cuts of all shards hold the same few: each is read and
/// written once. Thread-safe.
/// </summary>
internal static class CanonicalPlans
{
    /// <summary>Of an employer's plan years and versions few are used at a time.</summary>
    private const int KnownMax = 64;

    /// <summary>Most have a few kilobytes; what is kept is not in the memory budget.</summary>
    private const int KnownMaxBytes = 32 * 1024;

    private static readonly ConcurrentDictionary<(string Employer, string Sha256), PlanReading<Plan>> Known = new();
    private static readonly ConditionalWeakTable<Plan, StrongBox<JsonElement>> Documents = [];

    /// <inheritdoc cref="PlanDocument.Read(ReadOnlyMemory{byte}, string, string?, IReadOnlyDictionary{int, Limit}?)"/>
    public static PlanReading<Plan> Read(ReadOnlyMemory<byte> document, string employer)
    {
        if (document.Length > KnownMaxBytes) return PlanDocument.Read(document, employer);
        var key = (employer, Convert.ToHexString(SHA256.HashData(document.Span)));
        if (Known.TryGetValue(key, out var known)) return known;
        var reading = PlanDocument.Read(document, employer);
        if (Known.Count >= KnownMax) Known.Clear();
        return Known[key] = reading;
    }

    /// <summary>The document of a plan, for a head or a cut.</summary>
    public static JsonElement DocumentOf(Plan plan) => Documents.GetValue(plan, Parsed).Value;

    private static StrongBox<JsonElement> Parsed(Plan plan)
    {
        using var document = JsonDocument.Parse(PlanDocument.Write(plan));
        return new StrongBox<JsonElement>(document.RootElement.Clone());
    }
}
