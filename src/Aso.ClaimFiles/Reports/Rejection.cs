namespace Aso.ClaimFiles.Reports;

/// <summary>
/// A claim, or a row of enrollment, that was not taken, and why. It holds no personal data: the claim's number is its
/// only identifier, and what was found is quoted only where it says nothing of a person.
/// </summary>
/// <param name="At">Where the claim or row starts.</param>
/// <param name="ClaimNumber">Null for enrollment, or where it could not be read.</param>
/// <param name="Charge">What the claim adds to the file's amount; zero where it could not be read.</param>
/// <param name="FaultAt">Where the fault stands.</param>
/// <param name="Field">A column (CSV), a segment and element such as <c>DTP*472 DTP03</c> (X12) or a path
/// (FHIR).</param>
/// <param name="Expected">What should have stood there.</param>
public sealed record Rejection(
    FilePosition At, string? ClaimNumber, Cents Charge, FilePosition FaultAt, string Field, string Expected)
{
    /// <summary>The reason of a rejection that no one but our own code is to blame for, whatever was thrown.</summary>
    public const string DefectReason = "internal-defect";

    /// <summary>The reason of what is no claim: a predetermination, a preauthorization or an encounter.</summary>
    public const string NoClaimReason = "no-claim";

    /// <summary>
    /// What the claim says of itself as a whole (CLM02, FHIR total), of a void too; null: as <see cref="Charge"/>.
    /// </summary>
    public Cents? Declared { get; init; }

    /// <summary>How many of its lines were read; 0 where that is not known.</summary>
    public int Lines { get; init; }

    /// <summary>What stands in the field, where it is no person's data; else null.</summary>
    public string? Value { get; init; }

    /// <summary>What else is wrong with it.</summary>
    public IReadOnlyList<FieldFault> Others { get; init; } = [];

    /// <summary>The file lacks the columns that are named; then all its rejections say the same, and one is listed.</summary>
    public bool IsOfMissingColumn { get; init; }

    /// <summary>
    /// <see cref="DefectReason"/> if our own code failed on it; <see cref="NoClaimReason"/> if it is no claim; otherwise
    /// null.
    /// </summary>
    public string? Reason { get; init; }
}

/// <summary>A field that is not what it should be.</summary>
/// <param name="Value">What stands in it, where it is no person's data; else null.</param>
public sealed record FieldFault(FilePosition At, string Field, string Expected, string? Value);

/// <summary>Something put right, or wrong but harmless, that cost no claim.</summary>
/// <param name="At">The first place.</param>
/// <param name="ClaimNumber">Null where it concerns more than one claim.</param>
/// <param name="Text">What was found and what was done about it.</param>
/// <param name="Count">How many places.</param>
public sealed record Remark(FilePosition At, string? ClaimNumber, string Field, string Text, long Count = 1);
