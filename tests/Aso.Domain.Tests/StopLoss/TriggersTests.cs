using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>Rules 4.11 and 4.12: what a claim's diagnoses and stays make of its lines, and until when to file.</summary>
public sealed class TriggersTests
{
    private static readonly StopLossTerms Terms = MadeUpPlans.StopLoss with
    {
        Triggers = [new TriggerCategory("transplant", ["Z94", "t86.1"]), new TriggerCategory("cancer", ["C"])],
        ConfinementDays = 7,
    };

    [Fact]
    public void A_line_has_the_categories_of_its_claims_diagnoses_and_of_a_long_stay()
    {
        var (given, expect) = WorkedExamples.Find("trigger diagnoses and a confinement");
        var triggers = Under(Terms with
        {
            Triggers =
            [
                .. given.GetProperty("triggers").EnumerateArray().Select(one => new TriggerCategory(
                    one.GetProperty("category").GetString()!,
                    [.. one.GetProperty("codes").EnumerateArray().Select(code => code.GetString()!)])),
            ],
            ConfinementDays = given.GetProperty("confinementDays").GetInt32(),
        });

        foreach (var claim in given.GetProperty("claims").EnumerateArray())
        {
            var member = claim.GetProperty("member").GetString()!;
            var line = Line(100m) with { ServiceFrom = DayOf("serviceFrom"), ServiceTo = DayOf("serviceTo") };
            var diagnoses = claim.TryGetProperty("diagnosis", out var list) ? list.GetString()!.Split(';') : [];

            Assert.Equal(
                expect.TryGetProperty(member, out var categories)
                    ? categories.EnumerateArray().Select(category => category.GetString()!)
                    : [],
                triggers.Mark(Original("C-1", line), diagnoses).Lines[0].Triggers);

            DateOnly DayOf(string field) =>
                Day(claim.TryGetProperty(field, out var day) ? day.GetString()! : "2026-03-01");
        }
    }

    [Theory]
    [InlineData("C50911", "C", true)]
    [InlineData("c50.911", "C50.9", true)]
    [InlineData("C50.911", "c509", true)]
    [InlineData("C50911", "C50911", true)]
    [InlineData("C5091", "C50911", false)]
    [InlineData("C.5.0", "C50", true)]
    [InlineData("J06.9", "C", false)]
    [InlineData("", "C", false)]
    [InlineData("D50", "50", false)]
    public void A_code_is_matched_from_the_beginning_without_dots_and_case(string diagnosis, string code, bool expected) =>
        Assert.Equal(expected, ClaimTriggers.Matches(diagnosis, code));

    [Theory]
    [InlineData("2026-03-01", "2026-03-08", Benefit.Medical, false)]
    [InlineData("2026-03-01", "2026-03-09", Benefit.Medical, true)]
    [InlineData("2026-03-01", "2026-03-30", Benefit.Pharmacy, false)]
    [InlineData("2026-12-28", "2027-01-05", Benefit.Medical, true)]
    public void A_stay_is_a_confinement_where_it_is_longer_than_the_plans_days(
        string from, string to, Benefit benefit, bool expected)
    {
        var line = Line(100m) with { ServiceFrom = Day(from), ServiceTo = Day(to) };
        var marked = Under(Terms).Mark(Original("C-1", line) with { Benefit = benefit }, []);

        Assert.Equal(expected ? [TriggerCategory.Confinement] : [], marked.Lines[0].Triggers);
    }

    [Fact]
    public void Several_categories_of_a_line_stand_by_name_and_each_once()
    {
        var stay = Line(100m, on: "2026-03-01") with { ServiceTo = Day("2026-03-20") };
        var marked = Under(Terms).Mark(
            Original("C-1", stay, Line(50m, number: 2)), ["Z94.0", "T86.10", "C34", "J06.9"]);

        Assert.Equal(["cancer", "confinement", "transplant"], marked.Lines[0].Triggers);
        Assert.Equal(["cancer", "transplant"], marked.Lines[1].Triggers);
        // One of a category's codes is enough.
        Assert.Equal(["transplant"], Under(Terms).Mark(Original("C-2", Line(1m)), ["Z94.0"]).Lines[0].Triggers);
    }

    [Fact]
    public void A_plan_may_ask_for_long_stays_alone_and_then_no_diagnosis_is_read()
    {
        var triggers = Under(Terms with { Triggers = [] });
        var stay = Line(100m, on: "2026-03-01") with { ServiceTo = Day("2026-03-20") };

        Assert.Equal(["confinement"], triggers.Mark(Original("C-1", stay), ["C34"]).Lines[0].Triggers);
        Assert.False(triggers.ReadDiagnoses);
        Assert.True(Under(Terms with { ConfinementDays = null }).ReadDiagnoses);
    }

    [Theory]
    [InlineData(AnnouncementKind.NoticeGiven, true)]
    [InlineData(AnnouncementKind.NoticeWithdrawn, true)]
    [InlineData(AnnouncementKind.DeductibleReached, true)]
    [InlineData(AnnouncementKind.DeductibleWithdrawn, true)]
    [InlineData(AnnouncementKind.ClaimPended, false)]
    [InlineData(AnnouncementKind.TriggerNoticeGiven, false)]
    [InlineData(AnnouncementKind.TriggerNoticeWithdrawn, false)]
    public void Notices_and_breaches_are_of_the_specific_and_triggers_are_not(AnnouncementKind kind, bool expected) =>
        Assert.Equal(
            expected,
            new Announcement(kind, MadeUpPlans.Standard.Year, "M-1", null, Cents.Zero, Cents.Zero).IsOfSpecific);

    [Fact]
    public void Each_line_is_matched_by_the_plan_of_its_incurred_date()
    {
        var next = MadeUpPlans.Standard with
        {
            Year = new PlanYear(Month.Of(2027, 1)), StopLoss = Terms with { ConfinementDays = null, Triggers = [] },
        };
        var triggers = new ClaimTriggers([MadeUpPlans.Standard with { StopLoss = Terms }, next]);

        var marked = triggers.Mark(
            Original("C-1", Line(1m, on: "2025-12-31"), Line(1m, on: "2026-12-31", number: 2),
                Line(1m, on: "2027-01-01", number: 3)), ["C34"]);

        Assert.Equal([[], ["cancer"], []], marked.Lines.Select(line => line.Triggers));
    }

    [Theory]
    [InlineData(Benefit.Medical, true)]
    [InlineData(Benefit.Pharmacy, true)]
    [InlineData(Benefit.Dental, false)]
    public void Only_benefits_of_the_specific_are_matched(Benefit benefit, bool expected)
    {
        var marked = Under(Terms).Mark(Original("C-1", Line(1m)) with { Benefit = benefit }, ["C34"]);

        Assert.Equal(expected ? ["cancer"] : [], marked.Lines[0].Triggers);
        Assert.Empty(Under(Terms with { Specific = null }).Mark(marked with { Lines = [Line(1m)] }, ["C34"])
            .Lines[0].Triggers);
    }

    [Fact]
    public void A_report_is_to_be_filed_so_many_days_after_the_specifics_paid_window()
    {
        var (given, expect) = WorkedExamples.Find("filing deadline");
        Assert.Equal("12/15", given.GetProperty("basis").GetString());
        var terms = Terms with { FilingDays = given.GetProperty("filingDays").GetInt32() };

        Assert.Equal(Day(expect.GetProperty("filingDeadline").GetString()!), Deadline(terms));
        Assert.Equal(Day("2027-03-31"), Deadline(terms with { FilingDays = 0 }));
        Assert.Null(Deadline(terms with { FilingDays = null }));
        Assert.Null(Deadline(terms with { Specific = null }));
        Assert.Equal(Day("2026-12-31"), Deadline(terms with
        {
            FilingDays = 0, Specific = terms.Specific! with { Basis = new StopLossBasis(24, 12) },
        }));

        static DateOnly? Deadline(StopLossTerms terms) =>
            Specific.FilingDeadline(MadeUpPlans.Standard with { StopLoss = terms });
    }

    private static ClaimTriggers Under(StopLossTerms terms) => new([MadeUpPlans.Standard with { StopLoss = terms }]);
}
