using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http;

/// <summary>A part of a list: <c>?skip=</c> and <c>?take=</c>, at most 1,000.</summary>
public sealed record Page(int Skip, int Limit)
{
    private const int LimitMax = 1000;
    private const int LimitDefault = 100;

    public static Page Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new Page(Number(request, "skip", 0, int.MaxValue), Number(request, "take", LimitDefault, LimitMax));
    }

    public List<T> Take<T>(IEnumerable<T> all) => [.. all.Skip(Skip).Take(Limit)];

    public object Shape<T>(IReadOnlyList<T> items, int total) => new { Items = items, Skip, Take = Limit, Total = total };

    private static int Number(HttpRequest request, string name, int byDefault, int most)
    {
        if (!request.Query.TryGetValue(name, out var text)) return byDefault;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new ProblemException(Problem.BadRequest($"{name}: expected a number from 0 to {most}"));
    }
}
