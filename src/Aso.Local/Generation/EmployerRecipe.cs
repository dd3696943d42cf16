namespace Aso.Local.Generation;

internal enum ClaimFormat
{
    Csv,
    X12,
}

/// <summary>The employer to make up. The same recipe makes the same bytes on every machine.</summary>
internal sealed record EmployerRecipe
{
    public required string Employer { get; init; }

    public required PlanYear PlanYear { get; init; }

    public required int Members { get; init; }

    /// <summary>Over all months, voids, replacements and duplicates included.</summary>
    public required int Claims { get; init; }

    /// <summary>From the first month of the plan year; 1 to 12.</summary>
    public required int Months { get; init; }

    public long Seed { get; init; } = 1;

    /// <summary>X12 carries medical (837P) and dental (837D); CSV carries every benefit.</summary>
    public ClaimFormat Format { get; init; }

    /// <summary>The specific stop-loss deductible per member: with a low one many members reach notice.</summary>
    public Cents SpecificDeductible { get; init; } = new(10_000_00);

    public int ClaimsIn(int monthIndex) => Claims / Months + (monthIndex < Claims % Months ? 1 : 0);
}
