using System.Text.Json;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;

namespace Aso.ClaimFiles.Fhir;

/// <summary>Reads FHIR R4 claims of JSON content into a sink: NDJSON, or Bundles.</summary>
internal static class FhirClaims
{
    public static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink,
        CancellationToken cancellation)
    {
        var people = new FhirPeople();
        if (FhirPeople.MayBeIn(((PeekedStream)content).Head.Span))
        {
            await using var copy = TemporaryFile.Create();
            await content.CopyToAsync(copy, cancellation);
            copy.Position = 0;
            await people.LearnAsync(copy, cancellation);
            copy.Position = 0;
            await ReadAsync(copy, entry, options, report, sink, people, cancellation);
            return;
        }

        await ReadAsync(content, entry, options, report, sink, people, cancellation);
    }

    private static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink, FhirPeople people,
        CancellationToken cancellation)
    {
        using var resources = new JsonResources(content);
        var taker = new ClaimTaker(report, sink, options.Triggers);
        var answered = new AnsweredClaims(report, taker);
        var seen = 0L;
        while (true)
        {
            switch (resources.Read())
            {
                case ResourceRead.NeedMore:
                    await resources.FillAsync(cancellation);
                    break;
                case ResourceRead.Resource:
                    if (TakeOrReject(resources, entry, options, report, answered, people)) seen++;
                    await sink.WriteAsync(cancellation);
                    break;
                case ResourceRead.Broken:
                    var at = FilePosition.AtLine(resources.Line, entry);
                    taker.Reject(resources.Thrown is { } thrown
                        ? InternalDefect.ToRejection(thrown, at, "resource")
                        : new Rejection(at, null, default, at, "line", "one complete JSON resource of at most 16 MB"));
                    await resources.SkipAsync(cancellation);
                    break;
                default:
                    while (answered.Release()) await sink.WriteAsync(cancellation);
                    report.BytesRead += resources.BytesRead;
                    if (resources.HasMark)
                        report.Repair(new Remark(
                            FilePosition.AtByte(0, entry), null, "layout", "a byte order mark was skipped"));
                    if (seen == 0)
                        report.NothingReadIn(entry, report.Rejected > 0
                            ? "no ExplanationOfBenefit or Claim in the JSON is complete"
                            : "there is no ExplanationOfBenefit or Claim in the JSON");
                    return;
            }
        }
    }

    // Whether it is a claim, taken or rejected.
    private static bool TakeOrReject(
        JsonResources resources, string? entry, ClaimFileOptions options, FileReport report,
        AnsweredClaims answered, FhirPeople people)
    {
        var at = FilePosition.AtLine(resources.Line, entry);
        try
        {
            DefectSwitch.Pass(DefectPlace.Content);
            return Take(resources, at, options, report, answered, people);
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            answered.Reject(InternalDefect.ToRejection(thrown, at, "resource"));
            return true;
        }
    }

    private static bool Take(
        JsonResources resources, FilePosition at, ClaimFileOptions options, FileReport report,
        AnsweredClaims answered, FhirPeople people)
    {
        using var document = Parse(resources.Current);
        if (document is null)
        {
            answered.Reject(new Rejection(at, null, default, at, "resource", "a JSON object without repeated depth"));
            return false;
        }

        var type = document.RootElement.Get("resourceType").Text();
        if (type is not ("ExplanationOfBenefit" or "Claim"))
        {
            if (people.Knows(document.RootElement)) return false;
            report.Note(at, null, "resourceType", "expected ExplanationOfBenefit or Claim; the resource was skipped");
            return false;
        }

        report.Recognize($"fhir {type}");
        var reading = new FhirClaim(document.RootElement, options, people);
        var claim = reading.Read(resources.Line, resources.FullUrl);
        if (reading.Use != ClaimUse.Payment)
        {
            answered.Reject(ClaimUses.Listed(reading.Use, at, reading.ClaimNumber, reading.Charge, "use") with
            {
                Declared = reading.Declared,
            });
            return true;
        }

        var found = new FoundClaim(reading.Keys, reading.MemberId, at)
        {
            Claim = claim,
            Declared = reading.Declared,
            Patient = reading.Patient,
            Diagnoses = reading.Diagnoses,
            Remarks = reading.Remarks,
            Rejection = reading.RejectionAt(at),
        };
        if (type == "Claim") answered.Hold(found);
        else answered.Answer(found);
        return true;
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
