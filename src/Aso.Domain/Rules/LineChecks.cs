using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>The checks of a line (rules 3.5–3.11). Each returns the denial, or null where the line passes.</summary>
internal static class LineChecks
{
    /// <summary>Rule 3.5.</summary>
    public static Denial? DenyIfNotCovered(ReadOnlySpan<EnrollmentRow> rows, Benefit benefit, DateOnly incurred)
    {
        if (Coverage.Covers(rows, benefit, incurred)) return null;
        return Coverage.CoveredUpTo(rows, benefit, incurred) ? Denial.CoveredEarlier : Denial.NeverCovered;
    }

    /// <summary>
    /// Rule 3.6: the received date against the incurred date or, for disability, the line's last day.
    /// </summary>
    public static Denial? DenyIfFiledLate(int? timelyFilingDays, DateOnly from, DateOnly firstReceived) =>
        firstReceived.DayNumber - from.DayNumber > timelyFilingDays ? Denial.Late : null;

    /// <summary>
    /// Rule 3.6, where the plan, or the first edition, denies what comes after the run-out: not posted after the last
    /// run-out month of its plan year; not checked for disability.
    /// </summary>
    public static Denial? DenyIfAfterRunOut(Month posting, Month lastRunOutMonth) =>
        posting > lastRunOutMonth ? Denial.Late : null;

    /// <summary>Rule 3.7; not checked for disability.</summary>
    public static Denial? DenyIfDuplicate(
        FamilyMember member, Benefit benefit, ClaimLine line, in OpenedLine opened) =>
        !SaysItIsRepeated(line) && HasDuplicate(member.Person, benefit, line, opened) ? Denial.Duplicate : null;

    /// <summary>A claim that was adjudicated in a family the member has left counts too.</summary>
    private static bool HasDuplicate(Person person, Benefit benefit, ClaimLine line, in OpenedLine opened)
    {
        foreach (var member in person.Places)
            if (member.Family.HasDuplicate(member.Place, benefit, line, opened.Provider, opened.Code)) return true;
        return false;
    }

    /// <summary>Rule 3.8.</summary>
    public static Denial? DenyIfServiceNotCovered(Service? service) =>
        service is { Covered: false } ? Denial.ServiceNotCovered : null;

    /// <summary>Rule 3.9.</summary>
    public static Denial? DenyIfNotAuthorized(BenefitPlan terms, Service? service, ClaimLine line) =>
        (service?.Authorization ?? terms.Authorization) && !line.Authorized ? Denial.NotAuthorized : null;

    /// <summary>Rule 3.10; the member must be covered on the incurred date.</summary>
    public static Denial? DenyIfWaiting(
        BenefitPlan terms, Service? service, ReadOnlySpan<EnrollmentRow> rows, Benefit benefit, DateOnly incurred)
    {
        var months = service?.WaitingMonths ?? terms.WaitingMonths;
        if (months == 0) return null;
        return Coverage.UnbrokenSince(rows, benefit, incurred).AddMonths(months) > incurred ? Denial.Waiting : null;
    }

    /// <summary>Rule 3.11.</summary>
    public static Denial? DenyIfVisitsUsed(PlanYearBook year, FamilyMember member, Benefit benefit, short service) =>
        year.VisitLimitOf(benefit, service) is { } limit
        && member.Person.VisitsOf(new ServiceKey((short)year.Slot, benefit, service)) >= limit
            ? Denial.VisitsUsed
            : null;

    /// <summary>Modifier 76 or 77: the procedure was repeated on purpose.</summary>
    private static bool SaysItIsRepeated(ClaimLine line)
    {
        var modifiers = line.Modifiers;
        for (var index = 0; index < modifiers.Count; index++)
            if (modifiers[index] is "76" or "77") return true;
        return false;
    }
}
