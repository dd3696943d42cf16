using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Fhir;

/// <summary>A resource of a claim that is rejected, as it came.</summary>
/// <param name="FullUrl">Of its entry in a Bundle, as written there.</param>
internal sealed record KeptResource(byte[] Json, string? FullUrl);

/// <summary>
/// Writes the rejected claims of a file alone, each behind an OperationOutcome that says what is wrong with it, and the
/// Patient and Coverage resources of the file to which they refer: as a Bundle where the first came in one, or where
/// there may be such resources, which are looked for in Bundles; else one after another. Resources are as they came.
/// </summary>
internal sealed class FhirRepair(RepairFiles files, JsonResources resources, bool mayHavePeople)
{
    /// <summary>The type of resource that says what is wrong with another: it is passed over when it comes back.</summary>
    public const string Outcome = "OperationOutcome";

    private readonly HashSet<string> _people = new(StringComparer.Ordinal);
    private RepairFile? _file;
    private bool _isBundle;

    /// <summary>Whether Patient or Coverage resources may be missing in it.</summary>
    public bool RefersToPeople => _people.Count > 0;

    /// <summary>Keeps the current resource, which will be rejected later.</summary>
    public KeptResource Keep() => new(resources.Current.ToArray(), resources.FullUrl);

    /// <param name="kept">Null: it is the current resource.</param>
    public void Reject(Rejection rejection, KeptResource? kept = null)
    {
        if (rejection.Reason == Rejection.NoClaimReason) return;
        kept ??= Keep();
        Write(OutcomeOf(rejection), null);
        Write(kept.Json, kept.FullUrl);
        foreach (var reference in References(kept.Json))
            if (FhirPaths.LastPart(reference) is { Length: > 0 } key) _people.Add(key);
    }

    /// <summary>The current resource is a Patient or a Coverage to which a rejected claim may refer.</summary>
    public void TakePerson()
    {
        var json = resources.Current;
        if (json.Span.IndexOf("\"Patient\""u8) < 0 && json.Span.IndexOf("\"Coverage\""u8) < 0) return;
        using var document = JsonDocument.Parse(json);
        var resource = document.RootElement;
        if (resource.Get("resourceType").Text() is not ("Patient" or "Coverage")) return;
        foreach (var address in (string?[])[resources.FullUrl, resource.Get("id").Text()])
        {
            if (FhirPaths.LastPart(address) is not { Length: > 0 } key || !_people.Remove(key)) continue;
            Write(json.Span, resources.FullUrl);
            return;
        }
    }

    /// <summary>The same repair goes on with another reading of the file.</summary>
    public FhirRepair With(JsonResources again)
    {
        var other = new FhirRepair(files, again, mayHavePeople) { _file = _file, _isBundle = _isBundle };
        other._people.UnionWith(_people);
        return other;
    }

    /// <summary>All was written.</summary>
    public void Finish()
    {
        if (_isBundle) _file!.Write("\n]}\n"u8);
    }

    private void Write(ReadOnlySpan<byte> json, string? fullUrl)
    {
        var isFirst = _file is null;
        if (_file is null)
        {
            _isBundle = mayHavePeople || resources.IsInBundle;
            _file = files.Begin(_isBundle ? "json" : "ndjson");
            if (_isBundle) _file.Write("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["u8);
        }

        if (!_isBundle)
        {
            _file.Write(json);
            _file.Write("\n"u8);
            return;
        }

        _file.Write(isFirst ? "\n{"u8 : ",\n{"u8);
        if (fullUrl is not null) _file.Write(Encoding.UTF8.GetBytes($"\"fullUrl\":\"{fullUrl}\","));
        _file.Write("\"resource\":"u8);
        _file.Write(json);
        _file.Write("}"u8);
    }

    private static byte[] OutcomeOf(Rejection rejection) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        resourceType = Outcome,
        issue = rejection.Others.Select(other => (other.Field, other.Expected, other.Value))
            .Prepend((rejection.Field, rejection.Expected, rejection.Value))
            .Select(fault => new
            {
                severity = "error",
                code = "invalid",
                diagnostics = $"claim {rejection.ClaimNumber ?? "(no number)"}: {fault.Field}"
                    + $"{(fault.Value is null ? "" : $" is {fault.Value}")}: expected {fault.Expected}",
                expression = new[] { fault.Field },
            }),
    });

    private static IEnumerable<string?> References(byte[] json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            yield break;
        }

        using (document)
        {
            yield return document.RootElement.Get("patient").Get("reference").Text();
            foreach (var insurance in document.RootElement.Get("insurance").Items())
                yield return insurance.Get("coverage").Get("reference").Text();
        }
    }
}
