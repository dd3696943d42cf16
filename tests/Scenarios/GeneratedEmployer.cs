using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scenarios;

/// <summary>A generated employer's files, and what the ledger says once they were dropped.</summary>
internal sealed class GeneratedEmployer(string folder)
{
    public const string Name = "acme";

    private static readonly string[] Open =
    [
        $"/api/employers/{Name}/liability?planYear=2026-01-01",
        $"/api/employers/{Name}/stop-loss?planYear=2026-01-01",
    ];

    private static readonly string[] Closed = [.. Open, $"/api/employers/{Name}/statements/2026-01-01/2026-01"];

    /// <summary>Writes its plan, enrollment and claims.</summary>
    public static async Task<GeneratedEmployer> GenerateAsync(string folder, int members, int claims, int months = 1)
    {
        var made = await Cli.RunAsync(
            "generate", "--employer", Name, "--members", $"{members}", "--claims", $"{claims}", "--months",
            $"{months}", "--out", folder);
        Assert.True(made.ExitCode == 0, made.ToString());
        return new GeneratedEmployer(folder);
    }

    public string File(string kind, string name) => Path.Combine(folder, kind, name);

    /// <summary>Drops a file; some claims may be rejected, as made-up files have every kind of trouble.</summary>
    /// <param name="wait">Follows it to the end.</param>
    public async Task DropAsync(string connection, string kind, string name, bool wait = true)
    {
        string[] waited = wait ? ["--wait"] : [];
        var put = await Cli.RunAsync(
            ["put", kind, Name, File(kind, name), "--connection", connection, .. waited]);
        Assert.True(put.ExitCode is 0 or 2, put.ToString());
    }

    /// <summary>Drops the plan and the enrollment, each followed to the end, then the claims of January.</summary>
    /// <param name="wait">Follows the claims to the end too.</param>
    public async Task DropJanuaryAsync(string connection, bool wait)
    {
        await DropAsync(connection, "plans", "2026-01-01.json");
        await DropAsync(connection, "enrollment", "enrollment.csv");
        await DropAsync(connection, "claims", "2026-01.csv", wait);
    }

    /// <summary>What is served of the ledger, its hash included; not when it was asked for or closed.</summary>
    /// <param name="isClosed">With January's statement.</param>
    public static async Task<string[]> FiguresAsync(Serving serving, bool isClosed)
    {
        var answers = new List<string>();
        foreach (var route in isClosed ? Closed : Open)
        {
            var answer = JsonNode.Parse((await serving.GetAsync(route)).GetRawText())!.AsObject();
            foreach (var moment in (string[])["asOf", "closed", "closedAt"]) answer.Remove(moment);
            answers.Add(answer.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }

        return [.. answers];
    }
}
