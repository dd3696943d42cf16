using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.Csv;

namespace Scenarios.Golden;

/// <summary>Outcomes in the words of a benefits person, one thing a line.</summary>
internal static class GoldenText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>What became of a dropped file: its state, and everything that was wrong or doubtful.</summary>
    public static IEnumerable<string> Acknowledgment(JsonNode document)
    {
        var state = (string)document["state"]!;
        yield return document["accepted"] is { } accepted
            ? $"{state}: accepted {accepted["count"]}, rejected {document["rejected"]!["count"]}"
            : $"{state}: {document["outcome"]}";
        foreach (var problem in document["problems"]?.AsArray() ?? [])
            yield return $"refused {problem!["path"]}: expected {problem["expected"]}";
        foreach (var warning in document["warnings"]?.AsArray() ?? [])
            yield return $"warning {warning!["path"]}: expected {warning["expected"]}";
        foreach (var rejection in document["rejections"]?.AsArray() ?? [])
            yield return $"rejected {rejection!["claimNumber"]} at {rejection["at"]}: {rejection["field"]}, expected "
                + rejection["expected"];
        foreach (var remark in document["remarks"]?.AsArray() ?? [])
            yield return $"remark {remark!["text"]}";
    }

    /// <summary>Every line decided, in the order of its arrival.</summary>
    public static string Decisions(IEnumerable<Decision> decisions)
    {
        List<string> rows = ["claim,line,member,benefit,status,rule,charge,allowed,paid,adjustments,postingMonth"];
        foreach (var decision in decisions)
        foreach (var line in decision.Lines)
            rows.Add(string.Join(',',
                decision.Claim.ClaimNumber, line.LineNumber.ToString(CultureInfo.InvariantCulture),
                decision.Claim.MemberId, decision.Claim.Benefit.Name(), Status(decision), line.Rule, line.Charge,
                line.Allowed, line.Paid,
                string.Join("; ", line.Adjustments.Select(adjustment => $"{adjustment.Code} {adjustment.Amount}")),
                decision.PostingMonth));
        return Text(rows);
    }

    /// <summary>A plan year's statements side by side: a row a line, a column a month.</summary>
    /// <param name="statements">The published JSON, in the order of months.</param>
    public static string Statements(IReadOnlyList<JsonNode> statements) => Text(Rows(statements));

    /// <summary>The same of every division, beneath each other.</summary>
    public static string Divisions(IEnumerable<KeyValuePair<string, IReadOnlyList<JsonNode>>> parts) =>
        Text(parts.SelectMany((part, index) =>
            Rows(part.Value).Select((row, line) => (line == 0 ? "division," : part.Key + ",") + row)
                .Skip(index == 0 ? 0 : 1)));

    private static List<string> Rows(IReadOnlyList<JsonNode> statements)
    {
        List<string> rows =
        [
            "line," + string.Join(',', statements.Select(statement => statement["month"])) + ",toDate",
        ];
        var names = statements.SelectMany(statement => statement["lines"]!.AsObject().Select(line => line.Key));
        foreach (var name in names.Distinct())
            Row(name, statement => statement["lines"]![name]?["month"], statements[^1]["lines"]![name]?["toDate"]);
        foreach (var name in (string[])["receivable", "unpaidNet", "surplus"])
            Row(name + ".toDate", statement => statement["lines"]![name]!["toDate"], null);
        Row("fund.opening", statement => statement["fund"]!["opening"], statements[0]["fund"]!["opening"]);
        Row("fund.closing", statement => statement["fund"]!["closing"], statements[^1]["fund"]!["closing"]);
        Row("ibnrMethod", statement => statement["ibnrMethod"], null);
        if (statements.Any(statement => statement["settlement"] is not null))
            foreach (var (name, _) in statements[^1]["settlement"]!.AsObject())
                Row("settlement." + name, statement => statement["settlement"]?[name], null);
        return rows;

        void Row(string name, Func<JsonNode, JsonNode?> cell, JsonNode? toDate) =>
            rows.Add($"{name},{string.Join(',', statements.Select(cell))},{toDate}");
    }

    private static string Status(Decision decision) => decision switch
    {
        { Status: DecisionStatus.Voided } => $"voids {decision.Voids}",
        { Voids: { } replaced } => $"{Word(decision.Status)} replacing {replaced}",
        _ => Word(decision.Status),
    };

    private static string Word(DecisionStatus status) =>
        JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    public static string Json(JsonNode document) => document.ToJsonString(Indented) + "\n";

    public static string Text(IEnumerable<string> rows) => string.Concat(rows.Select(row => row + "\n"));
}
