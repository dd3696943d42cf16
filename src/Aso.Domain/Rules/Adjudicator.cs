using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>
/// Adjudicates the lines of one claim at a time by rules 3.1, 3.5–3.11, 3.20–3.27 and 3.30, against the standing
/// accumulators and the claim's own earlier lines. It changes no state; its buffer is reused.
/// </summary>
internal sealed class Adjudicator(PlanYears years)
{
    private LineOutcome[] _outcomes = new LineOutcome[8];
    private int _count;

    /// <summary>The outcomes of the last claim, one for each line.</summary>
    public Span<LineOutcome> Outcomes => _outcomes.AsSpan(0, _count);

    /// <summary>Clears the buffer for the outcomes of a claim with this many lines.</summary>
    public Span<LineOutcome> Start(int lines)
    {
        if (lines > _outcomes.Length) _outcomes = new LineOutcome[lines];
        _count = lines;
        Outcomes.Clear();
        return Outcomes;
    }

    /// <summary>Adjudicates every line, as if the claim did not pend.</summary>
    /// <param name="firstReceived">Of the first original of the claim's chain (rule 3.6).</param>
    public void Judge(FamilyMember member, Claim claim, DateOnly firstReceived, Month posting)
    {
        var outcomes = Start(claim.Lines.Count);
        for (var index = 0; index < outcomes.Length; index++)
        {
            var line = claim.Lines[index];
            ref var outcome = ref outcomes[index];
            var terms = Open(claim, line, ref outcome);
            if (outcome.Denied) continue;
            if (FirstDenial(member, claim, line, terms!, outcome, firstReceived, posting) is { } denial)
                outcome.Deny(denial);
            else Price(member, claim, outcomes[..(index + 1)], terms!);
            if (line.Paid is { } given) PostAdministratorPaid(claim.Benefit, line, given, ref outcome);
        }
    }

    /// <summary>Looks up the line's plan year, service and charge; rule 3.1 denies it where no plan covers it.</summary>
    public BenefitPlan? Open(Claim claim, ClaimLine line, ref LineOutcome outcome)
    {
        outcome.Charge = claim.Benefit.IsDisability() ? Cents.Zero : line.Charge;
        outcome.Service = -1;
        outcome.Provider = years.Providers.NumberOf(line.Provider);
        outcome.Procedure = years.Procedures.NumberOf(line.Procedure);
        outcome.Year = years.YearOf(claim.IncurredOn(line));
        var terms = outcome.Year?.TermsOf(claim.Benefit);
        if (terms is null) outcome.Deny(Denial.NotInPlan);
        else if (terms is HealthPlan)
        {
            outcome.Service = outcome.Year!.ServiceOf(claim.Benefit, outcome.Procedure);
            outcome.OutsideMaximum = outcome.Year.ServiceAt(claim.Benefit, outcome.Service) is { OutsideMaximum: true };
        }

        return terms;
    }

    /// <summary>The first of rules 3.5–3.11 that denies the line; null: none does.</summary>
    private static Denial? FirstDenial(
        FamilyMember member, Claim claim, ClaimLine line, BenefitPlan terms, in LineOutcome outcome,
        DateOnly firstReceived, Month posting)
    {
        var benefit = claim.Benefit;
        var disability = benefit.IsDisability();
        var incurred = claim.IncurredOn(line);
        var year = outcome.Year!;
        var service = year.ServiceAt(benefit, outcome.Service);
        return LineChecks.DenyIfNotCovered(member.Rows, benefit, incurred)
            ?? LineChecks.DenyIfFiledLate(
                terms.TimelyFilingDays, disability ? line.ServiceTo : incurred, firstReceived)
            ?? (disability || year.Plan.AfterRunOut == AfterRunOut.Pay
                ? null
                : LineChecks.DenyIfAfterRunOut(posting, year.LastRunOutMonth))
            ?? (disability ? null : LineChecks.DenyIfDuplicate(member, line, outcome))
            ?? LineChecks.DenyIfServiceNotCovered(service)
            ?? LineChecks.DenyIfNotAuthorized(terms, service, line)
            ?? LineChecks.DenyIfWaiting(terms, service, member.Rows, benefit, incurred)
            ?? LineChecks.DenyIfVisitsUsed(year, member, benefit, outcome.Service);
    }

    /// <param name="outcomes">Those of the claim's lines up to the one to price.</param>
    private static void Price(FamilyMember member, Claim claim, Span<LineOutcome> outcomes, BenefitPlan terms)
    {
        switch (terms)
        {
            case HealthPlan health:
                HealthPricing.Price(member, claim, outcomes, health);
                break;
            case ShortTermDisabilityPlan shortTerm:
                DisabilityPricing.Price(member, claim, outcomes, shortTerm);
                break;
            case LongTermDisabilityPlan longTerm:
                DisabilityPricing.Price(member, claim, outcomes, longTerm);
                break;
        }
    }

    /// <summary>Posts what the administrator paid instead of our amount (rule 3.30).</summary>
    private static void PostAdministratorPaid(Benefit benefit, ClaimLine line, Cents given, ref LineOutcome outcome)
    {
        outcome.Paid = given;
        if (benefit != Benefit.LongTermDisability) return;
        var ours = outcome.PaidByMonth ?? new Cents[DisabilityPricing.MonthsOf(line)];
        outcome.PaidByMonth = PaidByAdministrator.OverMonths(given, ours);
    }
}
