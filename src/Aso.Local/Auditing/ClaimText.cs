using System.Globalization;
using System.Text.Json.Nodes;

namespace Aso.Local.Auditing;

/// <summary>
/// A claim as <c>GET …/claims/{claimNumber}</c> answers it (openapi.yaml, Claim), as lines for people.
/// </summary>
internal static class ClaimText
{
    public static IEnumerable<string> Lines(JsonNode claim)
    {
        yield return $"{claim["claimNumber"]}: {Told(claim)}";
        foreach (var line in Details(claim)) yield return $"  {line}";
        var history = claim["history"]?.AsArray() ?? [];
        if (history.Count < 2) yield break;
        yield return "history, oldest first:";
        foreach (var one in history)
        {
            yield return $"  {Told(one!)}, {Source(one!)}";
            foreach (var fault in Faults(one!)) yield return $"    {fault}";
        }
    }

    private static string Told(JsonNode claim) => (string)claim["status"]! switch
    {
        "paid" => $"paid {Amount(claim["paid"])} on {claim["paidDate"]}, posted to {claim["postingMonth"]}",
        "denied" => $"denied on {claim["paidDate"]}",
        "refused" => $"refused on {claim["paidDate"]}",
        "voided" => $"voided on {claim["paidDate"]}, {Amount(claim["paid"])}, posted to {claim["postingMonth"]}",
        "pended" => $"pended, estimated {Amount(claim["estimate"])}",
        "waiting" => $"waiting for its member until {claim["waitsUntil"]}",
        "setAside" => "set aside: our own code failed on it",
        var rejected => rejected,
    };

    private static IEnumerable<string> Details(JsonNode claim)
    {
        yield return Source(claim);
        foreach (var fault in Faults(claim)) yield return fault;
        if (claim["memberId"] is { } member)
            yield return $"member {member}"
                + (claim["subscriberId"] is { } subscriber ? $", subscriber {subscriber}" : "");
        foreach (var line in claim["lines"]!.AsArray())
        {
            yield return $"line {line!["lineNumber"]}: charge {Amount(line["charge"])}, paid {Amount(line["paid"])},"
                + $" rule {line["rule"]}" + string.Concat(line["adjustments"]!.AsArray().Select(
                    one => $", {one!["code"]} {Amount(one["amount"])}"));
        }
    }

    private static string Source(JsonNode claim) =>
        $"file {claim["source"]!["sequence"]}, {claim["source"]!["file"] ?? "by HTTP"}, "
        + (claim["rejection"]?["at"] is { } at ? $"{at}" : $"position {claim["source"]!["position"]}");

    private static IEnumerable<string> Faults(JsonNode claim)
    {
        if (claim["rejection"] is not JsonObject fault) yield break;
        var at = fault["faultAt"] is { } place && (string?)place != (string?)fault["at"] ? $"{place}, " : "";
        yield return at + Fault(fault);
        foreach (var other in fault["others"]?.AsArray() ?? []) yield return Fault(other!);
    }

    /// <summary>What stood there is told only where it can be no person's.</summary>
    private static string Fault(JsonNode fault) => $"{fault["field"]}: expected {fault["expected"]}"
        + (fault["value"] is { } value ? $", found '{value}'" : "");

    private static string Amount(JsonNode? amount) =>
        amount is null ? "0.00" : ((decimal)amount).ToString("N2", CultureInfo.InvariantCulture);
}
