using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scenarios;

/// <summary>A generated employer's files, and what the ledger says once they were dropped.</summary>
internal sealed class GeneratedEmployer(string folder)
{
    public const string Name = "acme";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The files that January is decided by, in the order they are dropped.</summary>
    public static readonly (string Kind, string File)[] January =
        [("plans", "2026-01-01.json"), ("enrollment", "enrollment.csv"), ("claims", "2026-01.csv")];

    /// <summary>Writes its plan, enrollment and claims.</summary>
    public static async Task<GeneratedEmployer> GenerateAsync(
        string folder, int members, int claims, int months = 1, string name = Name)
    {
        var made = await Cli.RunAsync(
            "generate", "--employer", name, "--members", $"{members}", "--claims", $"{claims}", "--months",
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
        foreach (var (kind, file) in January) await DropAsync(connection, kind, file, wait || kind != "claims");
    }

    /// <summary>What is served of the ledger, its hash included; not when it was asked for or closed.</summary>
    /// <param name="isClosed">With January's statement.</param>
    public static Task<string[]> FiguresAsync(Serving serving, bool isClosed) =>
        FiguresAsync(isClosed, async (route, query) =>
            JsonNode.Parse((await serving.GetAsync($"/api/employers/{Name}/{route}?{query}")).GetRawText())!);

    /// <param name="get">Asks for a route of the employer, with a query.</param>
    public static async Task<string[]> FiguresAsync(bool isClosed, Func<string, string, Task<JsonNode>> get)
    {
        List<(string Route, string Query)> asked =
            [("liability", "planYear=2026-01-01"), ("stop-loss", "planYear=2026-01-01")];
        if (isClosed) asked.Add(("statements/2026-01-01/2026-01", ""));
        var figures = new List<string>();
        foreach (var (route, query) in asked)
        {
            var answer = (await get(route, query)).AsObject();
            foreach (var moment in (string[])["asOf", "closed", "closedAt"]) answer.Remove(moment);
            figures.Add(answer.ToJsonString(Indented));
        }

        return [.. figures];
    }
}
