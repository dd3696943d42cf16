using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>The audit trail, for the operator.</summary>
public sealed class AuditApi(AuditTrail audit, EmployerJournal journal)
{
    [Function("GetAudit")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/audit")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        await journal.RequireAsync(employer, cancellation);
        var entries = await audit.ReadAsync(employer, cancellation);
        var page = Page.Read(request);
        return Answer.Ok(page.Shape(page.Take(entries), entries.Count));
    }
}
