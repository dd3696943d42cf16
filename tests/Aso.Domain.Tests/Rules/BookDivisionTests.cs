using Aso.Domain.Tests.Periods;
using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Which division the book counts what in (rule 5.16).</summary>
public sealed class BookDivisionTests
{
    private const string East = "East";

    private static readonly Plan Free = MadeUpPlans.With(Benefit.Medical, new HealthPlan());

    private readonly Scene _scene = new(Free, enrolled: false);

    [Fact]
    public void A_division_is_there_as_soon_as_a_row_names_it_also_where_nothing_counts_in_it()
    {
        _scene.Enroll("M-1", tier: "single");
        Assert.Null(Year().Divisions);

        _scene.Enroll("M-2", subscriber: "S-2", effective: "2031-01-01", division: East);

        Assert.Equal([East], Year().Divisions!.Keys);
        Assert.Equal([East, Divisions.Unassigned], new Closing(_scene).On("2026-03-10").Divisions);
    }

    [Fact]
    public void A_row_that_names_the_unassigned_is_of_no_division()
    {
        _scene.Enroll("M-1", division: Divisions.Unassigned);

        Assert.Null(Year().Divisions);
    }

    [Fact]
    public void Of_more_than_two_hundred_divisions_of_a_shard_the_later_ones_are_none()
    {
        for (var number = 0; number < Divisions.Most + 2; number++)
            _scene.Enroll($"M-{number}", subscriber: $"S-{number}", division: $"D-{number}");

        Assert.Equal(Divisions.Most, Year().Divisions!.Count);
        Assert.DoesNotContain($"D-{Divisions.Most}", Year().Divisions!.Keys);
    }

    [Fact]
    public void Claims_of_unknown_members_and_from_before_the_first_row_are_of_no_division()
    {
        _scene.Enroll("M-1", effective: "2026-02-01", division: East);
        _scene.Enroll("M-1", effective: "2026-03-01", division: "North");

        _scene.Send(Original("C-1", Line(10m)) with { MemberId = "M-9" });
        _scene.Send(Original("C-2", Line(10m, on: "2026-01-15")));
        _scene.Send(Original("C-3", Line(10m, on: "2026-02-15")));
        _scene.Send(Original("C-4", Line(10m, on: "2026-03-15")));

        Assert.Equal((4, 2, 1), (Year().Counts.Received, Year().Counts.Paid, Year().Counts.Denied));
        Assert.Equal((1, 1), (Year().Division(East).Counts.Received, Year().Division(East).Counts.Paid));
        Assert.Equal((1, 1), (Year().Division("North").Counts.Received, Year().Division("North").Counts.Paid));
    }

    [Fact]
    public void A_plan_adopted_again_counts_who_is_enrolled_once()
    {
        _scene.Enroll("M-1", tier: "single", division: East);

        _scene.Adopt(Free with { Name = "Another" }, 2);

        Assert.Equal(1, Year().Exposure[MonthOf("2026-03")].SubscribersByTier[0]);
        Assert.Equal(1, Year().Division(East).Exposure[MonthOf("2026-03")].SubscribersByTier[0]);
    }

    [Fact]
    public void A_members_recovery_is_her_divisions()
    {
        _scene.Enroll("M-1", tier: "single", division: East);
        _scene.Line(Line(100m));
        foreach (var (member, amount) in ((string?, decimal)[])[("M-1", 40m), (null, 7m)])
            _scene.Book.Recover(
                new Recovery
                {
                    Kind = RecoveryKind.Subrogation, Amount = Money(amount), Date = Day("2026-03-08"),
                    MemberId = member, Benefit = member is null ? null : Benefit.Medical, Reference = $"R-{amount}",
                },
                new BookContext(9, _scene.Today), _scene.Events);

        var (whole, east) = (Year().Month(MonthOf("2026-03")), Year().Division(East).Month(MonthOf("2026-03")));

        Assert.Equal((Money(47m), Money(40m)), (whole.Recoveries, whole.MemberRecoveries));
        Assert.Equal((Money(40m), Money(40m)), (east.Recoveries, east.MemberRecoveries));
    }

    [Fact]
    public void A_disabilitys_reserve_is_the_division_of_the_row_in_force_on_its_first_day()
    {
        _scene.Enroll("M-1", tier: "single", division: East, salary: 65_000m);
        _scene.Enroll("M-1", effective: "2026-03-01", tier: "single", division: "North", salary: 65_000m);
        _scene.Line(Disabled("2026-02-15", "2026-02-15", "2026-02-28"), Benefit.ShortTermDisability);

        var live = new Closing(_scene).Liability("2026-03-10");

        // 750 a week; 7 of 182 days are paid.
        Assert.Equal(Money(18_750m), live.ToDate.DisabilityReserve);
        Assert.Equal(Money(18_750m), Part(East).ToDate.DisabilityReserve);
        Assert.Equal(Cents.Zero, Part("North").ToDate.DisabilityReserve);

        CurrentLiability Part(string division) => live.PartOf(division, new Closing(_scene).On("2026-03-10"))!;
    }

    private PlanYearTotals Year() => _scene.Book.Totals().Year(Free.Year);
}
