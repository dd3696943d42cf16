using FsCheck;
using FsCheck.Fluent;

namespace Aso.Domain.Tests.Rules;

/// <summary>Tiers that differ by benefit: which of them counts for what.</summary>
public sealed class BenefitTiersTests
{
    private static readonly Month January = Scene.MonthOf("2026-01");

    /// <summary>A row's benefits and tiers: subscribers by tier, and by that of medical and pharmacy.</summary>
    [Theory]
    [InlineData("family", "medical;dental", "", "0 1", "0 1")]
    [InlineData("family", "medical;dental", "medical=single", "0 1", "1 0")]
    [InlineData("family", "medical;dental", "dental=single", "0 1", "0 1")]
    [InlineData("family", "medical;pharmacy", "medical=single", "0 1", "0 1")]
    [InlineData("family", "medical;pharmacy", "medical=single;pharmacy=single", "0 1", "1 0")]
    [InlineData("family", "dental", "medical=single", "0 1", "0 1")]
    [InlineData("family", "medical", "medical=unknown", "0 1", "0 1")]
    public void The_contract_counts_the_widest_tier_of_its_own_benefits(
        string tier, string benefits, string others, string all, string contract)
    {
        var totals = TotalsWith(Row("S-1", tier, benefits, others));

        var exposure = totals.Exposure[January];
        Assert.Equal(all, string.Join(' ', exposure.SubscribersByTier));
        Assert.Equal(contract, string.Join(' ', Enumerable.Range(0, 2).Select(exposure.ContractSubscribers)));
        Assert.Equal(all == contract, exposure.ContractShift is null);
    }

    [Fact]
    public void Premium_and_factor_are_by_the_contracts_tier_and_fees_by_the_widest()
    {
        var totals = TotalsWith(Row("S-1", "family", "medical;dental", "medical=single"));

        var enrolled = EnrolledMonths.Sum(MadeUpPlans.Standard, totals, [January]);
        Assert.Equal([0L, 1L], enrolled.ByTier);
        Assert.Equal([1L, 0L], enrolled.ContractByTier);
        Assert.Equal(
            Cents.FromAmount(350m),
            Attachment.ToDate(MadeUpPlans.Standard.StopLoss!.Aggregate! with { MinimumPercent = 0m },
                MadeUpPlans.Standard, totals, January));
    }

    [Fact]
    public void A_later_row_without_other_tiers_takes_them_back_wholly()
    {
        var book = new ShardBook();
        List<LedgerEvent> events = [];
        book.Adopt(MadeUpPlans.Standard, 1, Scene.Day("2026-01-01"), events);
        book.Enroll(Row("S-1", "family", "medical;dental", "medical=single"), events);
        book.Enroll(Row("S-1", "family", "medical;dental", ""), events);

        Assert.All(
            book.Totals().Year(MadeUpPlans.Standard.Year).Exposure.Values, month => Assert.Null(month.ContractShift));
    }

    [Fact]
    public void A_spending_accounts_credit_is_by_its_own_tier()
    {
        var plan = MadeUpPlans.Create(2026, new Dictionary<Benefit, BenefitPlan>
        {
            [Benefit.Medical] = MadeUpPlans.Medical,
            [Benefit.SpendingAccount] = new SpendingAccountPlan
            {
                Credit = new TierAmounts([Cents.FromAmount(500m), Cents.FromAmount(1000m)]),
            },
        });
        var book = new ShardBook();
        List<LedgerEvent> events = [];
        book.Adopt(plan, 1, Scene.Day("2026-01-01"), events);
        book.Enroll(Row("S-1", "family", "medical;spendingAccount", "spendingAccount=single"), events);

        Assert.Equal(
            Cents.FromAmount(500m),
            Assert.Single(book.SpendingAccounts("S-1", Scene.Day("2026-03-01"))).Account.Credit);
    }

    [Fact]
    public void Where_no_tiers_differ_the_contract_counts_what_all_count() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(30)),
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var book = new ShardBook();
                List<LedgerEvent> events = [];
                book.Adopt(MadeUpPlans.Standard, 1, Scene.Day("2026-01-01"), events);
                for (var row = 0; row < 20; row++)
                    book.Enroll(
                        Row($"S-{random.Next(5)}", random.Next(2) == 0 ? "single" : "family", "medical;dental", "") with
                        {
                            Effective = Scene.Day("2026-01-01").AddDays(random.Next(300)),
                        },
                        events);
                return book.Totals().Year(MadeUpPlans.Standard.Year).Exposure.Values.All(month =>
                    month.ContractShift is null
                    && Enumerable.Range(0, 2).All(tier =>
                        month.ContractSubscribers(tier) == month.SubscribersByTier[tier]));
            }));

    [Fact]
    public void Parts_add_up_with_and_without_other_tiers()
    {
        var one = TotalsWith(Row("S-1", "family", "medical;dental", "medical=single")).Exposure[January];
        var other = TotalsWith(Row("S-2", "family", "medical;dental", "")).Exposure[January];
        other.Add(one);
        Assert.Equal([0L, 2L], other.SubscribersByTier);
        Assert.Equal([1L, -1L], other.ContractShift!);
        other.Add(one, -1);
        Assert.Null(other.ContractShift);
    }

    private static PlanYearTotals TotalsWith(EnrollmentRow row)
    {
        var book = new ShardBook();
        List<LedgerEvent> events = [];
        book.Adopt(MadeUpPlans.Standard, 1, Scene.Day("2026-01-01"), events);
        book.Enroll(row, events);
        return book.Totals().Year(MadeUpPlans.Standard.Year);
    }

    private static EnrollmentRow Row(string subscriber, string tier, string benefits, string others) => new()
    {
        SubscriberId = subscriber,
        MemberId = subscriber,
        Tier = tier,
        Benefits = BenefitSet.Of(benefits.Split(';').Select(Named)),
        Effective = Scene.Day("2026-01-01"),
        BenefitTiers = BenefitTiers.Of(others.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => (Named(one.Split('=')[0]), one.Split('=')[1]))),
    };

    private static Benefit Named(string name) =>
        Benefits.TryParse(name, out var benefit) ? benefit : throw new ArgumentException(name, nameof(name));
}
