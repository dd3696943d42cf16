using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>
/// What a person, or a family, adds up to under each stop-loss contract (rule 4.2), and a person's health paid by month
/// (rule 5.6). A member who changes families keeps these.
/// </summary>
internal sealed class UnitFigures
{
    private UnitYear[] _years = [];

    /// <summary>Only of persons.</summary>
    public PaidMonths Paid;

    /// <summary>How many slots there may be figures for.</summary>
    public int Slots => _years.Length;

    /// <summary>The position under the contract of a plan year, by its slot.</summary>
    public ref UnitYear Year(int slot) => ref Accumulators.Slots.At(ref _years, slot);
}

/// <summary>A unit's position under one contract.</summary>
internal struct UnitYear
{
    /// <summary>Eligible paid of lines of the contract's own plan year and of <see cref="Division"/>.</summary>
    public EligiblePaid Own;

    /// <summary>Of all other lines, by the slots of their plan years and their divisions; null: none.</summary>
    public OtherLines[]? Others;

    /// <summary>Of the lines in <see cref="Own"/> (rule 5.16), among <see cref="DivisionCodes"/>.</summary>
    public short Division;

    /// <summary>Announced and not withdrawn (rule 4.4).</summary>
    public bool Notice;

    public bool Breach;

    /// <summary>The unit's amounts under the specific's terms; null: not computed yet.</summary>
    public Thresholds? Thresholds;

    /// <summary>Adds an amount of a line of a plan year.</summary>
    /// <param name="contract">The slot of the contract.</param>
    /// <param name="year">The slot of the line's plan year.</param>
    /// <param name="division">Of the line.</param>
    public void Add(int contract, int year, short division, EligiblePaid amount)
    {
        if (IsOwn(contract, year, division))
        {
            (Own, Division) = (Own + amount, division);
            return;
        }

        var place = PlaceOf(year, division);
        Others = place >= 0
            ? [.. Others![..place], Others[place] with { Paid = Others[place].Paid + amount }, .. Others[(place + 1)..]]
            : [.. Others ?? [], new OtherLines(year, division, amount)];
    }

    /// <summary>
    /// Whether a line counts in <see cref="Own"/>: the first one decides which division's do, and lines of one plan year
    /// and division have one place.
    /// </summary>
    /// <inheritdoc cref="Add"/>
    public readonly bool IsOwn(int contract, int year, short division) => year == contract
        && (division == Division || (Own == default && PlaceOf(year, division) < 0));

    private readonly int PlaceOf(int year, short division) => Others is null
        ? -1
        : Array.FindIndex(Others, other => other.Slot == year && other.Division == division);

    /// <summary>Eligible paid of every plan year and division.</summary>
    public readonly IEnumerable<OtherLines> Lines(int contract) =>
        [new OtherLines(contract, Division, Own), .. Others ?? []];
}

/// <summary>Eligible paid of lines of a plan year, by its slot, and of a division.</summary>
internal readonly record struct OtherLines(int Slot, short Division, EligiblePaid Paid);

/// <summary>Eligible paid amounts that a specific takes.</summary>
/// <param name="Amount">Of all lines that the specific takes.</param>
/// <param name="Both">Of those that the aggregate of the same contract takes too (rule 4.5).</param>
internal readonly record struct EligiblePaid(Cents Amount, Cents Both)
{
    /// <summary>The larger: where a void is alone in its month, both halves' lines may be worth more than all.</summary>
    public Cents Most => Cents.Max(Amount, Both);

    public static EligiblePaid operator +(EligiblePaid left, EligiblePaid right) =>
        new(left.Amount + right.Amount, left.Both + right.Both);
}

/// <summary>A unit's deductible, and the amount below which nothing in rules 4.2, 4.4, 4.5 and 5.7 depends on E.</summary>
internal readonly record struct Thresholds(Cents Deductible, Cents Quiet)
{
    public static Thresholds ForUnit(SpecificStopLoss terms, string unitId)
    {
        var deductible = terms.DeductibleOf(unitId);
        var lowest = Cents.Min(deductible, terms.Deductible);
        var notice = new Cents(decimal.ToInt64(decimal.Floor(terms.NoticeAt * deductible.Value)));
        return new Thresholds(deductible, Cents.Min(notice, lowest));
    }
}
