using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>The OpenAPI description; a test checks it against the routes.</summary>
public static class OpenApi
{
    /// <exception cref="InvalidOperationException">The description is not embedded.</exception>
    public static byte[] Read()
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.yaml")
            ?? throw new InvalidOperationException("openapi.yaml is not embedded");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    [Function("GetOpenApi")]
    public static IActionResult Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.yaml")] HttpRequest request) =>
        Answer.Ok(Read(), "application/yaml; charset=utf-8");
}
