namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>What is wrong with a plan document, and where.</summary>
/// <param name="Path">
/// JSON path, as <c>$.benefits.medical.coinsurance</c>. Lasers are cited by their position, as
/// <c>$.stopLoss.specific.lasers[0]</c>, because their names are ids of persons.
/// </param>
/// <param name="Expected">What was expected there, as a phrase: "a rate from 0 to 1".</param>
public sealed record PlanProblem(string Path, string Expected)
{
    public override string ToString() => $"{Path}: expected {Expected}";
}

/// <summary>What was read: a value, or the problems that refuse it.</summary>
/// <param name="Value">Null exactly if there are problems.</param>
/// <param name="Problems">At most <see cref="PlanDocument.ProblemsMax"/>.</param>
/// <param name="Warnings">What is accepted and yet to be looked at.</param>
public sealed record PlanReading<T>(
    T? Value, IReadOnlyList<PlanProblem> Problems, IReadOnlyList<PlanProblem> Warnings)
    where T : class;
