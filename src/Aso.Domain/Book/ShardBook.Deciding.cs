using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Rules;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>How each kind of decision is written.</summary>
public sealed partial class ShardBook
{
    /// <summary>The first edition of the rules does not report what was paid of refused lines (rule 3.30).</summary>
    private bool ReportsRefused => Edition > Editions.First;

    /// <summary>Rules 3.2–3.4: lines that fail 3.1 keep its code; a void has no line of its own to check.</summary>
    private Decision Refused(Claim claim, FamilyMember? member, Denial denial, Circumstances circumstances)
    {
        var isVoid = claim.Type == ClaimType.Void;
        var opened = isVoid ? [] : _adjudicator.Open(claim);
        return new Decision
        {
            Claim = claim,
            SubscriberId = member?.Family.SubscriberId ?? claim.SubscriberId ?? claim.MemberId,
            Status = DecisionStatus.Refused,
            PostingMonth = circumstances.PostingMonth,
            PaidDate = circumstances.PaidDate,
            PlanVersion = PlanVersion(opened),
            Lines = isVoid ? RefusedVoid(claim, denial) : RefusedLines(claim, opened, denial),
            FirstReceived = claim.Received,
            Sequence = circumstances.Sequence,
        };
    }

    /// <summary>Rule 3.28: the exact negative of what stands under the original's number.</summary>
    private static Decision Voided(Claim claim, Family family, Circumstances circumstances)
    {
        var standing = family.Decisions[family.Claims[family.Standing(claim.OriginalClaimNumber)].Decision];
        return standing with
        {
            // A void's own benefit is ignored (rule 3.28): it is that of what it voids, and so are the lines.
            Claim = claim.Type == ClaimType.Void
                ? claim with { Benefit = standing.Claim.Benefit, Lines = [] } : standing.Claim,
            Status = DecisionStatus.Voided,
            PostingMonth = circumstances.PostingMonth,
            PaidDate = circumstances.PaidDate,
            Lines = [.. standing.Lines.Select(LineDecisions.Negative)],
            Estimate = Cents.Zero,
            Voids = claim.OriginalClaimNumber,
            DecidedCode = null,
            Sequence = circumstances.Sequence,
        };
    }

    /// <summary>Rule 3.12: the whole claim waits; lines that fail 3.1 keep its code.</summary>
    private Decision Pended(
        Claim claim, FamilyMember member, DateOnly firstReceived, string? replaced, Circumstances circumstances)
    {
        var outcomes = _adjudicator.Outcomes;
        var lines = new LineDecision[outcomes.Length];
        var estimate = Cents.Zero;
        for (var index = 0; index < lines.Length; index++)
        {
            ref readonly var outcome = ref outcomes[index];
            estimate += outcome.Ours;
            lines[index] = outcome.Denial == Denial.NotInPlan
                ? LineDecisions.Judged(claim, claim.Lines[index], outcome, ReportsRefused)
                : LineDecisions.Pended(claim.Lines[index], outcome.Charge);
        }

        return Standing(
            DecisionStatus.Pended, lines, estimate, claim, member, firstReceived, replaced, circumstances);
    }

    /// <summary>The claim as it was judged: paid, or denied where every line is.</summary>
    private Decision Judged(
        Claim claim, FamilyMember member, DateOnly firstReceived, string? replaced, Circumstances circumstances)
    {
        var outcomes = _adjudicator.Outcomes;
        var lines = new LineDecision[outcomes.Length];
        var status = DecisionStatus.Denied;
        for (var index = 0; index < lines.Length; index++)
        {
            lines[index] = LineDecisions.Judged(claim, claim.Lines[index], outcomes[index], ReportsRefused);
            if (outcomes[index].NotDenied) status = DecisionStatus.Paid;
        }

        return Standing(status, lines, Cents.Zero, claim, member, firstReceived, replaced, circumstances);
    }

    /// <summary>Rule 3.29: every line is denied by the given code, save those for which there is no plan.</summary>
    private Decision DeniedByDecision(Decision pended, Denial denial, string code, Circumstances circumstances)
    {
        var claim = pended.Claim;
        var opened = _adjudicator.Open(claim);
        return pended with
        {
            Status = DecisionStatus.Denied,
            PostingMonth = circumstances.PostingMonth,
            PaidDate = circumstances.PaidDate,
            PlanVersion = PlanVersion(opened),
            Lines = RefusedLines(claim, opened, denial),
            Estimate = Cents.Zero,
            DecidedCode = code,
            Sequence = circumstances.Sequence,
        };
    }

    private Decision Standing(
        DecisionStatus status, LineDecision[] lines, Cents estimate, Claim claim, FamilyMember member,
        DateOnly firstReceived, string? replaced, Circumstances circumstances) => new()
    {
        Claim = claim,
        SubscriberId = member.Family.SubscriberId,
        Status = status,
        PostingMonth = circumstances.PostingMonth,
        PaidDate = circumstances.PaidDate,
        PlanVersion = PlanVersion(_adjudicator.Open(claim)),
        Lines = lines,
        Estimate = estimate,
        Voids = replaced,
        FirstReceived = firstReceived,
        Sequence = circumstances.Sequence,
    };

    /// <summary>That of the first line's plan year; 0: none.</summary>
    private static int PlanVersion(ReadOnlySpan<OpenedLine> opened) =>
        opened.IsEmpty ? 0 : opened[0].Year?.Adopted.Version ?? 0;

    /// <summary>By the given code, save those for which there is no plan (rule 3.1).</summary>
    private LineDecision[] RefusedLines(Claim claim, ReadOnlySpan<OpenedLine> opened, Denial denial)
    {
        var lines = new LineDecision[opened.Length];
        for (var index = 0; index < lines.Length; index++)
        {
            var line = claim.Lines[index];
            lines[index] = LineDecisions.Refused(
                line, claim.ChargeOf(line), opened[index].Terms is null ? Denial.NotInPlan : denial, ReportsRefused);
        }

        return lines;
    }

    /// <summary>A void charges nothing; without lines of its own it is refused as one line.</summary>
    private static LineDecision[] RefusedVoid(Claim claim, Denial denial) =>
    [
        .. claim.Lines.DefaultIfEmpty(new ClaimLine { LineNumber = 1 })
            .Select(line => LineDecisions.Refused(line, Cents.Zero, denial, reportsRefused: false)),
    ];
}
