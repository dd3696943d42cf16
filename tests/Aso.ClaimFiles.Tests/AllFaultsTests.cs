using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;
using Aso.ClaimFiles.Tests.X12;

namespace Aso.ClaimFiles.Tests;

/// <summary>All that is wrong with a claim of 837 or FHIR, or a member of 834, is said at once, as of a row of CSV.</summary>
public sealed class AllFaultsTests
{
    [Fact]
    public async Task Every_fault_of_a_claim_of_an_837_is_named_where_it_stands()
    {
        var content = Envelopes.Claims(Envelopes.Subscriber(2, "M1", Envelopes.Claim("A1", 5, 6, 7)))
            .Replace("CLM*A1*18.00", "CLM*A1*1B.00", StringComparison.Ordinal)
            .Replace("*5.00*UN*1", "*S.OO*UN*1x", StringComparison.Ordinal)
            .Replace("20260102", "20261302", StringComparison.Ordinal)
            .Replace("SV1*HC:99212*7.00*UN*1***1~", "", StringComparison.Ordinal);
        var rejection = Assert.Single((await Collected.ReadAsync(content)).Rejections);
        Assert.Equal(
            ["CLM02= CLM", "SV102= SV1", "SV104= SV1", "DTP*472 DTP03= DTP", "SV1= LX*"], Told(rejection, content));
        // Without a digit an amount may be somebody's name that has shifted: then nothing is quoted.
        Assert.All(rejection.Others, other => Assert.Null(other.Value));
    }

    [Fact]
    public async Task What_stands_in_amounts_and_dates_is_quoted()
    {
        var content = Envelopes.Claims(Envelopes.Subscriber(2, "M1", Envelopes.Claim("A1", 5)))
            .Replace("CLM*A1*5.00", "CLM*A1*5.OO", StringComparison.Ordinal)
            .Replace("D8*20260101~", "D8*20269901~", StringComparison.Ordinal);
        Assert.Equal(
            ["CLM02=5.OO CLM", "DTP*472 DTP03=20269901 DTP"],
            Told(Assert.Single((await Collected.ReadAsync(content)).Rejections), content));
    }

    [Fact]
    public async Task Of_a_member_number_or_a_person_nothing_is_quoted()
    {
        var content = Envelopes.Claims(Envelopes.Subscriber(2, "", Envelopes.Claim("A1", 5)))
            .Replace("CLM*A1*5.00", "CLM*A1*5x", StringComparison.Ordinal);
        Assert.Equal(
            ["NM1*IL NM109= CLM", "CLM02=5x CLM"],
            Told(Assert.Single((await Collected.ReadAsync(content)).Rejections), content));
    }

    [Fact]
    public async Task No_more_are_listed_than_are_of_use()
    {
        var content = Envelopes.Claims(Envelopes.Subscriber(2, "M1", Envelopes.Claim("A1", [.. Enumerable.Repeat(5m, 50)])))
            .Replace("*UN*1*", "*UN*1x*", StringComparison.Ordinal);
        Assert.Equal(19, Assert.Single((await Collected.ReadAsync(content)).Rejections).Others.Count);
    }

    [Fact]
    public async Task Faults_of_one_claim_are_not_said_of_the_next()
    {
        var content = Envelopes.Claims(Envelopes.Subscriber(
            2, "M1", Envelopes.Claim("A1", 5), Envelopes.Claim("A2", 6), Envelopes.Claim("A3", 7)))
            .Replace("CLM*A1*5.00", "CLM*A1*5x", StringComparison.Ordinal)
            .Replace("CLM*A3*7.00", "CLM*A3*7x", StringComparison.Ordinal);
        var read = await Collected.ReadAsync(content);
        Assert.Equal("A2", Assert.Single(read.Claims).ClaimNumber);
        Assert.Equal(["CLM02=5x CLM", "CLM02=7x CLM"], read.Rejections.SelectMany(one => Told(one, content)));
    }

    [Fact]
    public async Task Every_fault_of_a_member_of_an_834_is_named_and_no_birth_date_or_salary_quoted()
    {
        var content = Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction(
            "834", "0001", "005010X220A1",
            "BGN*00*1*20260101*1200****2~INS*Y*18*021**A~REF*0F*S1~NM1*IL*1*DOE*JO****ZZ*M1~DMG*D8*19801301*F~"
                + "ICM*7*6OO00~HD*021**HLT**EMP~DTP*348*D8*20260199~HD*021**DEN**EMP~"));
        var rejection = Assert.Single((await CollectedRows.ReadAsync(content)).Rejections);
        Assert.Equal(["DMG02= DMG", "ICM02= ICM", "DTP*348 DTP03=20260199 DTP"], Told(rejection, content));

        content = content.Replace("20260199", "20260101", StringComparison.Ordinal);
        rejection = Assert.Single((await CollectedRows.ReadAsync(content)).Rejections);
        Assert.Equal(["DMG02= DMG", "ICM02= ICM", "DTP*348= HD*"], Told(rejection, content));
    }

    [Fact]
    public async Task Every_fault_of_a_resource_is_named_by_its_path()
    {
        var read = await Collected.ReadAsync(
            """
            {"resourceType":"Claim","status":"draft","identifier":[{"value":"C1"}],"type":{"coding":[{"code":"spa"}]},
            "patient":{"reference":"Patient/M1"},"total":{"value":-5},"item":[
            {"sequence":1,"servicedDate":"2026-13-05","net":{"value":"1O"}},
            {"sequence":2,"servicedDate":"2026-01-05","quantity":{"value":-1},"net":{"value":7}}]}
            """.ReplaceLineEndings(""));
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(
            [
                "status=draft", "type=spa", "total=-5", "item[0].serviced=2026-13-05", "item[0].net=1O",
                "item[1].quantity=-1",
            ],
            rejection.Others.Select(other => (other.Field, other.Value)).Prepend((rejection.Field, rejection.Value))
                .Select(one => $"{one.Field}={one.Value}"));
    }

    private static string[] Told(Rejection rejection, string content) =>
    [
        .. rejection.Others.Select(other => (other.At, other.Field, other.Value))
            .Prepend((rejection.FaultAt, rejection.Field, rejection.Value))
            .Select(one => $"{one.Item2}={one.Item3} {content.Substring((int)one.Item1.Value, 3)}"),
    ];
}
