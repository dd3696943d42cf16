using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Which triggers stand, and what the carrier is told of them (rule 4.11).</summary>
public sealed class BookTriggerTests
{
    private static readonly Plan Plan = MadeUpPlans.With(
        Benefit.Medical, new HealthPlan { ReviewAbove = Money(9_000m), Services = MadeUpPlans.Medical.Services });

    [Fact]
    public void A_category_is_announced_once_withdrawn_when_none_stands_and_announced_again()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", With(Line(10m), "cancer")));
        Assert.Equal(["given cancer M-1"], Told(scene));
        scene.Send(Original("C-2", With(Line(20m), "cancer", "confinement")));
        Assert.Equal(["given confinement M-1"], Told(scene));
        scene.Send(Void("C-1"));
        Assert.Empty(Told(scene));
        scene.Send(Void("C-2"));
        Assert.Equal(["withdrawn cancer M-1", "withdrawn confinement M-1"], Told(scene));
        Assert.Empty(scene.Book.Positions(Plan.Year));
        scene.Send(Original("C-3", With(Line(10m), "cancer")) with { MemberId = "M-2" });
        Assert.Equal(["given cancer M-2"], Told(scene));
    }

    [Fact]
    public void A_claim_of_two_plan_years_tells_each_contract_the_earlier_first()
    {
        var scene = new Scene(Plan) { Today = Day("2027-01-10") };
        scene.Adopt(Plan with { Year = new PlanYear(Month.Of(2027, 1)) });

        scene.Send(Original(
            "C-1", With(Line(10m, on: "2026-12-31"), "cancer"),
            With(Line(10m, on: "2027-01-01", number: 2), "cancer")));

        Assert.Equal(
            ["2026-01", "2027-01"],
            scene.Book.TakeAnnouncements().Select(one => one.Contract!.Value.First.ToString()));
    }

    [Fact]
    public void A_unit_with_a_trigger_is_reported_even_below_notice_from_the_first_such_line_on()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", With(Line(30m), "cancer")) with { PaidDate = Day("2026-03-09") });
        scene.Send(Original("C-2", With(Line(20m), "cancer")) with { PaidDate = Day("2026-03-07") });
        scene.Send(Original("C-3", Line(10m)) with { PaidDate = Day("2026-03-06") });
        scene.Send(Original("C-4", Line(10m)) with { MemberId = "M-2" });

        var positions = scene.Book.Positions(Plan.Year, asOf: scene.Today);

        Assert.Equal(["M-1", "M-2"], positions.Select(position => position.Unit));
        Assert.Equal([true, false], positions.Select(position => position.IsReported));
        Assert.Equal(["cancer"], positions[0].Triggers!);
        Assert.Equal((false, Day("2026-03-07")), (positions[0].Notice, positions[0].TriggerOn!.Value));
        Assert.Equal((EnrollmentStatus.Active, null), (positions[0].Status!.Value, positions[1].Status));
    }

    [Fact]
    public void A_line_that_pays_nothing_has_its_trigger_and_a_denied_one_has_none()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", With(Line(50m), "cancer") with { Paid = Cents.Zero }));
        scene.Send(Original("C-2", With(Line(50m, "15820"), "transplant"), With(Line(5m, number: 2), "confinement")));

        Assert.Equal(["given cancer M-1", "given confinement M-1"], Told(scene));
        Assert.Equal(["cancer", "confinement"], scene.Book.Positions(Plan.Year).Single().Triggers!);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("CO-50", "withdrawn cancer M-1")]
    public void A_pended_line_stands_from_its_received_date_and_its_decision_tells_only_what_changes(
        string? code, string told)
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", With(Line(9_001m), "cancer")));
        Assert.Equal(["given cancer M-1"], Told(scene));
        var pended = scene.Book.Positions(Plan.Year).Single();
        Assert.Equal((Cents.Zero, Day("2026-03-05")), (pended.Eligible, pended.TriggerOn!.Value));

        scene.Today = Day("2026-03-20");
        scene.Decide("C-1", code);

        Assert.Equal(told, string.Join(' ', Told(scene).Where(one => one.Contains("cancer", StringComparison.Ordinal))));
        if (code is null) Assert.Equal(scene.Today, scene.Book.Positions(Plan.Year).Single().TriggerOn);
        else Assert.Empty(scene.Book.Positions(Plan.Year));
    }

    [Fact]
    public void A_voided_pended_claim_withdraws_and_a_replacement_says_what_it_has()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", With(Line(9_001m), "cancer")));
        scene.Send(Void("C-1"));
        Assert.Equal(["given cancer M-1", "withdrawn cancer M-1"], Told(scene));

        scene.Send(Original("C-2", With(Line(10m), "cancer")));
        scene.Send(Replacement("C-2", "C-3", With(Line(10m), "transplant")));
        Assert.Equal(["given cancer M-1", "withdrawn cancer M-1", "given transplant M-1"], Told(scene));
    }

    [Fact]
    public void A_past_month_has_the_triggers_that_stood_then()
    {
        var scene = new Scene(Plan) { Today = Day("2026-01-20") };
        scene.Send(Original("C-1", With(Line(10m, on: "2026-01-02"), "cancer")));
        scene.Send(Original("C-2", With(Line(9_001m, on: "2026-01-02"), "transplant")));
        scene.Close("2026-01");
        scene.Today = Day("2026-02-20");
        scene.Send(Void("C-1"));
        scene.Decide("C-2");
        scene.Close("2026-02");
        scene.Send(Original("C-3", With(Line(10m), "confinement")));

        Assert.Equal("cancer+transplant", Through("2026-01"));
        Assert.Equal("transplant", Through("2026-02"));
        Assert.Equal("confinement+transplant", Of(scene.Book.Positions(Plan.Year)));

        string Through(string month) => Of(scene.Book.Positions(Plan.Year, MonthOf(month)));

        static string Of(IReadOnlyList<UnitPosition> positions) => string.Join('+', positions.Single().Triggers!);
    }

    [Fact]
    public void Per_subscriber_the_family_is_told_of_and_a_changed_contract_tells_it_anew()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", With(Line(10m), "cancer")));
        scene.Send(Original("C-2", With(Line(10m), "cancer")) with { MemberId = "M-2" });
        Told(scene);

        scene.Adopt(Per(SpecificUnit.Subscriber), 2);
        Assert.Equal(["withdrawn cancer M-1", "withdrawn cancer M-2", "given cancer S-1"], Told(scene).Order(new Withdrawn()));
        var family = scene.Book.Positions(Plan.Year, asOf: scene.Today).Single();
        Assert.Equal((null, "S-1", EnrollmentStatus.Active), (family.MemberId, family.SubscriberId, family.Status!.Value));

        scene.Adopt(Plan with { StopLoss = Plan.StopLoss! with { Specific = null } }, 3);
        Assert.Equal(["withdrawn cancer S-1"], Told(scene));
    }

    [Fact]
    public void A_member_who_changes_families_has_one_notice()
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", With(Line(10m), "cancer")) with { MemberId = "M-2" });
        scene.Enroll("M-2", subscriber: "S-2", effective: "2026-02-01");
        scene.Send(Original("C-2", With(Line(11m), "cancer")) with { MemberId = "M-2" });
        Assert.Equal(["given cancer M-2"], Told(scene));

        scene.Send(Void("C-2") with { MemberId = "M-2" });

        Assert.Empty(Told(scene));
        Assert.Equal(["cancer"], scene.Book.Positions(Plan.Year).Single().Triggers!);
    }

    [Theory]
    [InlineData("2026-01-01", null, "2026-03-31", EnrollmentStatus.Cobra)]
    [InlineData("2026-01-01", "2026-03-31", "2026-03-31", null)]
    [InlineData("2026-01-01", "2026-04-01", "2026-03-31", EnrollmentStatus.Cobra)]
    [InlineData("2026-04-01", null, "2026-03-31", EnrollmentStatus.Active)]
    public void The_status_is_that_of_the_row_in_force_on_the_day(
        string effective, string? termination, string asOf, EnrollmentStatus? expected)
    {
        var scene = new Scene(Plan);
        scene.Send(Original("C-1", With(Line(10m), "cancer")));
        scene.Book.Enroll(
            new EnrollmentRow
            {
                SubscriberId = "S-1", MemberId = "M-1", Tier = "family", Benefits = MadeUpPlans.Everything,
                Effective = Day(effective), Termination = termination is null ? null : Day(termination),
                Status = EnrollmentStatus.Cobra,
            },
            scene.Events);

        Assert.Equal(expected, scene.Book.Positions(Plan.Year, asOf: Day(asOf)).Single().Status);
        Assert.Equal(expected, scene.Book.Positions(Plan.Year, MonthOf("2026-03")).Single().Status);
        Assert.Null(scene.Book.Positions(Plan.Year).Single().Status);
    }

    [Fact]
    public void A_familys_status_is_the_subscribers_and_a_members_is_her_own_in_whatever_family()
    {
        foreach (var per in Enum.GetValues<SpecificUnit>())
        {
            var scene = new Scene(Per(per), enrolled: false);
            Enroll(scene, "M-2", "S-1", Relationship.Spouse, "2026-01-01", EnrollmentStatus.Leave);
            Enroll(scene, "M-1", "S-1", Relationship.Self, "2026-01-01", EnrollmentStatus.Cobra);
            scene.Send(Original("C-1", With(Line(10m), "cancer")) with { MemberId = "M-2" });
            Enroll(scene, "M-2", "S-2", Relationship.Self, "2026-04-01", EnrollmentStatus.Active);

            Assert.Equal(
                per == SpecificUnit.Member ? EnrollmentStatus.Leave : EnrollmentStatus.Cobra, Status("2026-03-31"));
            Assert.Equal(
                per == SpecificUnit.Member ? EnrollmentStatus.Active : EnrollmentStatus.Cobra, Status("2026-04-01"));
            // The subscriber leaves the family.
            Enroll(scene, "M-1", "S-3", Relationship.Self, "2026-05-01", EnrollmentStatus.Active);
            Assert.Equal(per == SpecificUnit.Member ? EnrollmentStatus.Active : null, Status("2026-05-01"));

            EnrollmentStatus? Status(string asOf) => scene.Book.Positions(Plan.Year, asOf: Day(asOf)).Single().Status;
        }

        static void Enroll(
            Scene scene, string member, string subscriber, Relationship relationship, string effective,
            EnrollmentStatus status) => scene.Book.Enroll(
            new EnrollmentRow
            {
                SubscriberId = subscriber, MemberId = member, Relationship = relationship,
                Tier = relationship == Relationship.Self ? "family" : null, Benefits = MadeUpPlans.Everything,
                Effective = Day(effective), Status = status,
            },
            scene.Events);
    }

    /// <summary>However the claims come and go: live, counted again, and folded from the events.</summary>
    [Fact]
    public void Triggers_are_the_same_live_counted_again_and_folded() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(60)), Prop.ForAll(Story.Any, steps =>
        {
            var (book, events) = Story.Play(steps);
            var folded = new ShardBook();
            foreach (var happened in events) folded.Apply(happened);
            var recounted = new ShardBook();
            foreach (var happened in events) recounted.Apply(happened);
            foreach (var plan in book.Plans.Values)
                recounted.Apply(new PlanAdopted(plan.Plan, plan.Version, plan.On));
            foreach (var year in book.Plans.Keys)
            {
                var live = Show(book.Positions(year));
                Assert.Equal(live, Show(folded.Positions(year)));
                Assert.Equal(live, Show(recounted.Positions(year)));
                Assert.Equal(live, Show(book.Positions(year, Month.Of(2030, 1))));
            }

            // What was told and not withdrawn is what stands.
            var told = new HashSet<(PlanYear, string, string)>();
            foreach (var one in book.TakeAnnouncements().Where(one => one.Category is not null))
            {
                var key = (one.Contract!.Value, one.MemberId, one.Category!);
                Assert.True(one.Kind == AnnouncementKind.TriggerNoticeGiven ? told.Add(key) : told.Remove(key));
            }

            Assert.Equal(
                book.Plans.Keys.SelectMany(year => book.Positions(year).SelectMany(position =>
                    (position.Triggers ?? []).Select(category => (year, position.Unit, category)))).ToHashSet(),
                told);
        }));

    private static List<string> Show(IReadOnlyList<UnitPosition> positions) =>
    [
        .. positions.Where(position => position.Triggers is not null).Select(position =>
            $"{position.Unit} {string.Join('+', position.Triggers!)} {position.TriggerOn:O}"),
    ];

    private static ClaimLine With(ClaimLine line, params string[] triggers) => line with { Triggers = triggers };

    private static Plan Per(SpecificUnit unit) => Plan with
    {
        StopLoss = Plan.StopLoss! with { Specific = Plan.StopLoss.Specific! with { Per = unit } },
    };

    private static List<string> Told(Scene scene) =>
    [
        .. scene.Book.TakeAnnouncements().Where(one => one.Category is not null).Select(one =>
            $"{(one.Kind == AnnouncementKind.TriggerNoticeGiven ? "given" : "withdrawn")} {one.Category} {one.MemberId}"),
    ];

    private sealed class Withdrawn : IComparer<string>
    {
        public int Compare(string? one, string? other) => -string.CompareOrdinal(one?[..1], other?[..1]);
    }
}
