using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.Tests.X12.Standard;
using Aso.Ledger.Closing;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Scenarios.InMemory;

namespace Scenarios.Golden;

/// <summary>
/// Does the steps of a case in the whole app, over storage in memory: files are dropped, months closed, everything else
/// goes through the functions that answer HTTP.
/// </summary>
internal sealed class GoldenRun : IAsyncDisposable
{
    public const string Employer = "acme";

    private readonly GoldenFolder _folder;
    private readonly GoldenClock _clock = new();
    private readonly MemoryPipeline _pipeline;
    private readonly StringBuilder _answers = new();

    private GoldenRun(GoldenFolder folder, int shards)
    {
        _folder = folder;
        _pipeline = new MemoryPipeline(today: null, shards, _clock);
    }

    /// <summary>The files that <c>expected</c> should hold, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(
        GoldenFolder folder, int shards)
    {
        await using var run = await DoneAsync(folder, shards);
        await run.CheckTransactionsAsync();
        // Once is enough: what shards list is the same however many they are.
        if (shards > 1) await GoldenProofs.CheckAsync(run._pipeline);
        var outcome = await new GoldenOutcome(run._pipeline, run.GetAsync).FilesAsync();
        outcome.Add("answers.txt", run._answers.ToString());
        await GoldenExports.CheckAsync(run._pipeline);
        return outcome;
    }

    /// <summary>A case whose steps are done, to ask more of it.</summary>
    public static async Task<GoldenRun> DoneAsync(GoldenFolder folder, int shards)
    {
        var run = new GoldenRun(folder, shards);
        foreach (var step in folder.Steps()) await run.DoAsync(step);
        return run;
    }

    public MemoryPipeline Pipeline => _pipeline;

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private async Task DoAsync(string step)
    {
        _answers.Append(step).Append('\n');
        switch (step.Split(' '))
        {
            case ["today", var date]:
                _clock.Set(DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case ["drop", "plan", var file]:
                await DropAsync("plans", file);
                break;
            case ["drop", ("enrollment" or "claims" or "recoveries") and var container, var file]:
                await DropAsync(container, file);
                break;
            case ["close", var month]:
                Answer((await _pipeline.CloseAsync(Employer, month)).ToString());
                break;
            case ["close", var first, "through", var last]:
                for (var month = Parse(first); month <= Parse(last); month = month.Next)
                    Assert.Equal(CloseOutcome.Closed, await _pipeline.CloseAsync(Employer, month.ToString()));
                Answer(nameof(CloseOutcome.Closed));
                break;
            case ["decide", var claim, "approve"]:
                await DecideAsync(claim, """{"decision":"approve"}""");
                break;
            case ["decide", var claim, "deny", var code]:
                await DecideAsync(claim, $$"""{"decision":"deny","code":"{{code}}"}""");
                break;
            case ["deposit", var amount, var date, var reference]:
                await AnswerAsync(http => _pipeline.Functions<DepositsApi>().PostAsync(http.Request, Employer, default),
                    body: $$"""{"amount":{{amount}},"date":"{{date}}","reference":"{{reference}}"}""");
                break;
            case ["reimbursement", var contract, var half, var status, var amount, var date, var reference]:
                await AnswerAsync(
                    http => _pipeline.Functions<ReimbursementsApi>().PostAsync(http.Request, Employer, default),
                    body: $$"""
                        {"contract":"{{contract}}","half":"{{half}}","status":"{{status}}","amount":{{amount}},
                        "date":"{{date}}","reference":"{{reference}}"}
                        """);
                break;
            // A dash: without a member, a claim, a benefit.
            case ["recovery", var kind, var amount, var date, var member, var claim, var benefit, var reference]:
                await AnswerAsync(
                    http => _pipeline.Functions<RecoveriesApi>().PostAsync(http.Request, Employer, default),
                    body: $$"""
                        {"kind":"{{kind}}","amount":{{amount}},"date":"{{date}}","memberId":{{Given(member)}},
                        "claimNumber":{{Given(claim)}},"benefit":{{Given(benefit)}},"reference":"{{reference}}"}
                        """);
                break;
            case ["bank", var date, var balance, var outstanding]:
                await AnswerAsync(
                    http => _pipeline.Functions<PaymentsApi>().PostBankAsync(http.Request, Employer, default),
                    body: $$"""{"date":"{{date}}","balance":{{balance}},"outstanding":{{outstanding}}}""");
                break;
            case ["ask", var route]:
                var parts = route.Split('?');
                Answer((await GetAsync(parts[0], parts.ElementAtOrDefault(1) ?? "")).ToString());
                break;
            default:
                throw new FormatException($"steps.txt: not a step: {step}");
        }
    }

    /// <summary>What goes to providers and senders is held to the standard's own maps.</summary>
    private async Task CheckTransactionsAsync()
    {
        foreach (var (container, ending, map) in ((string, string, X12Map)[])
            [("remittances", ".835", X12Map.Remittance), ("acknowledgments", ".999", X12Map.Acknowledgment)])
        {
            await foreach (var blob in _pipeline.Storage.ListBlobsAsync(container, $"{Employer}/"))
            {
                if (!blob.Name.EndsWith(ending, StringComparison.Ordinal)) continue;
                Assert.Empty(map.Errors(await _pipeline.TextAsync(container, blob.Name)));
            }
        }
    }

    private async Task DropAsync(string container, string file)
    {
        await _pipeline.DropAsync(container, $"{Employer}/{file}", _folder.Read(container, file));
        var acknowledgment = await _pipeline.JsonAsync("acknowledgments", $"{Employer}/{file}.json");
        foreach (var line in GoldenText.Acknowledgment(acknowledgment)) Answer(line);
    }

    private Task DecideAsync(string claim, string body) =>
        AnswerAsync(http => _pipeline.Functions<ClaimsApi>().DecideAsync(http.Request, Employer, claim, default),
            body: body, "status", "paid");

    private Task<JsonNode> GetAsync(string route, string query) => CallAsync(http => route switch
    {
        "liability" => _pipeline.Functions<LiabilityApi>().LiabilityAsync(http.Request, Employer, default),
        "comparison" => _pipeline.Functions<LiabilityApi>().ComparisonAsync(http.Request, Employer, default),
        "funding" => _pipeline.Functions<LiabilityApi>().FundingAsync(http.Request, Employer, default),
        "differences" => _pipeline.Functions<DifferencesApi>().ListAsync(http.Request, Employer, default),
        "stop-loss" => _pipeline.Functions<StopLossApi>().StopLossAsync(http.Request, Employer, default),
        "reimbursements" => _pipeline.Functions<ReimbursementsApi>().ListAsync(http.Request, Employer, default),
        "recoveries" => _pipeline.Functions<RecoveriesApi>().ListAsync(http.Request, Employer, default),
        "payments" => _pipeline.Functions<PaymentsApi>().PaymentsAsync(http.Request, Employer, default),
        "funding-request" => _pipeline.Functions<PaymentsApi>().FundingRequestAsync(http.Request, Employer, default),
        "reports/large-claimants" =>
            _pipeline.Functions<ReportsApi>().LargeClaimantsAsync(http.Request, Employer, default),
        "reports/paid" => _pipeline.Functions<ReportsApi>().PaidAsync(http.Request, Employer, default),
        _ when route.Split('/') is ["statements", var year, var month] =>
            _pipeline.Functions<StatementsApi>().StatementAsync(http.Request, Employer, year, month, default),
        _ => throw new FormatException($"steps.txt: not a question: {route}"),
    }, query: query);

    /// <summary>Notes the answer's fields of these names (none: all), or the problem.</summary>
    private async Task AnswerAsync(Func<HttpContext, Task<IActionResult>> call, string body, params string[] fields)
    {
        try
        {
            var answer = (await CallAsync(call, body)).AsObject();
            Answer(string.Join(", ", answer.Where(field => fields.Length == 0 || fields.Contains(field.Key))
                .Select(field => $"{field.Key} {field.Value}")));
        }
        catch (ProblemException refused)
        {
            Answer($"{refused.Problem.Status} {refused.Problem.Type}: {refused.Problem.Detail}");
        }
    }

    private static async Task<JsonNode> CallAsync(
        Func<HttpContext, Task<IActionResult>> call, string body = "", string query = "")
    {
        var answer = await MemoryPipeline.CallAsync(call, body, query);
        // They name a moment and a state of the ledger, not an outcome.
        answer.AsObject().Remove("asOf");
        answer.AsObject().Remove("ledgerVersion");
        return answer;
    }

    private void Answer(string text) =>
        _answers.Append(string.Concat(text.ReplaceLineEndings("\n").Split('\n').Select(line => $"    {line}\n")));

    private static string Given(string word) => word == "-" ? "null" : $"\"{word}\"";

    private static Month Parse(string text) =>
        Month.TryParse(text, out var month) ? month : throw new FormatException($"steps.txt: not a month: {text}");
}
