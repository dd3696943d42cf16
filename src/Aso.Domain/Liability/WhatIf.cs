using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>The figures of a plan year that its stop-loss and funding decide.</summary>
public sealed record Outcome
{
    public required Cents Paid { get; init; }

    public required Cents Specific { get; init; }

    public required Cents Aggregate { get; init; }

    /// <summary>Paid − what came back − what the carrier owes.</summary>
    public required Cents EmployerKeeps { get; init; }

    public required Cents Fees { get; init; }

    public required Cents Premium { get; init; }

    public required Cents Taxes { get; init; }

    /// <summary>What the plan costs the employer so far: what it keeps of the claims, fees, premium and taxes.</summary>
    public required Cents EmployerCost { get; init; }

    public required Cents Deposits { get; init; }

    public required Cents FundBalance { get; init; }

    public required Cents Ibnr { get; init; }

    public required Cents UnpaidNet { get; init; }

    public required Cents Surplus { get; init; }

    public required Cents DueToday { get; init; }

    public required Cents WithIncurredNotReported { get; init; }

    /// <summary>Null where nothing bounds it.</summary>
    public required Cents? MaximumRemaining { get; init; }

    /// <summary>Null without an aggregate.</summary>
    public required Cents? AnnualAttachment { get; init; }

    public static Outcome From(CurrentLiability liability)
    {
        var toDate = liability.ToDate;
        var keeps = toDate.Paid - toDate.Recoveries - toDate.Carrier.Accrued;
        return new Outcome
        {
            Paid = toDate.Paid,
            Specific = toDate.Specific,
            Aggregate = toDate.Aggregate,
            EmployerKeeps = keeps,
            Fees = toDate.Fees,
            Premium = toDate.Premium,
            Taxes = toDate.Taxes.Sum(),
            EmployerCost = keeps + toDate.Fixed,
            Deposits = toDate.Deposits,
            FundBalance = toDate.FundBalance,
            Ibnr = toDate.Unpaid.Ibnr,
            UnpaidNet = toDate.Unpaid.Net,
            Surplus = toDate.Surplus,
            DueToday = liability.DueToday,
            WithIncurredNotReported = liability.WithIncurredNotReported,
            MaximumRemaining = liability.MaximumRemaining,
            AnnualAttachment = toDate.AggregatePosition?.AnnualAttachment,
        };
    }

    /// <summary>Figure by figure; null where either side has none.</summary>
    public static Outcome operator -(Outcome left, Outcome right)
    {
        return new Outcome
        {
            Paid = left.Paid - right.Paid,
            Specific = left.Specific - right.Specific,
            Aggregate = left.Aggregate - right.Aggregate,
            EmployerKeeps = left.EmployerKeeps - right.EmployerKeeps,
            Fees = left.Fees - right.Fees,
            Premium = left.Premium - right.Premium,
            Taxes = left.Taxes - right.Taxes,
            EmployerCost = left.EmployerCost - right.EmployerCost,
            Deposits = left.Deposits - right.Deposits,
            FundBalance = left.FundBalance - right.FundBalance,
            Ibnr = left.Ibnr - right.Ibnr,
            UnpaidNet = left.UnpaidNet - right.UnpaidNet,
            Surplus = left.Surplus - right.Surplus,
            DueToday = left.DueToday - right.DueToday,
            WithIncurredNotReported = left.WithIncurredNotReported - right.WithIncurredNotReported,
            MaximumRemaining = left.MaximumRemaining - right.MaximumRemaining,
            AnnualAttachment = left.AnnualAttachment - right.AnnualAttachment,
        };
    }
}

/// <summary>The same ledger under its own terms and under others: both results and the difference.</summary>
public sealed record WhatIf(CurrentLiability Now, CurrentLiability Other)
{
    /// <summary>The other's less the present one's.</summary>
    public Outcome Difference => Outcome.From(Other) - Outcome.From(Now);
}
