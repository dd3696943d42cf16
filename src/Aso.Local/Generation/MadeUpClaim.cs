namespace Aso.Local.Generation;

/// <summary>A made-up claim, with the fields of its file that the domain does not keep.</summary>
/// <param name="Diagnosis">ICD-10-CM without its point; empty for disability.</param>
/// <param name="Authorization">The administrator's authorization number, on every line; null: none.</param>
/// <param name="Patient">Null where the member is unknown.</param>
internal sealed record MadeUpClaim(Claim Claim, string Diagnosis, string? Authorization, Person? Patient);

/// <summary>Writes claims to one file, in the order given; disposing completes the file.</summary>
internal interface IClaimWriter : IDisposable
{
    void Write(MadeUpClaim made);
}
