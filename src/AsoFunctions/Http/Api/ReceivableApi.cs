using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>What a contract's carrier owes, by the days since a close's report requested it (rule 4.14).</summary>
public sealed class ReceivableApi(EmployerLedger employers, StatementStore statements, BusinessClock clock)
{
    [Function("GetReceivable")]
    public async Task<IActionResult> ReceivableAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/stop-loss/receivable")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var plan = view.Chosen.Plan;
        var terms = Routes.StopLossOf(plan);
        var closed = await statements.ReadAsync(employer, plan.Year, cancellation);
        var position = view.Now.Contracts.First(contract => contract.Contract == plan.Year);
        return Answer.Ok(new AgedReceivableShape(
            employer, plan.Year, view.Today, plan.Currency,
            terms.Specific is null ? null : HalfOf(ContractHalf.Specific, position.Specific),
            terms.Aggregate is null ? null : HalfOf(ContractHalf.Aggregate, position.Aggregate)));

        AgedHalfShape HalfOf(ContractHalf half, HalfPosition amounts)
        {
            var age = ReceivableAge.Of(
                amounts.Whole,
                Aso.Domain.Periods.Statements.Requested(closed, half, instant => clock.DateOf(instant, plan.TimeZone)),
                view.Today);
            return new AgedHalfShape(amounts.Whole.Receivable, age.NotRequested, age.Ages);
        }
    }
}

/// <summary>openapi.yaml, AgedReceivable.</summary>
/// <param name="AsOf">The business date that the days are counted to.</param>
/// <param name="Specific">Null: the contract has no such half.</param>
public sealed record AgedReceivableShape(
    string Employer, PlanYear Contract, DateOnly AsOf, string Currency, AgedHalfShape? Specific,
    AgedHalfShape? Aggregate);

public sealed record AgedHalfShape(Cents Receivable, Cents NotRequested, IReadOnlyList<AgedReceivable> Ages);
