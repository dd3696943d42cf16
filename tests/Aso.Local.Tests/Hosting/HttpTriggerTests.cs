using System.Net;
using System.Text.Json;
using Aso.Local.Hosting;

namespace Aso.Local.Tests.Hosting;

public sealed class HttpTriggerTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] All = ["Root", "Liability", "Deposit", "Files", "Fails", "Scoped"];

    private Rig _rig = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync() => _rig = await Rig.CreateAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    public void Dispose() => _client?.Dispose();

    [Theory]
    [InlineData("GET", "/", 200, "root")]
    [InlineData("GET", "/employers/acme/liability", 200, """{"employer":"acme","month":null,"holder":null}""")]
    [InlineData("GET", "/EMPLOYERS/a%20b/Liability/7", 200, """{"employer":"a b","month":7,"holder":null}""")]
    [InlineData("GET", "/employers/acme/liability/june", 404, "")]
    [InlineData("POST", "/employers/acme/liability", 201, "0")]
    [InlineData("PUT", "/employers/acme/liability", 405, "")]
    [InlineData("GET", "/files/a/b/c.csv", 200, "GET a/b/c.csv")]
    [InlineData("DELETE", "/files/a", 200, "DELETE a")]
    [InlineData("GET", "/nothing", 404, "")]
    public async Task A_request_reaches_the_function_of_its_route_and_method(
        string method, string path, int status, string body)
    {
        await StartAsync("");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_route_stands_below_host_json_s_prefix_which_is_api_by_itself()
    {
        await StartAsync(prefix: null);
        Assert.Equal("GET x", await _client.GetStringAsync("/api/files/x"));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/files/x")).StatusCode);
    }

    [Fact]
    public async Task A_function_without_a_route_has_its_name()
    {
        await StartAsync("");
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/scoped")).StatusCode);
    }

    [Fact]
    public async Task A_failure_is_answered_without_its_message()
    {
        await StartAsync("");
        using var response = await _client.GetAsync("/fails");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task One_execution_is_one_scope_and_passes_the_middleware_in_order()
    {
        await StartAsync("");
        using var response = await _client.GetAsync("/scoped");
        var numbers = JsonSerializer.Deserialize<int[]>(await response.Content.ReadAsStringAsync())!;
        var again = JsonSerializer.Deserialize<int[]>(await _client.GetStringAsync("/scoped"))!;
        Assert.Equal("httpTrigger", Assert.Single(response.Headers.GetValues("x-trigger")));
        Assert.Single(numbers.Distinct());
        Assert.NotEqual(numbers[0], again[0]);
        Assert.Equal(["outer", "inner", "outer", "inner"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task Middleware_may_answer_instead_of_the_function()
    {
        await StartAsync("");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/employers/acme/liability");
        request.Headers.Add("x-refuse", "1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.SendAsync(request)).StatusCode);
        Assert.Empty(_rig.Probe.Seen);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        _rig.Settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "1000";
        await StartAsync("");
        using var fits = new StringContent(new string('x', 1000));
        using var tooLong = new StringContent(new string('x', 1001));
        Assert.Equal(
            HttpStatusCode.Created, (await _client.PostAsync("/employers/acme/liability", fits)).StatusCode);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await _client.PostAsync("/employers/acme/liability", tooLong)).StatusCode);
    }

    [Fact]
    public async Task A_caller_who_goes_cancels_the_function()
    {
        _rig.Probe.Act = _rig.Probe.Gate;
        await StartAsync("");
        using var gone = new CancellationTokenSource();
        var call = _client.GetAsync("/employers/acme/liability", gone.Token);
        await _rig.Probe.SawAsync(1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Probe.UntilAsync(() => _rig.Probe.Running == 0);
    }

    [Fact]
    public async Task A_stop_answers_what_was_asked_and_refuses_what_comes_after()
    {
        _rig.Probe.Act = _rig.Probe.Gate;
        var host = await StartAsync("");
        var call = _client.GetAsync("/employers/acme/liability");
        await _rig.Probe.SawAsync(1);
        var stopped = host.StopAsync();
        using var other = new HttpClient { BaseAddress = host.Address };
        await Probe.UntilAsync(() => RefusedAsync(other));
        Assert.False(stopped.IsCompleted);
        _rig.Probe.Open();
        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        await stopped;
    }

    private static async Task<bool> RefusedAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/");
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private async Task<FunctionsHost> StartAsync(string? prefix)
    {
        if (prefix is not null)
        {
            _rig["extensions.http.routePrefix"] = prefix;
        }
        var host = await _rig.StartAsync(All);
        _client = new HttpClient { BaseAddress = host.Address };
        return host;
    }
}
