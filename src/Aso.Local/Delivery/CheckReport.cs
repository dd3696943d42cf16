using System.Globalization;
using Aso.Ledger.Checking;
using Aso.Ledger.Journal;
using Aso.Local.Cli;

namespace Aso.Local.Delivery;

/// <summary>Says in words what dropping a file would do.</summary>
internal static class CheckReport
{
    private const int IdsShown = 20;
    private const int FieldsShown = 40;

    /// <summary>Reports, and returns the exit code that dropping it would have.</summary>
    /// <param name="decisions">The decisions it would lead to.</param>
    public static int Report(CheckOutcome outcome, DecisionSummary decisions)
    {
        Terminal.Line($"{outcome.File}: {Ending(outcome)}; nothing was changed");
        var (lines, rejected) = AcknowledgmentText.Write(outcome.Acknowledgment.Span);
        foreach (var line in lines
            .Concat(decisions.Lines().Select(line => line.Replace("{employer}", outcome.Employer, StringComparison.Ordinal)))
            .Concat(Waiting(outcome))
            .Concat(outcome.PlanYears.SelectMany(Year))
            .Concat(outcome.StopLossUnits.Take(IdsShown).Select(Reached))
            .Concat(Enrollment(outcome.Enrollment))
            .Concat(Plan(outcome.Plan)))
            Terminal.Line("  " + line);
        return rejected ? ExitCodes.Rejected : ExitCodes.Done;
    }

    private static string Ending(CheckOutcome outcome) => outcome.State switch
    {
        null => "would wait for the employer's first plan",
        EntryState.Ready when outcome.Kind == EntryKind.Plan => "would be in force",
        EntryState.Ready when outcome.Kind == EntryKind.Claims => "would be read and decided",
        EntryState.Ready => "would be read and taken",
        EntryState.Refused => "would be refused",
        EntryState.Duplicate => "would be a duplicate",
        EntryState.Quarantined => "would be quarantined",
        _ => "would fail",
    };

    private static IEnumerable<string> Waiting(CheckOutcome outcome)
    {
        if (outcome.WaitingForMember > 0)
            yield return $"{outcome.WaitingForMember:N0} would wait for their member's enrollment (rule 3.34)";
        if (outcome.SetAside > 0) yield return $"{outcome.SetAside:N0} would be set aside: the program fails on them";
        if (outcome.Recoveries is { } recoveries)
            yield return $"posted: {recoveries.Count:N0} recoveries of {Amount(recoveries.Amount)}";
    }

    private static IEnumerable<string> Year(YearEffect year)
    {
        yield return $"plan year {year.PlanYear}:";
        foreach (var (benefit, paid) in year.Paid) yield return $"  paid {benefit} {Change(paid)}";
        foreach (var (name, figure) in ((string, BeforeAfter<Cents>)[])
        [
            ("fund balance", year.FundBalance), ("surplus", year.Surplus), ("specific reimbursable", year.Specific),
            ("aggregate reimbursable", year.Aggregate),
        ])
            if (figure.IsChanged) yield return $"  {name} {Change(figure)}";
        foreach (var (name, figure) in ((string, BeforeAfter<long>)[])
        [
            ("at notice", year.UnitsAtNotice), ("over their deductible", year.UnitsOverSpecific),
        ])
            if (figure.IsChanged) yield return $"  {name} {figure.Before:N0} → {figure.After:N0}";
    }

    private static string Reached(NewlyReached one) =>
        $"stop-loss {one.Contract}: {one.MemberId} {(one.IsOver ? "over its deductible" : "at notice")},"
        + $" {Amount(one.Eligible)} of {Amount(one.Deductible)}";

    private static IEnumerable<string> Enrollment(EnrollmentEffect? effect)
    {
        if (effect is null) yield break;
        foreach (var (word, some) in ((string, SomeMembers)[])
        [
            ("added", effect.Added), ("changed", effect.Changed), ("ended", effect.Ended),
            ("covered and not named, so unchanged", effect.LeftOut),
        ])
            if (some.Count > 0) yield return $"{some.Count:N0} {word}: {Some(some)}";
        if (effect.Unchanged > 0) yield return $"{effect.Unchanged:N0} named and unchanged";
    }

    private static string Some(SomeMembers some)
    {
        var shown = some.MemberIds.Take(IdsShown).ToList();
        return string.Join(", ", shown) + (some.Count > shown.Count ? $" and {some.Count - shown.Count:N0} more" : "");
    }

    private static IEnumerable<string> Plan(PlanEffect? plan)
    {
        if (plan is null) yield break;
        yield return plan.Replaces is { } version
            ? $"replaces version {version} of {plan.PlanYear}: fields that differ: {plan.Changes.Count:N0}"
            : $"a new plan year: {plan.PlanYear}";
        foreach (var field in plan.Changes.Take(FieldsShown))
            yield return $"  {field.Path}: {field.Before ?? "(none)"} → {field.After ?? "(none)"}";
        if (plan.Changes.Count > FieldsShown) yield return $"  {plan.Changes.Count - FieldsShown:N0} more";
        yield return $"affects {plan.MembersEnrolled:N0} members enrolled and {plan.ClaimsPended:N0} pended claims; open months: "
            + (plan.OpenMonths.Count == 0 ? "none" : $"{plan.OpenMonths[0]} to {plan.OpenMonths[^1]}");
    }

    private static string Change(BeforeAfter<Cents> figure) => $"{Amount(figure.Before)} → {Amount(figure.After)}";

    private static string Amount(Cents amount) => amount.Amount.ToString("N2", CultureInfo.InvariantCulture);
}
