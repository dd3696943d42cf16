using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>
/// A claim that has stood; kept after it is withdrawn, so that the figures of any month can be computed again.
/// </summary>
internal struct ClaimRecord
{
    public string Number;

    /// <summary>The place of its decision among the family's; −1 where the engine runs without a history.</summary>
    public int Decision;

    public int FirstLine;
    public int LineCount;
    public DateOnly PaidDate;

    public Month Posted;

    /// <summary>In which it is counted as received, paid and so on, among <see cref="DivisionCodes"/>.</summary>
    public short Division;

    /// <summary>The posting month in which it was withdrawn; default: it stands.</summary>
    public Month Withdrawn;

    /// <summary>The paid date of what withdrew it (rule 5.17).</summary>
    public DateOnly WithdrawnOn;

    public readonly int EndLine => FirstLine + LineCount;

    public readonly bool Stands => Withdrawn == default;

    /// <summary>
    /// How its lines count in posting months up to the given one (null: in all): 1; 0 where it is withdrawn or not
    /// posted yet; −1 where its void posted to an earlier month than it did and is alone there.
    /// </summary>
    public readonly int SignThrough(Month? through) =>
        (Posted > through ? 0 : 1) - (Stands || Withdrawn > through ? 0 : 1);
}

/// <summary>
/// A line as it was posted. It holds no references, so that the garbage collector need not scan a year of lines, and no
/// more bytes than it needs (56): an employer has millions of them.
/// </summary>
internal struct LineRecord
{
    public Cents Charge;
    public Cents Paid;
    public Cents Deductible;
    public Cents OutOfPocket;
    public DateOnly Incurred;

    /// <summary>Among <see cref="PlanYears.Providers"/>.</summary>
    public int Provider;

    /// <summary>Among <see cref="PlanYears.ServiceCodes"/>.</summary>
    public int Code;

    public short Member;
    public short Service;

    /// <summary>The member's on the incurred date, as known when it was posted (rule 5.16).</summary>
    public short Division;

    /// <summary>The slot of the plan year.</summary>
    public sbyte Year;

    /// <summary>The slot of the plan year whose contract's specific takes the line; −1: none (rule 4.1).</summary>
    public sbyte Specific;

    /// <summary>The slot of the plan year whose contract's aggregate takes the line; −1: none.</summary>
    public sbyte Aggregate;

    public Benefit Benefit;

    /// <summary>Denied, and yet paid by the administrator (rule 3.30): other denied lines are not kept.</summary>
    public bool Denied;

    public bool OutsideMaximum;

    public readonly bool IsDisability => Benefit.IsDisability();

    public readonly ServiceKey ServiceKey => new(Year, Benefit, Service);

    public readonly Takers Takers => new(Member, Year, Division, Specific, Aggregate);
}

/// <summary>
/// A posted line of a disability (rules 3.26, 3.27); kept after its claim is withdrawn, for the reserve of any month
/// (rule 5.11).
/// </summary>
/// <param name="Claim">The place of its claim among the family's.</param>
/// <param name="PaidByMonth">Of long-term disability; else empty.</param>
/// <param name="OtherIncome">Monthly, of long-term disability.</param>
internal sealed record DisabilityLine(
    int Claim, short Member, Benefit Benefit, DateOnly Start, DateOnly From, DateOnly To, bool Denied, Cents Paid,
    IReadOnlyList<Cents> PaidByMonth, DisabilityCause Cause, Cents OtherIncome);

/// <summary>
/// A line with trigger categories, pended or posted and not denied (rule 4.11); kept after its claim is withdrawn.
/// </summary>
/// <param name="Claim">The place of its claim among the family's.</param>
/// <param name="Year">The slot of its plan year, whose contract is told of it.</param>
/// <param name="On">Its paid date; of a pended one, the received date.</param>
internal sealed record TriggerLine(
    int Claim, short Member, short Year, IReadOnlyList<string> Categories, DateOnly On);

/// <summary>A standing claim that waits for a decision, with its current estimate (rule 3.29).</summary>
internal sealed class PendedClaim(Decision decision)
{
    public Decision Decision { get; } = decision;

    /// <summary>Those that the plan would pay something of.</summary>
    public List<PendedLine> Lines { get; } = [];

    public Cents Estimate => Lines.Sum(line => line.Estimate);
}

/// <summary>What the plan would pay of a pended line (rule 3.29).</summary>
/// <param name="Year">The slot of its plan year.</param>
internal readonly record struct PendedLine(short Year, DateOnly Incurred, Cents Estimate);
