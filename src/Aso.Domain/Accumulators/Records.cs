using System.Runtime.CompilerServices;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>A claim that stood at some time; kept after, so that figures of any month can be told again.</summary>
internal struct ClaimRecord
{
    public string Number;

    /// <summary>The place of its decision among the family's; −1 where the engine runs without a history.</summary>
    public int Decision;

    public int FirstLine;
    public int LineCount;
    public DateOnly PaidDate;

    public Month Posted;

    /// <summary>The posting month in which it ceased to stand; default: it stands.</summary>
    public Month Withdrawn;

    public readonly int EndLine => FirstLine + LineCount;

    public readonly bool Stands => Withdrawn == default;

    /// <summary>
    /// How its lines count in posting months up to the given one: 1, 0 where it is withdrawn again or not posted yet, or
    /// −1 where its void posted to an earlier month than it did and is alone there.
    /// </summary>
    public readonly int SignThrough(Month through) =>
        (Posted <= through ? 1 : 0) - (!Stands && Withdrawn <= through ? 1 : 0);
}

/// <summary>
/// A line as it was posted. It refers to no object, so that a year of lines costs the collector nothing.
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

    /// <summary>Among <see cref="PlanYears.Procedures"/>.</summary>
    public int Procedure;

    public short Member;
    public short Service;

    /// <summary>The slot of the plan year.</summary>
    public short Year;

    /// <summary>The slot of the plan year whose contract takes the line; −1: none.</summary>
    public short Contract;

    public Benefit Benefit;

    /// <summary>Denied, and yet paid by the administrator (rule 3.30): other denied lines are not kept.</summary>
    public bool Denied;

    public bool OutsideMaximum;

    public readonly bool IsDisability => Benefit.IsDisability();

    public readonly ServiceKey ServiceKey => new(Year, Benefit, Service);
}

/// <summary>A posted line of a disability, as long as it stands (rules 3.26, 3.27).</summary>
/// <param name="Line">Its place among the family's lines.</param>
/// <param name="PaidByMonth">Of long-term disability.</param>
internal sealed record DisabilityLine(
    int Line, short Member, Benefit Benefit, DateOnly Start, DateOnly From, DateOnly To, bool Denied, Cents Paid,
    Cents[]? PaidByMonth);

/// <summary>A standing claim that waits for a decision, with the estimate of now (rule 3.29).</summary>
internal sealed class PendedClaim(Decision decision)
{
    public Decision Decision { get; } = decision;

    public Cents Estimate { get; set; }

    /// <summary>By slot of the lines' plan years.</summary>
    public List<(PlanYearBook Year, Cents Estimate)> ByYear { get; } = [];
}

/// <summary>The non-disability benefits' values side by side.</summary>
[InlineArray(3)]
internal struct ByHealthBenefit<T>
{
    private T _first;
}

internal struct MemberAccumulator
{
    public Cents Deductible;
    public Cents OutOfPocket;
    public Cents MaximumUsed;
}

internal struct FamilyAccumulator
{
    public Cents Deductible;
    public Cents OutOfPocket;
}

internal struct FamilyYear
{
    public ByHealthBenefit<FamilyAccumulator> Accumulators;
}

internal struct MemberYear
{
    public ByHealthBenefit<MemberAccumulator> Accumulators;

    /// <summary>E of the plan year's contract (rule 4.2).</summary>
    public Cents Eligible;

    /// <summary>What the plan year itself paid in the specific's benefits (rule 5.9).</summary>
    public Cents SpecificPaid;

    /// <summary>Announced and not withdrawn (rule 4.4).</summary>
    public bool Notice;

    public bool Breach;

    /// <summary>What the specific's terms say of the member; null: not asked yet.</summary>
    public Thresholds? Thresholds;

    /// <summary>Before everything is counted anew, under terms that may be others.</summary>
    public void Forget() => (Eligible, SpecificPaid, Thresholds) = (Cents.Zero, Cents.Zero, null);
}

/// <summary>A member's deductible, and the amount below which nothing in rules 4.2, 4.4 and 4.5 depends on E.</summary>
internal readonly record struct Thresholds(Cents Deductible, Cents Quiet)
{
    public static Thresholds Of(SpecificStopLoss terms, string memberId)
    {
        var deductible = terms.DeductibleOf(memberId);
        var lowest = Cents.Min(deductible, terms.Deductible);
        var notice = new Cents(decimal.ToInt64(decimal.Floor(terms.NoticeAt * deductible.Value)));
        return new Thresholds(deductible, Cents.Min(notice, lowest));
    }
}
