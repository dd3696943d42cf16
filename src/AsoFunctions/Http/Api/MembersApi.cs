using Aso.ClaimFiles.Csv;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>One member: accumulators, position under the specific, claims.</summary>
public sealed class MembersApi(
    EmployerLedger employers, Directories directories, ClaimShapes shapes, BusinessClock clock)
{
    [Function("GetMember")]
    public async Task<IActionResult> MemberAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/members/{member}")]
        HttpRequest request,
        string employer,
        string member,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, null, cancellation);
        var listed = await ListedAsync(employer, member, cancellation);
        var (memberId, subscriber) = (listed?.MemberId, listed?.SubscriberId);
        var today = clock.Today(view.Chosen.Plan.TimeZone);
        var found = memberId is null || subscriber is null
            ? default
            : await employers.AskAsync(
                new ShardId(employer, ShardId.IndexFor(subscriber, view.Ledger.Employer.Shards)),
                book => (
                    Member: book.Member(memberId),
                    Accounts: book.SpendingAccounts(memberId, today),
                    Specific: book.Plans.Keys.Order()
                        .Select(year => (Year: year, Position: book.Positions(year).FirstOrDefault(
                            position => position.MemberId == memberId || position.SubscriberId == subscriber)))
                        .Where(position => position.Position is not null).ToList()),
                cancellation);
        if (found.Member is not { } known)
            throw new ProblemException(Problem.NotFound("No such member."));
        var page = Page.Read(request);
        page.Link(known.Claims.Count);
        return Answer.Ok(new MemberShape(
            known.MemberId,
            known.SubscriberId,
            known.Enrollment.Select(row => new EnrollmentShape(
                row.Effective, row.Termination, row.Relationship, row.Tier,
                row.Benefits.Members.Select(benefit => benefit.Name()), row.Division, row.Status,
                row.BenefitTiers?.All.ToDictionary(one => one.Benefit.Name(), one => one.Tier))),
            known.Accumulators.Select(accumulator => new AccumulatorShape(
                accumulator.Year, accumulator.Benefit.Name(), accumulator.Deductible, accumulator.OutOfPocket,
                accumulator.FamilyDeductible, accumulator.FamilyOutOfPocket, accumulator.AnnualMaximumUsed)),
            known.SharedLimits.Select(shared => new SharedLimitShape(
                shared.Year, shared.Benefits.Members.Select(benefit => benefit.Name()), shared.Deductible,
                shared.OutOfPocket, shared.FamilyDeductible, shared.FamilyOutOfPocket)),
            found.Accounts.Select(one => new SpendingAccountShape(
                one.Year, one.Account.Credit, one.Account.Carried, one.Account.Used, one.Account.UsedByNext,
                one.Account.Left)),
            found.Specific.Select(specific => new MemberSpecific(
                specific.Year, specific.Position!.Eligible, specific.Position.Deductible, specific.Position.Excess,
                specific.Position.Reimbursable, specific.Position.Notice, specific.Position.Breach)),
            known.Claims.Count,
            await shapes.ListAsync(employer, known.Claims, page.Skip, page.Limit, cancellation)));
    }

    /// <summary>By any of the member's numbers but a social security number, which belongs in no URL.</summary>
    private async Task<ListedMember?> ListedAsync(string employer, string member, CancellationToken cancellation)
    {
        using var known = await directories.ReadAsync(employer, cancellation);
        return known.Directory.FindByNumber(member);
    }
}

/// <summary>openapi.yaml, Member.</summary>
public sealed record MemberShape(
    string MemberId, string SubscriberId, IEnumerable<EnrollmentShape> Enrollment,
    IEnumerable<AccumulatorShape> Accumulators, IEnumerable<SharedLimitShape> SharedLimits,
    IEnumerable<SpendingAccountShape> SpendingAccounts, IEnumerable<MemberSpecific> Specific, int ClaimsTotal,
    IReadOnlyList<ClaimShape> Claims);

public sealed record EnrollmentShape(
    DateOnly Effective, DateOnly? Termination, Relationship Relationship, string? Tier, IEnumerable<string> Benefits,
    string? Division, EnrollmentStatus Status, IReadOnlyDictionary<string, string>? BenefitTiers);

public sealed record AccumulatorShape(
    PlanYear PlanYear, string Benefit, Cents Deductible, Cents OutOfPocket, Cents FamilyDeductible,
    Cents FamilyOutOfPocket, Cents AnnualMaximumUsed);

public sealed record SharedLimitShape(
    PlanYear PlanYear, IEnumerable<string> Benefits, Cents? Deductible, Cents? OutOfPocket, Cents? FamilyDeductible,
    Cents? FamilyOutOfPocket);

public sealed record SpendingAccountShape(
    PlanYear PlanYear, Cents Credit, Cents Carried, Cents Used, Cents UsedByNextYear, Cents Left);

public sealed record MemberSpecific(
    PlanYear Contract, Cents Eligible, Cents Deductible, Cents Excess, Cents Reimbursable, bool Notice, bool Breach);
