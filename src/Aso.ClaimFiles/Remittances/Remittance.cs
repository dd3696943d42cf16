namespace Aso.ClaimFiles.Remittances;

/// <summary>
/// One payee's remittance: what an 835 transaction says. It balances when <see cref="Payment"/> = Σ claims' paid −
/// Σ <see cref="ProviderAdjustments"/>, and each claim's charge = paid + Σ of its and its lines' adjustments.
/// </summary>
public sealed record Remittance
{
    /// <summary>BPR02; never below zero: what a payee owes is carried forward by a provider adjustment.</summary>
    public required Cents Payment { get; init; }

    /// <summary>BPR16.</summary>
    public required DateOnly PaymentDate { get; init; }

    /// <summary>TRN02.</summary>
    public required string Trace { get; init; }

    /// <summary>N104: the payee's NPI; empty where there is none.</summary>
    public required string Payee { get; init; }

    public IReadOnlyList<RemittedClaim> Claims { get; init; } = [];

    public IReadOnlyList<ProviderAdjustment> ProviderAdjustments { get; init; } = [];

    public Cents ClaimsPaid => Claims.Sum(claim => claim.Paid);

    public bool Balances =>
        Payment == ClaimsPaid - ProviderAdjustments.Sum(adjustment => adjustment.Amount)
        && Claims.All(claim => claim.Balances);
}

/// <summary>An amount that is the payee's and no claim's (PLB); positive takes from the payment.</summary>
public sealed record ProviderAdjustment(string Reason, string Reference, Cents Amount);

/// <summary>A claim of a remittance (CLP).</summary>
public sealed record RemittedClaim
{
    /// <summary>CLP01: the provider's account number or, where a claim came without one, its number.</summary>
    public required string ClaimNumber { get; init; }

    /// <summary>CLP02: 1 primary, 2 secondary, 4 denied, 22 reversal.</summary>
    public required string Status { get; init; }

    public required Cents Charge { get; init; }

    public required Cents Paid { get; init; }

    /// <summary>CLP05.</summary>
    public Cents PatientResponsibility { get; init; }

    /// <summary>CLP07, the payer's own number of the claim: REF*F8 of its replacement or void names it.</summary>
    public string PayerNumber { get; init; } = "";

    public string MemberId { get; init; } = "";

    /// <summary>CLP08; empty where there is none.</summary>
    public string Facility { get; init; } = "";

    /// <summary>CLP09; empty where there is none.</summary>
    public string Frequency { get; init; } = "";

    /// <summary>REF*F8: the payer's number of the claim that this one replaces; null: none.</summary>
    public string? Replaces { get; init; }

    /// <summary>Remark codes of the whole claim (MOA).</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    public IReadOnlyList<RemittedAdjustment> Adjustments { get; init; } = [];

    public IReadOnlyList<RemittedLine> Lines { get; init; } = [];

    public bool Balances =>
        Charge - Paid == Adjustments.Sum(one => one.Amount)
            + Lines.SelectMany(line => line.Adjustments).Sum(one => one.Amount)
        && Lines.All(line => line.Charge - line.Paid == line.Adjustments.Sum(one => one.Amount))
        && (Lines.Count == 0 || Charge == Lines.Sum(line => line.Charge));
}

/// <summary>A service line of a remitted claim (SVC).</summary>
public sealed record RemittedLine
{
    /// <summary>REF*6R, else the line's place.</summary>
    public required int LineNumber { get; init; }

    /// <summary>Null where the line names none.</summary>
    public string? Procedure { get; init; }

    /// <summary>Null where the line names none.</summary>
    public string? RevenueCode { get; init; }

    public required Cents Charge { get; init; }

    public required Cents Paid { get; init; }

    public DateOnly? ServiceFrom { get; init; }

    public DateOnly? ServiceTo { get; init; }

    public Cents? Allowed { get; init; }

    /// <summary>Remark codes (LQ*HE).</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    public IReadOnlyList<RemittedAdjustment> Adjustments { get; init; } = [];
}

/// <summary>An adjustment (CAS): group and reason code, as <c>CO</c> and <c>45</c>.</summary>
public sealed record RemittedAdjustment(string Group, string Reason, Cents Amount);
