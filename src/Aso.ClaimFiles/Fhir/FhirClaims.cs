namespace Aso.ClaimFiles.Fhir;

/// <summary>Reads FHIR R4 claims of JSON content into a sink.</summary>
internal static class FhirClaims
{
    public static ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink,
        CancellationToken cancellation) => throw new NotImplementedException();
}
