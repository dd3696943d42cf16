using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AsoFunctions.Statements;

/// <summary>The JSON of a closed statement (http.md, shapes).</summary>
public static class StatementJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static JsonObject ToJsonObject(Statement statement)
    {
        var lines = new JsonObject();
        foreach (var line in statement.Lines)
            lines.Add(line.Name, new JsonObject
            {
                ["month"] = Value(line.Unit, line.Month),
                ["toDate"] = Value(line.Unit, line.ToDate),
            });
        return new JsonObject
        {
            ["employer"] = statement.Employer,
            ["planYear"] = statement.PlanYear.ToString(),
            ["month"] = statement.Month.ToString(),
            ["division"] = statement.Division,
            ["closedAt"] = statement.ClosedAt.UtcDateTime,
            ["ibnrMethod"] = NameOf(statement.IbnrMethod),
            ["lines"] = lines,
            ["fund"] = new JsonObject
            {
                ["opening"] = statement.Fund.Opening.Amount,
                ["closing"] = statement.Fund.Closing.Amount,
            },
            ["rolling"] = statement.Rolling is { } rolling
                ? new JsonObject
                {
                    ["months"] = rolling.Months,
                    ["expected"] = rolling.Expected.Amount,
                    ["actual"] = rolling.Actual.Amount,
                    ["variance"] = rolling.Variance.Amount,
                }
                : null,
            ["settlement"] = statement.Settlement is { } settlement ? Of(settlement) : null,
            ["divisions"] = new JsonArray(
                [.. (statement.Divisions ?? []).Select(division => JsonValue.Create(division.Name))]),
            ["restated"] = statement.Restated is { } restated ? new JsonArray([.. restated.Select(Of)]) : null,
        };
    }

    private static JsonObject Of(Restatement restated) => new()
    {
        ["line"] = restated.Line,
        ["rule"] = restated.Rule,
        ["before"] = Value(restated.Unit, restated.Before),
        ["after"] = Value(restated.Unit, restated.After),
    };

    private static JsonObject Of(Settlement settlement) => new()
    {
        ["distributable"] = settlement.Distributable.Amount,
        ["participantsPart"] = settlement.ParticipantsPart.Amount,
        ["employerPart"] = settlement.EmployerPart.Amount,
        ["administratorPart"] = settlement.AdministratorPart.Amount,
        ["disposition"] = NameOf(settlement.Disposition),
        ["settledBefore"] = settlement.SettledBefore.Amount,
        ["settledNow"] = settlement.SettledNow.Amount,
        ["transferred"] = settlement.Transferred.Amount,
        ["nextPlanYear"] = settlement.NextPlanYear?.ToString(),
    };

    /// <summary>As published: UTF-8, indented.</summary>
    public static byte[] Write(Statement statement) =>
        Encoding.UTF8.GetBytes(ToJsonObject(statement).ToJsonString(Indented));

    public static string NameOf<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static JsonValue Value(LineUnit unit, long value) =>
        unit == LineUnit.Cents ? JsonValue.Create(new Cents(value).Amount) : JsonValue.Create(value);
}
