using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.X12;

namespace Aso.ClaimFiles.Tests;

/// <summary>Diagnoses of every format become trigger categories, and nothing else of them is left (rule 4.11).</summary>
public sealed class TriggersReadTests
{
    private static readonly Plan Plan = new()
    {
        Employer = "acme",
        Name = "Acme",
        Year = new PlanYear(Month.Of(2026, 1)),
        Currency = "USD",
        TimeZone = "America/Chicago",
        Tiers = ["single"],
        AdministrationFees = new TierAmounts([Cents.Zero]),
        StopLossPremium = new TierAmounts([Cents.Zero]),
        Funding = new Funding(),
        Benefits = new Dictionary<Benefit, BenefitPlan> { [Benefit.Medical] = new HealthPlan() },
        StopLoss = new StopLossTerms
        {
            Carrier = "Northwind Re",
            Basis = new StopLossBasis(12, 12),
            Triggers = [new TriggerCategory("cancer", ["C"]), new TriggerCategory("transplant", ["Z94"])],
            ConfinementDays = 7,
            Specific = new SpecificStopLoss
            {
                Deductible = new Cents(1_000_000), Benefits = BenefitSet.Of([Benefit.Medical]),
            },
        },
    };

    private static readonly ClaimFileOptions Options = Reading.Options with { Triggers = new ClaimTriggers([Plan]) };

    [Theory]
    [InlineData("c50.911", "cancer")]
    [InlineData("J06.9;Z94.0", "transplant")]
    [InlineData("J06.9 ; C34 ;;Z94", "cancer transplant")]
    [InlineData("J06.9", "")]
    [InlineData("", "")]
    public async Task A_csv_lists_them(string diagnosis, string expected)
    {
        var read = await Collected.ReadAsync(
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,diagnosis,charge\n"
            + $"C-1,1,medical,M-1,2026-01-05,{diagnosis},100.00\n", Options);

        Assert.Equal(expected, CategoriesOf(read));
    }

    [Fact]
    public async Task A_diagnosis_on_any_row_is_the_whole_claims_and_of_no_other_claim()
    {
        var read = await Collected.ReadAsync(
            """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,serviceTo,diagnosis,charge
            C-1,1,medical,M-1,2026-01-05,2026-01-13,,100.00
            C-1,2,medical,M-1,2026-01-05,2026-01-12,C34,100.00
            C-2,1,medical,M-1,2026-01-05,,J06,100.00
            """, Options);

        Assert.Equal(
            ["cancer confinement", "cancer", ""],
            read.Claims.SelectMany(claim => claim.Lines).Select(line => string.Join(' ', line.Triggers)));
    }

    [Theory]
    [InlineData("HI*ABK:C50911~", "cancer")]
    [InlineData("HI*BK:1749*ABF:z940~", "transplant")]
    [InlineData("HI*ABK:J069~HI*ABJ:C34~HI*APR:Z94~", "cancer transplant")]
    [InlineData("HI*ABN:C34~", "cancer")]
    [InlineData("HI*BH:C1:D8:20260101*BBR:C34*DR:C50*BE:C1:::12~", "")]
    [InlineData("HI*ABK>C50911~", "cancer")]
    [InlineData("HI*ABK~", "")]
    [InlineData("", "")]
    public async Task An_837_names_them_in_its_HI_segments(string segments, string expected)
    {
        var claim = Envelopes.Claim("C-1", 100m);
        var read = await Collected.ReadAsync(
            Envelopes.Claims(Envelopes.Subscriber(
                2, "M1", claim.Replace("LX*1", segments + "LX*1", StringComparison.Ordinal))), Options);

        Assert.Equal(expected, CategoriesOf(read));
    }

    [Theory]
    [InlineData("""{"diagnosisCodeableConcept":{"coding":[{"code":"C50.911"}]}}""", "cancer")]
    [InlineData("""{"diagnosisReference":{"reference":"#d1"}}""", "transplant")]
    [InlineData("""{"diagnosisReference":{"reference":"Condition/d1"}}""", "")]
    [InlineData("""{"diagnosisCodeableConcept":{"coding":[{"code":null},{}]}}""", "")]
    public async Task A_resource_names_them_itself_or_in_a_condition_that_it_contains(
        string diagnosis, string expected)
    {
        var read = await Collected.ReadAsync(
            """
            {"resourceType":"Claim","status":"active","identifier":[{"value":"C1"}],
            "contained":[{"resourceType":"Condition","id":"d1","code":{"coding":[{"code":"Z94.0"}]}}],
            "type":{"coding":[{"code":"professional"}]},"patient":{"reference":"Patient/M1"},"diagnosis":[DIAGNOSIS],
            "item":[{"sequence":1,"servicedDate":"2026-01-05","net":{"value":10.25}}]}
            """.ReplaceLineEndings("").Replace("DIAGNOSIS", diagnosis, StringComparison.Ordinal), Options);

        Assert.Equal(expected, CategoriesOf(read));
    }

    [Fact]
    public async Task Without_plans_nothing_is_matched()
    {
        var read = await Collected.ReadAsync(
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,diagnosis,charge\n"
            + "C-1,1,medical,M-1,2026-01-05,C34,100.00\n");

        Assert.Equal("", CategoriesOf(read));
    }

    private static string CategoriesOf(Collected read) => string.Join(' ', read.Claims.Single().Lines.Single().Triggers);
}
