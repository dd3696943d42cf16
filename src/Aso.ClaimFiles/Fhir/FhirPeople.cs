using System.Globalization;
using System.Text.Json;
using Aso.ClaimFiles.Defects;

namespace Aso.ClaimFiles.Fhir;

/// <summary>
/// The Patient and Coverage resources of a file, to which its claims refer: they tell whose claim it is. They may stand
/// behind the claims, so a file that may have them is read once before for them alone. At most <see cref="Max"/> are
/// held.
/// </summary>
internal sealed class FhirPeople
{
    private const int Max = 20_000;

    private readonly Dictionary<string, FhirPerson> _persons = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FhirCoverage> _coverages = new(StringComparer.Ordinal);
    private Exception? _thrown;
    private bool _isFull;

    /// <summary>Whether a file with these first bytes may have them.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> head) =>
        head.IndexOf("\"Bundle\""u8) >= 0 || head.IndexOf("\"Coverage\""u8) >= 0;

    /// <summary>The Patient that a reference leads to; null: none in the file.</summary>
    public FhirPerson? Person(string? reference) => Find(_persons, reference);

    /// <summary>The Coverage that a reference leads to; null: none in the file.</summary>
    public FhirCoverage? Coverage(string? reference) => Find(_coverages, reference);

    /// <summary>What a claim must not have, whose Coverage was not found and may have been lost; null: none was.</summary>
    /// <exception cref="InvalidOperationException">Our own code failed on one.</exception>
    public string? LostWords => _thrown is { } thrown
        ? throw new InvalidOperationException("a resource of the file was lost", thrown)
        : _isFull ? string.Create(
            CultureInfo.InvariantCulture, $"at most {Max} Patient and Coverage resources in a file; divide it") : null;

    /// <summary>Whether a resource is one of these.</summary>
    /// <param name="fullUrl">Of its entry in a Bundle.</param>
    public bool Knows(JsonElement resource, string? fullUrl) => resource.Get("resourceType").Text() switch
    {
        "Patient" => (Person(resource.Get("id").Text()) ?? Person(fullUrl)) is not null,
        "Coverage" => (Coverage(resource.Get("id").Text()) ?? Coverage(fullUrl)) is not null,
        _ => false,
    };

    /// <summary>Reads them of a whole file.</summary>
    public async ValueTask LearnAsync(Stream content, CancellationToken cancellation)
    {
        // What our own code fails on is met again, and reported, when the claims are read.
        using var resources = new JsonResources(content, passesDefects: false);
        while (true)
        {
            switch (resources.Read())
            {
                case ResourceRead.NeedMore:
                    await resources.FillAsync(cancellation);
                    break;
                case ResourceRead.Resource:
                    Learn(resources.Current, resources.FullUrl);
                    break;
                case ResourceRead.Broken:
                    _thrown ??= resources.Thrown;
                    await resources.SkipAsync(cancellation);
                    break;
                default:
                    return;
            }
        }
    }

    private static T? Find<T>(Dictionary<string, T> known, string? reference)
        where T : class =>
        FhirPaths.LastPart(reference) is { Length: > 0 } key ? known.GetValueOrDefault(key) : null;

    private void Learn(ReadOnlyMemory<byte> json, string? fullUrl)
    {
        if (json.Span.IndexOf("\"Patient\""u8) < 0 && json.Span.IndexOf("\"Coverage\""u8) < 0) return;
        try
        {
            using var document = JsonDocument.Parse(json);
            var resource = document.RootElement;
            var type = resource.Get("resourceType").Text();
            if (type is not ("Patient" or "Coverage")) return;
            foreach (var address in (string?[])[fullUrl, resource.Get("id").Text()])
            {
                if (FhirPaths.LastPart(address) is not { Length: > 0 } key) continue;
                _isFull |= _persons.Count + _coverages.Count >= Max;
                if (_isFull) return;
                if (type == "Patient") _persons[key] = FhirPerson.Read(resource);
                else _coverages[key] = FhirCoverage.Read(resource);
            }
        }
        catch (JsonException)
        {
            // It is reported when the claims are read.
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            _thrown ??= thrown;
        }
    }
}
