using System.Buffers;
using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Fhir;

/// <summary>Reads what stands at a path of a resource, without ever throwing for what does not stand there.</summary>
internal static class FhirPaths
{
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    public static JsonElement? Get(this JsonElement? element, string name) => element?.Get(name);

    /// <summary>The items of an array, or the element itself where one is written without its array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : value.ValueKind == JsonValueKind.Object ? [value] : [];

    public static string? Text(this JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.String } value) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Escapes that are no text, such as half of a surrogate pair.
            return null;
        }
    }

    /// <summary>Codes of a CodeableConcept, of all its codings.</summary>
    public static IEnumerable<string> Codes(this JsonElement? concept) =>
        concept.Get("coding").Items().Select(coding => coding.Get("code").Text()).OfType<string>();

    /// <summary>A date, or the date of a dateTime; null where there is none, false in <paramref name="valid"/> where
    /// bad.</summary>
    public static DateOnly? Date(this JsonElement? element, ref bool valid)
    {
        if (element is null) return null;
        var text = element.Text();
        Span<byte> bytes = stackalloc byte[10];
        if (text is { Length: >= 10 } && Ascii.FromUtf16(text.AsSpan(0, 10), bytes, out _) == OperationStatus.Done
            && CsvValue.TryDate(bytes, out var date)) return date;
        valid = false;
        return null;
    }

    /// <summary>The <c>value</c> of a Money or Quantity as an amount from zero on.</summary>
    public static Cents? Amount(this JsonElement? money, ref bool valid)
    {
        if (money.Get("value") is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount)
            && Cents.TryFromAmount(amount, out var cents) && FileLimits.IsAmount(cents.Value)) return cents;
        valid = false;
        return null;
    }

    /// <summary>Patient/M1, Patient/M1/_history/2 and urn:uuid:M1 all name M1.</summary>
    public static string? LastPart(string? reference)
    {
        if (reference?.IndexOf("/_history/", StringComparison.Ordinal) is > 0 and var version)
            reference = reference[..version];
        var separator = reference?.StartsWith("urn:", StringComparison.Ordinal) == true ? ':' : '/';
        return reference?[(reference.LastIndexOf(separator) + 1)..];
    }
}
