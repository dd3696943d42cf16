using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Aso.Domain.Tests.Values;

/// <summary>Rule 2.2: splitting an amount conserves it.</summary>
public sealed class SharingTests
{
    [Theory]
    // amount and weights, in cents; parts
    [InlineData(46_000, new long[] { 33, 19, 8 }, new long[] { 25_300, 14_567, 6_133 })] // examples.json
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(101, new long[] { 1, 1, 1 }, new long[] { 34, 34, 33 })]
    [InlineData(-100, new long[] { 1, 1, 1 }, new long[] { -34, -33, -33 })]
    [InlineData(10, new long[] { 1, 2, 1 }, new long[] { 3, 5, 2 })]
    [InlineData(2, new long[] { 1, 9, 2 }, new long[] { 0, 2, 0 })]
    [InlineData(10, new long[] { -5, 1, 1 }, new long[] { 0, 5, 5 })]
    [InlineData(10, new long[] { 0, 7, -7 }, new long[] { 0, 10, 0 })]
    [InlineData(10, new long[] { 7 }, new long[] { 10 })]
    [InlineData(10, new long[] { 0, 0, 0 }, new long[] { 0, 10, 0 })]
    [InlineData(-10, new long[] { -1, 0, -3 }, new long[] { 0, -10, 0 })]
    [InlineData(0, new long[] { 3, 0, 1 }, new long[] { 0, 0, 0 })]
    [InlineData(0, new long[0], new long[0])]
    [InlineData(
        1_000_000_000_000_000, new long[] { 1_000_000_000_000_000, 999_999_999_999_999 },
        new long[] { 500_000_000_000_000, 500_000_000_000_000 })]
    [InlineData(
        long.MaxValue, new long[] { long.MaxValue, long.MaxValue },
        new long[] { long.MaxValue / 2 + 1, long.MaxValue / 2 })]
    public void The_cents_left_go_to_the_largest_fractions_cut_off(long amount, long[] weights, long[] parts)
    {
        Assert.Equal(parts, Share(amount, weights.Select(weight => new Cents(weight))));
        Assert.Equal(parts, Share(amount, weights.Select(Fraction.Of)));
        Assert.Equal(
            parts, Sharing.Share(new Cents(amount), weights, Middle(weights.Length)).Select(part => part.Value));
    }

    [Fact]
    public void A_fee_is_shared_over_divisions_by_member_months()
    {
        var (given, expect) = WorkedExamples.Find("sharing by largest remainder");
        var weights = given.GetProperty("weights").EnumerateObject().ToList();

        var parts = Sharing.Share(
            given.Amount("total"), [.. weights.Select(weight => new Cents(weight.Value.GetInt64()))], whenAllZero: 0);

        Assert.Equal(weights.Select(weight => expect.Amount(weight.Name)), parts);
    }

    [Fact]
    public void Fractions_are_exact()
    {
        Fraction[] weights = [Of(1, 3), Of(1, 7), Of(11, 21)];

        Assert.Equal([7, 3, 11], Share(21, weights));
        Assert.Equal([7, 3, 12], Share(22, weights));
        // 7.67, 3.29, 12.05: the first is cut by the most.
        Assert.Equal([8, 3, 12], Share(23, weights));
    }

    [Fact]
    public void Parts_sum_to_the_amount_and_each_is_less_than_a_cent_from_its_exact_share()
    {
        var weights = Gen.OneOf(
            Gen.Choose(-3, 30), Gen.Choose(-100, 2_000_000_000), Gen.Constant(0)).NonEmptyListOf();
        var cases =
            from amount in Gen.OneOf(Gen.Choose(-50, 50), Gen.Choose(-2_000_000_000, 2_000_000_000))
            from shared in weights
            from scale in Gen.Elements(1L, 1_000L)
            from divisor in Gen.Choose(1, 60)
            select (Amount: amount * scale, Weights: shared, Divisor: divisor);

        Prop.ForAll(Arb.From(cases), one =>
        {
            var parts = Share(one.Amount, one.Weights.Select(weight => new Cents(weight)));
            var total = one.Weights.Sum(weight => (long)Math.Max(0, weight));
            return parts.Sum() == one.Amount
                && parts.SequenceEqual(Share(one.Amount, one.Weights.Select(weight => Of(weight, one.Divisor))))
                && (total == 0 || parts.Zip(one.Weights).All(pair =>
                    BigInteger.Abs((BigInteger)pair.First * total - (BigInteger)one.Amount * Math.Max(0, pair.Second))
                        < total));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(1_000)));
    }

    private static Fraction Of(long numerator, long denominator) => Fraction.Of(numerator) / Fraction.Of(denominator);

    private static long[] Share(long amount, IEnumerable<Cents> weights)
    {
        Cents[] all = [.. weights];
        return [.. Sharing.Share(new Cents(amount), all, Middle(all.Length)).Select(part => part.Value)];
    }

    private static long[] Share(long amount, IEnumerable<Fraction> weights)
    {
        Fraction[] all = [.. weights];
        return [.. Sharing.Share(new Cents(amount), all, Middle(all.Length)).Select(part => part.Value)];
    }

    private static int Middle(int count) => count / 2;
}
