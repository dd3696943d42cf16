using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>What the stop-loss carrier sent or refused (rule 4.14); each reference counts once.</summary>
public sealed class ReimbursementsApi(EmployerLedger employers, PostedChanges changes)
{
    public enum Status
    {
        Received,
        Denied,
    }

    public sealed record Reimbursement
    {
        public required PlanYear Contract { get; init; }

        public required ContractHalf Half { get; init; }

        public required Status Status { get; init; }

        /// <summary>Negative: it corrects.</summary>
        public required Cents Amount { get; init; }

        public required DateOnly Date { get; init; }

        public required string Reference { get; init; }
    }

    [Function("PostReimbursement")]
    public async Task<IActionResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/reimbursements")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var sent = await Routes.BodyAsync<Reimbursement>(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        Check(sent, view, changes.Today(view));
        var change = new ReimbursementChange(
            sent.Contract, sent.Half, sent.Status == Status.Denied, sent.Amount, sent.Date, sent.Reference);
        var isNew = await changes.PostAsync(
            request, view, change, "This reference was used for a different reimbursement; use a new one.",
            cancellation);
        var posted = (await ListAsync(employer, sent.Contract, cancellation))
            .Single(posted => posted.Reference == sent.Reference);
        return isNew ? Answer.Created(posted) : Answer.Changed(posted);
    }

    [Function("GetReimbursements")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/reimbursements")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var contract = view.Chosen.Plan.Year;
        return Answer.Ok(new ReimbursementsShape(
            employer, contract, ContractReceivable.Of(view), await ListAsync(employer, contract, cancellation)));
    }

    private Task<List<PostedReimbursement>> ListAsync(
        string employer, PlanYear contract, CancellationToken cancellation) =>
        employers.AskAsync(
            new ShardId(employer, ShardId.Common),
            book => book.Reimbursements(contract).Select(Shape).ToList(),
            cancellation);

    private static PostedReimbursement Shape(ReimbursementPosted posted) => new(
        posted.Contract, posted.Half, posted.IsDenied ? Status.Denied : Status.Received, posted.Amount, posted.Date,
        posted.Reference, posted.PostingMonth);

    private static void Check(Reimbursement sent, EmployerView view, DateOnly today)
    {
        if (sent.Amount.IsZero) throw new ProblemException(Problem.BadRequest("amount: must not be zero"));
        Routes.RequireAmount("amount", sent.Amount);
        Routes.RequireReference(sent.Reference);
        Routes.RequireUntil(today, sent.Date);
        var terms = view.Plans.FirstOrDefault(plan => plan.Plan.Year == sent.Contract)?.Plan.StopLoss;
        if (sent.Half == ContractHalf.Specific ? terms?.Specific is null : terms?.Aggregate is null)
            throw new ProblemException(Problem.Conflict(
                "no-contract", "The plan year has no such half of a stop-loss contract."));
    }
}

/// <summary>openapi.yaml, Reimbursements.</summary>
public sealed record ReimbursementsShape(
    string Employer, PlanYear Contract, ContractReceivable Receivable, IReadOnlyList<PostedReimbursement> Posted);

/// <summary>openapi.yaml, Reimbursement.</summary>
public sealed record PostedReimbursement(
    PlanYear Contract, ContractHalf Half, ReimbursementsApi.Status Status, Cents Amount, DateOnly Date,
    string Reference, Month PostingMonth);
