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
            var repair = await ReadAsync(copy, entry, options, report, sink, people, true, cancellation);
            if (repair is { RefersToPeople: true })
            {
                copy.Position = 0;
                repair = await WritePeopleAsync(copy, repair, sink, cancellation);
            }

            repair?.Finish();
        }
        else
        {
            (await ReadAsync(content, entry, options, report, sink, people, false, cancellation))?.Finish();
        }

        await sink.WriteAsync(cancellation);
    }

    /// <summary>Reads the file again for those to whom its rejected claims refer.</summary>
    private static async ValueTask<FhirRepair> WritePeopleAsync(
        Stream content, FhirRepair repair, IClaimSink sink, CancellationToken cancellation)
    {
        // What our own code fails on was met, and reported, when the claims were read.
        using var resources = new JsonResources(content, passesDefects: false);
        repair = repair.With(resources);
        while (true)
        {
            switch (resources.Read())
            {
                case ResourceRead.NeedMore:
                    await resources.FillAsync(cancellation);
                    break;
                case ResourceRead.Resource:
                    repair.TakePerson();
                    await sink.WriteAsync(cancellation);
                    break;
                case ResourceRead.Broken:
                    await resources.SkipAsync(cancellation);
                    break;
                default:
                    return repair;
            }
        }
    }

    private static async ValueTask<FhirRepair?> ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink, FhirPeople people,
        bool mayHavePeople, CancellationToken cancellation)
    {
        using var resources = new JsonResources(content);
        var taker = new ClaimTaker(report, sink, options.Triggers);
        var repair = options.Repairs is { } files ? new FhirRepair(files, resources, mayHavePeople) : null;
        var answered = new AnsweredClaims(report, taker, repair);
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
                    return repair;
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
            if (type == FhirRepair.Outcome || people.Knows(document.RootElement, resources.FullUrl)) return false;
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
            Kept = type == "Claim" ? answered.KeepIfRefused(claim, reading.Patient) : null,
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
