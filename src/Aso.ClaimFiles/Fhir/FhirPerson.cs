using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Fhir;

/// <summary>What a Patient resource says of a person.</summary>
/// <param name="Number">The member's number, else another; null: none.</param>
/// <param name="IsMember">The number is typed as a member's (MB, MC).</param>
internal sealed record FhirPerson(
    string? Number, bool IsMember, bool IsSocialSecurityNumber, DateOnly? BirthDate, Sex Sex, string FirstName)
{
    public static FhirPerson Read(JsonElement? person)
    {
        var identifiers = person.Get("identifier").Items().ToList();
        var chosen = identifiers.Where(IsOfMember).Concat(identifiers.Where(one => !IsSocial(one))).Concat(identifiers)
            .FirstOrDefault(one => one.Get("value").Text() is not null);
        // A list of texts, of which the first is the first name.
        var given = person.Get("name").Items().Select(name => name.Get("given"))
            .FirstOrDefault(one => one is { ValueKind: JsonValueKind.Array });
        var first = given?.EnumerateArray().Select(one => ((JsonElement?)one).Text()).FirstOrDefault();
        var valid = true;
        return new FhirPerson(
            chosen.Get("value").Text(), IsOfMember(chosen), IsSocial(chosen), person.Get("birthDate").Date(ref valid),
            PersonText.SexIn(Encoding.UTF8.GetBytes(person.Get("gender").Text() ?? "")), first ?? "");
    }

    public static bool IsSocial(JsonElement? identifier) =>
        identifier.Get("type").Codes().Contains("SS")
        || identifier.Get("system").Text() is { } system && system.EndsWith("us-ssn", StringComparison.Ordinal);

    private static bool IsOfMember(JsonElement identifier) =>
        identifier.Get("type").Codes().Any(code => code is "MB" or "MC");
}

/// <summary>What a Coverage resource says of its beneficiary.</summary>
/// <param name="Beneficiary">By the reference's last part, or the identifier; null: not said.</param>
internal sealed record FhirCoverage(
    Relationship? Relationship, string? SubscriberNumber, bool IsSubscriberSocial, string? Beneficiary)
{
    public static FhirCoverage Read(JsonElement? coverage)
    {
        // A text in R4; a list of identifiers later.
        var number = coverage.Get("subscriberId").Items().Append(default)
            .FirstOrDefault(one => one.Get("value").Text() is not null);
        var beneficiary = coverage.Get("beneficiary");
        var subscriber = coverage.Get("subscriberId").Text() ?? number.Get("value").Text();
        return new FhirCoverage(
            coverage.Get("relationship").Codes().Select(RelationshipOf).FirstOrDefault(one => one is not null),
            CsvValue.IsIdentifier(subscriber) ? subscriber : null, FhirPerson.IsSocial(number),
            beneficiary.Get("identifier").Get("value").Text() ?? FhirPaths.LastPart(beneficiary.Get("reference").Text()));
    }

    // Of the value set subscriber-relationship.
    private static Relationship? RelationshipOf(string code) => code switch
    {
        "self" => Domain.Enrollment.Relationship.Self,
        "spouse" or "common" => Domain.Enrollment.Relationship.Spouse,
        "child" => Domain.Enrollment.Relationship.Child,
        "parent" or "other" or "injured" => Domain.Enrollment.Relationship.Other,
        _ => null,
    };
}
