using System.Text;
using System.Text.Json;

namespace Scenarios.Http;

/// <summary>docs/walk-through.http: what a newcomer runs works, and leaves no route out.</summary>
[Collection(ServedEmployersCollection.Name)]
public sealed class WalkThroughTests(ServedEmployers served)
{
    [Fact]
    public void Every_route_is_walked_through()
    {
        var walked = Read().Requests.Select(request => $"{request.Method.ToLowerInvariant()} {PathOf(request)}").ToHashSet();
        Assert.All(ApiDescription.DescribedRoutes(), route =>
            Assert.Contains(walked, request => ApiDescription.IsOf(route, request)));
    }

    [Fact]
    public async Task Every_request_is_answered_as_the_file_says()
    {
        await served.OpenAsync("walk");
        var file = Read();
        file.Set("host", served.Address.ToString().TrimEnd('/'));
        file.Set("key", served.Serving.OperatorKey);
        file.Set("employer", "walk");
        using var client = new HttpClient();
        foreach (var request in file.Requests)
        {
            using var message = new HttpRequestMessage(new HttpMethod(request.Method), file.Fill(request.Url));
            if (request.Body is { } body) message.Content = new StringContent(body, Encoding.UTF8, "application/json");
            foreach (var (name, value) in request.Headers.Where(header => header.Name != "Content-Type"))
                message.Headers.Add(name, file.Fill(value));
            using var answer = await client.SendAsync(message);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(request.Answers == (int)answer.StatusCode, $"{request.Title}: {(int)answer.StatusCode}\n{text}");
            if (request.Name is { } known) file.Answered(known, JsonDocument.Parse(text).RootElement);
        }
    }

    private static HttpFile Read() => HttpFile.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "walk-through.http")));

    private static string PathOf(HttpFileRequest request) => request.Url["{{host}}".Length..].Split('?')[0];
}
