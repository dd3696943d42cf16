using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace AsoFunctions.Http;

/// <summary>A complete HTTP response: status, content type and body, with an entity tag on reads.</summary>
public sealed class Answer : IActionResult
{
    // A response's format may change with the app, so a tag from an older build never matches.
    private static readonly string Build = typeof(Answer).Module.ModuleVersionId.ToString("N")[..8];

    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    private const string Json = "application/json; charset=utf-8";

    private readonly int _status;
    private readonly string _contentType;
    private readonly byte[] _body = [];
    private readonly Func<Stream, CancellationToken, Task>? _write;
    private readonly EntityTagHeaderValue? _tag;
    private readonly IReadOnlyDictionary<string, string> _headers;

    private Answer(
        int status, string contentType, byte[] body, EntityTagHeaderValue? tag,
        IReadOnlyDictionary<string, string>? headers)
    {
        (_status, _contentType, _body, _tag) = (status, contentType, body, tag);
        _headers = headers ?? new Dictionary<string, string>();
    }

    private Answer(
        string contentType, Func<Stream, CancellationToken, Task> write, EntityTagHeaderValue tag,
        IReadOnlyDictionary<string, string>? headers)
        : this(StatusCodes.Status200OK, contentType, [], tag, headers) => _write = write;

    /// <summary>A read; returns 304 if the caller already has this version.</summary>
    /// <param name="version">
    /// Identifies the state the response is valid for, if its bytes hold more than that state (such as the time); null:
    /// the tag is a hash of the bytes.
    /// </param>
    public static Answer Ok(object value, string? version = null)
    {
        var body = Serialize(value);
        return new Answer(StatusCodes.Status200OK, Json, body, Tag(version, body), null);
    }

    public static Answer Ok(byte[] body, string contentType, string? version = null, string? fileName = null) =>
        new(StatusCodes.Status200OK, contentType, body, Tag(version, body), Named(fileName));

    /// <summary>A read whose body is written piece by piece: it may be too long to be held whole.</summary>
    /// <param name="version">Identifies the state and the format that the response is valid for.</param>
    public static Answer Streamed(
        Func<Stream, CancellationToken, Task> write, string contentType, string version, string? fileName = null) =>
        new(contentType, write, Tag(version, []), Named(fileName));

    /// <summary>
    /// A stored file, to be saved under its name; it is opened only if the caller does not have it yet.
    /// </summary>
    /// <param name="version">Of its bytes.</param>
    public static Answer Download(
        Func<CancellationToken, Task<Stream?>> open, string contentType, string version, string fileName) =>
        new(
            contentType,
            async (body, cancellation) =>
            {
                await using var content = await open(cancellation)
                    ?? throw new ProblemException(Http.Problem.NotFound("The file was removed."));
                await content.CopyToAsync(body, cancellation);
            },
            // Storage's own tags have quotes, which no tag may.
            Tag(null, System.Text.Encoding.UTF8.GetBytes(version)),
            new Dictionary<string, string> { ["Content-Disposition"] = Attachment(fileName) });

    /// <summary>A name that no client takes for a path or a header: letters, digits and a few signs.</summary>
    private static string Attachment(string fileName)
    {
        var plain = string.Concat(fileName.Select(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or ' ' ? letter : '_')).TrimStart('.');
        return $"attachment; filename=\"{(plain.Length == 0 ? "file" : plain)}\"";
    }

    /// <summary>The JSON of a value, element by element where it has a list that is not made yet.</summary>
    public static Answer Streamed<T>(T value, string version) => Streamed(
        (body, cancellation) => JsonSerializer.SerializeAsync(body, value, Http.Json.Options, cancellation),
        Json, version);

    /// <summary>The result of a change; never cached.</summary>
    public static Answer Changed(object value) =>
        new(StatusCodes.Status200OK, Json, Serialize(value), null, null);

    public static Answer Created(object value) =>
        new(StatusCodes.Status201Created, Json, Serialize(value), null, null);

    /// <summary>An error as application/problem+json.</summary>
    /// <param name="headers">Headers that the status requires, such as Allow.</param>
    public static Answer Problem(ProblemDetails problem, IReadOnlyDictionary<string, string>? headers = null)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
            headers = new Dictionary<string, string> { ["WWW-Authenticate"] = "Bearer" };
        return new Answer(
            problem.Status!.Value, "application/problem+json; charset=utf-8", Serialize(problem), null, headers);
    }

    public Task ExecuteResultAsync(ActionContext context)
    {
        return WriteAsync(context.HttpContext);
    }

    public async Task WriteAsync(HttpContext http)
    {
        var response = http.Response;
        response.Headers.CacheControl = _tag is null ? "no-store" : "private, no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy;
        if (_tag is not null)
        {
            response.GetTypedHeaders().ETag = _tag;
            if (http.Request.GetTypedHeaders().IfNoneMatch is { } known
                && known.Any(tag => tag.Compare(_tag, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        foreach (var (name, value) in _headers) response.Headers[name] = value;
        response.StatusCode = _status;
        response.ContentType = _contentType;
        if (_write is null) response.ContentLength = _body.Length;
        if (HttpMethods.IsHead(http.Request.Method)) return;
        if (_write is not null) await _write(response.Body, http.RequestAborted);
        else await response.Body.WriteAsync(_body, http.RequestAborted);
    }

    private static Dictionary<string, string>? Named(string? fileName) => fileName is null
        ? null
        : new Dictionary<string, string> { ["Content-Disposition"] = $"inline; filename=\"{fileName}\"" };

    private static EntityTagHeaderValue Tag(string? version, byte[] body) =>
        new($"\"{version ?? Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}-{Build}\"");

    private static byte[] Serialize(object value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Http.Json.Options);
}
