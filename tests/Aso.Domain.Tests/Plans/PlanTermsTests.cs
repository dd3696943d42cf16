namespace Aso.Domain.Tests.PlanTerms;

/// <summary>What plan terms are called, and which benefits belong together.</summary>
public sealed class PlanTermsTests
{
    [Theory]
    [InlineData(Benefit.Medical, "medical", false)]
    [InlineData(Benefit.Pharmacy, "pharmacy", false)]
    [InlineData(Benefit.Dental, "dental", false)]
    [InlineData(Benefit.ShortTermDisability, "shortTermDisability", true)]
    [InlineData(Benefit.LongTermDisability, "longTermDisability", true)]
    [InlineData(Benefit.Life, "life", false)]
    [InlineData(Benefit.Vision, "vision", false)]
    [InlineData(Benefit.SpendingAccount, "spendingAccount", false)]
    public void A_benefit_is_read_by_its_name_in_any_case(Benefit benefit, string name, bool disability)
    {
        Assert.Equal((name, disability), (benefit.Name(), benefit.IsDisability()));
        Assert.True(Benefits.TryParse(name, out var read));
        Assert.Equal(benefit, read);
        Assert.True(Benefits.TryParse(name.ToUpperInvariant(), out read));
        Assert.Equal(benefit, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("medica")]
    [InlineData("hearing")]
    public void What_is_no_benefit_is_not_read_as_one(string text)
    {
        Assert.False(Benefits.TryParse(text, out var benefit));
        Assert.Equal(default, benefit);
    }

    [Fact]
    public void A_set_has_room_for_every_benefit()
    {
        Assert.Equal(Benefits.Count, Benefits.All.Count);
        Assert.Equal(Benefits.All, BenefitSet.Of(Benefits.All).Members);
    }

    [Fact]
    public void A_set_has_the_benefits_that_were_put_into_it()
    {
        var health = BenefitSet.Of([Benefit.Pharmacy, Benefit.Medical, Benefit.Pharmacy]);
        var other = BenefitSet.Of([Benefit.Pharmacy, Benefit.Life]);

        Assert.Equal([Benefit.Medical, Benefit.Pharmacy], health.Members);
        Assert.Equal([Benefit.Medical, Benefit.Pharmacy, Benefit.Life], health.Union(other).Members);
        Assert.Equal([Benefit.Pharmacy], health.Intersect(other).Members);
        Assert.True(health.Contains(Benefit.Medical) && !health.Contains(Benefit.Dental));
        Assert.True(health.Contains(BenefitSet.Of([Benefit.Pharmacy])) && !health.Contains(other));
        Assert.True(default(BenefitSet).IsEmpty && !health.IsEmpty);
    }

    [Fact]
    public void Totals_written_when_there_were_fewer_benefits_are_read()
    {
        var read = new MonthTotals { PaidByBenefit = [new Cents(7), .. new Cents[5]], ClaimsByBenefit = new long[6] };
        var sum = new MonthTotals();
        sum.PaidByBenefit[(int)Benefit.Vision] = new Cents(5);

        sum.Add(read);

        Assert.Equal((new Cents(12), Cents.Zero), (sum.Paid, read.PaidByBenefit[(int)Benefit.SpendingAccount]));
    }

    [Fact]
    public void A_basis_is_written_as_the_contract_says_it()
    {
        Assert.Equal("12/15", new StopLossBasis(12, 15).ToString());
        Assert.Equal("paid", StopLossBasis.Paid.ToString());
    }

    [Fact]
    public void A_contracts_benefits_are_those_of_either_half_and_each_half_has_its_own_terminal_months()
    {
        var (medical, both) = (BenefitSet.Of([Benefit.Medical]), BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]));
        var specific = new SpecificStopLoss { Deductible = new Cents(1), Benefits = medical, TerminalMonths = 1 };
        var aggregate = new AggregateStopLoss
        {
            Benefits = both, MonthlyFactor = new TierAmounts([new Cents(1)]), TerminalMonths = 3,
        };
        var terms = new StopLossTerms
        {
            Carrier = "Northwind Re", Basis = new StopLossBasis(12, 12), OriginalEffective = new DateOnly(2026, 1, 1),
            Specific = specific, Aggregate = aggregate,
        };

        Assert.Equal(both, terms.Benefits);
        Assert.Equal(medical, (terms with { Aggregate = null }).Benefits);
        Assert.Equal(both, (terms with { Specific = null }).Benefits);
        Assert.Equal(
            (1, 3), (terms.TerminalMonthsOf(ContractHalf.Specific), terms.TerminalMonthsOf(ContractHalf.Aggregate)));
        Assert.Equal(0, (terms with { Aggregate = null }).TerminalMonthsOf(ContractHalf.Aggregate));
    }

    [Fact]
    public void Health_is_every_benefit_but_disability()
    {
        var paid = new Cents[Benefits.Count];
        foreach (var benefit in Benefits.All) paid[(int)benefit] = new Cents(1 << (int)benefit);
        var disability = (1 << (int)Benefit.ShortTermDisability) + (1 << (int)Benefit.LongTermDisability);

        Assert.Equal(new Cents((1 << Benefits.Count) - 1 - disability), Benefits.HealthOf(paid));
    }
}
