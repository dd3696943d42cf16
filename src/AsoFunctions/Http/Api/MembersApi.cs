using Aso.ClaimFiles.Csv;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>One member: accumulators, position under the specific, claims.</summary>
public sealed class MembersApi(EmployerLedger employers, Directories directories, ClaimShapes shapes)
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
        var subscriber = await SubscriberAsync(employer, member, cancellation);
        var found = subscriber is null
            ? default
            : await employers.AskAsync(
                new ShardId(employer, ShardId.IndexFor(subscriber, view.Ledger.Employer.Shards)),
                book => (
                    Member: book.Member(member),
                    Specific: book.Plans.Keys.Order()
                        .Select(year => (Year: year, Position: book.Positions(year).FirstOrDefault(
                            position => position.MemberId == member)))
                        .Where(position => position.Position is not null).ToList()),
                cancellation);
        if (found.Member is not { } known)
            throw new ProblemException(Problem.NotFound("No such member."));
        var page = Page.Of(request);
        page.Link(known.Claims.Count);
        return Answer.Ok(new
        {
            known.MemberId,
            known.SubscriberId,
            Enrollment = known.Enrollment.Select(row => new
            {
                row.Effective,
                row.Termination,
                row.Relationship,
                row.Tier,
                Benefits = row.Benefits.Members.Select(benefit => benefit.Name()),
            }),
            Accumulators = known.Accumulators.Select(accumulator => new
            {
                PlanYear = accumulator.Year,
                Benefit = accumulator.Benefit.Name(),
                accumulator.Deductible,
                accumulator.OutOfPocket,
                accumulator.FamilyDeductible,
                accumulator.FamilyOutOfPocket,
                accumulator.AnnualMaximumUsed,
            }),
            Specific = found.Specific.Select(position => new
            {
                Contract = position.Year,
                position.Position!.Eligible,
                position.Position.Deductible,
                position.Position.Excess,
                position.Position.Reimbursable,
                position.Position.Notice,
                position.Position.Breach,
            }),
            ClaimsTotal = known.Claims.Count,
            Claims = await shapes.ListAsync(employer, known.Claims, page.Skip, page.Limit, cancellation),
        });
    }

    private async Task<string?> SubscriberAsync(string employer, string member, CancellationToken cancellation)
    {
        using var known = await directories.ReadAsync(employer, cancellation);
        return known.Directory.SubscriberOf(member);
    }
}
