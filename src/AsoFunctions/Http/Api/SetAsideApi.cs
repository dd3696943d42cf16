using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Upkeep;
using AsoFunctions.Http.Access;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// Items of an employer's journal on which our own code failed, and applying them again once the code is fixed. Only
/// the operator knows when that is: the middleware lets in nobody else.
/// </summary>
public sealed class SetAsideApi(
    SetAsideItems setAside, ShardCache warm, EmployerJournal journal, ShardDriver shards, PlanStore plans,
    BusinessClock clock)
{
    private const string All = "all";

    [Function("GetSetAside")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/set-aside")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var found = await FindAsync(employer, cancellation);
        var page = Page.Read(request);
        var shown = new List<SetAsideShape>();
        foreach (var one in page.Take(found)) shown.Add(await ShapeAsync(employer, one, cancellation));
        return Answer.Ok(page.Shape(shown, found.Count));
    }

    /// <param name="id">As the list names it, or <c>all</c>.</param>
    [Function("RetrySetAside")]
    public async Task<IActionResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/set-aside/{id}/retry")]
        HttpRequest request,
        string employer,
        string id,
        CancellationToken cancellation)
    {
        var found = await FindAsync(employer, cancellation);
        var asked = found.Select(one => one.Id).Where(one => id == All || one == SetAsideItem.Parse(id)).ToHashSet();
        if (asked.Count == 0 && id != All)
            throw new ProblemException(Problem.NotFound("No such item is set aside."));
        if (asked.Count > 0)
        {
            var today = clock.Today((await plans.ReadAsync(employer, cancellation)).TimeZone());
            var last = await SetAsideItems.RetryAsync(
                journal, employer, asked, clock.Now, today, Caller.Admitted(request.HttpContext).Name, cancellation);
            await shards.DrainAsync(employer, last.Sequence, cancellation);
        }

        var left = (await setAside.ListAsync(employer, warm, cancellation)).Count(one => asked.Contains(one.Id));
        return Answer.Changed(new RetriedItems(asked.Count, asked.Count - left, left));
    }

    private async Task<IReadOnlyList<SetAsideFound>> FindAsync(string employer, CancellationToken cancellation)
    {
        await journal.RequireAsync(employer, cancellation);
        return await setAside.ListAsync(employer, warm, cancellation);
    }

    /// <summary>Where it is and what was thrown, without its content.</summary>
    private async Task<SetAsideShape> ShapeAsync(string employer, SetAsideFound found, CancellationToken cancellation)
    {
        var file = (await journal.ReadAsync(employer, found.Item.Sequence, cancellation))?.File;
        return new SetAsideShape(
            found.Id.ToString(), StatementJson.NameOf(found.Item.Kind), found.Item.Sequence, file?.Blob.ToString(),
            found.PositionInFile, found.Item.Cause);
    }
}

/// <summary>openapi.yaml, SetAside.</summary>
public sealed record SetAsideShape(
    string Id, string Kind, long Entry, string? Path, long? Position, string Cause);

public sealed record RetriedItems(int Retried, int Applied, int SetAside);
