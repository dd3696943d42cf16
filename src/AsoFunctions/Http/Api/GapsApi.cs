using Aso.ClaimFiles.Csv;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// Stop-loss gaps: claims that no contract covers, paid or pended; pended claims that lose coverage unless paid by a
/// date; and what the contract's own terms leave with the employer (rules 4.1–4.3).
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
        var page = Page.Read(request);
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var plan = view.Chosen.Plan;
        var terms = Routes.StopLossOf(plan);
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
            .Where(cover => plan.Contains(cover.Incurred)).ToList();
        var gaps = paid.Select(claim => Shape(claim, contracts))
            .Concat(pended.Select(cover => Shape(cover))).ToList();
        return Answer.Ok(new GapsShape(
            view.Employer,
            plan.Year,
            terms.Basis.ToString(),
            LastPaidDate(plan),
            today,
            new GapTotals(
                paid.Sum(claim => claim.Amount),
                pended.Where(cover => !cover.IsCovered).Sum(cover => cover.Estimate),
                pended.Where(cover => cover.PayBy is not null).Sum(cover => cover.Estimate)),
            Kept(
                terms, view.ToDate(), view.Now.Contracts.First(contract => contract.Contract == plan.Year),
                [.. shards.SelectMany(shard => shard.Members)]),
            page.Shape(page.Take(gaps), gaps.Count)));
    }

    /// <summary>Of either half, the later.</summary>
    private static DateOnly LastPaidDate(Plan plan) => Enum.GetValues<ContractHalf>()
        .Select(half => ContractWindow.FromTerms(plan, half)).OfType<ContractWindow>()
        .Max(window => window.Paid.To).AddDays(-1);

    private static Gap Shape(UncoveredClaim claim, Contracts contracts) => new(
        claim.ClaimNumber, claim.SubscriberId, claim.MemberId, claim.Benefit.Name(), "paid", claim.Amount,
        claim.Incurred, claim.PaidDate, false,
        Name(contracts.WhyUncovered(claim.Benefit, claim.Incurred, claim.PaidDate)), null);

    private static Gap Shape(PendedCover cover) => new(
        cover.ClaimNumber, cover.SubscriberId, cover.MemberId, cover.Benefit.Name(), "pended", cover.Estimate,
        cover.Incurred, null, cover.IsCovered, Name(cover.Reason), cover.PayBy);

    private static string? Name(GapReason? reason) => reason is { } known ? StatementJson.NameOf(known) : null;

    private static bool IsKept(UnitPosition member, StopLossTerms terms) =>
        member.Excess > Cents.Zero
        || (terms.Specific is { } specific
            && member.Deductible > specific.Deductible && member.Eligible > specific.Deductible);

    /// <summary>What the contract's terms leave with the employer, apart from deductibles.</summary>
    private static KeptByEmployer Kept(
        StopLossTerms terms, YearToDate toDate, ContractPosition contract, IReadOnlyList<UnitPosition> members)
    {
        var above = members.Where(member => member.Excess > Cents.Zero).ToList();
        var ordinary = terms.Specific?.Deductible ?? Cents.Zero;
        return new KeptByEmployer(
            Benefits.All
                .Where(benefit => !terms.Benefits.Contains(benefit) && !toDate.PaidByBenefit[(int)benefit].IsZero)
                .ToDictionary(benefit => benefit.Name(), benefit => toDate.PaidByBenefit[(int)benefit]),
            members
                .Where(member => member.Deductible > ordinary && member.Eligible > ordinary)
                .OrderBy(member => member.Unit, StringComparer.Ordinal)
                .Select(member => new LaserShape(
                    member.MemberId, member.SubscriberId, member.Deductible, ordinary,
                    Cents.Min(member.Eligible, member.Deductible) - ordinary)),
            above.Sum(member => member.Excess - member.Reimbursable),
            above.Sum(member => member.Reimbursable) - contract.Specific.Whole.Accrued);
    }
}

/// <summary>openapi.yaml, Gaps.</summary>
public sealed record GapsShape(
    string Employer, PlanYear Contract, string Basis, DateOnly PaysThrough, DateOnly AsOf, GapTotals Totals,
    KeptByEmployer Kept, PageOf<Gap> Claims);

public sealed record GapTotals(Cents Paid, Cents Pended, Cents PendedWithDate);

public sealed record Gap(
    string ClaimNumber, string SubscriberId, string MemberId, string Benefit, string Status, Cents Amount,
    DateOnly Incurred, DateOnly? PaidDate, bool IsCovered, string? Reason, DateOnly? PayBy);

public sealed record KeptByEmployer(
    Dictionary<string, Cents> BenefitsOutside, IEnumerable<LaserShape> Lasers, Cents AboveCarriersPart,
    Cents AggregatingDeductible);

public sealed record LaserShape(
    string? MemberId, string? SubscriberId, Cents Laser, Cents SpecificDeductible, Cents Amount);
