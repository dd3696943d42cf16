using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Dashboard;

/// <summary>
/// <c>GET /</c>: one page, put together from its files, with no third-party requests and a policy that runs only its own
/// script.
/// </summary>
public static class DashboardPage
{
    /// <summary>In the order in which one uses the other.</summary>
    private static readonly string[] Scripts =
    [
        "words", "page", "server", "charts", "figures", "deadlines", "overview", "month", "corridor", "stop-loss", "units",
        "dropping", "claims", "work", "what-if", "proof", "app",
    ];

    private static readonly string Style = Read("dashboard.css");
    private static readonly string Script =
        "\"use strict\";\n" + string.Concat(Scripts.Select(name => Read($"{name}.js")));
    private static readonly string Html = Read("dashboard.html")
        .Replace("/* style */", Style, StringComparison.Ordinal)
        .Replace("/* script */", Script, StringComparison.Ordinal);
    private static readonly string Policy =
        $"default-src 'none'; script-src {HashOf(Script)}; style-src {HashOf(Style)} 'unsafe-hashes'; "
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

    private static string HashOf(string content) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    private static string Read(string name)
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream("Dashboard/" + name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
