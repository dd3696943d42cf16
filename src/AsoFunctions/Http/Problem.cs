using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http;

/// <summary>An error of http.md. <see cref="Type"/> is stable: programs may compare it.</summary>
public sealed record Problem(string Type, string Title, int Status, string? Detail = null)
{
    /// <summary>Further facts, such as the candidates of an ambiguous claim number.</summary>
    public IReadOnlyList<string>? Candidates { get; init; }

    /// <summary>The day from which a month that is not over may be closed.</summary>
    public DateOnly? ClosableFrom { get; init; }

    public static Problem Unauthorized { get; } = new("urn:aso:unauthorized", "A key is needed",
        StatusCodes.Status401Unauthorized, "Send Authorization: Bearer <key> with a key that is known and in force.");

    public static Problem ReadOnly { get; } = new("urn:aso:read-only", "This key may only read",
        StatusCodes.Status403Forbidden, "Ask the operator for a key made with canWrite.");

    public static Problem OperatorOnly { get; } = new("urn:aso:operator-only", "Only the operator may do this",
        StatusCodes.Status403Forbidden);

    public static Problem NotFound(string what) =>
        new("urn:aso:not-found", "Not found", StatusCodes.Status404NotFound, what);

    public static Problem BadRequest(string expected) =>
        new("urn:aso:bad-request", "The request is not as expected", StatusCodes.Status400BadRequest, expected);

    public static Problem Conflict(string type, string detail) =>
        new($"urn:aso:{type}", "The state does not allow it", StatusCodes.Status409Conflict, detail);

    public static Problem NotAcceptable(string detail) =>
        new("urn:aso:not-acceptable", "No such form", StatusCodes.Status406NotAcceptable, detail);

    public static Problem TooLarge(string detail) =>
        new("urn:aso:too-large", "The request is too large", StatusCodes.Status413PayloadTooLarge, detail);

    public static Problem NotJson { get; } = new("urn:aso:unsupported-media-type", "The body is not JSON",
        StatusCodes.Status415UnsupportedMediaType, "Send Content-Type: application/json.");

    public static Problem MethodNotAllowed(string allowed) =>
        new("urn:aso:method-not-allowed", "The route has no such method", StatusCodes.Status405MethodNotAllowed,
            $"It has {allowed}.");

    /// <summary>A fault of ours, or of a request so broken that the server could not read it.</summary>
    public static Problem Failed(int status) => status < StatusCodes.Status500InternalServerError
        ? new Problem("urn:aso:malformed", "The request could not be read", status)
        : new Problem(
            "urn:aso:failed", "The app failed", status, "It is logged. Trying again may help; nothing is half done.");

    public static Problem Unavailable(string detail) =>
        new("urn:aso:unavailable", "Storage cannot be reached", StatusCodes.Status503ServiceUnavailable, detail);
}

/// <summary>Ends a request with a problem; caught in one place (<see cref="CallerMiddleware"/>).</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    public Problem Problem { get; } = problem;
}
