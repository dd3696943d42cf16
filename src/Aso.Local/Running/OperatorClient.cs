using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aso.Local.Cli;

namespace Aso.Local.Running;

/// <summary>The routes of http.md that the demo asks, as the operator.</summary>
internal sealed class OperatorClient : IDisposable
{
    private readonly HttpClient _http;

    public OperatorClient(Uri address, string operatorKey)
    {
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey);
    }

    public async Task CloseAsync(string employer, Month month, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsync(
            Route($"api/employers/{employer}/periods/{month}/close"), null, cancellation);
        await CheckAsync(answer, cancellation);
    }

    public Task<JsonElement> StatementAsync(
        string employer, PlanYear year, Month month, CancellationToken cancellation) =>
        GetAsync($"api/employers/{employer}/statements/{year}/{month}", cancellation);

    public Task<JsonElement> LiabilityAsync(string employer, PlanYear year, CancellationToken cancellation) =>
        GetAsync($"api/employers/{employer}/liability?planYear={year}", cancellation);

    public Task<JsonElement> StopLossAsync(string employer, PlanYear year, CancellationToken cancellation) =>
        GetAsync($"api/employers/{employer}/stop-loss?planYear={year}", cancellation);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> GetAsync(string route, CancellationToken cancellation)
    {
        using var answer = await _http.GetAsync(Route(route), cancellation);
        await CheckAsync(answer, cancellation);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
    }

    private static Uri Route(string route) => new(route, UriKind.Relative);

    private static async Task CheckAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode) return;
        var request = answer.RequestMessage!;
        throw new CommandFailure(
            $"{request.Method} {request.RequestUri!.PathAndQuery} returned {(int)answer.StatusCode}: "
            + await answer.Content.ReadAsStringAsync(cancellation),
            "Check the functions' log: run `serve` and repeat the request.");
    }
}
