using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// Requests that match no other route: a problem too, so that all errors under <c>/api</c> have one format. Not all of
/// <c>/</c>, because the platform's own webhooks are there.
/// </summary>
public static class UnknownApi
{
    private static readonly ILookup<string, TemplateMatcher> Methods = (
        from type in typeof(UnknownApi).Assembly.GetTypes()
        where type != typeof(UnknownApi)
        from function in type.GetMethods()
        where function.GetCustomAttribute<FunctionAttribute>() is not null
        from parameter in function.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        let matcher = new TemplateMatcher(TemplateParser.Parse(trigger.Route!.TrimStart('/')), [])
        from method in trigger.Methods!
        select (Method: method.ToUpperInvariant(), Matcher: matcher))
        .ToLookup(route => route.Method, route => route.Matcher);

    [Function("NoSuchRoute")]
    public static IActionResult Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/{*path}")] HttpRequest request)
    {
        var allowed = string.Join(", ", Methods
            .Where(method => method.Any(route => route.TryMatch(request.Path, [])))
            .Select(method => method.Key).Order());
        return allowed.Length == 0 || allowed.Split(", ").Contains(request.Method)
            ? Answer.Problem(Problem.NotFound("No such route: GET /api/openapi.yaml describes them all."))
            : Answer.Problem(
                Problem.MethodNotAllowed(allowed), new Dictionary<string, string> { ["Allow"] = allowed });
    }
}
