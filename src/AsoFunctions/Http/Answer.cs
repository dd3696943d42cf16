using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace AsoFunctions.Http;

/// <summary>A finished HTTP answer: status, content type and body, with an entity tag on reads.</summary>
public sealed class Answer : IActionResult
{
    private readonly int _status;
    private readonly string _contentType;
    private readonly byte[] _body;
    private readonly string? _tag;
    private readonly IReadOnlyDictionary<string, string> _headers;

    private Answer(
        int status, string contentType, byte[] body, string? tag, IReadOnlyDictionary<string, string>? headers)
    {
        (_status, _contentType, _body, _tag) = (status, contentType, body, tag);
        _headers = headers ?? new Dictionary<string, string>();
    }

    /// <summary>A read; answered with 304 where the caller has this version already.</summary>
    /// <param name="version">Names the state the answer is true for.</param>
    public static Answer Ok(object value, string? version = null) =>
        new(StatusCodes.Status200OK, "application/json; charset=utf-8", Serialize(value), Tag(version), null);

    public static Answer Ok(byte[] body, string contentType, string? version = null, string? fileName = null) =>
        new(StatusCodes.Status200OK, contentType, body, Tag(version), fileName is null
            ? null
            : new Dictionary<string, string> { ["Content-Disposition"] = $"inline; filename=\"{fileName}\"" });

    public static Answer Created(object value) =>
        new(StatusCodes.Status201Created, "application/json; charset=utf-8", Serialize(value), null, null);

    /// <summary>An error as application/problem+json.</summary>
    public static Answer Problem(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new Answer(problem.Status, "application/problem+json; charset=utf-8", Serialize(problem), null,
            problem.Status == StatusCodes.Status401Unauthorized
                ? new Dictionary<string, string> { ["WWW-Authenticate"] = "Bearer" }
                : null);
    }

    public Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return WriteAsync(context.HttpContext);
    }

    public async Task WriteAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var response = http.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        if (_tag is not null)
        {
            response.Headers.ETag = _tag;
            if (http.Request.GetTypedHeaders().IfNoneMatch is { } known
                && known.Any(tag => tag.Compare(EntityTagHeaderValue.Parse(_tag), useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        foreach (var (name, value) in _headers) response.Headers[name] = value;
        response.StatusCode = _status;
        response.ContentType = _contentType;
        response.ContentLength = _body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await response.Body.WriteAsync(_body, http.RequestAborted);
    }

    private static string? Tag(string? version) => version is null ? null : $"\"{version}\"";

    private static byte[] Serialize(object value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Json.Options);
}
