using AsoFunctions.Http.Api;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Scenarios.InMemory;

namespace Scenarios;

/// <summary><c>serve</c>, <c>put</c> and HTTP together, from dropped files to the answer; an employer for each test.</summary>
public sealed class From_file_to_liability(From_file_to_liability.Served served)
    : IClassFixture<From_file_to_liability.Served>, IDisposable
{
    private const string Plan =
        """
        {
          "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3, "employees": 2,
          "currency": "USD", "timeZone": "America/Chicago", "tiers": ["single", "family"],
          "fees": { "administration": { "single": 38.00, "family": 38.00 },
                    "stopLossPremium": { "single": 78.35, "family": 190.10 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 410.00, "family": 1090.00 } },
          "benefits": { "medical": { "coinsurance": 0.20, "networkDiscount": 0.10 } }
        }
        """;

    private const string Enrollment =
        """
        subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
        S1,M1,self,1980-01-01,single,medical,2025-01-01,,50000.00
        S2,M2,self,1981-01-01,single,medical,2025-01-01,,50000.00
        """;

    private const string Header = "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,charge\n";

    // The messages alone do it all.
    private static readonly Dictionary<string, string> NoSweep = new()
    {
        ["AzureWebJobs.SweepStorage.Disabled"] = "true",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_unlucky_file_gets_its_answer_and_the_good_claims_beside_it_are_paid()
    {
        const string employer = "unlucky";
        var serving = await BegunAsync(employer);
        var misspelt = PlanOf(employer).Replace("\"coinsurance\"", "\"coinsurence\"", StringComparison.Ordinal);
        await RejectedAsync(serving, employer, "plans", await WriteAsync("misspelt.json", misspelt), "coinsurence");
        await RejectedAsync(serving, employer, "plans", await WriteAsync("broken.json", "{ \"planYear\": "), "refused");
        await RejectedAsync(serving, employer, "claims",
            await WriteAsync("one-bad-row.csv", Header
                + "C1,1,medical,M1,2026-01-05,2026-01-06,2026-01-07,100.00\n"
                + "C2,1,medical,M1,2026-13-05,2026-01-06,2026-01-07,50.00\n"
                + "C3,1,medical,M2,2026-01-05,2026-01-06,2026-01-07,200.00\n"),
            "line 3", "C2", "serviceFrom");
        await RejectedAsync(serving, employer, "claims", await WriteAsync("empty.csv", ""), "quarantined");
        var image = _folder["picture.837"];
        await File.WriteAllBytesAsync(image, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]);
        await RejectedAsync(serving, employer, "claims", image, "quarantined", "a PNG image", "What is read here: claims as X12 837");
        var listed = (await serving.GetAsync($"/api/employers/{employer}/files")).GetProperty("items").EnumerateArray();
        // A plan that can be read is dropped under its plan year, whatever its file is called.
        Assert.Contains(listed, file => file.GetProperty("path").GetString() == $"plans/{employer}/2026-01-01.json"
            && file.GetProperty("outcome").GetString()!.Contains(
                "$.benefits.medical.coinsurence: expected", StringComparison.Ordinal));
        var answer = (await serving.GetAsync($"/api/employers/{employer}/files/5")).GetProperty("answer");
        Assert.Equal("serviceFrom", answer.GetProperty("rejections")[0].GetProperty("field").GetString());
        Assert.StartsWith("Correct what the rejections name", answer.GetProperty("next").GetString(), StringComparison.Ordinal);

        var liability = await serving.GetAsync($"/api/employers/{employer}/liability?planYear=2026-01-01");
        Assert.Equal(2, liability.GetProperty("counts").GetProperty("received").GetInt32());
        Assert.Equal(216.00m, liability.GetProperty("paid").GetProperty("total").GetDecimal());
        var claim = await serving.GetAsync($"/api/employers/{employer}/claims/C3");
        Assert.Equal(144.00m, claim.GetProperty("paid").GetDecimal());
    }

    [Fact]
    public async Task The_same_file_under_another_name_changes_nothing()
    {
        const string employer = "twice";
        var serving = await BegunAsync(employer);
        var claims = Header + "C1,1,medical,M1,2026-01-05,2026-01-06,2026-01-07,100.00\n";
        await AcceptedAsync(serving, employer, "claims", await WriteAsync("first.csv", claims));
        await Serving.NextSecondAsync();
        var again = await serving.PutAsync("claims", employer, await WriteAsync("second.csv", claims));
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("changes nothing", again.Output, StringComparison.Ordinal);
        var bad = Header + "C2,1,medical,M1,2026-13-05,2026-01-06,2026-01-07,50.00\n";
        await RejectedAsync(serving, employer, "claims", await WriteAsync("bad.csv", bad), "line 2");
        await RejectedAsync(serving, employer, "claims", await WriteAsync("bad-again.csv", bad), "as sequence 5", "corrected");

        var misspelt = await Cli.RunProcessAsync(
            "put", "claims", "acmee", _folder["first.csv"], "--connection", serving.Connection);
        Assert.Contains("acmee is not known here yet", misspelt.Errors, StringComparison.Ordinal);

        await DropByLinkAsync(serving, $"{employer}/by-link.csv", claims);

        var liability = await serving.GetAsync($"/api/employers/{employer}/liability?planYear=2026-01-01");
        Assert.Equal(1, liability.GetProperty("counts").GetProperty("received").GetInt32());
        Assert.Equal(72.00m, liability.GetProperty("paid").GetProperty("total").GetDecimal());
    }

    /// <summary>A link that may create, and neither read, list nor write over (docs/operations.md).</summary>
    private static async Task DropByLinkAsync(Serving serving, string path, string content)
    {
        var container = new BlobServiceClient(serving.Connection).GetBlobContainerClient("claims");
        var link = new BlobContainerClient(
            container.GenerateSasUri(BlobContainerSasPermissions.Create, DateTimeOffset.UtcNow.AddHours(1)));
        var blob = link.GetBlobClient(path);
        await blob.UploadAsync(BinaryData.FromString(content));
        foreach (var refused in (Func<Task>[])
            [
                () => blob.DownloadContentAsync(), () => blob.DeleteAsync(),
                () => blob.UploadAsync(BinaryData.FromString("other"), overwrite: true),
                async () => await link.GetBlobsAsync().ToListAsync(),
            ])
            Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(refused)).Status);
        var employer = path[..path.IndexOf('/', StringComparison.Ordinal)];
        var deadline = DateTime.UtcNow.AddMinutes(1);
        while (!(await serving.GetAsync($"/api/employers/{employer}/files")).GetProperty("items").EnumerateArray()
            .Any(file => file.GetProperty("path").GetString() == $"claims/{path}"
                && file.GetProperty("state").GetString() == "duplicate"))
        {
            Assert.True(DateTime.UtcNow < deadline, "what was dropped by the link is not processed");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    [RealDataFact]
    public async Task A_real_837P_is_paid_to_the_cent_where_the_enrollment_names_its_member()
    {
        const string employer = "acme";
        await using var pipeline = new MemoryPipeline(today: "2006-12-31");
        var plan = PlanOf(employer).Replace("2026-01-01", "2006-01-01", StringComparison.Ordinal);
        await pipeline.DropAsync("plans", "acme/2006-01-01.json", plan);
        // The file's patient is a child without a number, who is told by the birth date.
        var enrollment = Enrollment.Replace("S1,M1", "JS00111223333,JS00111223333", StringComparison.Ordinal)
            .Replace("S2,M2,self,1981-01-01,single", "JS00111223333,C-1,child,1973-05-01,", StringComparison.Ordinal)
            .Replace("2025-01-01", "2005-01-01", StringComparison.Ordinal);
        await pipeline.DropAsync("enrollment", "acme/enrollment.csv", enrollment);
        var file = await File.ReadAllBytesAsync(Path.Combine(RealDataFactAttribute.Professional, "demo.example1.837"));
        await pipeline.DropAsync("claims", "acme/demo.example1.837", file);

        // 40, 15, 35 and 10 at a discount of a tenth and a coinsurance of a fifth.
        var claim = await MemoryPipeline.CallAsync(
            http => pipeline.Functions<ClaimsApi>().ClaimAsync(http.Request, employer, "26463774", default));
        Assert.Equal(72.00m, (decimal)claim["paid"]!);
        Assert.Equal(
            [28.80m, 10.80m, 25.20m, 7.20m], claim["lines"]!.AsArray().Select(line => (decimal)line!["paid"]!));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_what_to_do()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var ended = await Cli.RunProcessAsync("serve", "--port", $"{port}");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"Port {port} is in use", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("--port 0", ended.Errors, StringComparison.Ordinal);
    }

    private static string PlanOf(string employer) =>
        Plan.Replace("\"acme\"", $"\"{employer}\"", StringComparison.Ordinal);

    /// <summary>The shared pipeline, with a plan in force and two members of this employer.</summary>
    private async Task<Serving> BegunAsync(string employer)
    {
        await AcceptedAsync(served.Serving, employer, "plans", await WriteAsync("2026-01-01.json", PlanOf(employer)));
        await AcceptedAsync(served.Serving, employer, "enrollment", await WriteAsync("enrollment.csv", Enrollment));
        return served.Serving;
    }

    private async Task<string> WriteAsync(string name, string content)
    {
        await File.WriteAllTextAsync(_folder[name], content);
        return _folder[name];
    }

    private static async Task AcceptedAsync(Serving serving, string employer, string kind, string file)
    {
        await Serving.NextSecondAsync();
        var ended = await serving.PutAsync(kind, employer, file);
        Assert.True(ended.ExitCode == 0, $"{ended}\n{serving.Errors}");
    }

    private static async Task RejectedAsync(
        Serving serving, string employer, string kind, string file, params string[] said)
    {
        await Serving.NextSecondAsync();
        var ended = await serving.PutAsync(kind, employer, file);
        Assert.True(ended.ExitCode == 2, $"{ended}\n{serving.Errors}");
        foreach (var word in said) Assert.Contains(word, ended.Output, StringComparison.Ordinal);
        Assert.Contains("next:", ended.Output, StringComparison.Ordinal);
    }

    public sealed class Served : IAsyncLifetime
    {
        internal Serving Serving { get; private set; } = null!;

        public async Task InitializeAsync() =>
            Serving = await Serving.StartAsync(NoSweep, "--today", "2026-04-15", "--no-timers");

        public async Task DisposeAsync() => await Serving.DisposeAsync();
    }
}
