using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rules 5.12 and 5.13.</summary>
public sealed class FeesAndTaxesTests
{
    private static readonly EnrolledMonths Nobody = new([0, 0], 0);

    [Fact]
    public void A_fee_by_percent_and_taxes_on_fees_and_on_paid_claims()
    {
        var (given, expect) = WorkedExamples.Find("fee by percent and taxes");
        var plan = Acme with
        {
            OtherFees = new OtherFees { PercentOfPaid = given.Number("percentOfPaid") },
            Taxes =
            [
                .. given.Objects("taxes").Select(tax => new Tax(
                    tax.Text("name"), tax.Number("rate"), [.. tax.GetProperty("on").EnumerateArray()
                        .Select(name => name.GetString()!)])),
            ],
        };
        var paid = given.Amount("paid");
        var totals = new PlanYearTotals().Post(0, 0, paid.Amount);

        var fees = Fees.ToDate(plan, totals, January);
        var taxes = Taxes.ToDate(plan, fees, Cents.Zero, paid);

        Assert.Equal(expect.Amount("fees"), fees);
        Assert.Equal(plan.Taxes.Select(tax => expect.Amount($"tax.{tax.Name}")), taxes);
        Assert.Equal(expect.Amount("bill"), paid + fees + taxes.Sum());
    }

    [Fact]
    public void A_month_costs_at_least_the_minimum()
    {
        var (given, expect) = WorkedExamples.Find("minimum monthly fee");
        var enrolled = new EnrolledMonths([(long)given.Number("subscribers"), 0], 0);
        var posted = new MonthTotals();
        posted.ClaimsByBenefit[0] = (long)given.Number("claims");
        var minimums = given.Numbers("minimumMonthly").ToList();
        var plan = Acme with { AdministrationFees = PerTier(given.Number("perSubscriber"), 0m) };

        // The case names no members: 2 × 21 + 2 × 3.25 + 2 × 4.75 = 58.00 is that of two.
        var fees = minimums.Select(minimum => Fees.OfMonth(
            plan with
            {
                OtherFees = new OtherFees
                {
                    PerMember = given.Amount("perMember"),
                    PerClaim = given.Amount("perClaim"),
                    MinimumMonthly = Money(minimum),
                },
            },
            enrolled with { MemberMonths = 2 }, posted));

        Assert.Equal(expect.Numbers("fees").Select(Money), fees);
    }

    [Theory]
    [InlineData(0, 0, 0.00)]
    [InlineData(0, 50, 0.01)] // 0.5 cents
    [InlineData(0, 49, 0.00)]
    [InlineData(0, -50, -0.01)] // a void alone in its month
    [InlineData(10, -50, 0.10)] // 9.5 cents: the sum is rounded once, not its parts
    public void The_sum_is_rounded_once(long flat, long paid, double expected)
    {
        var plan = Acme with { OtherFees = new OtherFees { FlatMonthly = new Cents(flat), PercentOfPaid = 0.01m } };
        var posted = new MonthTotals();
        posted.PaidByBenefit[0] = new Cents(paid);

        Assert.Equal(Money((decimal)expected), Fees.OfMonth(plan, Nobody, posted));
    }

    [Fact]
    public void A_month_after_the_plan_year_costs_only_its_claims_and_percent()
    {
        var plan = Acme with
        {
            AdministrationFees = PerTier(38m, 38m),
            OtherFees = new OtherFees
            {
                PerMember = Money(1m), PerClaim = Money(5m), PercentOfPaid = 0.1m, FlatMonthly = Money(100m),
                MinimumMonthly = Money(500m),
            },
        };
        var totals = new PlanYearTotals().Enroll(1).Post(11, 12, 1_000m);

        // Twelve months of at least 500, and a claim in the thirteenth.
        Assert.Equal(Money(12 * 500m), Fees.ToDate(plan, totals, Year.Last));
        Assert.Equal(Money(12 * 500m + 5m + 100m), Fees.ToDate(plan, totals, Year.Last + 1));
        Assert.Equal(Money(12 * 500m + 5m + 100m), Fees.ToDate(plan, totals, Year.Last + 5));
    }

    [Fact]
    public void The_bill_is_the_claims_of_all_benefits_and_the_fees_premium_and_taxes_beside_them()
    {
        var plan = Acme with
        {
            AdministrationFees = PerTier(38m, 0m),
            StopLossPremium = PerTier(12m, 0m),
            OtherFees = new OtherFees { PerClaim = Money(5m) },
            Taxes = [new Tax("premiumTax", 0.1m, [Tax.Premium]), new Tax("claimsTax", 0.02m, [Tax.Paid])],
        };
        var totals = new PlanYearTotals().Enroll(1)
            .Post(0, 0, 100m).Post(0, 0, 30m, Benefit.Pharmacy).Post(0, 0, 20m, Benefit.Pharmacy);

        var january = totals.At(plan, January);

        // 38 and three claims of 5; 10 % of 12 and 2 % of 150
        Assert.Equal((Money(53m), Money(12m)), (january.Fees, january.Premium));
        Assert.Equal([Money(1.20m), Money(3m)], january.Taxes);
        Assert.Equal((Money(69.20m), Money(219.20m)), (january.Fixed, january.Bill));
    }

    [Fact]
    public void A_tax_may_be_on_earlier_taxes_and_negative_like_what_it_is_on()
    {
        var plan = Acme with
        {
            Taxes =
            [
                new Tax("premiumTax", 0.02m, [Tax.Premium]),
                new Tax("salesTax", 0.13m, [Tax.Administration, "premiumTax"]),
            ],
        };

        Assert.Equal(
            [Money(20m), Money(15.60m)], Taxes.ToDate(plan, Money(100m), Money(1_000m), Money(5_000m)));
        Assert.Equal([Money(-0.01m), Money(0m)], Taxes.ToDate(plan, Cents.Zero, Money(-0.25m), Cents.Zero));
    }

    [Theory]
    [InlineData(0.1, "paid", true)]
    [InlineData(0, "paid", false)]
    [InlineData(0.1, "premium", false)]
    [InlineData(0.1, "administration", false)]
    [InlineData(0.1, "administration paid", true)]
    public void A_tax_is_on_claims_where_it_is_on_what_is_paid(double rate, string on, bool onClaims)
    {
        var plan = Acme with { Taxes = [new Tax("first", (decimal)rate, on.Split(' ')), new Tax("second", 0.5m, ["first"])] };

        Assert.Equal(onClaims, Taxes.AreOnClaims(plan));
    }
}
