using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace AsoFunctions.Http.Api;

/// <summary>
/// A page of a list: <c>?skip=</c> and <c>?take=</c>, at most 1,000. If more follows, the Link header names the next
/// page (RFC 8288).
/// </summary>
public sealed class Page
{
    private const int LimitMax = 1000;
    private const int LimitDefault = 100;

    private readonly HttpRequest _request;

    private Page(HttpRequest request, int skip, int limit) => (_request, Skip, Limit) = (request, skip, limit);

    public int Skip { get; }

    public int Limit { get; }

    public static Page Read(HttpRequest request)
    {
        return new Page(
            request, Number(request, "skip", 0, int.MaxValue), Number(request, "take", LimitDefault, LimitMax));
    }

    public List<T> Take<T>(IEnumerable<T> all) => [.. all.Skip(Skip).Take(Limit)];

    /// <param name="items">The items of this page.</param>
    /// <param name="total">How many the whole list has.</param>
    public PageOf<T> Shape<T>(IReadOnlyList<T> items, int total)
    {
        Link(total);
        return new PageOf<T>(items, Skip, Limit, total);
    }

    /// <summary>
    /// Adds the Link header to the next part; called directly for a list returned without a page around it.
    /// </summary>
    public void Link(int total)
    {
        if (Limit == 0 || total - Limit <= Skip) return;
        var query = new QueryBuilder(_request.Query.Where(one => one.Key is not ("skip" or "take")))
        {
            { "skip", (Skip + Limit).ToString(CultureInfo.InvariantCulture) },
            { "take", Limit.ToString(CultureInfo.InvariantCulture) },
        };
        _request.HttpContext.Response.Headers.Link = $"<{_request.Path}{query}>; rel=\"next\"";
    }

    private static int Number(HttpRequest request, string name, int byDefault, int most)
    {
        if (!request.Query.TryGetValue(name, out var text)) return byDefault;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new ProblemException(Problem.BadRequest($"{name}: expected a number from 0 to {most}"));
    }
}

/// <summary>openapi.yaml, Page.</summary>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Skip, int Take, int Total);
