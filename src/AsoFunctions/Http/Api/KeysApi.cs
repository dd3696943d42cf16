using Aso.Ledger.Journal;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>An employer's keys: the operator creates, lists and revokes them.</summary>
public sealed class KeysApi(Keys keys, EmployerJournal journal, BusinessClock clock)
{
    private const int NameLengthMax = 100;

    /// <param name="Powers">Null: <c>read</c>; <c>canWrite</c> adds <c>write</c>.</param>
    public sealed record KeyRequest(
        string Name, bool CanWrite = false, DateTimeOffset? Expires = null, IReadOnlyList<string>? Powers = null);

    [Function("MakeKey")]
    public async Task<IActionResult> MakeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/keys")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var wanted = await Routes.BodyAsync<KeyRequest>(request);
        if (string.IsNullOrWhiteSpace(wanted.Name) || wanted.Name.Length > NameLengthMax)
            throw new ProblemException(Problem.BadRequest("name: expected 1 to 100 characters"));
        if (wanted.Expires <= clock.Now)
            throw new ProblemException(Problem.BadRequest("expires: must be in the future"));
        List<string> named = [.. wanted.Powers ?? ["read"], .. wanted.CanWrite ? ["write"] : Array.Empty<string>()];
        if (named.Count == 0 || PowerNames.Parse(named) is not { } powers)
            throw new ProblemException(Problem.BadRequest($"powers: expected some of {PowerNames.All}"));
        if (powers.HasFlag(Powers.Calendar) && powers != Powers.Calendar)
            throw new ProblemException(Problem.BadRequest(
                "powers: calendar stands alone, for its key is sent in an address: make another key for the rest"));
        await journal.RequireAsync(employer, cancellation);
        var (key, record) = await keys.MakeAsync(
            employer, wanted.Name, powers, wanted.Expires, Caller.Admitted(request.HttpContext), cancellation);
        return Answer.Created(
            new MadeKey(record.Id, record.Name, record.CanWrite, record.Powers, record.Made, record.Expires, key));
    }

    [Function("GetKeys")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/keys")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        await journal.RequireAsync(employer, cancellation);
        var page = Page.Read(request);
        var all = await keys.ListAsync(employer, cancellation);
        page.Link(all.Count);
        return Answer.Ok(page.Take(all));
    }

    [Function("RevokeKey")]
    public async Task<IActionResult> RevokeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/employers/{employer}/keys/{id}")]
        HttpRequest request,
        string employer,
        string id,
        CancellationToken cancellation)
    {
        await journal.RequireAsync(employer, cancellation);
        if (!await keys.RevokeAsync(employer, id, Caller.Admitted(request.HttpContext), cancellation))
            throw new ProblemException(Problem.NotFound("No such key."));
        return Answer.Changed(new RevokedKey(id, true));
    }
}

/// <param name="Key">Shown here only; storage holds its hash.</param>
public sealed record MadeKey(
    string Id, string Name, bool CanWrite, IReadOnlyList<string> Powers, DateTimeOffset Made, DateTimeOffset? Expires,
    string Key);

public sealed record RevokedKey(string Id, bool Revoked);
