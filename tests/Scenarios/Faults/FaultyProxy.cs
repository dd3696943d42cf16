using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Scenarios.Faults;

/// <summary>
/// Stands between an app and its storage and, by a seed, delays requests, refuses them, cuts them off before they
/// arrive, and cuts off answers of what took effect.
/// </summary>
internal sealed partial class FaultyProxy : IAsyncDisposable
{
    /// <summary>One request in so many meets a fault of each kind.</summary>
    private const int FaultOdds = 60;

    private static readonly HashSet<string> OfOneHop =
        new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Host" };

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly List<WebApplication> _doors = [];
    private readonly Random _random;
    private readonly Lock _drawing = new();
    private int _faults;
    private volatile bool _isCalm;

    private FaultyProxy(int seed) => _random = new Random(seed);

    /// <summary>The storage's connection string, by way of this proxy.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>How many requests met one.</summary>
    public int Faults => _faults;

    /// <param name="connection">With an endpoint for each service on this machine.</param>
    public static async Task<FaultyProxy> StartAsync(int seed, string connection)
    {
        var proxy = new FaultyProxy(seed) { Connection = connection };
        foreach (var address in Address().Matches(connection).Select(match => match.Value).Distinct())
            proxy.Connection = proxy.Connection.Replace(address, await proxy.OpenAsync(address), StringComparison.Ordinal);
        return proxy;
    }

    /// <summary>From now on all goes through.</summary>
    public void Calm() => _isCalm = true;

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors) await door.DisposeAsync();
        _client.Dispose();
    }

    /// <summary>Answers the address at which requests for another are taken.</summary>
    private async Task<string> OpenAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var door = builder.Build();
        door.Run(http => PassAsync(http, address));
        await door.StartAsync();
        _doors.Add(door);
        return door.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    private async Task PassAsync(HttpContext http, string address)
    {
        var fault = Draw(FaultOdds * 4);
        if (fault <= 3) Interlocked.Increment(ref _faults);
        switch (fault)
        {
            case 0:
                http.Abort();
                return;
            case 1:
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                http.Response.Headers["x-ms-error-code"] = "ServerBusy";
                return;
            case 2:
                await Task.Delay(TimeSpan.FromMilliseconds(50 + Draw(300)));
                break;
            default:
                break;
        }

        using var answer = await ForwardAsync(http, address);
        if (fault == 3)
        {
            // It took effect, and nobody is told.
            http.Abort();
            return;
        }

        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (!OfOneHop.Contains(name)) http.Response.Headers[name] = values.ToArray();
        await answer.Content.CopyToAsync(http.Response.Body);
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext http, string address)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), address + target);
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in http.Request.Headers)
            if (!OfOneHop.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        return await _client.SendAsync(request);
    }

    private int Draw(int below)
    {
        if (_isCalm) return int.MaxValue;
        lock (_drawing) return _random.Next(below);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
