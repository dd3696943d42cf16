using System.Globalization;
using Aso.Ledger.Storage;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>A change made over HTTP.</summary>
public sealed record AuditEntry(DateTimeOffset At, string Who, string What, string? Subject);

/// <summary>
/// Who changed what, when, over HTTP: a row each, which the change's own transaction writes; the journal writes those of
/// its entries.
/// </summary>
public sealed class AuditTrail(ILedgerStorage storage)
{
    private const string Prefix = "audit~";

    /// <summary>The row of a change, to be committed with the change itself: neither is there without the other.</summary>
    public static RowAction Entry(string employer, DateTimeOffset at, Caller caller, string what, string subject)
    {
        return RowAction.Insert(new Row(employer, $"{Prefix}{at.UtcTicks:D19}~{Guid.NewGuid():N}")
            .With("at", at.ToString("O", CultureInfo.InvariantCulture))
            .With("who", caller.Name).With("what", what).With("subject", subject));
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(string employer, CancellationToken cancellation)
    {
        var entries = new List<AuditEntry>();
        await foreach (var row in storage.QueryAsync(employer, Prefix, cancellation))
            entries.Add(new AuditEntry(
                DateTimeOffset.ParseExact(row.RequiredText("at"), "O", CultureInfo.InvariantCulture),
                row.RequiredText("who"), row.RequiredText("what"), row.Text("subject")));
        return entries;
    }
}

/// <summary>The audit trail, for the operator.</summary>
public sealed class AuditApi(AuditTrail audit, EmployerLedger employers)
{
    [Function("GetAudit")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/audit")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        await employers.RequireAsync(employer, cancellation);
        var entries = await audit.ReadAsync(employer, cancellation);
        var page = Page.Of(request);
        return Answer.Ok(page.Shape(page.Take(entries), entries.Count));
    }
}
