using Aso.ClaimFiles.Csv;
using Aso.Ledger.Journal;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// The gap detector: what no stop-loss contract covers, paid or pended, what will fall out of cover unless it is paid
/// by a date, and what the employer keeps by the contract's own terms (rules 4.1–4.3).
/// </summary>
public sealed class GapsApi(EmployerLedger employers, BusinessClock clock)
{
    [Function("GetStopLossGaps")]
    public async Task<IActionResult> GapsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/stop-loss/gaps")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var page = Page.Of(request);
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var plan = view.Chosen.Plan;
        if (plan.StopLoss is not { } terms)
            throw new ProblemException(Problem.NotFound("The plan year has no stop-loss contract."));
        var today = clock.Today(plan.TimeZone);
        var contracts = new Contracts(view.Plans.Select(known => known.Plan));
        var shards = await employers.AskOnceAsync(view.Ledger, $"gaps {plan.Year}", book => (
            Paid: book.Uncovered(plan.Year),
            Pended: book.Pended(),
            Members: book.Positions(plan.Year).Where(member => IsKept(member, terms)).ToList()),
            shard => shard.Paid.Count + shard.Pended.Count + shard.Members.Count);
        var paid = shards.SelectMany(shard => shard.Paid)
            .OrderBy(claim => claim.ClaimNumber, StringComparer.Ordinal)
            .ThenBy(claim => claim.SubscriberId, StringComparer.Ordinal).ToList();
        var pended = PendedCover.Assess(contracts, shards.SelectMany(shard => shard.Pended), today)
            .Where(cover => plan.Year.Contains(cover.Incurred)).ToList();
        var gaps = paid.Select(claim => Shape(claim, contracts))
            .Concat(pended.Select(cover => Shape(cover))).ToList();
        return Answer.Ok(new
        {
            view.Employer,
            Contract = plan.Year,
            Basis = terms.Basis.ToString(),
            PaysThrough = ContractWindow.FromTerms(plan.Year, terms).Paid.To.AddDays(-1),
            AsOf = today,
            Totals = new
            {
                Paid = paid.Sum(claim => claim.Amount),
                Pended = pended.Where(cover => !cover.IsCovered).Sum(cover => cover.Estimate),
                PendedWithDate = pended.Where(cover => cover.PayBy is not null).Sum(cover => cover.Estimate),
            },
            Kept = Kept(terms, view.ToDate(), [.. shards.SelectMany(shard => shard.Members)]),
            Claims = page.Shape(page.Take(gaps), gaps.Count),
        });
    }

    private static object Shape(UncoveredClaim claim, Contracts contracts) => new
    {
        claim.ClaimNumber,
        claim.SubscriberId,
        claim.MemberId,
        Benefit = claim.Benefit.Name(),
        Status = "paid",
        claim.Amount,
        claim.Incurred,
        PaidDate = (DateOnly?)claim.PaidDate,
        IsCovered = false,
        Reason = Name(contracts.WhyUncovered(claim.Benefit, claim.Incurred, claim.PaidDate)),
        PayBy = (DateOnly?)null,
    };

    private static object Shape(PendedCover cover) => new
    {
        cover.ClaimNumber,
        cover.SubscriberId,
        cover.MemberId,
        Benefit = cover.Benefit.Name(),
        Status = "pended",
        Amount = cover.Estimate,
        cover.Incurred,
        PaidDate = (DateOnly?)null,
        cover.IsCovered,
        Reason = Name(cover.Reason),
        cover.PayBy,
    };

    private static string? Name(GapReason? reason) => reason is { } known ? StatementJson.NameOf(known) : null;

    private static bool IsKept(MemberPosition member, StopLossTerms terms) =>
        member.Excess > Cents.Zero
        || (terms.Specific is { } specific
            && member.Deductible > specific.Deductible && member.Eligible > specific.Deductible);

    /// <summary>What the contract's terms leave with the employer of covered claims, deductibles apart.</summary>
    private static object Kept(StopLossTerms terms, YearToDate toDate, IReadOnlyList<MemberPosition> members)
    {
        var above = members.Where(member => member.Excess > Cents.Zero).ToList();
        var ordinary = terms.Specific?.Deductible ?? Cents.Zero;
        return new
        {
            BenefitsOutside = Benefits.All
                .Where(benefit => !terms.Benefits.Contains(benefit) && !toDate.PaidByBenefit[(int)benefit].IsZero)
                .ToDictionary(benefit => benefit.Name(), benefit => toDate.PaidByBenefit[(int)benefit]),
            Lasers = members
                .Where(member => member.Deductible > ordinary && member.Eligible > ordinary)
                .OrderBy(member => member.MemberId, StringComparer.Ordinal)
                .Select(member => new
                {
                    member.MemberId,
                    Laser = member.Deductible,
                    SpecificDeductible = ordinary,
                    Amount = Cents.Min(member.Eligible, member.Deductible) - ordinary,
                }),
            AboveCarriersPart = above.Sum(member => member.Excess - member.Reimbursable),
            AggregatingDeductible = above.Sum(member => member.Reimbursable) - toDate.Specific,
        };
    }
}
