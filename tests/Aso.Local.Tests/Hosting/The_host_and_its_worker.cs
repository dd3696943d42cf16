using System.Diagnostics;
using Aso.Ledger.Storage;
using Aso.Local.Delivery;
using Aso.Local.Hosting;

namespace Aso.Local.Tests.Hosting;

/// <summary>Deaths and stops: of the worker, of the host, and of one host of two.</summary>
[Collection(nameof(HostUnderTest))]
public sealed class The_host_and_its_worker(HostUnderTest host)
{
    [Fact]
    public async Task A_worker_that_is_killed_is_started_again_and_goes_on()
    {
        await host.OpenAsync("killed");
        var before = host.Host.Worker.ProcessId;
        await host.Queue(LedgerNames.IntakeQueue).SendMessageAsync("killed");
        using (var process = Process.GetProcessById(before)) process.Kill();
        await host.DropAsync("claims", "killed/february.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
            C4,1,medical,M1,2026-02-05,2026-02-06,2026-02-07,99213,100.00
            """);
        await host.UntilAsync(async () => await host.DoneAsync("killed") == 5);
        Assert.Equal(4, await CountAsync("killed"));
        await host.UntilLoggedAsync($"process {before} ended unexpectedly");
        Assert.NotEqual(before, host.Host.Worker.ProcessId);
        Assert.Contains("<html", await host.GetAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_on_one_storage_take_each_file_once_and_one_that_stops_ends_its_worker()
    {
        var settings = host.Settings;
        settings["AzureWebJobs.GetHealth.Disabled"] = "true";
        await using var second = await host.StartAsync(settings);
        var employers = Enumerable.Range(1, 4).Select(number => $"both-{number}").ToList();
        await Task.WhenAll(employers.Select(host.OpenAsync));
        foreach (var employer in employers) Assert.Equal(3, await CountAsync(employer));
        await AssertDisabledAsync(second);
        var process = second.Worker.ProcessId;
        Assert.Equal(0, await second.StopAsync());
        Assert.False(RunningServes.IsRunning(process));
        Assert.Contains("<html", await host.GetAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_does_not_start_is_reported_with_its_output()
    {
        var settings = host.Settings;
        settings["Today"] = "no day";
        settings[Triggers.Storage] = "no connection string";
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(settings));
        Assert.Contains("The app did not start", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Exception", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A disabled function does not run.</summary>
    private async Task AssertDisabledAsync(FunctionsHost second)
    {
        using var http = new HttpClient { BaseAddress = second.Address };
        http.DefaultRequestHeaders.Authorization = host.Http.DefaultRequestHeaders.Authorization;
        using var answer = await http.GetAsync(new Uri("/api/health", UriKind.Relative));
        // What is left is the app's answer to routes that it does not know.
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<int> CountAsync(string employer)
    {
        using var liability = System.Text.Json.JsonDocument.Parse(
            await host.GetAsync($"/api/employers/{employer}/liability?planYear=2026-01-01"));
        return liability.RootElement.GetProperty("counts").GetProperty("received").GetInt32();
    }
}
