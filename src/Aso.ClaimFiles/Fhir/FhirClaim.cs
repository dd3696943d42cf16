using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Fhir;

/// <summary>
/// Maps one FHIR R4 <c>ExplanationOfBenefit</c> or <c>Claim</c> onto a claim. What an ExplanationOfBenefit says was
/// allowed and paid was adjudicated by the administrator (rule 3.30).
/// </summary>
internal sealed class FhirClaim(JsonElement resource, ClaimFileOptions options, FhirPeople people)
{
    private bool _explains;
    private FhirFaults _faults;

    /// <summary>Why it cannot be taken; null where it can.</summary>
    public Rejection? RejectionAt(FilePosition at) => _faults.Tell(at, ClaimNumber, Charge);

    /// <summary>Paths and texts, for a claim that is taken.</summary>
    public List<(string Field, string Text)> Remarks { get; } = [];

    /// <summary>Whose claim it is.</summary>
    public Patient Patient { get; } = new(FieldOf);

    public Diagnoses Diagnoses { get; } = new(options.Triggers.ReadDiagnoses);

    public string? ClaimNumber { get; private set; }

    /// <summary>The total that the resource declares, else the sum of its items.</summary>
    public Cents Charge { get; private set; }

    /// <summary>The total that the resource declares; null: none.</summary>
    public Cents? Declared { get; private set; }

    /// <summary>What it asks for.</summary>
    public ClaimUse Use =>
        ClaimUses.Named(Encoding.UTF8.GetBytes(resource.Get("use").Text() ?? "")) ?? ClaimUse.Payment;

    /// <summary>By what an ExplanationOfBenefit names a Claim; each is known by its own.</summary>
    public IReadOnlyList<string> Keys { get; private set; } = [];

    public string MemberId { get; private set; } = "";

    /// <param name="fullUrl">Of the resource's entry in a Bundle.</param>
    public Claim? Read(long line, string? fullUrl)
    {
        _explains = resource.Get("resourceType").Text() == "ExplanationOfBenefit";
        ClaimNumber = ReadNumber();
        var (type, original) = ReadType();
        var member = MemberId = ReadMember();
        Keys = [.. ReadKeys(type, fullUrl).Distinct()];
        var benefit = ReadBenefit();
        var valid = true;
        var received = SupportingDate("clmrecvddate", ref valid) ?? options.BusinessDate;
        var paidDate = _explains ? resource.Get("payment").Get("date").Date(ref valid) : null;
        if (!valid || received > options.BusinessDate || paidDate > options.BusinessDate)
            Fail("payment.date", "dates not after the business date", resource.Get("payment").Get("date"));
        var head = ReadHead();
        Declared = head.Charge;
        if (type != ClaimType.Void) Charge = head.Charge ?? Cents.Zero;
        ClaimLine[] lines = type == ClaimType.Void ? [] : ReadLines(head);
        CheckTotal(head.Charge, lines);
        ReadDiagnoses();
        if (_faults.Any) return null;
        return new Claim
        {
            ClaimNumber = ClaimNumber!,
            Type = type,
            OriginalClaimNumber = original,
            Benefit = benefit,
            MemberId = member,
            Received = received,
            PaidDate = paidDate,
            Lines = lines,
            Position = line,
        };
    }

    private static string FieldOf(Patient patient, PersonField field) => field switch
    {
        PersonField.SubscriberNumber when patient.IsDependent => "insurance.coverage.subscriberId",
        PersonField.Relationship when patient.Relationship is not null => "insurance.coverage.relationship",
        PersonField.BirthDate when patient.IsDependent => "patient.birthDate",
        _ => "patient",
    };

    private string? ReadNumber()
    {
        var identifiers = resource.Get("identifier").Items().ToList();
        var own = identifiers.Where(one => one.Get("type").Codes().Contains("uc")
            || one.Get("system").Text() is { } system && system.EndsWith("clm_id", StringComparison.Ordinal));
        var number = own.Concat(identifiers).Select(one => one.Get("value").Text())
            .FirstOrDefault(CsvValue.IsIdentifier)
            ?? resource.Get("id").Text();
        if (number is not null && CsvValue.IsIdentifier(number)) return number;
        Fail("identifier", "the claim's number");
        return null;
    }

    private (ClaimType, string?) ReadType()
    {
        var status = resource.Get("status").Text();
        var related = resource.Get("related").Items()
            .Where(one => one.Get("relationship").Codes().Any(code => code is "prior" or "replaces" or "replaced"))
            .Select(one => one.Get("claim").Get("identifier").Get("value").Text()
                ?? FhirPaths.LastPart(one.Get("claim").Get("reference").Text()) ?? one.Get("reference").Get("value").Text())
            .FirstOrDefault(text => text is not null);
        if (status == "cancelled") return (ClaimType.Void, related ?? ClaimNumber);
        if (status is not (null or "active")) Fail("status", "active or cancelled", resource.Get("status"));
        return related is null ? (ClaimType.Original, null) : (ClaimType.Replacement, related);
    }

    private string ReadMember()
    {
        var patient = resource.Get("patient");
        var identifier = patient.Get("identifier").Get("value").Text();
        var reference = patient.Get("reference").Text();
        // Where the Patient stands in the file, the reference to it is an address and no number of the member's.
        var isAddress = false;
        if (identifier is not null)
        {
            Patient.IsSocialSecurityNumber = FhirPerson.IsSocial(patient.Get("identifier"));
        }
        else if (reference is { Length: > 1 } && reference[0] == '#')
        {
            var person = FhirPerson.Read(Contained(reference[1..]));
            Describe(person);
            identifier = person.Number;
            Patient.IsSocialSecurityNumber = person.IsSocialSecurityNumber;
        }
        else
        {
            var person = people.Person(reference);
            if (person is not null) Describe(person);
            identifier = person is { IsMember: true } ? person.Number : null;
            isAddress = person is not null && identifier is null;
            identifier ??= FhirPaths.LastPart(reference);
        }

        if (identifier is null || !CsvValue.IsIdentifier(identifier))
        {
            Fail("patient", "a reference or identifier of the member");
            return "";
        }

        Patient.Number = identifier;
        ReadCoverage(FhirPaths.LastPart(reference), isAddress);
        return identifier;
    }

    // Tells a dependent whose claims come under the subscriber's number.
    private void Describe(FhirPerson person)
    {
        (Patient.BirthDate, Patient.Sex) = (person.BirthDate, person.Sex);
        Patient.Name.Set(person.FirstName);
    }

    // Of several insurances, the one of this claim.
    private void ReadCoverage(string? patient, bool isAddress)
    {
        var insurances = resource.Get("insurance").Items().ToList();
        var own = insurances.Where(one => one.Get("focal") is { ValueKind: JsonValueKind.True }).Concat(insurances)
            .FirstOrDefault();
        var reference = own.Get("coverage").Get("reference").Text();
        var coverage = reference is { Length: > 1 } && reference[0] == '#'
            ? Contained(reference[1..]) is { } contained ? FhirCoverage.Read(contained) : null
            : people.Coverage(reference);
        if (coverage is null)
        {
            if (reference is not null && people.LostWords is { } expected) Fail("insurance.coverage", expected);
            return;
        }

        if (coverage.Beneficiary is { } beneficiary && beneficiary != patient && beneficiary != Patient.Number
            && beneficiary != $"#{patient}")
        {
            Remark("insurance.coverage", "the coverage is of another beneficiary than the patient; it was not used");
            return;
        }

        Patient.Relationship = coverage.Relationship;
        if (coverage.SubscriberNumber is not { } subscriber) return;
        if (coverage.Relationship is null or Relationship.Self)
        {
            if (!isAddress || coverage.Relationship is null) return;
            (Patient.Number, Patient.IsSocialSecurityNumber) = (subscriber, coverage.IsSubscriberSocial);
            return;
        }

        (Patient.SubscriberNumber, Patient.IsSubscriberSocialSecurityNumber) = (subscriber, coverage.IsSubscriberSocial);
        Patient.IsDependent = true;
        if (isAddress) Patient.Number = null;
    }

    private Benefit ReadBenefit()
    {
        foreach (var code in resource.Get("type").Codes())
        {
            switch (code)
            {
                case "professional" or "institutional" or "CARRIER" or "OUTPATIENT" or "INPATIENT" or "SNF" or "HHA"
                    or "HOSPICE" or "DME":
                    return Benefit.Medical;
                case "pharmacy" or "PDE":
                    return Benefit.Pharmacy;
                case "oral":
                    return Benefit.Dental;
                case "vision":
                    return Benefit.Vision;
                default:
                    break;
            }
        }

        Fail(
            "type", "professional, institutional, pharmacy, oral or vision",
            resource.Get("type").Get("coding").Items().Select(coding => coding.Get("code")).FirstOrDefault());
        return default;
    }

    // What stands at the head: the total of a Claim, or what an ExplanationOfBenefit says of the whole.
    private FhirAmounts ReadHead()
    {
        var valid = true;
        var totals = resource.Get("total");
        var head = totals?.ValueKind == JsonValueKind.Array
            ? FhirAmounts.Adjudicated(totals, ref valid) : new FhirAmounts(totals.Amount(ref valid), null, null, null);
        if (!valid) Fail("total", FileLimits.AmountWords, totals.Get("value"));
        if (!_explains) return head with { Allowed = null, Paid = null, OtherPaid = null };
        valid = true;
        head = head.Or(FhirAmounts.Adjudicated(resource.Get("adjudication"), ref valid));
        if (!valid) Fail("adjudication", FileLimits.AmountWords);
        valid = true;
        var payment = resource.Get("payment").Get("amount").Amount(ref valid);
        if (!valid) Fail("payment.amount", FileLimits.AmountWords, resource.Get("payment").Get("amount").Get("value"));
        if (payment is null || payment == head.Paid) return head;
        // An adjustment is of other claims, as money taken back, and no part of this one's benefit.
        if (head.Paid is not null && resource.Get("payment").Get("adjustment").Get("value") is not null) return head;
        if (head.Paid is { } benefit)
            Remark("payment.amount", $"{payment} differs from the benefit, {benefit}; the payment was used");
        return head with { Paid = payment };
    }

    private ClaimLine[] ReadLines(in FhirAmounts head)
    {
        var valid = true;
        var from = resource.Get("billablePeriod").Get("start").Date(ref valid);
        var to = resource.Get("billablePeriod").Get("end").Date(ref valid) ?? from;
        if (!valid)
            Fail("billablePeriod", "dates, yyyy-MM-dd", resource.Get("billablePeriod").Get(from is null ? "start" : "end"));
        var items = new FhirItems();
        var lines = items.Read(resource, head, new FhirLineContext(
            from, to, ReadProvider(), IsInNetwork(), IsAuthorized(), _explains, options.BusinessDate, IsPeriodMisread: !valid));
        _faults.Add(items.Faults);
        foreach (var (field, text) in items.Remarks) Remark(field, text);
        if (lines.Select(line => line.LineNumber).Distinct().Count() < lines.Length)
            Fail("item.sequence", "a sequence number used only once in the claim");
        Charge = head.Charge ?? lines.Sum(line => line.Charge);
        return lines;
    }

    // Each in the resource, or in a Condition that the resource contains.
    private void ReadDiagnoses()
    {
        if (!Diagnoses.AreWanted) return;
        foreach (var diagnosis in resource.Get("diagnosis").Items())
        {
            var reference = diagnosis.Get("diagnosisReference").Get("reference").Text();
            var codes = diagnosis.Get("diagnosisCodeableConcept").Codes();
            if (reference is { Length: > 1 } && reference[0] == '#')
                codes = codes.Concat(Contained(reference[1..]).Get("code").Codes());
            foreach (var code in codes) Diagnoses.Add(code);
        }
    }

    private string? ReadProvider()
    {
        var provider = resource.Get("provider");
        var reference = provider.Get("reference").Text();
        var identifiers = provider.Get("identifier").Items();
        if (reference is { Length: > 1 } && reference[0] == '#')
            identifiers = identifiers.Concat(Contained(reference[1..]).Get("identifier").Items());
        var number = identifiers
            .Where(one => one.Get("type").Codes().Any(code => code is "npi" or "NPI")
                || one.Get("system").Text() is { } system && system.EndsWith("us-npi", StringComparison.Ordinal))
            .Select(one => one.Get("value").Text()).FirstOrDefault(text => text is not null);
        if (number is null || !CsvValue.IsIdentifier(number)) return null;
        if (!NationalProvider.IsValid(number))
            Remark("provider", "expected a national provider identifier with its check digit; kept as submitted");
        return number;
    }

    private bool IsInNetwork() => !resource.Get("supportingInfo").Items()
        .Any(one => one.Get("code").Codes().Any(code => code is "noncontracted" or "outofnetwork"));

    private bool IsAuthorized() =>
        resource.Get("preAuthRef") is not null
        || resource.Get("insurance").Items().Any(one => one.Get("preAuthRef") is not null);

    private DateOnly? SupportingDate(string category, ref bool valid) => resource.Get("supportingInfo").Items()
        .Where(one => one.Get("category").Codes().Contains(category))
        .Select(one => one.Get("timingDate")).FirstOrDefault().Date(ref valid);

    private void CheckTotal(Cents? declared, ClaimLine[] lines)
    {
        if (!_faults.Any && lines.Length > 0 && declared is { } total && lines.Sum(line => line.Charge) is var sum
            && sum != total)
            Remark("total", $"{total} differs from the sum of the items, {sum}; the items were used");
    }

    // A number says the same of a Claim and an ExplanationOfBenefit only where both are originals, say.
    private IEnumerable<string> ReadKeys(ClaimType type, string? fullUrl)
    {
        if (ClaimNumber is not null) yield return $"{type} {ClaimNumber}";
        var claim = resource.Get("claim");
        if (claim.Get("identifier").Get("value").Text() is { } number) yield return $"{type} {number}";
        string?[] addresses = _explains ? [claim.Get("reference").Text()] : [fullUrl, resource.Get("id").Text()];
        foreach (var address in addresses)
            if (FhirPaths.LastPart(address) is { Length: > 0 } id) yield return id;
    }

    private JsonElement? Contained(string id) =>
        resource.Get("contained").Items().Where(one => one.Get("id").Text() == id).Select(one => (JsonElement?)one)
            .FirstOrDefault();

    private void Remark(string field, string text) => Remarks.Add((field, text));

    private void Fail(string field, string expected, JsonElement? found = null) =>
        _faults.Add(FhirFault.In(field, expected, found));
}
