using Aso.Domain.Tests.Periods;
using static Aso.Domain.Tests.Periods.PlanYears;
using TheRules = Aso.Domain.StopLoss.Aggregate;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>Rules 4.5 to 4.7.</summary>
public sealed class AggregateTests
{
    [Fact]
    public void The_minimum_attachment_binds_when_enrollment_falls()
    {
        var (given, expect) = WorkedExamples.Find("minimum attachment binds");
        var terms = AggregateTerms with
        {
            MonthlyFactor = PerTier(given.Number("monthlyFactor"), 0m),
            MinimumPercent = given.Number("minimumPercent"),
        };
        var totals = new PlanYearTotals().Enroll([.. given.Numbers("enrolled").Select(count => (int)count)]);

        Assert.Equal(
            expect.Amount("allMonths"), Attachment.Annual(terms with { MinimumPercent = 0m }, Acme, totals));
        Assert.Equal(expect.Amount("minimum"), Attachment.ToDate(terms, Acme, totals, Year.Last));
        Assert.Equal(expect.Amount("minimum"), Attachment.Annual(terms, Acme, totals));
        Assert.Equal(expect.Amount("annualAttachment"), Attachment.Annual(terms, Acme, totals));
    }

    [Fact]
    public void Before_the_years_end_the_annual_attachment_knows_the_enrollment_of_months_to_come()
    {
        var totals = new PlanYearTotals().Enroll(10, 20);

        Assert.Equal(Money(10 * 300m), Attachment.ToDate(AggregateTerms, Acme, totals, January));
        Assert.Equal(Money((10 + 11 * 20) * 300m), Attachment.Annual(AggregateTerms, Acme, totals));
        Assert.Equal(Cents.Zero, Attachment.ToDate(AggregateTerms, Acme, totals, January - 1));
        Assert.Equal(
            Attachment.ToDate(AggregateTerms, Acme, totals, Year.Last),
            Attachment.ToDate(AggregateTerms, Acme, totals, Year.Last + 3));
    }

    [Fact]
    public void The_annual_attachment_is_never_below_the_minimum_amount()
    {
        var terms = AggregateTerms with { MinimumAmount = Money(1_000_000m), MinimumPercent = 1m };

        Assert.Equal(Money(1_000_000m), Attachment.Annual(terms, Acme, new PlanYearTotals().Enroll(10)));
    }

    [Fact]
    public void The_minimum_percent_is_rounded_once()
    {
        // 0.3333333333 × 1 × 0.25 × 12 = 0.9999999999
        var terms = AggregateTerms with { MonthlyFactor = PerTier(0.25m, 0m), MinimumPercent = 0.3333333333m };

        Assert.Equal(Money(1.00m), Attachment.Annual(terms, Acme, new PlanYearTotals().Enroll(1, 0)));
    }

    [Fact]
    public void The_aggregate_is_net_of_the_specific()
    {
        var (given, expect) = WorkedExamples.Find("aggregate net of the specific");
        var contract = new ContractTotals
        {
            AggregatePaidByYear = { [Year] = given.Amount("eligiblePaid") },
            AboveSpecific = given.Amount("aboveSpecific"),
        };
        var terms = AggregateTerms with { Maximum = given.Amount("maximum") };

        Assert.Equal(expect.Amount("aggregateEligible"), contract.AggregateEligible);
        Assert.Equal(
            expect.Amount("reimbursable"),
            TheRules.Reimbursable(terms, contract.AggregateEligible, given.Amount("annualAttachment")));
    }

    [Fact]
    public void An_accommodation_advances_what_exceeds_the_attachment_to_date()
    {
        var (given, expect) = WorkedExamples.Find("monthly accommodation");
        var totals = Position(given.Amount("eligibleToDate"), enrolled: 1);
        var terms = Accommodating(given.Number("attachmentToDate"));

        Assert.Equal(expect.Amount("advance"), TheRules.Position(terms, Acme, totals, January).Reimbursable);
    }

    [Fact]
    public void An_advance_is_taken_back_when_the_attachment_overtakes_the_claims()
    {
        var (given, expect) = WorkedExamples.Find("accommodation, then taken back");
        var terms = Accommodating(100_000m);
        var advanced = Cents.Zero;
        var advances = new List<Cents>();
        foreach (var (month, place) in given.GetProperty("months").EnumerateArray().Select((month, at) => (month, at)))
        {
            Assert.Equal((place + 1) * 100_000m, month.Number("attachmentToDate"));
            var totals = Position(month.Amount("eligibleToDate"), enrolled: 1);
            var reimbursable = TheRules.Position(terms, Acme, totals, January + place).Reimbursable;
            advances.Add(reimbursable - advanced);
            advanced = reimbursable;
        }

        Assert.Equal(expect.Amounts("advance"), advances);
    }

    [Theory]
    [InlineData(10, false, 0.00)] // November, no accommodation
    [InlineData(10, true, 6_700.00)] // 10,000 − 11 × 300
    [InlineData(11, false, 6_400.00)] // from the close of the last month on: 10,000 − 12 × 300
    [InlineData(11, true, 6_400.00)]
    [InlineData(14, true, 6_400.00)]
    public void The_annual_attachment_counts_from_the_close_of_the_last_month_on(
        int month, bool accommodation, double expected)
    {
        var terms = AggregateTerms with { Accommodation = accommodation };

        var position = TheRules.Position(terms, Acme, Position(Money(10_000m), enrolled: 1), January + month);

        Assert.Equal(Money((decimal)expected), position.Reimbursable);
    }

    [Fact]
    public void The_carriers_part_and_maximum_hold_for_advances_and_for_the_year()
    {
        var terms = AggregateTerms with { Accommodation = true, Reimbursement = 0.5m };
        var totals = Position(Money(10_000m), enrolled: 1);

        Assert.Equal(Money(4_850m), TheRules.Position(terms, Acme, totals, January).Reimbursable);
        Assert.Equal(Money(3_200m), TheRules.Position(terms, Acme, totals, Year.Last).Reimbursable);
        terms = terms with { Maximum = Money(3_000m) };
        Assert.Equal(Money(3_000m), TheRules.Position(terms, Acme, totals, January).Reimbursable);
        Assert.Equal(Money(3_000m), TheRules.Position(terms, Acme, totals, Year.Last).Reimbursable);
    }

    /// <summary>Attachment: 30.00 to date, 120.00 a year.</summary>
    [Theory]
    [InlineData(29_99, true, 3, false)]
    [InlineData(30_00, true, 3, true)]
    [InlineData(30_00, true, 12, false)]
    [InlineData(30_00, false, 3, false)]
    [InlineData(119_99, false, 12, false)]
    [InlineData(120_00, false, 3, true)]
    public void The_attachment_is_reached_where_the_eligible_claims_are_at_the_one_that_counts(
        long eligible, bool accommodation, int month, bool reached)
    {
        var position = new AggregatePosition(new Cents(eligible), new Cents(30_00), new Cents(120_00), Cents.Zero);
        var terms = AggregateTerms with { Accommodation = accommodation };

        Assert.Equal(reached, TheRules.IsReached(terms, Acme, position, Year.First + (month - 1)));
    }

    [Fact]
    public void Nobody_enrolled_and_nothing_paid_reaches_no_attachment() => Assert.False(
        TheRules.IsReached(AggregateTerms, Acme, new AggregatePosition(default, default, default, default), Year.Last));

    [Fact]
    public void The_accommodation_respects_the_minimum_attachment()
    {
        var (given, expect) = WorkedExamples.Find("the accommodation respects the minimum");
        var months = (int)given.Number("months");
        // 306,900 of eleven months; nobody in the last.
        var terms = Accommodating(given.Number("factorsToDate") / months) with { MinimumAmount = given.Amount("minimum") };
        var totals = new PlanYearTotals().Aggregate(given.Number("eligibleToDate"))
            .Enroll([.. Enumerable.Repeat(1, months), 0]);

        var position = TheRules.Position(terms, Acme, totals, January + (months - 1));

        Assert.Equal(expect.Amount("attachmentToDate"), position.AttachmentToDate);
        Assert.Equal(expect.Amount("advance"), position.Reimbursable);
    }

    [Theory]
    [InlineData(-1, 0.00)]
    [InlineData(0, 8.33)] // 100 ÷ 12
    [InlineData(1, 16.67)]
    [InlineData(10, 91.67)]
    [InlineData(11, 100.00)]
    [InlineData(14, 100.00)]
    public void The_minimum_to_date_is_its_part_of_the_year_rounded_once(int month, double attachment)
    {
        var terms = AggregateTerms with { MinimumAmount = Money(100m) };

        Assert.Equal(Money((decimal)attachment), Attachment.ToDate(terms, Acme, new PlanYearTotals(), January + month));
    }

    private static AggregateStopLoss Accommodating(decimal factor) =>
        AggregateTerms with { MonthlyFactor = PerTier(factor, 0m), Accommodation = true };

    private static PlanYearTotals Position(Cents eligible, int enrolled) =>
        new PlanYearTotals().Aggregate(eligible.Amount).Enroll(enrolled);
}
