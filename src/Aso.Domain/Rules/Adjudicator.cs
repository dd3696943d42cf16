using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>
/// Adjudicates the lines of one claim at a time by rules 3.1, 3.5–3.11, 3.20–3.27 and 3.30–3.32, against the standing
/// accumulators and the claim's own earlier lines. It changes no state; its buffers are reused.
/// </summary>
internal sealed class Adjudicator(PlanYears years)
{
    private OpenedLine[] _opened = new OpenedLine[8];
    private LineOutcome[] _outcomes = new LineOutcome[8];
    private int _count;
    private Claim? _claim;

    /// <summary>
    /// The first edition of the rules denies by rule 3.6 whatever comes after the run-out; the second, where the plan does.
    /// </summary>
    public bool DeniesAfterRunOut { get; set; }

    /// <summary>The outcomes of the claim judged last, one for each line.</summary>
    public ReadOnlySpan<LineOutcome> Outcomes => _outcomes.AsSpan(0, _count);

    /// <summary>
    /// The claim's lines with what the plan years in force say of them. Those of the claim opened last are kept: it is
    /// judged, then posted.
    /// </summary>
    public ReadOnlySpan<OpenedLine> Open(Claim claim)
    {
        var lines = claim.Lines;
        if (!ReferenceEquals(claim, _claim))
        {
            _claim = null;
            if (lines.Count > _opened.Length) _opened = new OpenedLine[lines.Count];
            for (var index = 0; index < lines.Count; index++) _opened[index] = Open(claim, lines[index]);
            _claim = claim;
        }

        return _opened.AsSpan(0, lines.Count);
    }

    /// <summary>To be called when a plan is put in force: it may cover the lines opened last otherwise.</summary>
    public void Forget() => _claim = null;

    /// <summary>Adjudicates every line, as if the claim did not pend.</summary>
    /// <param name="firstReceived">Of the first original of the claim's chain (rule 3.6).</param>
    public void Judge(FamilyMember member, Claim claim, DateOnly firstReceived, Month posting)
    {
        var opened = Open(claim);
        if (opened.Length > _outcomes.Length) _outcomes = new LineOutcome[opened.Length];
        _count = opened.Length;
        var outcomes = _outcomes.AsSpan(0, _count);
        outcomes.Clear();
        for (var index = 0; index < outcomes.Length; index++)
        {
            var line = claim.Lines[index];
            ref var outcome = ref outcomes[index];
            outcome.Opened = opened[index];
            outcome.Charge = claim.ChargeOf(line);
            if (opened[index].Terms is not { } terms)
            {
                outcome.Denial = Denial.NotInPlan;
                continue;
            }

            outcome.Denial = FirstDenial(member, claim, line, opened[index], firstReceived, posting);
            if (outcome.NotDenied) Price(member, claim, outcomes[..(index + 1)], terms);
            if (line.Paid is { } given) PostAdministratorPaid(claim.Benefit, line, given, ref outcome);
        }
    }

    private OpenedLine Open(Claim claim, ClaimLine line)
    {
        var provider = years.Providers.NumberOf(line.Provider);
        var code = years.ServiceCodes.NumberOf(line.Procedure, line.RevenueCode);
        var year = years.YearOf(claim.IncurredOn(line));
        var terms = year?.TermsOf(claim.Benefit);
        var service = terms is HealthPlan ? year!.ServiceOf(claim.Benefit, code) : (short)-1;
        return new OpenedLine(
            year, terms, provider, code, service,
            year?.ServiceAt(claim.Benefit, service) is { OutsideMaximum: true });
    }

    /// <summary>The first of rules 3.5–3.11 that denies the line; null: none does.</summary>
    private Denial? FirstDenial(
        FamilyMember member, Claim claim, ClaimLine line, in OpenedLine opened, DateOnly firstReceived, Month posting)
    {
        var benefit = claim.Benefit;
        var (year, terms) = (opened.Year!, opened.Terms!);
        var disability = benefit.IsDisability();
        var incurred = claim.IncurredOn(line);
        var service = year.ServiceAt(benefit, opened.Service);
        return LineChecks.DenyIfNotCovered(member.Rows, benefit, incurred)
            ?? LineChecks.DenyIfFiledLate(
                terms.TimelyFilingDays, disability ? line.ServiceTo : incurred, firstReceived)
            ?? (!disability && (DeniesAfterRunOut || year.Plan.AfterRunOut == AfterRunOut.Deny)
                ? LineChecks.DenyIfAfterRunOut(posting, year.LastRunOutMonth)
                : null)
            ?? (disability ? null : LineChecks.DenyIfDuplicate(member, benefit, line, opened))
            ?? LineChecks.DenyIfServiceNotCovered(service)
            ?? LineChecks.DenyIfNotAuthorized(terms, service, line)
            ?? LineChecks.DenyIfWaiting(terms, service, member.Rows, benefit, incurred)
            ?? LineChecks.DenyIfVisitsUsed(year, member, benefit, opened.Service);
    }

    /// <param name="outcomes">Those of the claim's lines up to the one to price.</param>
    private void Price(FamilyMember member, Claim claim, Span<LineOutcome> outcomes, BenefitPlan terms)
    {
        switch (terms)
        {
            case HealthPlan health:
                HealthPricing.Price(member, claim, outcomes, health);
                break;
            case SpendingAccountPlan:
                SpendingAccountPricing.Price(years, member, claim, outcomes);
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
