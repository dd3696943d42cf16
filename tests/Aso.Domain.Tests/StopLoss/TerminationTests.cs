using Aso.Domain.Tests.Periods;
using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>Rule 4.9: a plan year that ends early, and what its contract then covers.</summary>
public sealed class TerminationTests
{
    private static readonly Plan EndsInJune = Acme with { Terminated = January + 6 };

    [Fact]
    public void Terminal_months_lengthen_the_paid_window_and_raise_the_annual_attachment()
    {
        var (given, expect) = WorkedExamples.Find("terminal months");
        Assert.True(PlanYear.TryParse(given.Text("terminated"), out var end));
        var months = (int)given.Number("terminalMonths");
        var factors = given.Amounts("months");
        var terms = AggregateTerms with
        {
            // One cent for each subscriber: what is enrolled is the month's amount.
            MonthlyFactor = new TierAmounts([new Cents(1), Cents.Zero]), TerminalMonths = months,
        };
        var plan = Acme with
        {
            Terminated = end.First,
            StopLoss = TwoHalves with
            {
                Basis = new StopLossBasis(12, 12), Specific = SpecificTerms with { TerminalMonths = months },
                Aggregate = terms,
            },
        };
        var totals = new PlanYearTotals().Enroll([.. factors.Select(factor => (int)factor.Value)]);

        Assert.Equal(expect.Amount("annualAttachment"), Attachment.Annual(terms, plan, totals));
        foreach (var half in Enum.GetValues<ContractHalf>())
            Assert.Equal(
                Scene.Day(expect.Text("paidWindowEnds")).AddDays(1),
                ContractWindow.FromTerms(plan, half)!.Value.Paid.To);

        // Without termination they mean nothing.
        var goesOn = plan with { Terminated = null };
        Assert.Equal(factors.Sum(), Attachment.Annual(terms, goesOn, totals));
        Assert.Equal(Scene.Day("2027-01-01"), ContractWindow.FromTerms(goesOn, ContractHalf.Specific)!.Value.Paid.To);
    }

    [Theory]
    [InlineData("12/12", 0, "2026-01-01", "2026-07-01", "2026-07-01")]
    [InlineData("12/12", 3, "2026-01-01", "2026-07-01", "2026-10-01")]
    [InlineData("12/15", 0, "2026-01-01", "2026-07-01", "2026-10-01")]
    [InlineData("24/12", 1, "2025-01-01", "2026-07-01", "2026-08-01")]
    public void Windows_end_with_the_coverage(
        string basis, int terminal, string incurredFrom, string incurredTo, string paidTo)
    {
        var parts = basis.Split('/').Select(int.Parse).ToArray();
        var plan = EndsInJune with
        {
            StopLoss = TwoHalves with
            {
                Basis = new StopLossBasis(parts[0], parts[1]), Specific = SpecificTerms with { TerminalMonths = terminal },
            },
        };

        var window = ContractWindow.FromTerms(plan, ContractHalf.Specific)!.Value;

        Assert.Equal(new DateWindow(Scene.Day(incurredFrom), Scene.Day(incurredTo)), window.Incurred);
        Assert.Equal(new DateWindow(Year.Start, Scene.Day(paidTo)), window.Paid);
    }

    [Fact]
    public void The_minimum_is_not_reduced_and_months_without_coverage_count_nothing()
    {
        var terms = AggregateTerms with { MinimumPercent = 1m };
        var totals = new PlanYearTotals().Enroll(10, 5);

        // Ten in January: 10 × 300 × 12; six months of it are half.
        Assert.Equal(Money(36_000m), Attachment.Annual(terms, EndsInJune, totals));
        Assert.Equal(Money(18_000m), Attachment.ToDate(terms, EndsInJune, totals, January + 11));
        Assert.Equal(
            Money((10 + 5 * 5) * 300m),
            Attachment.Annual(terms with { MinimumPercent = 0m }, EndsInJune, totals));
    }

    [Theory]
    [InlineData(4, 6_400)]
    [InlineData(5, 8_200)] // the last month of coverage: the annual attachment
    [InlineData(8, 8_200)]
    public void The_aggregate_counts_whole_from_the_last_month_of_coverage_on(int month, double reimbursable)
    {
        var totals = new PlanYearTotals().Aggregate(10_000m).Enroll(1);
        var terms = AggregateTerms with { Accommodation = month < 5, MinimumAmount = Money(month < 5 ? 8_640m : 0m) };

        // Before: 8,640 × 5 ÷ 12 = 3,600 to date. After: 6 × 300.
        Assert.Equal(
            Money((decimal)reimbursable),
            Domain.StopLoss.Aggregate.Position(terms, EndsInJune, totals, January + month).Reimbursable);
    }

    [Fact]
    public void Claims_incurred_from_the_end_on_have_no_plan_and_fees_and_settlement_follow_the_end()
    {
        var plan = MadeUpPlans.Standard with { Terminated = January + 6 };
        var scene = new Scene(plan);

        Assert.Equal("3.1", RuleOn("2026-07-01"));
        Assert.NotEqual("3.1", RuleOn("2026-06-30"));
        Assert.Equal(January + 8, plan.LastRunOutMonth);
        var fees = Fees.ToDate(EndsInJune with { AdministrationFees = PerTier(38m, 0m) },
            new PlanYearTotals().Enroll(1), January + 11);
        Assert.Equal(Money(6 * 38m), fees);

        string RuleOn(string date) => scene.Line(MadeUpClaims.Line(100m, on: date)).Rule.ToString();
    }
}
