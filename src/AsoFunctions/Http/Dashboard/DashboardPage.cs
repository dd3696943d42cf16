using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Dashboard;

/// <summary><c>GET /</c>: one page with no third-party requests and a policy that runs only its own script.</summary>
public static class DashboardPage
{
    private static readonly string Html = Read("dashboard.html");
    private static readonly string Policy =
        $"default-src 'none'; script-src {HashOf("script")}; style-src {HashOf("style")} 'unsafe-hashes'; "
        + "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    [Function("Dashboard")]
    public static IActionResult Show(
        // The site's root. "/" would make the route "//", and "" the function's own name.
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{ignored:maxlength(0)?}")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.ContentSecurityPolicy = Policy;
        request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        return new ContentResult { Content = Html, ContentType = "text/html; charset=utf-8", StatusCode = 200 };
    }

    private static string HashOf(string tag)
    {
        var from = Html.IndexOf($"<{tag}>", StringComparison.Ordinal) + tag.Length + 2;
        var to = Html.IndexOf($"</{tag}>", from, StringComparison.Ordinal);
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Html[from..to])))}'";
    }

    private static string Read(string name)
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
