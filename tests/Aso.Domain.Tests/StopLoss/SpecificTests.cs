using static Aso.Domain.Tests.Periods.PlanYears;
using TheRules = Aso.Domain.StopLoss.Specific;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>Rules 4.2 to 4.5, of one member.</summary>
public sealed class SpecificTests
{
    private const string Member = "M-0007";

    [Fact]
    public void The_boundary_is_reimbursed_from_the_first_cent_over_it()
    {
        var (given, expect) = WorkedExamples.Find("boundary at exactly 10,000");
        var terms = SpecificTerms with { Deductible = given.Amount("deductible") };
        var members = given.Amounts("eligiblePaid");

        var reimbursable = members.Sum(eligible => At(terms, Member, eligible).Reimbursable);

        Assert.Equal(expect.Amount("reimbursable"), reimbursable);
        Assert.Equal(expect.Amount("employerKeeps"), members.Sum() - reimbursable);
    }

    [Fact]
    public void A_laser_is_one_members_own_deductible()
    {
        var (given, expect) = WorkedExamples.Find("laser of 50,000");
        var members = given.GetProperty("members").EnumerateArray().ToList();
        var terms = SpecificTerms with
        {
            Deductible = given.Amount("deductible"),
            Lasers = new Dictionary<string, Cents> { ["1"] = members[1].Amount("laser") },
        };

        var reimbursable = members.Select((member, place) =>
            At(terms, $"{place}", member.Amount("eligiblePaid")).Reimbursable);

        Assert.Equal(expect.Amounts("reimbursable"), reimbursable);
    }

    [Fact]
    public void A_void_after_the_reimbursement_takes_it_back()
    {
        var (given, expect) = WorkedExamples.Find("a void after the reimbursement");
        var terms = SpecificTerms with { Deductible = given.Amount("deductible") };
        var paid = given.Amounts("paid").Sum();

        var before = At(terms, Member, paid).Reimbursable;
        var after = At(terms, Member, paid - given.Amount("voided")).Reimbursable;

        Assert.Equal(expect.Amount("before"), before);
        Assert.Equal(expect.Amount("after"), after);
        Assert.Equal(expect.Amount("takenBack"), after - before);
    }

    [Fact]
    public void The_employer_absorbs_the_aggregating_deductible_first()
    {
        var (given, expect) = WorkedExamples.Find("aggregating specific deductible");
        var terms = SpecificTerms with
        {
            Deductible = given.Amount("specificDeductible"),
            AggregatingDeductible = given.Amount("aggregatingDeductible"),
        };
        var positions = given.Amounts("eligiblePaid").Select(paid => At(terms, Member, paid)).ToList();
        var total = positions.Sum(position => position.Reimbursable);

        Assert.Equal(expect.Amounts("excess"), positions.Select(position => position.Excess));
        Assert.Equal(expect.Amount("total"), total);
        Assert.Equal(expect.Amount("carrierPays"), TheRules.CarrierPays(terms, total));
        Assert.Equal(expect.Amount("employerAbsorbs"), total - TheRules.CarrierPays(terms, total));
        Assert.Equal(Cents.Zero, TheRules.CarrierPays(terms, given.Amount("aggregatingDeductible") - new Cents(1)));
    }

    [Theory]
    [InlineData(1.0, null, 12_345.67, 2_345.67)]
    [InlineData(0.9, null, 12_345.67, 2_111.10)] // 2,111.103
    [InlineData(0.5, null, 10_000.01, 0.01)] // 0.005, half away from zero
    [InlineData(1.0, 2_000.00, 12_345.67, 2_000.00)]
    [InlineData(0.9, 2_111.10, 12_345.67, 2_111.10)]
    [InlineData(0.0, null, 12_345.67, 0.00)]
    [InlineData(1.0, null, -5.00, 0.00)]
    public void The_carrier_pays_its_part_of_the_excess_up_to_its_maximum(
        double reimbursement, double? maximum, double eligible, double expected)
    {
        var terms = SpecificTerms with
        {
            Reimbursement = (decimal)reimbursement,
            Maximum = maximum is { } most ? Money((decimal)most) : null,
        };

        Assert.Equal(Money((decimal)expected), At(terms, Member, Money((decimal)eligible)).Reimbursable);
    }

    [Theory]
    [InlineData(0.5, 10_000.00, 4_999.99, false, false)]
    [InlineData(0.5, 10_000.00, 5_000.00, true, false)]
    [InlineData(0.5, 10_000.00, 9_999.99, true, false)]
    [InlineData(0.5, 10_000.00, 10_000.00, true, true)]
    [InlineData(0.5, 10_000.01, 5_000.00, false, false)] // half of it is 5,000.005, unrounded
    [InlineData(0.5, 10_000.01, 5_000.01, true, false)]
    [InlineData(0.0, 10_000.00, 0.00, false, false)]
    [InlineData(0.0, 10_000.00, 0.01, true, false)]
    [InlineData(0.5, 0.00, 0.00, false, false)]
    [InlineData(0.5, 0.00, 0.01, true, true)]
    public void Notice_and_breach_are_reached_at_their_amounts(
        double noticeAt, double deductible, double eligible, bool notice, bool breach)
    {
        var terms = SpecificTerms with { NoticeAt = (decimal)noticeAt, Deductible = Money((decimal)deductible) };

        var position = At(terms, Member, Money((decimal)eligible));

        Assert.Equal((notice, breach), (position.Notice, position.Breach));
    }

    [Theory]
    [InlineData(false, 60_000.00, 50_000.00)]
    [InlineData(true, 60_000.00, 10_000.00)]
    [InlineData(true, 49_000.00, 0.00)]
    [InlineData(false, 10_000.00, 0.00)]
    public void What_a_laser_adds_counts_toward_the_aggregate_only_if_the_contract_says_so(
        bool counts, double eligible, double above)
    {
        var terms = TwoHalves with
        {
            Specific = SpecificTerms with { Lasers = new Dictionary<string, Cents> { [Member] = Money(50_000m) } },
            Aggregate = AggregateTerms with { LasersCountTowardAggregate = counts },
        };

        Assert.Equal(Money((decimal)above), TheRules.AboveSpecific(terms, Member, All(Money((decimal)eligible))));
        Assert.Equal(
            Cents.Zero,
            TheRules.AboveSpecific(terms with { Specific = null }, Member, All(Money((decimal)eligible))));
    }

    [Fact]
    public void A_family_is_named_by_its_subscriber_and_has_its_own_laser()
    {
        var terms = SpecificTerms with
        {
            Per = SpecificUnit.Subscriber, Lasers = new Dictionary<string, Cents> { ["S-1"] = Money(50_000m) },
        };

        var position = At(terms, "S-1", Money(60_000m));

        Assert.Equal((null, "S-1", "S-1"), (position.MemberId, position.SubscriberId, position.Unit));
        Assert.Equal((Money(50_000m), Money(10_000m)), (position.Deductible, position.Reimbursable));
        var member = At(SpecificTerms, Member, Money(1m));
        Assert.Equal((Member, null, Member), (member.MemberId, member.SubscriberId, member.Unit));
    }

    [Theory]
    [InlineData(null, 14_000, 14_000)]
    [InlineData(5_000, 14_000, 5_000)]
    [InlineData(5_000, 5_000, 5_000)]
    [InlineData(5_000, 4_999, 4_999)]
    [InlineData(5_000, -3, -3)]
    [InlineData(0, 14_000, 0)]
    public void A_run_in_counts_up_to_its_maximum(int? maximum, int runIn, int counted) => Assert.Equal(
        Money(counted),
        TheRules.RunInCounted(
            SpecificTerms with { RunInMaximum = maximum is { } most ? Money(most) : null }, Money(runIn)));

    [Fact]
    public void E_after_each_line_counts_the_run_in_up_to_its_maximum()
    {
        var terms = SpecificTerms with { RunInMaximum = Money(5_000m) };

        var running = TheRules.Running(terms, Year,
            [
                (Year.Start.AddDays(-12), Money(4_000m)), (Year.Start, Money(1_000m)),
                (Year.Start.AddDays(-1), Money(3_000m)), (Year.Start.AddDays(40), Money(-300m)),
            ]);

        // Of the run-in's 7,000 the last 2,000 do not count.
        Assert.Equal([Money(4_000m), Money(5_000m), Money(6_000m), Money(5_700m)], running);
    }

    [Theory]
    [InlineData(false, false, false, false)]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, false, true)]
    [InlineData(true, true, false, true)]
    [InlineData(false, false, true, true)]
    public void The_carrier_hears_of_a_unit_at_notice_or_breach_or_with_a_trigger(
        bool notice, bool breach, bool trigger, bool reported)
    {
        var position = At(SpecificTerms, Member, Money(1m)) with
        {
            Notice = notice, Breach = breach, Triggers = trigger ? ["cancer"] : null,
        };

        Assert.Equal(reported, position.IsReported);
    }

    [Theory]
    // laser 50,000 over 10,000
    [InlineData(9_999, 0)]
    [InlineData(10_001, 1)]
    [InlineData(50_000, 40_000)]
    [InlineData(70_000, 40_000)]
    public void A_laser_is_used_from_the_plans_deductible_up_to_its_own(int eligible, int used)
    {
        var terms = SpecificTerms with { Lasers = new Dictionary<string, Cents> { [Member] = Money(50_000m) } };

        Assert.Equal(Money(used), TheRules.LaserUsed(terms, Member, Money(eligible)));
        Assert.Equal(Cents.Zero, TheRules.LaserUsed(terms, "another", Money(eligible)));
    }

    private static UnitPosition At(SpecificStopLoss terms, string unit, Cents eligible) =>
        TheRules.Position(terms, unit, All(eligible));

    /// <summary>All of it taken by both halves, nothing of it run-in.</summary>
    private static EligibleSums All(Cents eligible) => new(eligible, eligible, Cents.Zero, Cents.Zero);
}
