using System.Text.Json;

namespace Aso.ClaimFiles.Fhir;

/// <summary>Reads FHIR R4 claims of JSON content into a sink: NDJSON, or Bundles.</summary>
internal static class FhirClaims
{
    public static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink,
        CancellationToken cancellation)
    {
        using var resources = new JsonResources(content);
        var seen = 0L;
        while (true)
        {
            switch (resources.Read())
            {
                case ResourceRead.NeedMore:
                    await resources.FillAsync(cancellation);
                    break;
                case ResourceRead.Resource:
                    if (await TakeAsync(resources, entry, options, report, sink, cancellation)) seen++;
                    break;
                case ResourceRead.Broken:
                    var at = FilePosition.AtLine(resources.Line, entry);
                    await RejectAsync(
                        new Rejection(at, null, default, at, "line", "one whole JSON resource of at most 16 MB"),
                        report, sink, cancellation);
                    await resources.SkipAsync(cancellation);
                    break;
                default:
                    report.BytesRead += resources.BytesRead;
                    if (resources.HasMark)
                        report.Repair(new Remark(
                            FilePosition.AtByte(0, entry), null, "layout", "a byte order mark was skipped"));
                    if (seen == 0)
                        report.NothingReadIn(entry, report.Rejected > 0
                            ? "no ExplanationOfBenefit or Claim in the JSON is whole"
                            : "there is no ExplanationOfBenefit or Claim in the JSON");
                    return;
            }
        }
    }

    private static async ValueTask<bool> TakeAsync(
        JsonResources resources, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink,
        CancellationToken cancellation)
    {
        var at = FilePosition.AtLine(resources.Line, entry);
        using var document = Parse(resources.Current);
        if (document is null)
        {
            await RejectAsync(
                new Rejection(at, null, default, at, "resource", "a JSON object without repeated depth"), report, sink,
                cancellation);
            return false;
        }

        var type = document.RootElement.Get("resourceType").Text();
        if (type is not ("ExplanationOfBenefit" or "Claim"))
        {
            report.Note(at, null, "resourceType", "expected ExplanationOfBenefit or Claim; the resource was skipped");
            return false;
        }

        report.Recognise($"fhir {type}");
        var reading = new FhirClaim(document.RootElement, options);
        var claim = reading.Read(resources.Line);
        if (claim is null)
        {
            var (field, expected) = reading.Fault!.Value;
            await RejectAsync(
                new Rejection(at, reading.ClaimNumber, reading.Total ?? default, at, field, expected), report, sink,
                cancellation);
            return true;
        }

        if (reading.Remark is { } remark) report.Note(at, claim.ClaimNumber, remark.Field, remark.Text);
        report.Accept(claim.Charge, claim.Lines.Count);
        await sink.AcceptAsync(claim, at, cancellation);
        return true;
    }

    private static ValueTask RejectAsync(
        Rejection rejection, FileReport report, IClaimSink sink, CancellationToken cancellation)
    {
        report.Reject(rejection);
        return sink.RejectAsync(rejection, cancellation);
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
