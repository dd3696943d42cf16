using System.Globalization;
using System.Text.Json;

namespace Aso.Local.Delivery;

/// <summary>An acknowledgment (files.md sections 1 and 5) as lines for people.</summary>
internal static class AcknowledgmentText
{
    private const int DetailsShown = 20;

    /// <summary>The lines, and whether anything was rejected.</summary>
    public static (IReadOnlyList<string> Lines, bool Rejected) Write(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var answer = document.RootElement;
        var lines = new List<string>();
        var state = Text(answer, "state");
        if (Text(answer, "quarantineReason") is { } reason) lines.Add($"quarantined: {reason}");
        if (Number(answer, "duplicateOf") is { } first)
            lines.Add($"the same content was received before, as sequence {first:0}; it changes nothing");
        if (state == "ready" && Text(answer, "outcome") is { } outcome) lines.Add(outcome);
        AddCounts(lines, answer);
        var incomplete = answer.TryGetProperty("incomplete", out var said) && said.ValueKind == JsonValueKind.True;
        if (incomplete) lines.Add("part of the file could not be read; what is noted says which");
        AddAll(lines, answer, "controlTotals", ControlTotal, "control total");
        AddAll(lines, answer, "rejections", Rejection, "rejected");
        if (Number(answer, "rejectionsLeftOut") is > 0 and var leftOut)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"rejected: {leftOut:N0} more, for a column named above or beyond what is listed"));
        if (answer.TryGetProperty("repairFiles", out var repairs))
            lines.AddRange(repairs.EnumerateArray().Select(file => $"to be corrected and dropped again: {file.GetString()}"));
        AddAll(lines, answer, "problems", Problem, "refused");
        AddAll(lines, answer, "repairs", Remark, "repaired");
        AddAll(lines, answer, "remarks", Remark, "noted");
        AddAll(lines, answer, "warnings", Problem, "noted");
        if (Text(answer, "next") is { } next) lines.Add($"next: {next}");
        var rejected = incomplete || state is "refused" or "quarantined"
            || (answer.TryGetProperty("rejected", out var part) && Number(part, "count") > 0);
        return (lines, rejected);
    }

    private static void AddCounts(List<string> lines, JsonElement answer)
    {
        if (!answer.TryGetProperty("accepted", out var accepted)
            || !answer.TryGetProperty("rejected", out var rejected))
            return;
        lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{Formats(answer)}: {Count(accepted):N0} accepted{Charge(accepted)},"
            + $" {Count(rejected):N0} rejected{Charge(rejected)}"));
        if (Number(accepted, "declared") is { } declared)
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"totals: declared {declared + Number(rejected, "declared") ?? 0:N2} (accepted {declared:N2}),"
                + $" lines {Number(accepted, "lines") + Number(rejected, "lines") ?? 0:N0},"
                + $" members {(Number(accepted, "members") is { } members ? $"{members:N0}" : "too many to count")}"));
    }

    private static string ControlTotal(JsonElement item) =>
        (item.GetProperty("agrees").GetBoolean() ? "agrees" : "differs")
        + $" ({Text(item, "at")}): it says {Text(item, "says")}; read were {Text(item, "read")}";

    private static void AddAll(
        List<string> lines, JsonElement answer, string property, Func<JsonElement, string> text, string word)
    {
        if (!answer.TryGetProperty(property, out var items) || items.ValueKind != JsonValueKind.Array) return;
        foreach (var item in items.EnumerateArray().Take(DetailsShown)) lines.Add($"{word}: {text(item)}");
        if (items.GetArrayLength() is > DetailsShown and var all)
            lines.Add($"{word}: {all - DetailsShown} more in the acknowledgment");
    }

    private static string Rejection(JsonElement item)
    {
        var claim = Text(item, "claimNumber") is { } number ? $" (claim {number})" : "";
        var others = item.TryGetProperty("others", out var more)
            ? string.Concat(more.EnumerateArray().Select(other => $"; {Text(other, "at")}, {Fault(other)}")) : "";
        return $"{Text(item, "faultAt") ?? Text(item, "at")}{claim}, {Fault(item)}{others}";
    }

    private static string Fault(JsonElement item) =>
        Text(item, "field") + (Text(item, "value") is { } value ? $" is {value}" : "") + $": expected {Text(item, "expected")}";

    private static string Problem(JsonElement item) => $"{Text(item, "path")}: expected {Text(item, "expected")}";

    private static string Remark(JsonElement item)
    {
        var claim = Text(item, "claimNumber") is { } number ? $" (claim {number})" : "";
        var times = Number(item, "count") is > 1 and var count ? $" ({count:0} times)" : "";
        return $"{Text(item, "at")}{claim}, {Text(item, "field")}: {Text(item, "text")}{times}";
    }

    private static string Formats(JsonElement answer) =>
        answer.TryGetProperty("formats", out var formats) && formats.GetArrayLength() > 0
            ? string.Join(", ", formats.EnumerateArray().Select(format => format.GetString()))
            : "file";

    private static decimal Count(JsonElement part) => Number(part, "count") ?? 0;

    private static string Charge(JsonElement part) =>
        Number(part, "charge") is > 0 and var charge
            ? string.Create(CultureInfo.InvariantCulture, $", charged {charge:N2}")
            : "";

    private static string? Text(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static decimal? Number(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDecimal()
            : null;
}
