using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rule 3.32, with its worked case: 500 a year for a single subscriber, 1,000 for a family.</summary>
public sealed class SpendingAccountTests
{
    private const string Single = "single";

    [Fact]
    public void Spending_account_of_500_a_year_with_carry_forward()
    {
        var example = WorkedExamples.Find("spending account of 500 a year with carry forward");
        var scene = Years(Terms(example.Given.Number("credit"), 0m), Terms(example.Given.Number("credit"), 0m));

        var paid = example.Given.GetProperty("claims").EnumerateArray()
            .Select(claim => Pays(scene, claim.Number("charge"), claim.GetProperty("incurred").GetString()!))
            .ToList();

        Assert.Equal(example.Expect.Numbers("paid"), paid);
    }

    [Theory]
    // tier, used before, charge; paid, cut
    [InlineData(Single, 0, 499.99, 499.99, 0)]
    [InlineData(Single, 0, 500, 500, 0)]
    [InlineData(Single, 0, 500.01, 500, 0.01)]
    [InlineData(Single, 450, 100, 50, 50)]
    [InlineData(Single, 500, 100, 0, 100)]
    [InlineData("family", 500, 600, 500, 100)]
    [InlineData("couple", 0, 100, 0, 100)]
    [InlineData(null, 0, 100, 0, 100)]
    public void Rule_3_32_pays_at_most_what_is_left_of_the_account(
        string? tier, int used, double charge, double paid, double cut)
    {
        var scene = Years(tier, Terms());
        if (used > 0) Pays(scene, used, "2026-02-01");

        var line = scene.Line(Line((decimal)charge), Benefit.SpendingAccount);

        Assert.Equal(Money((decimal)paid), line.Paid);
        Assert.Equal(cut == 0 ? [] : [$"PR-119 {cut:0.00}"], PricingTests.Codes(line));
        Assert.Equal(cut == 0 ? Rule.Of(3, 20) : Rule.Of(3, 32), line.Rule);
        Assert.Equal((Cents.Zero, Cents.Zero, Cents.Zero), (line.Copay, line.Deductible, line.Coinsurance));
    }

    [Fact]
    public void The_family_has_one_account()
    {
        var scene = Years("family", Terms());

        Pays(scene, 700m, "2026-02-01", "M-2");

        Assert.Equal(300m, Pays(scene, 700m, "2026-02-02"));
    }

    [Fact]
    public void The_credit_is_that_of_the_tier_on_the_incurred_date()
    {
        var scene = Years("family", Terms());
        scene.Enroll("M-1", effective: "2026-07-01", tier: Single);

        Assert.Equal(500m, Pays(scene, 800m, "2026-07-01"));
        Assert.Equal(300m, Pays(scene, 300m, "2026-06-30"));
        Assert.Equal(0m, Pays(scene, 1m, "2026-07-02"));
    }

    [Fact]
    public void Without_a_subscriber_there_is_no_credit()
    {
        var scene = Years("family", Terms());
        scene.Enroll("M-1", effective: "2026-01-01", termination: "2026-06-01", tier: "family");

        Assert.Equal(100m, Pays(scene, 100m, "2026-05-31", "M-2"));
        Assert.Equal(0m, Pays(scene, 100m, "2026-06-01", "M-2"));
    }

    [Theory]
    // used of 2025, of 2026; left of 2026, of 2027
    [InlineData(0, 0, 1_000, 1_000)]
    [InlineData(200, 0, 800, 1_000)]
    [InlineData(500, 0, 500, 1_000)]
    [InlineData(200, 299, 501, 1_000)]
    [InlineData(200, 300, 500, 1_000)]
    [InlineData(200, 301, 499, 999)]
    [InlineData(200, 800, 0, 500)]
    public void Rule_3_32_carries_forward_for_one_year_what_is_used_first(int first, int second, int left, int next)
    {
        var scene = Years(Terms(), Terms(), Terms(), from: 2025);
        if (first > 0) Pays(scene, first, "2025-02-01");
        if (second > 0) Pays(scene, second, "2026-02-01");

        Assert.Equal([left, next], Left(scene).Skip(1));
    }

    [Fact]
    public void Nothing_is_carried_forward_where_the_plan_year_that_leaves_it_does_not_say_so()
    {
        var not = Terms() with { CarryForward = false };

        Assert.Equal([500m, 500m, 1_000m], Left(Years(not, Terms(), not)));
    }

    [Fact]
    public void What_is_carried_forward_is_by_the_tier_on_the_last_day()
    {
        var scene = Years("family", Terms(), Terms());
        scene.Enroll("M-1", effective: "2026-12-31", tier: Single);
        Pays(scene, 100m, "2026-02-01");
        Assert.Equal([400m, 900m], Left(scene, "2026-12-31"));

        scene.Enroll("M-1", effective: "2026-12-31", termination: "2026-12-31", tier: Single);
        scene.Enroll("M-1", effective: "2027-01-01", tier: Single);
        Assert.Equal([0m, 500m], Left(scene, "2026-12-31"));
    }

    [Theory]
    // used of 2026, then of 2027; what a late claim of 2026 for 1,000 is paid, then left of 2027
    [InlineData(300, 0, 200, 500)]
    [InlineData(300, 100, 100, 500)]
    [InlineData(300, 199, 1, 500)]
    [InlineData(300, 200, 0, 500)]
    [InlineData(300, 450, 0, 250)]
    [InlineData(500, 100, 0, 400)]
    public void What_the_next_year_has_used_is_no_longer_left_to_a_late_claim(
        int used, int next, int late, int leftOfNext)
    {
        var scene = Years(Terms(), Terms());
        Pays(scene, used, "2026-02-01");
        if (next > 0) Pays(scene, next, "2027-02-01");

        Assert.Equal(late, Pays(scene, 1_000m, "2026-12-01"));
        Assert.Equal([0m, leftOfNext], Left(scene));
    }

    [Fact]
    public void A_gap_between_plan_years_changes_nothing_and_a_year_without_the_account_ends_it()
    {
        var gap = new Scene(Offering(2026, Terms()) with { Terminated = Month.Of(2026, 7) }, enrolled: false);
        gap.Adopt(Offering(2027, Terms()));
        gap.Enroll("M-1", effective: "2026-01-01", tier: Single);
        Assert.Equal([500m, 1_000m], Left(gap));

        var without = new Scene(Offering(2026, Terms()), enrolled: false);
        var medical = new Dictionary<Benefit, BenefitPlan> { [Benefit.Medical] = new HealthPlan() };
        without.Adopt(MadeUpPlans.Create(2027, medical));
        without.Adopt(Offering(2028, Terms()));
        without.Enroll("M-1", effective: "2026-01-01", tier: Single);
        Assert.Equal([500m, 500m], Left(without));
    }

    [Fact]
    public void Plan_years_may_be_adopted_in_any_order()
    {
        var scene = new Scene(Offering(2027, Terms()), enrolled: false);
        scene.Adopt(Offering(2025, Terms()));
        scene.Adopt(Offering(2026, Terms()));
        scene.Enroll("M-1", effective: "2025-01-01", tier: Single);
        Pays(scene, 700m, "2026-02-01");

        Assert.Equal([0m, 300m, 800m], Left(scene));
    }

    [Fact]
    public void The_lines_of_a_claim_use_the_account_in_turn_over_plan_years()
    {
        var scene = Years(Terms(), Terms());
        var claim = Original(
            "A-1", Line(300m, on: "2026-12-30"), Line(650m, on: "2027-01-02", number: 2),
            Line(100m, on: "2026-12-31", number: 3), Line(100m, on: "2027-01-03", number: 4));

        var decision = scene.Send(claim with { Benefit = Benefit.SpendingAccount });

        // The 650 use the 200 that 2026 left, and 450 of 2027.
        Assert.Equal([300m, 650m, 0m, 50m], decision.Lines.Select(line => line.Paid.Amount));
    }

    [Theory]
    // allowed, other paid; paid, codes
    [InlineData(null, 0, 100, "")]
    [InlineData(80, 0, 80, "CO-45 20.00")]
    [InlineData(null, 30, 70, "OA-23 30.00")]
    [InlineData(80, 30, 50, "CO-45 20.00, OA-23 30.00")]
    [InlineData(null, 100, 0, "OA-23 100.00")]
    [InlineData(null, 120, 0, "OA-23 100.00")]
    public void Rule_3_32_is_the_second_payer_by_the_standard_method(int? allowed, int other, int paid, string codes)
    {
        var line = Years(Terms()).Line(
            Line(100m) with { Allowed = allowed is { } given ? Money(given) : null, OtherPaid = Money(other) },
            Benefit.SpendingAccount);

        Assert.Equal(Money(paid), line.Paid);
        Assert.Equal(codes, string.Join(", ", PricingTests.Codes(line)));
        Assert.Equal(other > 0 ? Rule.Of(3, 24) : Rule.Of(3, 20), line.Rule);
    }

    [Theory]
    // given; OA-192, left
    [InlineData(100, null, 400)]
    [InlineData(70, 30, 430)]
    [InlineData(600, -500, 0)]
    public void The_administrators_amount_is_what_is_used(int given, int? difference, int left)
    {
        var scene = Years(Terms());

        var line = scene.Line(Line(100m) with { Paid = Money(given) }, Benefit.SpendingAccount);

        Assert.Equal(difference is null ? [] : [$"OA-192 {difference}.00"], PricingTests.Codes(line));
        Assert.Equal(difference is null ? null : "3.20", line.DifferenceRule?.ToString());
        Assert.Equal([left], Left(scene));
    }

    [Fact]
    public void A_cut_explains_the_difference_even_with_another_payer()
    {
        var line = Years(Terms()).Line(
            Line(900m) with { Paid = Money(1m), OtherPaid = Money(30m) }, Benefit.SpendingAccount);

        Assert.Equal((Money(500m), "3.32"), (line.OurPaid, line.DifferenceRule?.ToString()));
        Assert.Equal(line.Charge, line.Paid + line.Adjustments.Sum(one => one.Amount));
    }

    [Fact]
    public void It_pays_what_is_owed_on_another_claim_and_not_twice()
    {
        var plan = Offering(2026, Terms(), new HealthPlan { Coinsurance = 1m });
        var scene = new Scene(plan, enrolled: false);
        scene.Enroll("M-1", tier: Single);
        var line = Line(100m, "99213") with { Provider = "1234567893" };

        Assert.Equal(Money(100m), scene.Line(line).Coinsurance);
        Assert.Equal(Money(100m), scene.Line(line, Benefit.SpendingAccount).Paid);
        Assert.Equal(Rule.Of(3, 7), scene.Line(line, Benefit.SpendingAccount).Rule);
        Assert.Equal(Rule.Of(3, 7), scene.Line(line).Rule);
    }

    [Theory]
    [InlineData("2026-05-30", 100)]
    [InlineData("2026-05-31", 0)]
    public void Rule_3_6_applies(string received, int paid)
    {
        var scene = Years(Terms() with { TimelyFilingDays = 90 });
        var claim = Original("A-1", Line(100m)) with
        {
            Benefit = Benefit.SpendingAccount, Received = Day(received),
        };

        Assert.Equal(Money(paid), scene.Send(claim).Paid);
    }

    [Fact]
    public void It_counts_as_health_and_a_void_gives_back()
    {
        var scene = Years(Terms());
        scene.Send(Original("A-1", Line(300m)) with { Benefit = Benefit.SpendingAccount });

        var month = scene.Book.Totals().Year(scene.Plan.Year).Month(MonthOf("2026-03"));
        Assert.Equal(Money(300m), month.PaidByBenefit[(int)Benefit.SpendingAccount]);
        Assert.Equal(1, month.ClaimsByBenefit[(int)Benefit.SpendingAccount]);
        Assert.Equal(Money(300m), month.PaidByIncurredMonth[MonthOf("2026-03")]);
        Assert.Equal([200m], Left(scene));

        scene.Send(Void("A-1"));
        Assert.Equal([500m], Left(scene));
        Assert.Empty(scene.Book.SpendingAccounts("M-9", scene.Today));
    }

    [Theory]
    // a single from January, a family on the plan year's last day alone
    [InlineData("2025-05-01", 500)]
    [InlineData("2026-01-01", 500)]
    [InlineData("2026-12-30", 500)]
    [InlineData("2026-12-31", 1_000)]
    [InlineData("2027-05-01", 1_000)]
    public void The_credit_that_is_shown_is_by_the_tier_on_the_plan_years_nearest_day(string on, int credit)
    {
        var scene = Years(Terms());
        scene.Enroll("M-1", effective: "2026-12-31", termination: "2027-01-01", tier: "family");

        Assert.Equal([credit], Left(scene, on));
    }

    [Fact]
    public void What_the_next_plan_year_has_used_is_its_own_in_whatever_order_the_documents_came()
    {
        var scene = new Scene(Offering(2026, Terms()), enrolled: false);
        scene.Adopt(Offering(2027, Terms()));
        scene.Adopt(Offering(2025, Terms()));
        scene.Enroll("M-1", effective: "2025-01-01", tier: Single);
        Pays(scene, 200m, "2027-02-01");

        // 2027's 200 come from the 500 that 2026 leaves it; 2025 carries 500 into 2026.
        Assert.Equal([500m, 800m, 800m], Left(scene));
    }

    [Fact]
    public void No_order_of_claims_and_voids_takes_more_than_the_credits_and_voids_give_all_back() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(200)), Prop.ForAll(Stories, story =>
        {
            var scene = Years(Terms(), Terms(), Terms());
            var standing = new List<string>();
            foreach (var (year, amount, voids) in story)
            {
                var number = $"A-{scene.Events.Count}";
                if (voids && standing.Count > 0)
                {
                    scene.Send(Void(standing[amount % standing.Count]));
                    standing.RemoveAt(amount % standing.Count);
                }
                else
                {
                    scene.Send(Original(number, Line(amount, on: $"{2026 + year}-02-01")) with
                    {
                        Benefit = Benefit.SpendingAccount,
                    });
                    standing.Add(number);
                }

                var accounts = scene.Book.SpendingAccounts("M-1", Day("2026-06-01"));
                var used = accounts.Select(one => one.Account.Used.Amount).ToList();
                var posted = scene.Book.Decided().Sum(decision => decision.Paid).Amount;
                if (used.Sum() != posted || accounts.Any(one => one.Account.Left < Cents.Zero)) return false;
                // A year has its own credit and what is left of the one before; no two years more than their credits.
                for (var through = 1; through <= used.Count; through++)
                    if (used.Take(through).Sum() > 500m * through) return false;
                if (used.Exists(one => one > 1_000m)) return false;
            }

            foreach (var number in standing) scene.Send(Void(number));
            return Left(scene).SequenceEqual([500m, 1_000m, 1_000m]);
        }));

    private static readonly Gen<(int Year, int Amount, bool Voids)> Steps =
        from year in Gen.Choose(0, 2)
        from amount in Gen.Choose(1, 700)
        from kind in Gen.Choose(0, 3)
        select (year, amount, kind == 0);

    private static Arbitrary<(int Year, int Amount, bool Voids)[]> Stories { get; } =
        Arb.From(Steps.ArrayOf().Resize(20));

    private static SpendingAccountPlan Terms(decimal single = 500m, decimal family = 1_000m) => new()
    {
        Credit = new TierAmounts([Money(single), Money(family)]), CarryForward = true,
    };

    private static Plan Offering(int year, SpendingAccountPlan terms, HealthPlan? medical = null) =>
        MadeUpPlans.Create(year, new Dictionary<Benefit, BenefitPlan>
        {
            [Benefit.Medical] = medical ?? new HealthPlan(), [Benefit.SpendingAccount] = terms,
        });

    private static Scene Years(params SpendingAccountPlan[] terms) => Years(Single, terms);

    private static Scene Years(
        SpendingAccountPlan first, SpendingAccountPlan second, SpendingAccountPlan third, int from) =>
        Years(Single, [first, second, third], from);

    private static Scene Years(string? tier, params SpendingAccountPlan[] terms) => Years(tier, terms, 2026);

    private static Scene Years(string? tier, SpendingAccountPlan[] terms, int from)
    {
        var scene = new Scene(Offering(from, terms[0]), enrolled: false);
        for (var year = 1; year < terms.Length; year++) scene.Adopt(Offering(from + year, terms[year]));
        scene.Enroll("M-1", effective: $"{from}-01-01", tier: tier);
        scene.Enroll("M-2", effective: $"{from}-01-01", relationship: Relationship.Spouse);
        return scene;
    }

    private static decimal Pays(Scene scene, decimal charge, string on, string member = "M-1") =>
        scene.Line(Line(charge, on: on), Benefit.SpendingAccount, member).Paid.Amount;

    private static IEnumerable<decimal> Left(Scene scene, string on = "2026-06-01") =>
        scene.Book.SpendingAccounts("M-1", Day(on)).Select(one => one.Account.Left.Amount);
}
