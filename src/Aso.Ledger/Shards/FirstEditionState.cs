using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Aso.Ledger.Format;

namespace Aso.Ledger.Shards;

/// <summary>
/// Heads and cuts of the first edition. What the second edition has too is read: amounts and counts by posting month,
/// enrollment, positions of members at notice, plans. What it has no more is passed over, and what it has in addition is
/// absent.
/// </summary>
internal static class FirstEditionState
{
    private static readonly JsonSerializerOptions Options = new(LedgerJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Since the second edition, the edition comes first.</summary>
    public static bool Is(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return !(reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName
            && reader.ValueTextEquals("edition") && reader.Read() && reader.GetInt32() > Editions.First);
    }

    public static HeadState Read(Stream json)
    {
        var state = JsonNode.Parse(json) ?? throw new FormatException("the state of a head is empty");
        foreach (var (_, year) in Entries(state["totals"]?["years"]))
        foreach (var (_, month) in Entries(year?["months"]))
        {
            // There were fewer benefits.
            Extend(month?["paidByBenefit"]);
            Extend(month?["claimsByBenefit"]);
        }

        return state.Deserialize<HeadState>(Options)! with { Edition = Editions.First };
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(JsonNode? node) => node as JsonObject ?? [];

    private static void Extend(JsonNode? byBenefit)
    {
        if (byBenefit is JsonArray amounts)
            while (amounts.Count < Benefits.Count) amounts.Add(0);
    }
}
