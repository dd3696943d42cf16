using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Fhir;

/// <summary>Coverage and Patient resources of the file tell whose claim it is.</summary>
public sealed class CoverageTests
{
    private const string Child = """{"coding":[{"code":"child"}]}""";

    private const string Anna =
        """{"resourceType":"Patient","id":"p1","birthDate":"2012-05-06","gender":"female","name":[{"given":["Anna"]}]}""";

    [Theory]
    [InlineData(false, "ExplanationOfBenefit")]
    [InlineData(true, "ExplanationOfBenefit")]
    [InlineData(false, "Claim")]
    public async Task In_a_Bundle_before_or_behind_the_claim(bool behind, string type)
    {
        string[] people = [Entry(Anna), Entry(Coverage("c1", "child", "S1", "Patient/p1"))];
        var claim = Entry(Claim("Patient/p1", "Coverage/c1", type));
        var read = await Collected.ReadAsync(Bundle(behind ? [claim, .. people] : [.. people, claim]));

        Assert.Equal([new PatientText(null, "S1", "2012-05-06 Child Female Anna", false, false)], read.Patients);
        Assert.Equal("S1", Assert.Single(read.Claims).MemberId);
        Assert.Empty(read.Report.Remarks);
    }

    [Theory]
    [InlineData("urn:uuid:c1", "urn:uuid:p1")]
    [InlineData("https://tpa.example/fhir/Coverage/c1", "https://tpa.example/fhir/Patient/p1/_history/3")]
    public async Task By_the_address_of_the_entry(string coverage, string patient)
    {
        var read = await Collected.ReadAsync(Bundle(
            Entry(Claim(patient, coverage), null), Entry(Anna.Replace("\"id\":\"p1\",", "", StringComparison.Ordinal), "urn:uuid:p1"),
            Entry(Coverage(null, "spouse", "S1", patient), "urn:uuid:c1")));

        Assert.Equal("2012-05-06 Spouse Female Anna", read.Patients.Single().Traits);
    }

    [Fact]
    public async Task Contained_in_the_claim()
    {
        var read = await Collected.ReadAsync(
            Claim("#p1", "#c1").Replace("\"status\"", $"\"contained\":[{Anna},{Coverage("c1", "child", "S1", "#p1")}],\"status\"",
                StringComparison.Ordinal).Replace(
                "\"gender\"", """ "identifier":[{"type":{"coding":[{"code":"MB"}]},"value":"M7"}],"gender" """,
                StringComparison.Ordinal));

        Assert.Equal([new PatientText("M7", "S1", "2012-05-06 Child Female Anna", false, false)], read.Patients);
    }

    [Theory]
    // The reference is the member's number unless a Patient of the file shows that it is an address.
    [InlineData("child", "Patient/M1", false, "M1", "S1", "Child")]
    [InlineData("child", "Patient/p1", true, null, "S1", "Child")]
    [InlineData("self", "Patient/M1", false, "M1", null, "Self")]
    [InlineData("self", "Patient/p1", true, "S1", null, "Self")]
    [InlineData("common", "Patient/M1", false, "M1", "S1", "Spouse")]
    [InlineData("parent", "Patient/M1", false, "M1", "S1", "Other")]
    [InlineData("unheard", "Patient/M1", false, "M1", null, "")]
    [InlineData("unheard", "Patient/p1", true, "p1", null, "")]
    public async Task Relationship_and_subscriber(
        string relationship, string patient, bool isInFile, string? number, string? subscriber, string expected)
    {
        var read = await Collected.ReadAsync(Bundle([
            .. isInFile ? (string[])[Entry(Anna)] : [], Entry(Coverage("c1", relationship, "S1", patient)),
            Entry(Claim(patient, "Coverage/c1"))]));

        var told = Assert.Single(read.Patients);
        Assert.Equal((number, subscriber), (told.Number, told.Subscriber));
        Assert.Equal(expected, told.Traits.Split(' ')[1]);
    }

    [Fact]
    public async Task A_member_number_of_the_Patient_is_the_number()
    {
        var read = await Collected.ReadAsync(Bundle(
            Entry(Claim("Patient/p1", "Coverage/c9")),
            Entry(Anna.Replace("\"gender\"",
                """ "identifier":[{"type":{"coding":[{"code":"SS"}]},"value":"123456789"},{"type":{"coding":[{"code":"MB"}]},"value":"M7"}],"gender" """,
                StringComparison.Ordinal))));

        Assert.Equal(("M7", false), (read.Patients.Single().Number, read.Patients.Single().IsSocial));
    }

    [Fact]
    public async Task A_coverage_of_somebody_else_is_not_used()
    {
        var read = await Collected.ReadAsync(Bundle(
            Entry(Coverage("c1", "child", "S1", "Patient/p2")), Entry(Claim("Patient/M1", "Coverage/c1"))));

        Assert.Equal(("M1", null), (read.Patients.Single().Number, read.Patients.Single().Subscriber));
        Assert.Equal("insurance.coverage", Assert.Single(read.Report.Remarks).Field);
    }

    [Fact]
    public async Task Of_several_the_coverage_that_the_claim_is_for()
    {
        var claim = Claim("Patient/M1", "Coverage/c1").Replace(
            "\"insurance\":[", """ "insurance":[{"focal":false,"coverage":{"reference":"Coverage/c2"}},""",
            StringComparison.Ordinal);
        var read = await Collected.ReadAsync(Bundle(
            Entry(Coverage("c1", "child", "S1", "Patient/M1")), Entry(Coverage("c2", "self", "S2", "Patient/M1")),
            Entry(claim)));

        Assert.Equal("S1", read.Patients.Single().Subscriber);
    }

    [Fact]
    public async Task Who_cannot_be_told_is_rejected_with_what_is_missing()
    {
        var read = await Collected.ReadAsync(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Bundle(
                Entry(Anna), Entry(Coverage("c1", "child", "S1", "Patient/p1")), Entry(Claim("Patient/p1", "Coverage/c1"))))),
            fault: new PersonFault(PersonField.BirthDate, "a birth date"));

        Assert.Equal("patient.birthDate", Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task A_Claim_and_its_answer_stay_one_where_only_one_names_the_coverage()
    {
        var read = await Collected.ReadAsync(Bundle(
            Entry(Anna), Entry(Coverage("c1", "child", "S1", "Patient/p1")),
            Entry(Claim("Patient/p1", "Coverage/c9", "Claim")), Entry(Claim("Patient/p1", "Coverage/c1"))));

        Assert.Single(read.Claims);
    }

    private static string Bundle(params string[] entries) =>
        "{\"resourceType\":\"Bundle\",\"entry\":[" + string.Join(',', entries) + "]}";

    private static string Entry(string resource, string? url = null) =>
        url is null ? $"{{\"resource\":{resource}}}" : $"{{\"fullUrl\":\"{url}\",\"resource\":{resource}}}";

    private static string Coverage(string? id, string relationship, string subscriber, string beneficiary) =>
        "{\"resourceType\":\"Coverage\"," + (id is null ? "" : $"\"id\":\"{id}\",")
        + $"\"relationship\":{Child.Replace("child", relationship, StringComparison.Ordinal)},"
        + $"\"subscriberId\":\"{subscriber}\",\"beneficiary\":{{\"reference\":\"{beneficiary}\"}}}}";

    private static string Claim(string patient, string coverage, string type = "ExplanationOfBenefit") =>
        $$$"""
        {"resourceType":"{{{type}}}","status":"active","identifier":[{"value":"C1"}],
        "type":{"coding":[{"code":"professional"}]},"patient":{"reference":"{{{patient}}}"},
        "insurance":[{"focal":true,"coverage":{"reference":"{{{coverage}}}"}}],
        "item":[{"sequence":1,"servicedDate":"2026-01-05","productOrService":{"coding":[{"code":"99213"}]},"net":{"value":10}}]}
        """.ReplaceLineEndings("");
}
