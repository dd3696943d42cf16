using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>Rule 4.1.</summary>
public sealed class ContractsTests
{
    [Fact]
    public void Each_basis_takes_the_claims_of_the_worked_case()
    {
        var example = WorkedExamples.Find("contract basis, policy year 2026");
        foreach (var basis in example.Expect.EnumerateObject())
        {
            var contracts = new Contracts([Under(basis.Name, original: new DateOnly(2025, 1, 1))]);
            var taken = example.Given.EnumerateObject()
                .Where(claim => contracts.Specific.Taking(
                    Benefit.Medical, Date(claim, "incurred"), Date(claim, "paid")) == Year)
                .Select(claim => claim.Name);
            Assert.Equal(basis.Value.EnumerateArray().Select(claim => claim.GetString()), taken);
        }
    }

    [Theory]
    [InlineData("12/15", "2026-01-01", "2026-01-01", true)]
    [InlineData("12/15", "2025-12-31", "2026-01-01", false)]
    [InlineData("12/15", "2026-12-31", "2027-03-31", true)]
    [InlineData("12/15", "2026-12-31", "2027-04-01", false)]
    [InlineData("12/15", "2027-01-01", "2027-01-01", false)]
    [InlineData("15/12", "2025-10-01", "2026-01-01", true)]
    [InlineData("15/12", "2025-09-30", "2026-01-01", false)]
    [InlineData("15/12", "2025-10-01", "2025-12-31", false)]
    [InlineData("24/12", "2025-01-01", "2026-12-31", true)]
    [InlineData("24/12", "2025-01-01", "2027-01-01", false)]
    [InlineData("paid", "2026-01-01", "2026-12-31", true)]
    [InlineData("paid", "2025-12-31", "2026-12-31", false)]
    [InlineData("paid", "2026-01-01", "2027-01-01", false)]
    public void Windows_are_half_open(string basis, string incurred, string paid, bool taken)
    {
        var contracts = new Contracts([Under(basis, original: Year.Start)]);

        Assert.Equal(taken, contracts.Specific.Taking(Benefit.Medical, Parse(incurred), Parse(paid)) is not null);
    }

    [Fact]
    public void The_earliest_contract_that_fits_takes_the_line_in_whatever_order_the_plans_stand()
    {
        var first = Under("12/15", original: Year.Start);
        var second = Under("24/12", original: Year.Start) with { Year = new PlanYear(January + 12) };
        var contracts = new Contracts([second, first]);

        Assert.Equal(first.Year, contracts.Specific.Taking(Benefit.Medical, Parse("2026-12-01"), Parse("2027-03-31")));
        Assert.Equal(second.Year, contracts.Specific.Taking(Benefit.Medical, Parse("2026-12-01"), Parse("2027-04-01")));
        Assert.Null(contracts.Specific.Taking(Benefit.Medical, Parse("2026-12-01"), Parse("2028-01-01")));
    }

    [Fact]
    public void Each_half_takes_its_own_benefits()
    {
        var halves = Under("12/12", original: Year.Start);
        var contracts = new Contracts([halves with
        {
            StopLoss = halves.StopLoss! with
            {
                Specific = SpecificTerms with { Benefits = BenefitSet.Of([Benefit.Medical]) },
                Aggregate = AggregateTerms with { Benefits = Health },
            },
        }]);

        Assert.Equal(Year, contracts.Specific.Taking(Benefit.Medical, Year.Start, Year.Start));
        Assert.Null(contracts.Specific.Taking(Benefit.Pharmacy, Year.Start, Year.Start));
        Assert.Equal(Year, contracts.Aggregate.Taking(Benefit.Pharmacy, Year.Start, Year.Start));
        Assert.Null(contracts.Aggregate.Taking(Benefit.Dental, Year.Start, Year.Start));

        var specific = halves with { StopLoss = halves.StopLoss with { Aggregate = null } };
        Assert.Equal(Year, new Contracts([specific]).Specific.Taking(Benefit.Medical, Year.Start, Year.Start));
        Assert.Null(new Contracts([specific]).Aggregate.Taking(Benefit.Medical, Year.Start, Year.Start));
    }

    [Fact]
    public void Each_half_has_its_own_basis()
    {
        var (given, expect) = WorkedExamples.Find("basis by half");
        var plan = Under("12/12", original: Year.Start);
        var contracts = new Contracts([plan with
        {
            StopLoss = plan.StopLoss! with
            {
                Specific = SpecificTerms with { Basis = BasisOf(given.GetProperty("specific").GetString()!) },
                Aggregate = AggregateTerms with { Basis = BasisOf(given.GetProperty("aggregate").GetString()!) },
            },
        }]);
        var incurred = Parse(given.GetProperty("incurred").GetString()!);
        var paid = Parse(given.GetProperty("paid").GetString()!);

        Assert.Equal(
            expect.GetProperty("specific").GetBoolean(),
            contracts.Specific.Taking(Benefit.Medical, incurred, paid) == Year);
        Assert.Equal(
            expect.GetProperty("aggregate").GetBoolean(),
            contracts.Aggregate.Taking(Benefit.Medical, incurred, paid) == Year);
    }

    [Fact]
    public void Half_a_line_may_go_to_one_contract_and_half_to_the_next()
    {
        var first = Under("12/12", original: Year.Start);
        var longer = SpecificTerms with { Basis = BasisOf("12/15") };
        first = first with { StopLoss = first.StopLoss! with { Specific = longer } };
        var second = Under("24/12", original: Year.Start) with { Year = new PlanYear(January + 12) };
        var contracts = new Contracts([first, second]);

        Assert.Equal(first.Year, contracts.Specific.Taking(Benefit.Medical, Parse("2026-12-20"), Parse("2027-01-05")));
        Assert.Equal(second.Year, contracts.Aggregate.Taking(Benefit.Medical, Parse("2026-12-20"), Parse("2027-01-05")));
    }

    [Fact]
    public void A_line_is_uncovered_only_where_its_own_contract_covers_its_benefit_and_none_takes_it()
    {
        var late = Parse("2027-01-05");
        var contracts = new Contracts([Under("12/12", original: Year.Start)]);

        Assert.Equal(
            [ContractHalf.Specific, ContractHalf.Aggregate],
            contracts.Missed(Benefit.Medical, Parse("2026-12-20"), late));
        Assert.Empty(contracts.Missed(Benefit.Medical, Parse("2026-12-20"), Parse("2026-12-31")));
        Assert.Empty(contracts.Missed(Benefit.ShortTermDisability, Parse("2026-12-20"), late));
        Assert.Empty(contracts.Missed(Benefit.Medical, Parse("2025-12-20"), late));
        Assert.Empty(new Contracts([Acme]).Missed(Benefit.Medical, Parse("2026-12-20"), late));
    }

    [Fact]
    public void One_half_alone_may_miss_a_line()
    {
        var plan = Under("12/15", original: Year.Start);
        var contracts = new Contracts([plan with
        {
            StopLoss = plan.StopLoss! with { Aggregate = AggregateTerms with { Basis = BasisOf("12/12") } },
        }]);

        Assert.Equal(
            [ContractHalf.Aggregate], contracts.Missed(Benefit.Medical, Parse("2026-12-20"), Parse("2027-01-05")));
        Assert.Equal(
            GapReason.PaidAfter,
            contracts.WhyUncovered(Benefit.Medical, Parse("2026-12-20"), Parse("2027-01-05")));
        // As well covered as the half that covers it worst.
        Assert.Equal(
            Parse("2026-12-31"), contracts.CoveredThrough(Benefit.Medical, Parse("2026-12-20"), Parse("2026-12-21")));
        Assert.Null(contracts.CoveredThrough(Benefit.Medical, Parse("2026-12-20"), Parse("2027-01-05")));
    }

    [Theory]
    // bases of the halves; why a line of 20 January, paid a year later, is uncovered
    [InlineData("12/12", "12/15", GapReason.PaidAfter)] // the specific alone misses it
    [InlineData("12/15", "12/12", GapReason.PaidAfter)] // the aggregate alone
    [InlineData("paid", "12/12", GapReason.IncurredBefore)] // both: the specific's reason
    [InlineData("12/15", "24/15", null)]
    public void Either_half_may_say_why_a_line_is_uncovered(string specific, string aggregate, GapReason? expected)
    {
        var plan = Under("12/15", original: Parse("2026-02-01"));
        var contracts = new Contracts([plan with
        {
            StopLoss = plan.StopLoss! with
            {
                Specific = SpecificTerms with { Basis = BasisOf(specific) },
                Aggregate = AggregateTerms with { Basis = BasisOf(aggregate) },
            },
        }]);

        Assert.Equal(
            expected, contracts.WhyUncovered(Benefit.Medical, Parse("2026-01-20"), Parse("2027-01-20")));
    }

    [Theory]
    [InlineData("12/12", "2026-12-20", "2027-01-05", GapReason.PaidAfter)]
    [InlineData("12/12", "2026-01-20", "2025-12-31", GapReason.PaidBefore)]
    [InlineData("12/12", "2026-01-20", "2026-12-31", null)]
    [InlineData("paid", "2026-01-20", "2026-02-05", GapReason.IncurredBefore)]
    [InlineData("paid", "2026-02-01", "2027-01-01", GapReason.PaidAfter)]
    [InlineData("12/12", "2025-12-31", "2026-01-05", null)]
    public void A_gap_says_on_which_side_the_line_falls_out(
        string basis, string incurred, string paidDate, GapReason? expected) =>
        Assert.Equal(
            expected,
            new Contracts([Under(basis, original: Parse("2026-02-01"))])
                .WhyUncovered(Benefit.Medical, Parse(incurred), Parse(paidDate)));

    [Theory]
    // bases of 2026 and 2027; incurred, asked on; covered through
    [InlineData("12/15", "24/12", "2026-12-20", "2027-01-05", "2027-12-31")]
    [InlineData("12/15", "24/12", "2026-01-20", "2026-02-05", "2027-12-31")]
    [InlineData("12/15", "24/12", "2025-12-20", "2026-02-05", "9999-12-31")] // none was meant to cover it
    [InlineData("12/15", "24/12", "2026-12-20", "2028-01-01", null)]
    [InlineData("12/15", "24/12", "2027-06-20", "2027-07-01", "2027-12-31")]
    [InlineData("12/12", "24/12", "2026-01-01", "2026-01-01", "2027-12-31")] // the second begins as the first ends
    [InlineData("12/36", "24/12", "2026-01-20", "2026-02-05", "2028-12-31")] // the first outlasts the second
    public void Cover_lasts_as_long_as_one_contract_follows_on_the_other(
        string first, string second, string incurred, string asOf, string? through)
    {
        var contracts = new Contracts(
            [
                Under(first, original: Year.Start),
                Under(second, original: Year.Start) with { Year = new PlanYear(January + 12) },
            ]);

        Assert.Equal(
            through is null ? null : Parse(through),
            contracts.CoveredThrough(Benefit.Medical, Parse(incurred), Parse(asOf)));
    }

    private static Plan Under(string basis, DateOnly original) => Acme with
    {
        StopLoss = TwoHalves with { Basis = BasisOf(basis), OriginalEffective = original },
    };

    private static StopLossBasis BasisOf(string basis)
    {
        var months = basis.Split('/');
        return basis == "paid"
            ? StopLossBasis.Paid
            : new StopLossBasis(int.Parse(months[0], null), int.Parse(months[1], null));
    }

    private static DateOnly Date(System.Text.Json.JsonProperty claim, string field) =>
        Parse(claim.Value.GetProperty(field).GetString()!);

    private static DateOnly Parse(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", null);
}
