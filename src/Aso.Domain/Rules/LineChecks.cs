using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>The checks of a line (rules 3.5–3.11), each alone; null: passed.</summary>
internal static class LineChecks
{
    /// <summary>Rule 3.5.</summary>
    public static Denial? Covered(ReadOnlySpan<EnrollmentRow> rows, Benefit benefit, DateOnly incurred)
    {
        if (Coverage.Covers(rows, benefit, incurred)) return null;
        return Coverage.CoveredUpTo(rows, benefit, incurred) ? Denial.CoveredEarlier : Denial.NeverCovered;
    }

    /// <summary>
    /// Rule 3.6: the received date against the incurred date or, for disability, the line's last day.
    /// </summary>
    public static Denial? FiledInTime(int? timelyFilingDays, DateOnly from, DateOnly firstReceived) =>
        firstReceived.DayNumber - from.DayNumber > timelyFilingDays ? Denial.Late : null;

    /// <summary>Rule 3.6: not posted after the last run-out month of its plan year; not asked for disability.</summary>
    public static Denial? WithinRunOut(Month posting, Month lastRunOutMonth) =>
        posting > lastRunOutMonth ? Denial.Late : null;

    /// <summary>Rule 3.7; not asked for disability.</summary>
    public static Denial? NotRepeated(FamilyMember member, ClaimLine line, in LineOutcome outcome) =>
        !IsRepeatOnPurpose(line)
        && member.Family.HasDuplicate(member.Place, line, outcome.Provider, outcome.Procedure)
            ? Denial.Duplicate
            : null;

    /// <summary>Rule 3.8.</summary>
    public static Denial? ServiceCovered(Service? service) =>
        service is { Covered: false } ? Denial.ServiceNotCovered : null;

    /// <summary>Rule 3.9.</summary>
    public static Denial? Authorized(BenefitPlan terms, Service? service, ClaimLine line) =>
        (service?.Authorization ?? terms.Authorization) && !line.Authorized ? Denial.NotAuthorized : null;

    /// <summary>Rule 3.10; the member must be covered on the incurred date.</summary>
    public static Denial? Waited(
        BenefitPlan terms, Service? service, ReadOnlySpan<EnrollmentRow> rows, Benefit benefit, DateOnly incurred)
    {
        var months = service?.WaitingMonths ?? terms.WaitingMonths;
        if (months == 0) return null;
        return Coverage.UnbrokenSince(rows, benefit, incurred).AddMonths(months) > incurred ? Denial.Waiting : null;
    }

    /// <summary>Rule 3.11.</summary>
    public static Denial? VisitLeft(PlanYearBook year, FamilyMember member, Benefit benefit, short service) =>
        VisitLimit.Of(year, benefit, service) is { } limit
        && member.VisitsOf(new ServiceKey((short)year.Slot, benefit, service)) >= limit
            ? Denial.VisitsUsed
            : null;

    /// <summary>Modifier 76 or 77: the procedure was repeated, and says so.</summary>
    private static bool IsRepeatOnPurpose(ClaimLine line)
    {
        var modifiers = line.Modifiers;
        for (var index = 0; index < modifiers.Count; index++)
            if (modifiers[index] is "76" or "77") return true;
        return false;
    }
}

/// <summary>How many visits of a service a member may have in a plan year (rule 3.11).</summary>
internal static class VisitLimit
{
    /// <summary>Null: no limit.</summary>
    public static int? Of(PlanYearBook year, Benefit benefit, short service) =>
        year.TermsOf(benefit) is HealthPlan health ? year.ServiceAt(benefit, service)?.Visits ?? health.Visits : null;
}
