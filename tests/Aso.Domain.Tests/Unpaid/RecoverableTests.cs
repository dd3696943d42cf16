using Aso.Domain.Unpaid;
using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Unpaid.MadeUpTriangle;

namespace Aso.Domain.Tests.Unpaid;

/// <summary>Rule 5.10.</summary>
public sealed class RecoverableTests
{
    private static readonly AggregateStopLoss Whole = new()
    {
        Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]),
        MonthlyFactor = new TierAmounts([Money(300m)]),
    };

    private static readonly UnpaidUnderAggregate Position = new()
    {
        Gross = Money(3_000m),
        SpecificRecoverable = Cents.Zero,
        HealthPaid = Money(11_000m),
        CoveredPaid = Money(11_000m),
        Eligible = Money(11_000m),
        AnnualAttachment = Money(12_000m),
        ReimbursableToDate = Cents.Zero,
    };

    [Fact]
    public void A_pended_claim_above_the_deductible_is_the_carriers()
    {
        // Deductible 10,000, eligible 4,000: of 250,000 pended R(254,000) − R(4,000) = 244,000.
        var recoverable = Recoverable.Specific(Cents.Zero, Money(244_000m), Cents.Zero, [InCents(244_000m)]);

        Assert.Equal([Money(244_000m)], recoverable);
        Assert.Equal(Money(6_000m), Money(250_000m) - recoverable[0]);
    }

    [Theory]
    // Σ R, rise, aggregating deductible; recoverable
    [InlineData(0, 4_000, 5_000, 0)]
    [InlineData(2_000, 4_000, 5_000, 1_000)]
    [InlineData(5_000, 4_000, 5_000, 4_000)]
    [InlineData(9_000, 4_000, 5_000, 4_000)]
    [InlineData(9_000, 0, 5_000, 0)]
    public void The_aggregating_deductible_is_used_up_first(int reimbursable, int rise, int deductible, int recoverable)
    {
        Assert.Equal(
            [Money(recoverable)],
            Recoverable.Specific(Money(reimbursable), Money(rise), Money(deductible), [InCents(rise)]));
    }

    [Fact]
    public void It_is_shared_over_the_plan_years_of_the_pended_lines()
    {
        var third = Fraction.One / Fraction.Of(3);

        Assert.Equal(
            [Money(333.33m), Money(666.67m)],
            Recoverable.Specific(
                Cents.Zero, Money(3_000m), Money(2_000m),
                [InCents(3_000m) * third, InCents(3_000m) * (Fraction.One - third)]));
        Assert.Empty(Recoverable.Specific(Money(10_000m), Cents.Zero, Cents.Zero, []));
    }

    [Fact]
    public void Unpaid_claims_above_the_attachment_are_the_carriers()
    {
        Assert.Equal(Money(2_000m), Recoverable.Aggregate(Whole, Position));
        Assert.Equal(Money(1_000m), Position.Gross - Recoverable.Aggregate(Whole, Position));
    }

    [Theory]
    // eligible, covered paid of 11,000, specific recoverable, to date; recoverable at 80 %, 5,000 at most
    [InlineData(9_000, 11_000, 0, 0, 0)]
    [InlineData(9_000.01, 11_000, 0, 0, 0.01)]
    [InlineData(11_000, 11_000, 0, 0, 1_600)]
    [InlineData(13_000, 11_000, 0, 0, 2_400)]
    [InlineData(13_000, 11_000, 0, 2_000, 1_200)]
    [InlineData(13_000, 11_000, 0, 4_000, 0)]
    [InlineData(13_000, 0, 0, 0, 0)]
    [InlineData(13_000, 5_500, 0, 0, 1_200)]
    [InlineData(13_000, 5_500, 1_000, 0, 800)]
    [InlineData(17_000, 11_000, 0, 0, 1_000)]
    [InlineData(30_000, 11_000, 0, 0, 0)]
    public void The_aggregate_takes_its_part_of_what_is_unpaid(
        double eligible, int covered, int specific, int toDate, double recoverable)
    {
        var terms = Whole with { Reimbursement = 0.8m, Maximum = Money(5_000m) };

        Assert.Equal(
            Money((decimal)recoverable),
            Recoverable.Aggregate(terms, Position with
            {
                Eligible = Money((decimal)eligible),
                CoveredPaid = Money(covered),
                SpecificRecoverable = Money(specific),
                ReimbursableToDate = Money(toDate),
            }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-500)]
    public void All_that_is_unpaid_counts_where_nothing_is_paid(int paid)
    {
        Assert.Equal(
            Money(2_000m),
            Recoverable.Aggregate(Whole, Position with { HealthPaid = Money(paid), CoveredPaid = Cents.Zero }));
    }

    [Fact]
    public void The_carrier_gets_back_no_more_than_is_unpaid()
    {
        var cases =
            from gross in Gen.Choose(0, 100_000)
            from specific in Gen.Choose(0, 100)
            from covered in Gen.Choose(0, 50_000)
            from eligible in Gen.Choose(-10_000, 200_000)
            from toDate in Gen.Choose(0, 50_000)
            from rate in Gen.Choose(0, 100)
            select (gross, specific, covered, eligible, toDate, rate);

        Prop.ForAll(Arb.From(cases), one =>
        {
            var specific = Money(one.gross * one.specific / 100m);
            var recoverable = Recoverable.Aggregate(Whole with { Reimbursement = one.rate / 100m }, Position with
            {
                Gross = Money(one.gross),
                SpecificRecoverable = specific,
                HealthPaid = Money(50_000m),
                CoveredPaid = Money(one.covered),
                Eligible = Money(one.eligible),
                ReimbursableToDate = Money(one.toDate),
            });
            return Cents.Zero <= recoverable && recoverable <= Money(one.gross) - specific;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(200)));
    }
}
