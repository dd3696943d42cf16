using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Format;
using Aso.Ledger.Reading;

namespace Aso.Local.Auditing;

/// <summary>A row of the log as one line of JSON: amounts in cents, every field of every event.</summary>
internal static class LogLine
{
    private static readonly JsonSerializerOptions OneLine = new() { WriteIndented = false };

    public static string Write(LogRow row)
    {
        var events = new JsonArray();
        foreach (var happened in row.Events) events.Add(WriteEvent(happened));
        var line = new JsonObject
        {
            ["shard"] = row.Shard.ToString(),
            ["row"] = row.Number,
            ["hash"] = row.Hash,
            ["events"] = events,
        };
        return line.ToJsonString(OneLine);
    }

    private static JsonObject WriteEvent(LedgerEvent happened)
    {
        var kind = happened.GetType().Name;
        var line = new JsonObject { ["event"] = char.ToLowerInvariant(kind[0]) + kind[1..] };
        if (happened is PlanAdopted adopted)
        {
            line["version"] = adopted.Version;
            line["on"] = adopted.On.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            line["plan"] = JsonNode.Parse(PlanDocument.Write(adopted.Plan).ToArray());
            return line;
        }

        var fields = JsonSerializer.SerializeToNode(happened, happened.GetType(), LedgerJson.Options)!.AsObject();
        foreach (var (name, value) in fields.ToList())
        {
            fields.Remove(name);
            line[name] = value;
        }

        return line;
    }
}
