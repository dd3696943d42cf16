using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>Posting months, as those since the last statement: after one month, through another.</summary>
/// <param name="After">Null: from the first on.</param>
/// <param name="Through">Null: all later ones.</param>
public readonly record struct PostedMonths(Month? After, Month? Through)
{
    public bool Contains(Month month) => !(month <= After) && !(month > Through);
}

/// <summary>Whose part of the figures is meant (rule 5.16).</summary>
/// <param name="Known">The employer's divisions; members of any other count as unassigned.</param>
public sealed record DivisionFilter(string Name, IReadOnlySet<string> Known)
{
    /// <param name="division">Null: none.</param>
    public bool Has(string? division) => Name == Divisions.Unassigned
        ? division is null || !Known.Contains(division)
        : division == Name;
}

/// <summary>What a claim posted to a plan year in a month, or what its void took back there.</summary>
/// <param name="Source">The decision that brought the claim; of a pended one, that which pended it.</param>
/// <param name="Decision">The one that posted; of a void, the void's.</param>
/// <param name="Counted">1 where it counts as a claim of the plan year (rule 5.3), −1 of a void, else 0.</param>
public readonly record struct PostedClaim(
    Decision Decision, Decision Source, string SubscriberId, string MemberId, DateOnly Incurred, Month Posted,
    Cents Paid, int Counted);

/// <summary>A standing pended claim with its estimate for a plan year (rule 3.29).</summary>
public readonly record struct PendedEstimate(
    Decision Decision, string SubscriberId, string MemberId, DateOnly Incurred, Cents Estimate);

/// <summary>A disability and its reserve (rule 5.11).</summary>
public readonly record struct ReservedDisability(
    string SubscriberId, string MemberId, Benefit Benefit, DateOnly Start, Cents Reserve);

/// <summary>What of a unit's reimbursable amount under a contract belongs to a plan year (rules 4.2, 4.13).</summary>
public readonly record struct ReimbursablePart(
    string Unit, Cents Eligible, Cents Deductible, Cents Reimbursable, Cents Part);
