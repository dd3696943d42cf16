using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Fhir;
using Aso.ClaimFiles.Tests.X12;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Tests;

/// <summary>Predeterminations, preauthorizations and encounters: listed with the reason, and nobody's error.</summary>
public sealed class NoClaimTests
{
    private const string Predetermination = "a claim; this is a predetermination of benefits: nothing is posted";
    private const string Encounter =
        "a claim; this is an encounter, reported and not billed: nothing is posted, because the plan does not pay encounters";

    private static readonly ClaimFileOptions Paying = Reading.Options with
    {
        EncountersPaid = [new DateWindow(new DateOnly(2026, 1, 1), new DateOnly(2027, 1, 1))],
    };

    private static readonly string Two = Envelopes.Claims(Envelopes.Subscriber(
        2, "M1", Envelopes.Claim("C1", 10, 20), Envelopes.Claim("C2", 5)));

    [Theory]
    [InlineData("C1*30.00***11:B:1*Y*A*Y*I", "C1*30.00***11:B:1*Y*A*Y*I**********PB", "CLM19", Predetermination, 1)]
    [InlineData("C1*30.00***11:B:1*Y*A*Y*I", "C1*30.00***11:B:1*Y*A*Y*I**********08", "CLM19", Predetermination, 1)]
    [InlineData("005010X222A1", "005010X291", "ST03", Predetermination, 2)]
    [InlineData("005010X222A1", "005010X292", "ST03", Predetermination, 2)]
    [InlineData("005010X222A1", "005010X298", "ST03", Encounter, 2)]
    [InlineData("*CH~", "*RP~", "BHT06", Encounter, 2)]
    public async Task Of_an_837_they_are_listed_and_the_999_finds_no_fault(
        string from, string to, string field, string words, int count)
    {
        var read = await Collected.ReadAsync(Two.Replace(from, to, StringComparison.Ordinal));

        Assert.Equal((2 - count, count, count), (read.Claims.Count, read.Rejections.Count, read.Report.NoClaims));
        Assert.Equal(35m, (read.Report.AcceptedCharge + read.Report.RejectedCharge).Amount);
        Assert.Equal(
            new Rejection(read.Rejections[0].At, "C1", new Cents(30_00), read.Rejections[0].At, field, words)
            {
                Reason = Rejection.NoClaimReason, Declared = new Cents(30_00), Lines = 2,
            },
            read.Rejections[0]);
        Assert.Equal(0, read.Report.Defects);
        Assert.DoesNotContain(read.Report.Remarks, remark => remark.Field == "CLM");
        var answer = Encoding.UTF8.GetString(X12Acknowledgment.Write(read.Report, new DateTime(2026, 4, 1)).Span);
        Assert.Contains("IK5*A~AK9*A*1*1*1~", answer);
    }

    [Fact]
    public async Task They_need_neither_a_date_nor_a_member()
    {
        var read = await Collected.ReadAsync(Two
            .Replace("C1*30.00***11:B:1*Y*A*Y*I", "C1*30.00***11:B:1*Y*A*Y*I**********PB", StringComparison.Ordinal)
            .Replace("DTP*472*D8*20260101~", "", StringComparison.Ordinal)
            .Replace("MI*M1", "MI*", StringComparison.Ordinal));

        Assert.Equal(["CLM19", "NM1*IL NM109"], read.Rejections.Select(rejection => rejection.Field));
    }

    [Fact]
    public async Task A_subrogation_demand_is_read_with_a_remark_and_what_one_transaction_is_the_next_is_not()
    {
        var body = Two[Two.IndexOf("ST*", StringComparison.Ordinal)..Two.IndexOf("GE*", StringComparison.Ordinal)];
        var file = Two.Replace("GE*1*", body.Replace("0001", "0002", StringComparison.Ordinal)
            .Replace("*CH~", "*31~", StringComparison.Ordinal) + "GE*2*", StringComparison.Ordinal);
        var at = file.IndexOf("*CH~", StringComparison.Ordinal);
        file = file[..at] + "*RP~" + file[(at + 4)..];

        var read = await Collected.ReadAsync(file);

        Assert.Equal((2, 2), (read.Claims.Count, read.Rejections.Count));
        Assert.Contains(read.Report.Remarks, remark => remark.Field == "BHT06");
    }

    [Theory]
    [InlineData("2026-01-01", 2)]
    [InlineData("2026-01-02", 0)]
    public async Task Encounters_are_claims_where_the_plan_of_their_first_day_pays_them(string from, int count)
    {
        var options = Reading.Options with
        {
            EncountersPaid = [new DateWindow(DateOnly.Parse(from, null), new DateOnly(2027, 1, 1))],
        };

        var read = await Collected.ReadAsync(Two.Replace("*CH~", "*RP~", StringComparison.Ordinal), options);

        Assert.Equal(count, read.Claims.Count);
        Assert.Equal(2 - count, read.Report.NoClaims);
    }

    [Fact]
    public async Task A_predetermination_is_none_even_where_encounters_are_paid()
    {
        var read = await Collected.ReadAsync(
            Two.Replace("005010X222A1", "005010X291", StringComparison.Ordinal), Paying);

        Assert.Empty(read.Claims);
    }

    [Theory]
    [InlineData("Claim", "preauthorization", "a claim; this is a preauthorization: nothing is posted")]
    [InlineData("ExplanationOfBenefit", "preauthorization", "a claim; this is a preauthorization: nothing is posted")]
    [InlineData("Claim", "predetermination", Predetermination)]
    [InlineData("ExplanationOfBenefit", "predetermination", Predetermination)]
    public async Task Of_FHIR_the_use_says_it(string type, string use, string words)
    {
        // Without a date, which needs not be known.
        var read = await Collected.ReadAsync(
            AdjudicatedElsewhereTests.Eob("\"item\":[{\"net\":{\"value\":70}},{\"net\":{\"value\":30}}]")
                .Replace("ExplanationOfBenefit", type, StringComparison.Ordinal)
                .Replace("\"use\":\"claim\"", $"\"use\":\"{use}\"", StringComparison.Ordinal)
                .Replace("billablePeriod", "somePeriod", StringComparison.Ordinal));

        Assert.Empty(read.Claims);
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(
            ("C1", "use", words, new Cents(100_00), Rejection.NoClaimReason),
            (rejection.ClaimNumber, rejection.Field, rejection.Expected, rejection.Charge, rejection.Reason));
    }

    [Theory]
    [InlineData("predetermination", Predetermination)]
    [InlineData("Preauthorization", "a claim; this is a preauthorization: nothing is posted")]
    [InlineData("encounter", Encounter)]
    public async Task Of_CSV_the_type_says_it(string type, string words)
    {
        var read = await Collected.ReadAsync(Csv(type));

        Assert.Equal(["C2"], read.Claims.Select(claim => claim.ClaimNumber));
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(
            ("C1", "type", words, new Cents(30_00), Rejection.NoClaimReason),
            (rejection.ClaimNumber, rejection.Field, rejection.Expected, rejection.Charge, rejection.Reason));
        Assert.Equal(type == "encounter" ? 2 : 1, (await Collected.ReadAsync(Csv(type), Paying)).Claims.Count);
    }

    [Fact]
    public async Task Rows_of_one_claim_must_say_the_same()
    {
        var read = await Collected.ReadAsync(Csv("").Replace("C1,2,,", "C1,2,predetermination,", StringComparison.Ordinal));

        Assert.Equal("type", Assert.Single(read.Rejections).Field);
        Assert.Null(read.Rejections[0].Reason);
    }

    private static string Csv(string type) =>
        "claimNumber,lineNumber,type,benefit,memberId,serviceFrom,charge\n"
        + $"C1,1,{type},dental,M1,2026-01-05,10\nC1,2,{type},dental,M1,2026-01-05,20\nC2,1,,dental,M1,2026-01-05,7\n";
}
