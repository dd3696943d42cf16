using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace AsoFunctions.Http;

/// <summary>The errors of http.md. Their types are stable: programs may compare them.</summary>
public static class Problem
{
    public static ProblemDetails Unauthorized() => Create("unauthorized", "A key is needed",
        StatusCodes.Status401Unauthorized, "Send Authorization: Bearer <key> with a key that is known and in force.");

    public static ProblemDetails ReadOnly() => Create("read-only", "This key may only read",
        StatusCodes.Status403Forbidden, "Ask the operator for a key made with canWrite.");

    public static ProblemDetails PersonalData() => Create("personal-data", "This holds personal data",
        StatusCodes.Status403Forbidden,
        "Files and claims as they were dropped, acknowledgments and remittances name persons and diagnoses: ask the operator"
        + " for a key with the power files.");

    public static ProblemDetails MayNotDrop() => Create("may-not-drop", "This key may not drop files",
        StatusCodes.Status403Forbidden, "Ask the operator for a key with the power drop.");

    public static ProblemDetails OnlyDrops() => Create("only-drops", "This key may only drop files",
        StatusCodes.Status403Forbidden,
        "It sees what was answered to the files that it dropped. Ask the operator for a key with the power read.");

    public static ProblemDetails OnlyCalendar() => Create("only-calendar", "This key opens the calendar alone",
        StatusCodes.Status403Forbidden,
        "It reads deadlines.ics. Ask the operator for a key with the power read.");

    public static ProblemDetails OperatorOnly() => Create("operator-only", "Only the operator may do this",
        StatusCodes.Status403Forbidden, "Send the operator key.");

    public static ProblemDetails NotFound(string what) =>
        Create("not-found", "Not found", StatusCodes.Status404NotFound, what);

    public static ProblemDetails BadRequest(string expected) =>
        Create("bad-request", "The request is not as expected", StatusCodes.Status400BadRequest, expected);

    /// <param name="candidates">The families that an ambiguous claim number may mean.</param>
    /// <param name="closableFrom">The day from which a month that is not over may be closed.</param>
    public static ProblemDetails Conflict(
        string type, string detail, IReadOnlyList<string>? candidates = null, DateOnly? closableFrom = null)
    {
        var problem = Create(type, "The current state does not allow it", StatusCodes.Status409Conflict, detail);
        problem.Extensions["candidates"] = candidates;
        problem.Extensions["closableFrom"] = closableFrom;
        return problem;
    }

    public static ProblemDetails NotAcceptable(string detail) =>
        Create("not-acceptable", "Not available in that format", StatusCodes.Status406NotAcceptable, detail);

    public static ProblemDetails TooLarge(string detail) =>
        Create("too-large", "The request is too large", StatusCodes.Status413PayloadTooLarge, detail);

    public static ProblemDetails NotJson() => Create("unsupported-media-type", "The body is not JSON",
        StatusCodes.Status415UnsupportedMediaType, "Send Content-Type: application/json.");

    public static ProblemDetails MethodNotAllowed(string allowed) => Create("method-not-allowed",
        "The route does not support this method", StatusCodes.Status405MethodNotAllowed, $"It supports {allowed}.");

    /// <summary>The request was so malformed that the server could not read it.</summary>
    public static ProblemDetails Malformed(int status) => Create("malformed", "The request could not be read", status,
        "Check its syntax and headers.");

    public static ProblemDetails Failed() => Create("failed", "The app failed",
        StatusCodes.Status500InternalServerError, "It is logged. Trying again may help; nothing is half done.");

    public static ProblemDetails Unavailable(string detail) => Create(
        "unavailable", "Storage cannot be reached", StatusCodes.Status503ServiceUnavailable, detail);

    // The two members that only a conflict fills are always there, as openapi.yaml says.
    private static ProblemDetails Create(string type, string title, int status, string detail) => new()
    {
        Type = "urn:aso:" + type,
        Title = title,
        Status = status,
        Detail = detail,
        Extensions = { ["candidates"] = null, ["closableFrom"] = null },
    };
}

/// <summary>Ends a request with a problem; caught in one place, the middleware.</summary>
public sealed class ProblemException(ProblemDetails problem) : Exception(problem.Title)
{
    public ProblemDetails Problem { get; } = problem;
}
