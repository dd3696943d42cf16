namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>What a reader of plan documents warns of.</summary>
public sealed record PlanReadingOptions
{
    /// <summary>
    /// A specific deductible below it is warned of, never refused. The default is the least that the NAIC Stop Loss
    /// Insurance Model Act (#92) lets a carrier write for one person, and that many states have made their law.
    /// </summary>
    public Cents SpecificDeductibleUsualLeast { get; init; } = Cents.FromAmount(20_000m);
}
