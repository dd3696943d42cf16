using System.Text;
using System.Text.Json.Nodes;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Scenarios.Golden;

namespace Scenarios.InMemory;

/// <summary>What makes a figure up, down to the bytes of a claim, and who may see what of it.</summary>
public sealed class ProofsOverHttpTests
{
    private const string Employer = GoldenRun.Employer;
    private const string Year = "2026-01-01";

    private static readonly string[] Persons = ["name", "birth", "salary", "diagnos"];

    [Fact]
    public async Task A_paid_line_leads_to_its_claims_their_files_and_their_bytes()
    {
        await using var run = await DoneAsync();
        var proof = await ProofAsync(run, "2026-02", "paid.medical");

        Assert.True((bool)proof["agrees"]!);
        Assert.Equal("month", (string)proof["column"]!);
        Assert.Equal("5.3", (string)proof["rule"]!["number"]!);
        Assert.Equal((decimal)proof["figure"]!, proof["items"]!.AsArray().Sum(item => (decimal)item!["amount"]!));
        var item = proof["items"]!.AsArray().First(item => (string)item!["status"]! == "paid")!;
        Assert.Equal("claim", (string)item["kind"]!);
        Assert.StartsWith("claims/acme/", (string)item["source"]!["file"]!, StringComparison.Ordinal);
        var raw = await RawAsync(run, item, Caller.Operator());
        var number = (string)item["claimNumber"]!;
        Assert.All(
            raw.Trim().Split('\n'), row => Assert.Contains(number, row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_figure_to_date_and_now_is_proven_page_by_page()
    {
        await using var run = await DoneAsync();
        var whole = await ProofAsync(run, "now", "paid.medical");
        var (count, sum) = ((int)whole["count"]!, 0m);
        Assert.Equal("toDate", (string)whole["column"]!);
        Assert.True(count > 2);
        for (var skip = 0; skip < count; skip += 2)
        {
            var page = await ProofAsync(run, "now", "paid.medical", $"skip={skip}&take=2");
            Assert.Equal(Math.Min(2, count - skip), page["items"]!.AsArray().Count);
            Assert.Equal((decimal)whole["sum"]!, (decimal)page["sum"]!);
            sum += page["items"]!.AsArray().Sum(item => (decimal)item!["amount"]!);
        }

        Assert.Equal((decimal)whole["figure"]!, sum);
    }

    [Fact]
    public async Task A_line_that_is_a_sum_of_lines_names_their_proofs()
    {
        await using var run = await DoneAsync();
        var proof = await ProofAsync(run, "2026-02", "bill", "column=toDate");
        Assert.All(proof["items"]!.AsArray(), item => Assert.Equal("term", (string)item!["kind"]!));
        foreach (var item in proof["items"]!.AsArray())
        {
            var line = (string)item!["line"]!;
            Assert.Equal(
                $"/api/employers/acme/proof/{Year}/2026-02/{line}?column=toDate", (string)item["href"]!);
            Assert.Equal((decimal)item["amount"]!, (decimal)(await ProofAsync(run, "2026-02", line, "column=toDate"))["figure"]!);
        }
    }

    [Fact]
    public async Task The_same_as_CSV_has_every_item()
    {
        await using var run = await DoneAsync();
        var proof = await ProofAsync(run, "2026-02", "fees");
        var rows = (await TextAsync(run, "2026-02", "fees", Caller.Operator(), csv: true)).TrimEnd().Split('\n');
        Assert.StartsWith("kind,amount,", rows[0], StringComparison.Ordinal);
        Assert.Equal((int)proof["count"]!, rows.Length - 1);
        Assert.Equal(
            (decimal)proof["figure"]!,
            rows.Skip(1).Sum(row => decimal.Parse(row.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task An_employers_key_sees_ids_and_no_person_and_no_address_of_bytes()
    {
        await using var run = await DoneAsync();
        Assert.True(EmployerName.TryParse(Employer, out var name));
        var employer = Caller.With("reader", "key 1", (name, Powers.Read));
        foreach (var line in (string[])["paid.medical", "fees", "specific", "surplus", "recoveries"])
        {
            var text = await TextAsync(run, "now", line, employer);
            Assert.DoesNotContain("/raw", text, StringComparison.Ordinal);
            Assert.All(
                JsonNode.Parse(text)!["items"]!.AsArray().SelectMany(item => item!.AsObject().Select(field => field.Key)),
                field => Assert.DoesNotContain(Persons, word => field.Contains(word, StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Theory]
    [InlineData("2026-02", "paid.medcal", 404, "did you mean paid.medical")]
    [InlineData("2030-01", "paid.medical", 404, "is not closed")]
    [InlineData("2026-13", "paid.medical", 400, "yyyy-MM")]
    [InlineData("2026-02", "paid.medical?column=year", 400, "month or toDate")]
    [InlineData("2026-02", "paid.medical?division=nowhere", 404, "nowhere")]
    public async Task What_is_not_there_is_a_problem_that_helps(string month, string line, int status, string words)
    {
        await using var run = await DoneAsync();
        var parts = line.Split('?');
        var refused = await Assert.ThrowsAsync<ProblemException>(
            () => ProofAsync(run, month, parts[0], parts.ElementAtOrDefault(1) ?? ""));
        Assert.Equal(status, refused.Problem.Status);
        Assert.Contains(words, refused.Problem.Detail, StringComparison.Ordinal);
    }

    private static Task<GoldenRun> DoneAsync() =>
        GoldenRun.DoneAsync(new GoldenFolder("calm-year-with-a-surplus-refunded"), shards: 4);

    private static async Task<JsonNode> ProofAsync(GoldenRun run, string month, string line, string query = "") =>
        JsonNode.Parse(await TextAsync(run, month, line, Caller.Operator(), query: query))!;

    private static Task<string> TextAsync(
        GoldenRun run, string month, string line, Caller caller, bool csv = false, string query = "") => CallAsync(
        caller, query, csv,
        http => run.Pipeline.Functions<ProofApi>().ProofAsync(http.Request, Employer, Year, month, line, default));

    private static Task<string> RawAsync(GoldenRun run, JsonNode item, Caller caller)
    {
        var query = item["raw"] is { } raw ? ((string)raw!).Split('?')[1] : "";
        return CallAsync(caller, query, csv: false, http => run.Pipeline.Functions<RawClaimApi>().RawAsync(
            http.Request, Employer, (string)item["claimNumber"]!, default));
    }

    private static async Task<string> CallAsync(
        Caller caller, string query, bool csv, Func<HttpContext, Task<IActionResult>> function)
    {
        var http = new DefaultHttpContext();
        caller.LetIn(http);
        http.Request.QueryString = new QueryString(query.Length == 0 ? "" : "?" + query);
        if (csv) http.Request.Headers.Accept = "text/csv";
        using var written = new MemoryStream();
        http.Response.Body = written;
        await ((Answer)await function(http)).WriteAsync(http);
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
