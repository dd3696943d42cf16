using Aso.Domain.Tests.Periods;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Liability;

/// <summary>Rules 5.8 and 5.9.</summary>
public sealed class ComparisonTests
{
    private static readonly Plan Plan = Acme with
    {
        AdministrationFees = PerTier(38m, 38m),
        StopLossPremium = PerTier(78.35m, 190.10m),
        StopLoss = TwoHalves,
        FullyInsured = new FullyInsured(PerTier(640m, 1_650m), 0.85m),
    };

    [Fact]
    public void Both_arrangements_are_costed_for_the_months_to_date()
    {
        var totals = Totals(paid: 20_000m, capped: 14_000m, other: 1_000m, specific: 5_000m);
        var comparison = Comparison.Calculate(YearToDate.Calculate(Plan, totals, January + 1), totals)!;

        // IBNR 20,000 × 45 ÷ 59 = 15,254.24; fees and premium 20 × 116.35 = 2,327.00
        Assert.Equal(Money(20 * 640m), comparison.FullyInsured);
        Assert.Equal(Money(2_327m + 20_000m - 5_000m + 15_254.24m), comparison.Aso);
        Assert.Equal(comparison.FullyInsured - comparison.Aso, comparison.Difference);
        Assert.Equal(Money(41_475.58m), comparison.RenewalFullyInsured); // 35,254.24 ÷ 0.85
        // (14,000 + 1,000 + 15,254.24) ÷ 20 = 1,512.71 and 116.35, for 120 member-months
        Assert.Equal(Money(120 * (1_512.71m + 116.35m)), comparison.RenewalAso);
    }

    [Fact]
    public void Without_terms_or_members_there_is_nothing_to_compare()
    {
        var totals = new PlanYearTotals();

        Assert.Null(Comparison.Calculate(YearToDate.Calculate(Acme, totals, January), totals));
        Assert.Null(Comparison.Calculate(YearToDate.Calculate(Plan, totals, January), totals)!.RenewalAso);
        Assert.Null(NextYearFunding.Calculate(YearToDate.Calculate(Plan, totals, January), totals, 0m, 0m).Rate);
    }

    [Theory]
    // At month 12 a year lies between the middles; at month 7, 29 ÷ 24 years; in the run-out still one.
    [InlineData(11, 0.08, 0.05, 120, 1_417.50)] // 150,000 × 1.08 × 1.05 ÷ 120
    [InlineData(14, 0.08, 0.05, 120, 1_417.50)]
    [InlineData(11, 0.00, 0.00, 120, 1_250.00)]
    [InlineData(6, 0.08, 0.00, 70, 2_351.69)] // 150,000 × 1.08^(29 ÷ 24) ÷ 70
    [InlineData(6, -0.10, 0.05, 70, 1_981.04)] // 150,000 × 0.9^(29 ÷ 24) × 1.05 ÷ 70
    public void Experience_is_trended_to_the_middle_of_next_year(
        int month, double trend, double margin, long memberMonths, double claims)
    {
        var totals = Totals(paid: 0m, capped: 100_000m, other: 50_000m, specific: 0m);

        var funding = NextYearFunding.Calculate(
            YearToDate.Calculate(Plan, totals, January + month), totals, (decimal)trend, (decimal)margin);

        Assert.Equal(memberMonths, funding.MemberMonths);
        Assert.Equal(new MonthlyRate(Money((decimal)claims), Money(116.35m)), funding.Rate);
        Assert.Equal(Money((decimal)claims + 116.35m), funding.Rate!.Value.Total);
    }

    [Theory]
    [InlineData(-1.0, 0.0, "trend")]
    [InlineData(0.0, -1.5, "margin")]
    public void Trend_and_margin_that_take_everything_away_are_refused(double trend, double margin, string refused)
    {
        var totals = new PlanYearTotals().Enroll(1);

        Assert.Throws<ArgumentOutOfRangeException>(refused, () => NextYearFunding.Calculate(
            YearToDate.Calculate(Plan, totals, January), totals, (decimal)trend, (decimal)margin));
    }

    [Fact]
    public void A_margin_of_minus_100_percent_leaves_the_fixed_costs()
    {
        var totals = Totals(paid: 0m, capped: 100_000m, other: 50_000m, specific: 0m);

        Assert.Equal(
            new MonthlyRate(Cents.Zero, Money(116.35m)),
            NextYearFunding.Calculate(YearToDate.Calculate(Plan, totals, Year.Last), totals, 0m, -1m).Rate);
    }

    private static PlanYearTotals Totals(decimal paid, decimal capped, decimal other, decimal specific)
    {
        var totals = new PlanYearTotals
        {
            CappedSpecificPaid = Money(capped),
            OtherPaid = Money(other),
            Contract = new ContractTotals { SpecificReimbursable = Money(specific) },
        };
        return paid == 0m ? totals.Enroll(10) : totals.Enroll(10).Post(0, 0, paid);
    }
}
