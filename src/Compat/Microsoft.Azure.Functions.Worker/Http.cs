// Stands in for Microsoft.Azure.Functions.Worker.Extensions.Http and .Http.AspNetCore.
// Left out: HttpRequestData and HttpResponseData, FromBody and HttpResult: the app takes ASP.NET Core's HttpRequest
// and returns IActionResult or IResult.
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>What the platform asks of a caller before it calls the function.</summary>
    public enum AuthorizationLevel
    {
        /// <summary>Nothing.</summary>
        Anonymous = 0,

        /// <summary>A signed-in user; reserved.</summary>
        User = 1,

        /// <summary>A key of the function or of the host.</summary>
        Function = 2,

        /// <summary>The system key.</summary>
        System = 3,

        /// <summary>The master key.</summary>
        Admin = 4,
    }

    /// <summary>Runs the function for an HTTP request.</summary>
    public sealed class HttpTriggerAttribute : TriggerBindingAttribute
    {
        /// <summary>Any method, with a function key.</summary>
        public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

        /// <summary>These methods, for anyone.</summary>
        public HttpTriggerAttribute(params string[] methods) => Methods = methods;

        /// <summary>Any method, at this level.</summary>
        public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

        /// <summary>These methods, at this level.</summary>
        public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
        {
            AuthLevel = authLevel;
            Methods = methods;
        }

        /// <summary>The route template below host.json's prefix; null means the function's name.</summary>
        public string? Route { get; set; }

        /// <summary>The methods; null means any.</summary>
        public string[]? Methods { get; private set; }

        /// <summary>What the platform asks of a caller.</summary>
        public AuthorizationLevel AuthLevel { get; private set; }
    }

    /// <summary>ASP.NET Core beside a function.</summary>
    public static class FunctionContextExtensions
    {
        // The key under which the official package keeps the request, so that a host serves both packages alike.
        private const string HttpContextKey = "HttpRequestContext";

        /// <summary>The request that triggered this execution, or null when something else did.</summary>
        public static HttpContext? GetHttpContext(this FunctionContext context)
        {
            ArgumentNullException.ThrowIfNull(context);
            return context.Items.TryGetValue(HttpContextKey, out var value) ? value as HttpContext : null;
        }
    }
}

namespace Microsoft.Azure.Functions.Worker.Builder
{
    /// <summary>Turns on ASP.NET Core for HTTP functions.</summary>
    public static class FunctionsApplicationBuilderAspNetCoreExtensions
    {
        /// <summary>Turns on ASP.NET Core for HTTP functions.</summary>
        public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(
            this FunctionsApplicationBuilder builder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            return builder;
        }
    }
}
