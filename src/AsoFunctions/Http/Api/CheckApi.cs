using System.Text.Json;
using Aso.Ledger.Checking;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// What dropping a file would do; changes nothing. Whoever may only drop is told what would be answered, and no figure.
/// </summary>
public sealed class CheckApi(FileCheck check)
{
    [Function("PostCheck")]
    public async Task<IActionResult> CheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/check")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var (kind, name) = (KindOf(request), NameOf(request));
        await using var body = await BodyFile.ReadAsync(request, FileCheck.FileBytesMax, cancellation);
        try
        {
            var file = new CheckedFile(employer, kind, name, body.Length, body.Open);
            var outcome = CheckShape.Of(await check.RunAsync(file, cancellation: cancellation));
            return Answer.Changed(
                Caller.Admitted(request.HttpContext).May(employer, Powers.Read) ? outcome : outcome.AnswerAlone());
        }
        catch (LedgerBusyException)
        {
            throw new ProblemException(Problem.Conflict(
                "busy", "Files that came before are still being read or decided; check again once they are done."));
        }
        catch (OverlayFullException)
        {
            throw new ProblemException(Problem.TooLarge("The file holds more than can be checked; check parts of it."));
        }
    }

    private static string KindOf(HttpRequest request) =>
        request.Query["kind"].ToString() is var kind && FileIntake.Containers.ContainsKey(kind)
            ? kind
            : throw new ProblemException(Problem.BadRequest(
                $"kind: expected {string.Join(", ", FileIntake.Containers.Keys.SkipLast(1))} or {FileIntake.Containers.Keys.Last()}"));

    private static string NameOf(HttpRequest request) =>
        request.Query["name"].ToString() is { Length: > 0 and <= 500 } name
        && name.Split('/').All(segment => segment is not ("" or "." or ".."))
            ? name
            : throw new ProblemException(Problem.BadRequest(
                "name: expected the file's name in the employer's folder, as march.csv or tpa/march.csv"));
}

/// <summary>openapi.yaml, Check.</summary>
/// <param name="Answer">The acknowledgment as it would be.</param>
public sealed record CheckShape(
    string Employer, EntryKind Kind, string File, string State, string? WaitsFor, JsonElement Answer,
    IReadOnlyList<DecidedClaims> Decisions, IReadOnlyList<DecidedLines> Reasons, long WaitingForMember, long SetAside,
    IReadOnlyList<YearEffect> PlanYears, IReadOnlyList<NewlyReached> StopLossUnits, EnrollmentEffect? Enrollment,
    PlanShape? Plan, RecoveriesEffect? Recoveries)
{
    public static CheckShape Of(CheckOutcome outcome) => new(
        outcome.Employer, outcome.Kind, outcome.File,
        outcome.State is { } state ? Statements.StatementJson.NameOf(state) : "waiting",
        outcome.State is null ? "plan" : null,
        Parse(outcome.Acknowledgment),
        outcome.Decisions, outcome.Reasons, outcome.WaitingForMember, outcome.SetAside, outcome.PlanYears,
        outcome.StopLossUnits, outcome.Enrollment,
        outcome.Plan is { } plan
            ? new PlanShape(
                plan.PlanYear, plan.Replaces,
                [.. plan.Changes.Select(field => new PlanFieldShape(field.Path, Parse(field.Before), Parse(field.After)))],
                plan.MembersEnrolled, plan.ClaimsPended, plan.OpenMonths)
            : null,
        outcome.Recoveries);

    /// <summary>Without what it does to anyone or anything but the file.</summary>
    public CheckShape AnswerAlone() => this with
    {
        Decisions = [], Reasons = [], PlanYears = [], StopLossUnits = [], Enrollment = null, Plan = null, Recoveries = null,
    };

    private static JsonElement? Parse(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);

    private static JsonElement Parse(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<JsonElement>(json.Span);
}

public sealed record PlanShape(
    PlanYear PlanYear, int? Replaces, IReadOnlyList<PlanFieldShape> Changes, long MembersEnrolled, long ClaimsPended,
    IReadOnlyList<Month> OpenMonths);

public sealed record PlanFieldShape(string Path, JsonElement? Before, JsonElement? After);
