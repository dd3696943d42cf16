namespace Aso.Domain.Plans;

/// <summary>A plan document in force for its plan year.</summary>
/// <param name="Version">1 for the first document of its plan year.</param>
public sealed record AdoptedPlan(Plan Plan, int Version, DateOnly On);
