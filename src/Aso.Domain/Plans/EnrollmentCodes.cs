namespace Aso.Domain.Plans;

/// <summary>What codes of an 834 mean to a plan, beside those that every plan knows (files.md section 3).</summary>
/// <param name="Coverages">Benefits by insurance line code (HD03).</param>
/// <param name="Tiers">Tiers by coverage level code (HD05).</param>
public sealed record EnrollmentCodes(
    IReadOnlyDictionary<string, Benefit> Coverages, IReadOnlyDictionary<string, string> Tiers);
