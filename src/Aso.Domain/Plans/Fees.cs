using Aso.Domain.Values;

namespace Aso.Domain.Plans;

/// <summary>What administration costs a month beside the fee per subscriber (rule 5.12).</summary>
public sealed record OtherFees
{
    public static OtherFees None { get; } = new();

    public Cents PerMember { get; init; }

    /// <summary>Per claim posted in the month, as statements count them.</summary>
    public Cents PerClaim { get; init; }

    /// <summary>A rate of what is paid in the month.</summary>
    public decimal PercentOfPaid { get; init; }

    public Cents FlatMonthly { get; init; }

    /// <summary>Of a month of the plan year, with the fee per subscriber; null: no minimum.</summary>
    public Cents? MinimumMonthly { get; init; }
}

/// <summary>A tax on fees, premium or paid claims (rule 5.13).</summary>
/// <param name="Name">Letters and digits; the statement's line is <c>tax.{name}</c>.</param>
/// <param name="On">
/// <see cref="Administration"/>, <see cref="Premium"/>, <see cref="Paid"/>, or names of taxes before it.
/// </param>
public sealed record Tax(string Name, decimal Rate, IReadOnlyList<string> On)
{
    public const string Administration = "administration";
    public const string Premium = "premium";
    public const string Paid = "paid";
}
