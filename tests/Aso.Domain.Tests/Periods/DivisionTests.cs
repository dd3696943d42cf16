using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rule 5.16: divisions sum to the whole.</summary>
public sealed class DivisionTests
{
    private const string East = "East";
    private const string North = "North";

    private static readonly Plan Open = MadeUpPlans.With(Benefit.Medical, new HealthPlan()) with
    {
        AdministrationFees = PerTier(0m, 0m), StopLossPremium = PerTier(0m, 0m), StopLoss = null,
        Funding = new Funding { Method = FundingMethod.PayAsYouGo, ReserveDays = 0 },
    };

    [Fact]
    public void A_flat_fee_goes_by_members_and_claims_by_the_members_division()
    {
        var (given, expect) = WorkedExamples.Find("divisions: flat fee");
        var plan = Acme with { OtherFees = new OtherFees { FlatMonthly = given.Amount("flatMonthly") } };
        var whole = new PlanYearTotals();
        foreach (var division in given.GetProperty("members").EnumerateObject())
            foreach (var totals in (GroupTotals[])[whole, whole.Division(division.Name)])
                totals.ExposureIn(January, 2).Members += division.Value.GetInt64();
        foreach (var division in given.GetProperty("paid").EnumerateObject())
            foreach (var totals in (GroupTotals[])[whole, whole.Division(division.Name)])
                totals.Month(January).PaidByBenefit[0] += Money(division.Value.GetDecimal());

        var parts = Parts(plan, whole, January);

        foreach (var fee in expect.GetProperty("fees").EnumerateObject())
            Assert.Equal(Money(fee.Value.GetDecimal()), parts[fee.Name].Fees);
        foreach (var paid in expect.GetProperty("paid").EnumerateObject())
            Assert.Equal(Money(paid.Value.GetDecimal()), parts[paid.Name].Paid);
        Assert.Equal((Cents.Zero, Cents.Zero), (parts[Divisions.Unassigned].Fees, parts[Divisions.Unassigned].Paid));
    }

    [Fact]
    public void Fees_go_by_what_explains_them_and_the_rest_by_the_months_members()
    {
        // East: 2 members, one claim of 100; unassigned: 1 member. 2 × 3 + 1 × 3 + 5 + 10 % of 100 = 24, at least 30.
        var plan = Acme with
        {
            OtherFees = new OtherFees
            {
                PerMember = Money(3m), PerClaim = Money(5m), PercentOfPaid = 0.1m, MinimumMonthly = Money(30m),
            },
        };
        var whole = new PlanYearTotals();
        foreach (var (totals, members) in ((GroupTotals, int)[])[(whole, 3), (whole.Division(East), 2)])
        {
            totals.ExposureIn(January, 2).Members = members;
            totals.Month(January).PaidByBenefit[0] = Money(100m);
            totals.Month(January).ClaimsByBenefit[0] = 1;
        }

        var parts = Parts(plan, whole, January);

        Assert.Equal(Money(6m + 5m + 10m + 4m), parts[East].Fees);
        Assert.Equal(Money(3m + 2m), parts[Divisions.Unassigned].Fees);
    }

    [Fact]
    public void What_explains_nothing_goes_to_those_without_a_division()
    {
        var plan = Acme with
        {
            OtherFees = new OtherFees { FlatMonthly = Money(10m) },
            Taxes = [new Tax("premiumTax", 0.5m, [Tax.Premium]), new Tax("feeTax", 0.1m, [Tax.Administration])],
        };
        var whole = new PlanYearTotals();
        whole.Division(East);
        whole.Month(January).Deposits = Money(70m);

        var parts = Parts(plan, whole, January);

        Assert.Equal((Cents.Zero, Cents.Zero), (parts[East].Fees, parts[East].Deposits));
        Assert.Equal((Money(10m), Money(70m)), (parts[Divisions.Unassigned].Fees, parts[Divisions.Unassigned].Deposits));
        Assert.Equal([Cents.Zero, Money(1m)], parts[Divisions.Unassigned].Taxes);
    }

    [Fact]
    public void A_tax_goes_by_what_it_is_on()
    {
        var plan = Acme with
        {
            AdministrationFees = PerTier(10m, 0m), StopLossPremium = PerTier(30m, 0m),
            Taxes = [new Tax("premiumTax", 0.01m, [Tax.Premium]), new Tax("sales", 0.13m, ["premiumTax", Tax.Administration])],
        };
        var whole = new PlanYearTotals();
        foreach (var (totals, singles) in ((GroupTotals, int)[])[(whole, 3), (whole.Division(East), 2)])
            totals.ExposureIn(January, 2).SubscribersByTier[0] = singles;

        var parts = Parts(plan, whole, January);

        Assert.Equal([Money(0.60m), Money(2.68m)], parts[East].Taxes); // 4.02 × 20.60 ÷ 30.90
        Assert.Equal([Money(0.30m), Money(1.34m)], parts[Divisions.Unassigned].Taxes);
    }

    [Fact]
    public void A_tax_on_several_amounts_goes_by_their_sum_of_each_division()
    {
        // East: a fee of 10, a premium of 30, paid 10 + 10. The others: fees of 20, a premium of 20, paid 20.
        var plan = Acme with
        {
            OtherFees = new OtherFees { PerMember = Money(10m) }, StopLossPremium = PerTier(30m, 20m),
            Taxes =
            [
                new Tax("sales", 0.1m, [Tax.Administration, Tax.Premium]), new Tax("claimsTax", 0.1m, [Tax.Paid]),
            ],
        };
        var whole = new PlanYearTotals();
        Fill(whole, singles: 1, families: 1, members: 3, medical: 30m);
        Fill(whole.Division(East), singles: 1, families: 0, members: 1, medical: 10m);

        var parts = Parts(plan, whole, January);

        Assert.Equal([Money(4m), Money(2m)], parts[East].Taxes);
        Assert.Equal([Money(4m), Money(2m)], parts[Divisions.Unassigned].Taxes);

        static void Fill(GroupTotals totals, int singles, int families, int members, decimal medical)
        {
            var exposure = totals.ExposureIn(January, 2);
            (exposure.SubscribersByTier[0], exposure.SubscribersByTier[1]) = (singles, families);
            exposure.Members = members;
            var paid = totals.Month(January).PaidByBenefit;
            (paid[(int)Benefit.Medical], paid[(int)Benefit.Pharmacy]) = (Money(medical), Money(10m));
        }
    }

    [Fact]
    public void The_flat_fee_of_a_month_without_members_is_of_those_without_a_division()
    {
        var plan = Acme with { OtherFees = new OtherFees { FlatMonthly = Money(10m) } };
        var whole = new PlanYearTotals();
        foreach (var totals in (GroupTotals[])[whole, whole.Division(East)])
            totals.ExposureIn(January + 1, 2).Members = 1;

        var parts = Parts(plan, whole, January + 1);

        // January's 10 for nobody, February's for East's one member.
        Assert.Equal((Money(10m), Money(10m)), (parts[East].Fees, parts[Divisions.Unassigned].Fees));
    }

    [Fact]
    public void Level_deposits_are_the_divisions_own_and_the_holiday_goes_by_members()
    {
        // East: a family of three, 250; the others: a single, 100. The holiday's 40 by 3 and 1 members.
        var plan = Acme with
        {
            Funding = new Funding { Method = FundingMethod.Level, MonthlyDeposit = PerTier(100m, 250m) },
        };
        var whole = new PlanYearTotals();
        var (all, east) = (whole.ExposureIn(January, 2), whole.Division(East).ExposureIn(January, 2));
        (all.SubscribersByTier[0], all.SubscribersByTier[1], all.Members) = (1, 1, 4);
        (east.SubscribersByTier[1], east.Members) = (1, 3);
        var carried = new CarriedForward { HolidayCredit = Money(40m), SettledIn = January - 1 };

        var parts = Parts(plan, whole, January, carried);

        Assert.Equal(
            (Money(220m), Money(30m)), (parts[East].Deposits, parts[East].ContributionHoliday));
        Assert.Equal(
            (Money(90m), Money(10m)),
            (parts[Divisions.Unassigned].Deposits, parts[Divisions.Unassigned].ContributionHoliday));
    }

    [Fact]
    public void Another_division_of_the_same_members_is_a_changed_figure_after_the_run_out()
    {
        var settled = Close(Acme, Acme.LastRunOutMonth, EnrolledIn(East));
        var after = Acme.LastRunOutMonth + 1;
        Assert.Empty(Close([Acme], after, EnrolledIn(East).Alone(), [settled]));

        var statement = Close(Acme, after, EnrolledIn(North), settled);

        Assert.All(statement.Lines, line => Assert.Equal(0, line.Month));
        Assert.Equal(
            [-12, 12, 0],
            statement.Divisions!.Select(part => part.Lines.Single(line => line.Name == "enrolled.single").Month));

        static PlanYearTotals EnrolledIn(string name)
        {
            var totals = new PlanYearTotals().Enroll(1);
            foreach (var division in (string[])[East, North]) totals.Division(division);
            foreach (var month in Year.AllMonths)
                totals.Division(name).ExposureIn(month, 2).Add(totals.Exposure[month]);
            return totals;
        }
    }

    [Fact]
    public void What_is_posted_stays_where_it_was_known_and_enrollment_is_known_anew()
    {
        var scene = new Scene(Open, enrolled: false);
        scene.Enroll("M-1", division: East, tier: "single");
        scene.Line(MadeUpClaims.Line(100m, on: "2026-03-01"));
        scene.Enroll("M-1", division: North, tier: "single");
        scene.Line(MadeUpClaims.Line(30m, on: "2026-03-02"));
        scene.Enroll("M-1", effective: "2026-03-02", tier: "single");
        scene.Line(MadeUpClaims.Line(7m, on: "2026-03-02", number: 2));

        var parts = new Closing(scene).Through("2026-03").Of("2026-03").Divisions!;

        Assert.Equal([East, North, Divisions.Unassigned], parts.Select(part => part.Name));
        Assert.Equal([100_00, 30_00, 7_00], parts.Select(part => ToDate(part, "paid.medical")));
        Assert.Equal([1, 1, 1], parts.Select(part => ToDate(part, "claims.medical")));
        // January to March by the rows in force on their first days.
        Assert.Equal([0, 3, 0], parts.Select(part => ToDate(part, "enrolled.single")));
        Assert.Equal([0, 1, 0], parts.Select(part => part.Lines.Single(line => line.Name == "enrolled.single").Month));
    }

    [Fact]
    public void A_void_comes_back_where_its_original_was_and_pended_claims_move_with_enrollment()
    {
        var review = MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(1_000m) }) with
        {
            StopLoss = null, Funding = Open.Funding,
        };
        var scene = new Scene(review, enrolled: false);
        scene.Enroll("M-1", division: East, tier: "single");
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(100m)));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(1_500m)));
        scene.Enroll("M-1", division: North, tier: "single");
        scene.Send(MadeUpClaims.Void("C-1"));

        var live = new Closing(scene).Liability("2026-03-10");
        var (east, north) = (live.PartOf(East, Now())!, live.PartOf(North, Now())!);

        Assert.Equal((0, 0), (ClaimsOf(east), ClaimsOf(north)));
        Assert.Equal(Cents.Zero, east.ToDate.Paid);
        Assert.Equal((Cents.Zero, Money(1_500m)), (east.ToDate.Unpaid.Pended, north.ToDate.Unpaid.Pended));
        // Claims stay counted where they were received.
        Assert.Equal((2, 0, 1), (east.Counts.Received, east.Counts.Paid, east.Counts.Pended));
        Assert.Equal((0, 0, 0), (north.Counts.Received, north.Counts.Paid, north.Counts.Pended));
        Assert.Null(live.PartOf("South", Now()));

        EmployerPosition Now() => new Closing(scene).On("2026-03-10");

        long ClaimsOf(CurrentLiability part) => part.ToDate.ClaimsByBenefit[0];
    }

    [Fact]
    public void The_specific_goes_by_the_eligible_claims_of_its_units()
    {
        var terms = TwoHalves with { Aggregate = null, Specific = SpecificTerms with { Per = SpecificUnit.Subscriber } };
        var scene = new Scene(Open with { StopLoss = terms }, enrolled: false);
        scene.Enroll("M-1", division: East, tier: "family");
        scene.Enroll("M-2", relationship: Relationship.Spouse);
        scene.Line(MadeUpClaims.Line(9_000m));
        scene.Line(MadeUpClaims.Line(6_000m, number: 2), member: "M-2");

        var parts = new Closing(scene).Through("2026-03").Of("2026-03").Divisions!;

        // 5,000 above the deductible, by 9,000 and 6,000.
        Assert.Equal([3_000_00, 2_000_00], parts.Select(part => ToDate(part, "specific")));
        Assert.Equal([3_000_00, 2_000_00], parts.Select(part => ToDate(part, "receivable")));
    }

    [Fact]
    public void Before_a_division_is_named_all_is_of_those_without_one_and_months_still_sum()
    {
        var scene = new Scene(Open, enrolled: false);
        scene.Enroll("M-1", tier: "single");
        var closing = new Closing(scene).Through("2026-01");
        var january = closing.Of("2026-01");
        Assert.Null(january.Divisions);
        Assert.Equal(january.Lines, january.PartOf(Divisions.Unassigned)!.Lines);
        Assert.Null(january.PartOf(East));

        scene.Enroll("M-1", division: East, tier: "single");
        var parts = closing.Through("2026-02").Of("2026-02").Divisions!;

        var enrolled = parts.Select(part => part.Lines.Single(line => line.Name == "enrolled.single")).ToList();
        Assert.Equal([(2, 2), (-1, 0)], enrolled.Select(line => ((int)line.Month, (int)line.ToDate)));
        scene.Enroll("M-1", tier: "single");
        parts = closing.Through("2026-03").Of("2026-03").Divisions!;
        enrolled = [.. parts.Select(part => part.Lines.Single(line => line.Name == "enrolled.single"))];
        Assert.Equal([(-2, 0), (3, 3)], enrolled.Select(line => ((int)line.Month, (int)line.ToDate)));
    }

    [Fact]
    public void An_employer_has_at_most_two_hundred_divisions_and_the_rest_is_unassigned()
    {
        var scene = new Scene(Open, enrolled: false);
        for (var number = 0; number < Divisions.Most + 5; number++)
            scene.Enroll($"M-{number}", subscriber: $"S-{number}", tier: "single", division: $"D-{number:000}");

        var parts = new Closing(scene).Through("2026-01").Of("2026-01").Divisions!;

        Assert.Equal(Divisions.Most + 1, parts.Count);
        Assert.Equal(5, ToDate(parts.Single(part => part.Name == Divisions.Unassigned), "enrolled.single"));
    }

    [Fact]
    public void Of_more_than_two_hundred_divisions_the_first_in_character_order_are_kept()
    {
        var totals = new PlanYearTotals();
        for (var number = 0; number <= Divisions.Most; number++) totals.Division($"D-{number:000}");

        var kept = new EmployerPosition([Acme], totals.Alone(), Moment.Close(January)).Divisions;

        Assert.Equal(("D-000", "D-199", Divisions.Unassigned), (kept[0], kept[^2], kept[^1]));
    }

    private static long ToDate(DivisionPart part, string line) =>
        part.Lines.SingleOrDefault(one => one.Name == line)?.ToDate ?? 0;

    private static Dictionary<string, YearToDate> Parts(
        Plan plan, PlanYearTotals totals, Month month, CarriedForward? carried = null)
    {
        var employer = new EmployerPosition([plan], totals.Alone(), Moment.Close(month));
        return DivisionParts.Share(YearToDate.Calculate(plan, employer, carried ?? CarriedForward.None), employer)
            .ToDictionary(part => part.Division!);
    }
}
