using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>What 837, 834 and CSV say of a person, as the sink is asked for them.</summary>
public sealed class WhoseClaimTests
{
    private const string Subscriber = "HL*2*1*22*1~SBR*P********CI~NM1*IL*1*DOE*JO****MI*M1~DMG*D8*19800101*F~";
    private const string CsvHeader = "claimNumber,lineNumber,type,benefit,memberId,serviceFrom,charge";

    [Theory]
    [InlineData("PAT*01~NM1*QC*1*DOE*ANN MARIE~DMG*D8*19810202*F~", "/M1", "1981-02-02 Spouse Female ANN MARIE")]
    [InlineData("PAT*19~NM1*QC*1*DOE*AL~DMG*D8*20150505*M~", "/M1", "2015-05-05 Child Male AL")]
    [InlineData("PAT*G8~NM1*QC*1*DOE*AL~DMG*D8*20150505*U~", "/M1", "2015-05-05 Other Unknown AL")]
    [InlineData("PAT*18~NM1*QC*1*DOE*JO~", "/M1", " Self Unknown JO")]
    [InlineData("NM1*QC*1*DOE*AL****MI*M2~", "M2/M1", "  Unknown AL")]
    // A date that is none says nothing.
    [InlineData("PAT*19~NM1*QC*1*DOE~DMG*D8*2015-05~", "/M1", " Child Unknown ")]
    public async Task A_dependents_level_is_what_is_asked_for(string level, string numbers, string traits)
    {
        var read = await Collected.ReadAsync(Envelopes.Claims(
            Subscriber, "HL*3*2*23*0~", level, Envelopes.Claim("C1", 5),
            Envelopes.Subscriber(4, "M4", Envelopes.Claim("C2", 5))));

        var (first, second) = (read.Patients[0], read.Patients[1]);
        Assert.Equal((numbers, traits), ($"{first.Number}/{first.Subscriber}", first.Traits));
        // Nothing of one patient is said of the next.
        Assert.Equal((("M4", null), "1980-01-01 Self Female JO"), ((second.Number, second.Subscriber), second.Traits));
    }

    [Theory]
    [InlineData("NM1*IL*1*DOE*JO****34*990001111~", "990001111", true)]
    [InlineData("NM1*IL*1*DOE*JO****MI*990001111~REF*SY*990001111~", "990001111", true)]
    [InlineData("NM1*IL*1*DOE*JO****MI*M1~REF*SY*990001111~", "M1", false)]
    [InlineData("NM1*IL*1*DOE*JO~REF*SY*990001111~", "990001111", true)]
    public async Task A_social_security_number_is_told_from_a_members(string name, string number, bool isSocial)
    {
        var read = await Collected.ReadAsync(Envelopes.Claims("HL*2*1*22*0~SBR*P*18~", name, Envelopes.Claim("C1", 5)));

        Assert.Equal((number, isSocial), (read.Patients.Single().Number, read.Patients.Single().IsSocial));
    }

    [Theory]
    [InlineData(PersonField.BirthDate, "DMG02")]
    [InlineData(PersonField.Relationship, "PAT01")]
    [InlineData(PersonField.Sex, "DMG03")]
    [InlineData(PersonField.FirstName, "NM1*QC NM104")]
    [InlineData(PersonField.SubscriberNumber, "NM1*IL NM109")]
    public async Task Whoever_cannot_be_told_is_rejected_with_what_is_missing(PersonField field, string expected)
    {
        var content = System.Text.Encoding.UTF8.GetBytes(Envelopes.Claims(
            Subscriber, "HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*AL~", Envelopes.Claim("C1", 5)));
        var read = await Collected.ReadAsync(
            new MemoryStream(content), fault: new PersonFault(field, "what would tell"));

        Assert.Empty(read.Claims);
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(
            ("C1", new Cents(500), expected, "what would tell"),
            (rejection.ClaimNumber, rejection.Charge, rejection.Field, rejection.Expected));
        Assert.Equal((0, 1), Counts(read.Report));
    }

    [Fact]
    public async Task Columns_of_a_csv_tell_the_patient_and_must_agree()
    {
        var read = await Collected.ReadAsync(
            CsvHeader + ",birthDate,relationship,sex,firstName\n"
            + "C1,1,original,medical,M1,2026-01-05,10,1981-02-02,spouse,m,Bob\n"
            + "C2,1,original,medical,M1,2026-01-05,10,02/02/1981,EE,x,\n"
            + "C3,1,original,medical,M1,2026-01-05,10,1981-02-02,19,F,\n"
            + "C3,2,original,medical,M1,2026-01-05,10,1981-02-03,19,F,\n");

        Assert.Equal(
            ["1981-02-02 Spouse Male Bob", "  Unknown "], read.Patients.Select(one => one.Traits));
        Assert.Equal(("C3", "birthDate"), (read.Rejections.Single().ClaimNumber, read.Rejections.Single().Field));
    }

    [Theory]
    // A social security number is none of the numbers, wherever it stands; REF*0F comes before it.
    [InlineData("REF*0F*CARD77~NM1*IL*1*DOE*JO****34*990001111~", "CARD77", null, "990001111")]
    [InlineData("REF*0F*990001111~NM1*IL*1*DOE*JO****34*990001111~", null, null, "990001111")]
    [InlineData("REF*0F*990001111~REF*SY*990001111~NM1*IL*1*DOE*JO****ZZ*M1~", "M1", "M1", "990001111")]
    [InlineData("REF*0F*S1~REF*SY*990001111~NM1*IL*1*DOE*JO****ZZ*990001111~", "S1", null, "990001111")]
    [InlineData("REF*0F*S1~REF*23*C1~NM1*IL*1*DOE*JO****MI*M1~", "S1", "C1", null)]
    // REF*1L is often the policy of the whole group: only where nothing else stands.
    [InlineData("REF*1L*POL9~NM1*IL*1*DOE*JO****MI*M1~", "M1", "M1", null)]
    [InlineData("REF*1L*POL9~NM1*IL*1*DOE*JO~", "POL9", null, null)]
    public async Task An_834_says_who_by_numbers(string loop, string? subscriber, string? number, string? social)
    {
        var read = await CollectedRows.ReadAsync(Loop("INS*Y*18*021*20*A~" + loop + "HD*021**HLT~DTP*348*D8*20260101~"));

        var person = Assert.Single(read.People);
        Assert.Equal(
            (subscriber, number, social, "JO"),
            (person.SubscriberNumber, person.Number, person.SocialSecurityNumber, person.FirstName));
    }

    [Fact]
    public async Task A_corrected_number_comes_with_the_wrong_one()
    {
        var read = await CollectedRows.ReadAsync(Loop(
            "INS*Y*18*001*25*A~REF*0F*S1~NM1*74*1*DOE*ANNE****ZZ*NEW~DMG*D8*19800102*F~NM1*70*1*DOE*ANN****ZZ*OLD~"
            + "DMG*D8*19800101*F~"));

        var person = Assert.Single(read.People);
        Assert.Equal(("NEW", "OLD", "ANNE", "ANN"),
            (person.Number, person.FormerNumber, person.FirstName, person.FormerFirstName));
        Assert.Equal((new DateOnly(1980, 1, 2), new DateOnly(1980, 1, 1), false),
            (person.BirthDate!.Value, person.FormerBirthDate!.Value, person.MayBeNew));
    }

    [Fact]
    public async Task A_row_of_enrollment_says_sex_and_first_name()
    {
        var read = await CollectedRows.ReadAsync(
            "subscriberId,memberId,relationship,birthDate,effective,sex,firstName\n"
            + "S1,S1,child,2015-05-05,2026-01-01,F,Eve\nS1,S1,self,,2026-01-01,,\n");

        Assert.Equal(
            [(Sex.Female, "Eve", false), (Sex.Unknown, "", true)],
            read.People.Select(one => (one.Sex, one.FirstName!, one.IsSelf)));
        Assert.Equal(["S1-D1", "S1"], read.Rows.Select(row => row.MemberId));
    }

    [Fact]
    public async Task A_dependent_without_a_subscriber_is_rejected()
    {
        var read = await CollectedRows.ReadAsync(Loop("INS*N*19*021*20*A~NM1*IL*1*DOE*AL****ZZ*M1~HD*021**HLT~"));

        Assert.Equal("REF*0F REF02", Assert.Single(read.Rejections).Field);
    }

    private static (long, long) Counts(FileReport report)
    {
        var transaction = report.Interchanges[0].Groups[0].Transactions[0];
        return (transaction.Accepted, transaction.RejectedCount);
    }

    private static string Loop(string loop) =>
        Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction(
            "834", "0001", "005010X220A1", "BGN*00*1*20260101*1200****2~" + loop));
}
