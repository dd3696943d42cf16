using System.Text;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.PlanDocuments;

namespace Aso.ClaimFiles.Tests.PlanDocuments;

public sealed class PlanDocumentTests
{
    private const string Administration = "fees/administration";

    [Fact]
    public void The_full_document_is_read_field_by_field()
    {
        var plan = Documents.Plan(Documents.Full());

        Assert.Equal("2026-01-01", plan.Year.ToString());
        Assert.Equal("2026-12", plan.LastRunOutMonth.ToString());
        Assert.Equal(["single", "family"], plan.Tiers);
        Assert.Equal([Cents.FromAmount(78.35m), Cents.FromAmount(190.10m)], plan.StopLossPremium.Amounts);
        Assert.Equal(Cents.FromAmount(1090m), plan.Funding.MonthlyDeposit!.Amounts[1]);
        Assert.Equal(SurplusDisposition.Reserve, plan.Funding.Surplus);
        Assert.Equal(DeficitDisposition.CarryForward, plan.Funding.Deficit);
        Assert.Equal(0.5m, plan.Funding.EmployerShare);
        var medical = Assert.IsType<HealthPlan>(plan.Benefits[Benefit.Medical]);
        Assert.Equal(DeductibleKind.Aggregate, medical.Deductible!.Kind);
        Assert.Equal(Coordination.CarveOut, medical.Coordination);
        Assert.Equal("preventive", medical.Services.First(service => service.Covers("G0439")).Name);
        Assert.Equal("preventive", medical.Services.First(service => service.Covers("36415")).Name);
        Assert.DoesNotContain(medical.Services, service => service.Covers("99398"));
        Assert.Equal(new EliminationDays(1, 7),
            Assert.IsType<ShortTermDisabilityPlan>(plan.Benefits[Benefit.ShortTermDisability]).EliminationDays);
        Assert.Equal(new StopLossBasis(12, 15), plan.StopLoss!.Basis);
        Assert.Equal(new DateOnly(2025, 1, 1), plan.StopLoss.OriginalEffective);
        Assert.Equal(Cents.FromAmount(50_000m), plan.StopLoss.Specific!.DeductibleOf("M-0007"));
        Assert.True(plan.StopLoss.Aggregate!.Accommodation);
        Assert.Equal(0.85m, plan.FullyInsured!.TargetLossRatio);
    }

    [Fact]
    public void The_fields_of_the_second_edition_are_read()
    {
        var plan = Documents.Plan(Documents.Full());

        Assert.Equal(AfterRunOut.Deny, plan.AfterRunOut);
        Assert.Equal(Month.Of(2026, 10), plan.Terminated);
        Assert.Equal((3, 6), (plan.StopLoss!.Specific!.TerminalMonths, plan.StopLoss.Aggregate!.TerminalMonths));
        Assert.Equal(new ClosingCalendar(ClosingBy.Hand, 7), plan.Closing);
        Assert.Equal(3, plan.Funding.ImmatureMonths);
        Assert.Equal(Cents.FromAmount(25_000m), plan.LargeClaimCap);
        Assert.Equal(0.0365m, plan.Funding.InterestRate);
        Assert.Equal(Cents.FromAmount(75_000m), plan.Funding.TargetBalance);
        Assert.Equal(0.25m, plan.Funding.ParticipantShare);
        Assert.Equal(Cents.FromAmount(2 * 300m + 780m + 5 * 4m), plan.ExpectedClaims!.For([2, 1], 5));
        var shortTerm = (ShortTermDisabilityPlan)plan.Benefits[Benefit.ShortTermDisability];
        Assert.Equal(14, shortTerm.OpenDays);
        Assert.Equal([0.95m, 0.90m, 0m], shortTerm.Continuation);
        var longTerm = (LongTermDisabilityPlan)plan.Benefits[Benefit.LongTermDisability];
        Assert.Equal(62, longTerm.OpenDays);
        Assert.Equal([1m], longTerm.Continuation);
        Assert.Equal(["cancer", "transplant"], plan.StopLoss.Triggers.Select(trigger => trigger.Category));
        Assert.Equal(["C", "D0"], plan.StopLoss.Triggers[0].Codes);
        Assert.Equal((7, 90), (plan.StopLoss.ConfinementDays, plan.StopLoss.FilingDays));
        Assert.True(plan.StopLoss.Specific.AdvanceFunding);
        Assert.Equal(Cents.FromAmount(250m), ((HealthPlan)plan.Benefits[Benefit.Vision]).AnnualMaximum);
        var shared = Assert.Single(plan.SharedLimits);
        Assert.Equal([Benefit.Dental, Benefit.Vision], shared.Benefits.Members);
        Assert.Equal(new Limit(Cents.FromAmount(50m), Cents.FromAmount(150m)), shared.Deductible!.Limit);
        Assert.Equal(new Limit(Cents.FromAmount(500m), Cents.FromAmount(900m)), shared.OutOfPocketMaximum);
        var account = (SpendingAccountPlan)plan.Benefits[Benefit.SpendingAccount];
        Assert.Equal([Cents.FromAmount(500m), Cents.FromAmount(1000m)], account.Credit.Amounts);
        Assert.Equal((true, 400), (account.CarryForward, account.TimelyFilingDays));
        Assert.Equal(SpecificUnit.Subscriber, plan.StopLoss.Specific.Per);
        Assert.Equal(Cents.FromAmount(5_000m), plan.StopLoss.Specific.RunInMaximum);
        Assert.Equal(new StopLossBasis(24, 12), plan.StopLoss.BasisOf(ContractHalf.Specific));
        Assert.Equal(StopLossBasis.Paid, plan.StopLoss.BasisOf(ContractHalf.Aggregate));
        Assert.Equal(Cents.FromAmount(50_000m), plan.FullyInsured!.PoolingLevel);
        Assert.Equal(Cents.FromAmount(25m), plan.FullyInsured.PoolingCharge);
    }

    [Fact]
    public void Administration_is_a_map_by_tier_or_an_object_of_fees()
    {
        var fees = Documents.Plan(Documents.Full());
        var map = Documents.Plan(Documents.Full().With(Administration, """{ "single": 38.00, "family": 39.00 }"""));
        var least = Documents.Plan(Documents.Full().With(Administration, """{ "perClaim": 5.00 }"""));
        var same = Documents.Plan(Documents.Full().With(
            Administration, """{ "perSubscriber": { "single": 38.00, "family": 39.00 } }"""));

        Assert.Equal(
            new OtherFees
            {
                PerMember = Cents.FromAmount(1.50m),
                PerClaim = Cents.FromAmount(4.75m),
                PercentOfPaid = 0.01m,
                FlatMonthly = Cents.FromAmount(250m),
                MinimumMonthly = Cents.FromAmount(900m),
            },
            fees.OtherFees);
        Assert.Equal([Cents.FromAmount(38m), Cents.FromAmount(39m)], map.AdministrationFees.Amounts);
        Assert.Equal(OtherFees.None, map.OtherFees);
        Assert.Equal([Cents.Zero, Cents.Zero], least.AdministrationFees.Amounts);
        Assert.Equal(OtherFees.None with { PerClaim = Cents.FromAmount(5m) }, least.OtherFees);
        Assert.Equal(Documents.Canonical(map), Documents.Canonical(same));
    }

    [Fact]
    public void A_minimum_of_nothing_is_kept_as_one()
    {
        var document = Documents.Full().With(Administration, """{ "minimumMonthly": 0.00 }""");

        var again = Documents.Read(Documents.Canonical(Documents.Plan(document)));

        Assert.Equal(Cents.Zero, again.Value!.OtherFees.MinimumMonthly);
    }

    [Fact]
    public void Taxes_are_read_in_their_order()
    {
        var taxes = Documents.Plan(Documents.Full()).Taxes;

        Assert.Equal([("premiumTax", 0.02m), ("salesTax", 0.13m)], taxes.Select(tax => (tax.Name, tax.Rate)));
        Assert.Equal([Tax.Premium], taxes[0].On);
        Assert.Equal([Tax.Administration, "premiumTax"], taxes[1].On);
    }

    [Theory]
    [InlineData(null, "2027-01", "2027-03")]
    [InlineData("2026-02-01", "2026-02", "2026-04")]
    [InlineData("2027-01-01", "2027-01", "2027-03")]
    public void A_termination_ends_the_plan_year(string? terminated, string end, string lastRunOut)
    {
        var plan = Documents.Plan(
            Documents.Full().With("terminated", terminated is null ? null : $"\"{terminated}\""));

        Assert.Equal((end, lastRunOut), (plan.End.ToString(), plan.LastRunOutMonth.ToString()));
    }

    [Theory]
    [InlineData("refund", SurplusDisposition.Refund)]
    [InlineData("creditNextYear", SurplusDisposition.CreditNextYear)]
    [InlineData("contributionHoliday", SurplusDisposition.ContributionHoliday)]
    [InlineData("reserve", SurplusDisposition.Reserve)]
    [InlineData("additionalBenefits", SurplusDisposition.AdditionalBenefits)]
    public void A_surplus_goes_where_the_document_says(string word, SurplusDisposition disposition)
    {
        var document = Documents.Full().With("funding/surplus/settle", $"\"{word}\"");

        Assert.Equal(disposition, Documents.Plan(document).Funding.Surplus);
    }

    [Fact]
    public void Expected_claims_are_per_subscriber_per_member_or_both()
    {
        var perMember = Documents.Full().With("expectedClaims", """{ "perMember": 250.00 }""");
        var perSubscriber = Documents.Full().With("expectedClaims/perMember", null);

        Assert.Equal(Cents.FromAmount(750m), Documents.Plan(perMember).ExpectedClaims!.For([2, 1], 3));
        Assert.Equal(Cents.FromAmount(1380m), Documents.Plan(perSubscriber).ExpectedClaims!.For([2, 1], 3));
    }

    [Fact]
    public void The_cap_of_large_claims_is_the_fundings_else_the_specific_deductible_else_none()
    {
        var given = Documents.Full();
        var specific = Documents.Full().With("funding/largeClaimCap", null);
        var none = Documents.Full().With("funding/largeClaimCap", null).With("stopLoss/specific", null);

        Assert.Equal(Cents.FromAmount(25_000m), Documents.Plan(given).LargeClaimCap);
        Assert.Equal(Cents.FromAmount(10_000m), Documents.Plan(specific).LargeClaimCap);
        Assert.Null(Documents.Plan(none).LargeClaimCap);
    }

    [Fact]
    public void The_document_of_the_specification_is_read()
    {
        var reading = Documents.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "plan.json")));

        Assert.Empty(reading.Problems);
        Assert.Equal(5, reading.Value!.Benefits.Count);
        Assert.Equal(5, ((HealthPlan)reading.Value.Benefits[Benefit.Medical]).Services.Count);
    }

    [Fact]
    public void The_document_of_the_second_edition_is_read()
    {
        var reading = Documents.Read(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "plan-second-edition.json")));

        Assert.Empty(reading.Problems);
        Assert.Equal(7, reading.Value!.Benefits.Count);
        Assert.Equal(
            [Benefit.Medical, Benefit.Pharmacy], Assert.Single(reading.Value.SharedLimits).Benefits.Members);
        Assert.Equal(2, reading.Value.Taxes.Count);
        Assert.Equal(2, reading.Value.StopLoss!.Triggers.Count);
    }

    [Fact]
    public void Null_is_absent_and_absent_is_the_neutral_value()
    {
        var plan = Documents.Plan(JsonNode.Parse("""
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC", "tiers": ["all"],
              "runOutMonths": null, "stopLoss": null, "funding": { "method": "payAsYouGo" },
              "benefits": { "medical": {}, "dental": null } }
            """)!);

        Assert.Equal(0, plan.RunOutMonths);
        Assert.Equal("acme", plan.Name);
        Assert.Equal([Cents.Zero], plan.AdministrationFees.Amounts);
        Assert.Equal([Benefit.Medical], plan.Benefits.Keys);
        Assert.Null(plan.StopLoss);
        var medical = (HealthPlan)plan.Benefits[Benefit.Medical];
        Assert.Null(medical.Deductible);
        Assert.Null(medical.TimelyFilingDays);
        Assert.Equal(45, plan.Funding.ReserveDays);
    }

    [Fact]
    public void Reading_what_was_written_gives_the_same_plan_and_the_same_bytes()
    {
        var written = PlanDocument.Write(Documents.Plan(Documents.Full()));

        var again = PlanDocument.Read(written, Documents.Employer);

        Assert.Empty(again.Problems);
        Assert.Equal(written, PlanDocument.Write(again.Value!));
    }

    [Fact]
    public void Equal_plans_are_written_as_equal_bytes_however_their_numbers_and_fields_stood()
    {
        var one = Documents.Full().With("funding/surplus/employerShare", "0.5");
        var fields = Documents.Full().Reverse()
            .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()));
        var other = new JsonObject(fields).With("funding/surplus/employerShare", "5.000e-1")
            .With("benefits/medical/copay", "10");

        Assert.Equal(Documents.Canonical(Documents.Plan(one)), Documents.Canonical(Documents.Plan(other)));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Documents.Full().ToJsonString())];

        Assert.Empty(PlanDocument.Read(marked, Documents.Employer).Problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{\"employer\":\"acme\",}")]
    [InlineData("{\"employer\":\"\\uD800\"}")]
    [InlineData("{\"\\uD800\":1}")]
    [InlineData("\u0089PNG\r\n")]
    public void What_is_no_document_is_refused_at_the_root(string text)
    {
        var reading = Documents.Read(text);

        Assert.Null(reading.Value);
        Assert.Equal("$", Assert.Single(reading.Problems).Path);
    }

    [Fact]
    public void Depth_and_size_are_limited()
    {
        Assert.Equal("$", Assert.Single(Documents.Read(new string('[', 100_000)).Problems).Path);
        Assert.Contains("bytes", Documents.Read(new string(' ', PlanDocument.BytesMax + 1)).Problems[0].Expected,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_its_defaults_make_too_large_to_keep_is_refused()
    {
        var services = Enumerable.Range(0, 8_000).Select(at => $$"""{"name":"{{at}}","procedures":["A"]}""");
        var document = Documents.Full().With("benefits/dental/services", $"[{string.Join(',', services)}]");

        Assert.True(document.ToJsonString().Length < PlanDocument.BytesMax);
        Assert.Equal("$", Assert.Single(Documents.Read(document).Problems).Path);
    }

    [Fact]
    public void All_problems_are_found_in_one_reading_up_to_a_limit()
    {
        var two = Documents.Full().With("currency", "5").With("benefits/medical/coinsurance", "2");
        Assert.Equal(["$.benefits.medical.coinsurance", "$.currency"],
            Documents.Read(two).Problems.Select(problem => problem.Path).Order());

        var many = Documents.Full();
        for (var field = 0; field < 500; field++) many[$"x{field}"] = 1;
        Assert.Equal(PlanDocument.ProblemsMax, Documents.Read(many).Problems.Count);
    }

    [Fact]
    public void No_member_id_gets_into_a_problem()
    {
        var document = Documents.Full().With("stopLoss/specific/lasers", """{ "Jane-Doe": -1, "John-Doe": 5.00 }""");

        var problems = Documents.Read(document).Problems;

        Assert.Equal(["$.stopLoss.specific.lasers[0]", "$.stopLoss.specific.lasers[1]"],
            problems.Select(problem => problem.Path));
        Assert.DoesNotContain("Doe", string.Join(' ', problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_named_after_another_plan_year_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Documents.Full().ToJsonString());

        Assert.Empty(PlanDocument.Read(bytes, "acme", "2026-01-01.json").Problems);
        Assert.Empty(PlanDocument.Read(bytes, "acme", "plan.json").Problems);
        Assert.Equal("$.planYear", Assert.Single(PlanDocument.Read(bytes, "acme", "2025-01-01.json").Problems).Path);
        Assert.Equal("$.employer", Assert.Single(PlanDocument.Read(bytes, "other").Problems).Path);
    }

    [Fact]
    public void A_specific_deductible_that_many_jurisdictions_would_not_allow_is_a_warning()
    {
        var limited = Documents.Full().With("benefits/pharmacy", null).With("stopLoss/aggregate", null)
            .With("stopLoss/specific/benefits", "[\"medical\"]");
        var low = Documents.Read(limited);
        var usual = Documents.Read(limited.With("stopLoss/specific/deductible", "20000.00"));

        Assert.NotNull(low.Value);
        Assert.Equal("$.stopLoss.specific.deductible", Assert.Single(low.Warnings).Path);
        Assert.Empty(usual.Warnings);
    }

    [Theory]
    // maximum of medical, shared limits; path of the warning, what it does not allow
    [InlineData("10600.01", "[]", "$.benefits.medical.outOfPocketMaximum", "10600.01 and 12000.00")]
    [InlineData("10600.00", "[]", null, null)]
    [InlineData(null, "[]", "$.benefits.medical.outOfPocketMaximum", "no maximum and no maximum")]
    [InlineData(
        null,
        """[ { "benefits": ["medical", "vision"], "outOfPocketMaximum": { "individual": 10601, "family": 21200 } } ]""",
        "$.sharedLimits", "10601.00 and 21200.00")]
    public void Rule_3_33_an_out_of_pocket_maximum_above_the_federal_limit_is_a_warning(
        string? individual, string shared, string? path, string? refused)
    {
        var reading = Documents.Read(Documents.Full().With("benefits/pharmacy", null).With("stopLoss", null)
            .With(
                "benefits/medical/outOfPocketMaximum",
                individual is null ? null : $$"""{ "individual": {{individual}}, "family": 12000.00 }""")
            .With("sharedLimits", shared));

        Assert.Empty(reading.Problems);
        var warning = reading.Warnings.SingleOrDefault();
        Assert.Equal(path, warning?.Path);
        if (refused is not null)
            Assert.Equal(
                "at most 10600.00 a person and 21200.00 a family over medical and pharmacy, the federal limit of 2026 "
                    + $"(rule 3.33), in place of {refused}",
                warning!.Expected);
    }

    [Fact]
    public void The_federal_limits_may_be_others()
    {
        var bytes = Encoding.UTF8.GetBytes(
            Documents.Full().With("benefits/pharmacy", null).With("stopLoss", null).ToJsonString());
        var lower = new Dictionary<int, Limit> { [2026] = new(Cents.FromAmount(5_000m), Cents.FromAmount(10_000m)) };

        Assert.Empty(PlanDocument.Read(bytes, "acme").Warnings);
        Assert.Single(PlanDocument.Read(bytes, "acme", federalLimits: lower).Warnings);
    }

    [Fact]
    public void A_plan_is_changed_by_parts_of_a_document()
    {
        var plan = Documents.Plan(Documents.Full());

        var other = Changed("""{ "stopLoss": { "specific": { "deductible": 25000 }, "aggregate": null }, "funding": { "reserveKept": 5 } }""").Value!;
        Assert.Equal(Cents.FromAmount(25_000m), other.StopLoss!.Specific!.Deductible);
        Assert.Null(other.StopLoss.Aggregate);
        Assert.Equal(plan.StopLoss!.Specific!.Benefits, other.StopLoss.Specific.Benefits);
        Assert.Equal(plan.StopLoss.Basis, other.StopLoss.Basis);
        Assert.Equal(Cents.FromAmount(5m), other.Funding.ReserveKept);
        Assert.Equal(plan.Funding.MonthlyDeposit!.Amounts, other.Funding.MonthlyDeposit!.Amounts);
        Assert.Equal(plan.Funding.InterestRate, other.Funding.InterestRate);
        Assert.Null(Changed("""{ "stopLoss": null }""").Value!.StopLoss);

        Assert.Equal("$.stopLoss.specific.benefits[0]", Refused("""{ "stopLoss": { "specific": { "benefits": ["life"] } } }"""));
        Assert.Equal("$.funding.monthlyDeposit", Refused("""{ "funding": { "method": "level", "monthlyDeposit": null } }"""));
        Assert.Equal("$.fees.stopLossPremium.none", Refused("""{ "fees": { "stopLossPremium": { "none": 5 } } }"""));

        PlanReading<Plan> Changed(string changes) => PlanDocument.ReadChanged(plan, (JsonObject)JsonNode.Parse(changes)!);
        string Refused(string changes) => Assert.Single(Changed(changes).Problems).Path;
    }
}
