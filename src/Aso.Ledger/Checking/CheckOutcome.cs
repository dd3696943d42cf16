using Aso.Ledger.Journal;

namespace Aso.Ledger.Checking;

/// <summary>What dropping a file would do.</summary>
public sealed record CheckOutcome
{
    public required string Employer { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>Container and path.</summary>
    public required string File { get; init; }

    /// <summary>As of a dropped file: ready, refused, duplicate …; null: it would wait for the employer's first plan.</summary>
    public required EntryState? State { get; init; }

    /// <summary>Its acknowledgment as it would be: what is accepted and rejected, and what to do next. JSON.</summary>
    public required ReadOnlyMemory<byte> Acknowledgment { get; init; }

    /// <summary>By status: those of its claims, and of claims that waited for what it brings.</summary>
    public IReadOnlyList<DecidedClaims> Decisions { get; init; } = [];

    /// <summary>Denied and refused lines and pended claims, by rule and code; the most lines first.</summary>
    public IReadOnlyList<DecidedLines> Reasons { get; init; } = [];

    /// <summary>Claims that would wait for the enrollment of their member (rule 3.34).</summary>
    public long WaitingForMember { get; init; }

    /// <summary>What our own code failed on.</summary>
    public long SetAside { get; init; }

    /// <summary>The plan years whose figures would change.</summary>
    public IReadOnlyList<YearEffect> PlanYears { get; init; } = [];

    /// <summary>Units that would come to notice or over their deductible, by contract.</summary>
    public IReadOnlyList<NewlyReached> StopLossUnits { get; init; } = [];

    /// <summary>Null: it is no file of enrollment that would be taken.</summary>
    public EnrollmentEffect? Enrollment { get; init; }

    /// <summary>Null: it is no plan document that can be read.</summary>
    public PlanEffect? Plan { get; init; }

    /// <summary>Null: it is no file of recoveries that would be taken.</summary>
    public RecoveriesEffect? Recoveries { get; init; }
}

/// <summary>Claims that are decided alike.</summary>
/// <param name="Amount">Paid; of pended claims estimated, of voided ones taken back, of others their charge.</param>
public sealed record DecidedClaims(DecisionStatus Status, long Claims, Cents Amount);

/// <summary>Lines that one rule denied, refused or pended.</summary>
/// <param name="Code">The first adjustment, as CO-29; null: none is known yet.</param>
/// <param name="ClaimNumbers">The first few.</param>
public sealed record DecidedLines(
    DecisionStatus Status, string Rule, string? Code, long Lines, Cents Charge, IReadOnlyList<string> ClaimNumbers);

/// <summary>A figure as it is, and as it would be.</summary>
public readonly record struct BeforeAfter<T>(T Before, T After)
    where T : IEquatable<T>
{
    public bool IsChanged => !Before.Equals(After);
}

/// <summary>What would change of a plan year's figures now (rule 5.7). A plan year that is new has none before: zeros.</summary>
/// <param name="Paid">By benefit, those that change.</param>
/// <param name="Specific">Accrued (rule 4.3).</param>
/// <param name="Aggregate">Accrued (rule 4.7).</param>
/// <param name="UnitsAtNotice">Members, or families where the specific is of subscribers.</param>
public sealed record YearEffect(
    PlanYear PlanYear,
    IReadOnlyDictionary<string, BeforeAfter<Cents>> Paid,
    BeforeAfter<Cents> FundBalance,
    BeforeAfter<Cents> Surplus,
    BeforeAfter<Cents> Specific,
    BeforeAfter<Cents> Aggregate,
    BeforeAfter<long> UnitsAtNotice,
    BeforeAfter<long> UnitsOverSpecific);

/// <summary>A unit that would be at notice, or over its deductible, and is not yet (rule 4.4).</summary>
public sealed record NewlyReached(PlanYear Contract, string MemberId, bool IsOver, Cents Eligible, Cents Deductible);

/// <summary>Who would be enrolled otherwise, by member id.</summary>
/// <param name="Added">Not known so far.</param>
/// <param name="Ended">Whose last row of coverage would end, and does not now, or on another day.</param>
/// <param name="LeftOut">Covered, and not named by the file: nothing changes for them.</param>
/// <param name="Unchanged">How many the file names and changes nothing of.</param>
public sealed record EnrollmentEffect(
    SomeMembers Added, SomeMembers Changed, SomeMembers Ended, SomeMembers LeftOut, long Unchanged);

/// <param name="MemberIds">The first of them.</param>
public sealed record SomeMembers(long Count, IReadOnlyList<string> MemberIds)
{
    public const int Listed = 200;

    public static SomeMembers Of(IReadOnlyCollection<string> ids) => new(ids.Count, [.. ids.Take(Listed)]);
}

/// <summary>What a plan document would change, and for whom.</summary>
/// <param name="Replaces">The version in force; null: the plan year is new.</param>
/// <param name="Changes">Of the document in force, defaults included.</param>
/// <param name="MembersEnrolled">Today, or on the plan year's day nearest to it.</param>
/// <param name="OpenMonths">Of the plan year; their figures follow the new terms.</param>
public sealed record PlanEffect(
    PlanYear PlanYear, int? Replaces, IReadOnlyList<PlanField> Changes, long MembersEnrolled, long ClaimsPended,
    IReadOnlyList<Month> OpenMonths);

/// <param name="Before">JSON; null: the field is not there.</param>
/// <param name="After">JSON; null: the field would not be there.</param>
public sealed record PlanField(string Path, string? Before, string? After);

public sealed record RecoveriesEffect(long Count, Cents Amount);
