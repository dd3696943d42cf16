using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>A contract's position with its carrier (rules 4.1–4.7).</summary>
public sealed class StopLossApi(EmployerLedger employers)
{
    [Function("GetStopLoss")]
    public async Task<IActionResult> StopLossAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/stop-loss")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var plan = view.Chosen.Plan;
        if (plan.StopLoss is not { } terms)
            throw new ProblemException(Problem.NotFound("The plan year has no stop-loss contract."));
        var shards = await employers.AskOnceAsync(view.Ledger, $"stop-loss {plan.Year}", book => (
            Members: book.Positions(plan.Year).Where(member => member.Notice || member.Breach).ToList(),
            Uncovered: book.Uncovered(plan.Year),
            Pended: book.Pended()),
            shard => shard.Members.Count + shard.Uncovered.Count + shard.Pended.Count);
        var pended = shards.SelectMany(shard => shard.Pended)
            .Where(decision => plan.Year.Contains(decision.Claim.IncurredOn(decision.Claim.Lines[0])))
            .ToLookup(decision => decision.Claim.MemberId, decision => decision.Estimate);
        var toDate = view.ToDate();
        return Answer.Ok(
            new StopLossShape(
                view.Employer,
                plan.Year,
                terms.Basis.ToString(),
                terms.Carrier,
                terms.Specific is null ? null : new SpecificShape(
                    toDate.Specific,
                    terms.Specific.NoticeAt,
                    shards.SelectMany(shard => shard.Members)
                        .OrderBy(member => member.MemberId, StringComparer.Ordinal)
                        .Select(member => Shape(member, terms.Specific, pended[member.MemberId].Sum()))),
                toDate.AggregatePosition,
                new UncoveredShape(
                    shards.SelectMany(shard => shard.Uncovered).Sum(claim => claim.Amount),
                    shards.SelectMany(shard => shard.Uncovered)
                        .OrderBy(claim => claim.ClaimNumber, StringComparer.Ordinal)
                        .Select(claim => new UncoveredAmount(claim.ClaimNumber, claim.Amount)))));
    }

    private static StopLossMember Shape(MemberPosition member, SpecificStopLoss terms, Cents pended) => new(
        member.MemberId, member.Eligible, member.Deductible, terms.Lasers.ContainsKey(member.MemberId), member.Excess,
        member.Reimbursable, member.Notice, member.Breach, pended);
}

/// <summary>openapi.yaml, StopLoss.</summary>
public sealed record StopLossShape(
    string Employer, PlanYear Contract, string Basis, string Carrier, SpecificShape? Specific,
    AggregatePosition? Aggregate, UncoveredShape Uncovered);

public sealed record SpecificShape(Cents Reimbursable, decimal NoticeAt, IEnumerable<StopLossMember> Members);

public sealed record StopLossMember(
    string MemberId, Cents Eligible, Cents Deductible, bool IsLasered, Cents Excess, Cents Reimbursable, bool Notice,
    bool Breach, Cents Pended);

public sealed record UncoveredShape(Cents Total, IEnumerable<UncoveredAmount> Claims);

public sealed record UncoveredAmount(string ClaimNumber, Cents Amount);
