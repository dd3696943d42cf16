using Aso.Domain.Rules;
using Aso.Domain.Unpaid;
using static Aso.Domain.Tests.Unpaid.MadeUpTriangle;

namespace Aso.Domain.Tests.Unpaid;

/// <summary>Rule 5.11.</summary>
public sealed class DisabilityReserveTests
{
    private static readonly ShortTermDisabilityPlan ShortTerm = new()
    {
        EliminationDays = new EliminationDays(0, 7),
        MaximumWeeks = 13,
    };

    private static readonly LongTermDisabilityPlan LongTerm = new()
    {
        Percent = 0.6m,
        MonthlyMaximum = Money(8_000m),
        EliminationDays = new EliminationDays(30, 90),
        MaximumMonths = 60,
    };

    [Theory]
    // remaining days of 600 a week, continuation; reserve
    [InlineData(43, null, 3_685.71)] // 48 of 13 weeks used
    [InlineData(91, null, 7_800)]
    [InlineData(0, null, 0)]
    [InlineData(1, null, 85.71)]
    [InlineData(7, new[] { 0.9, 0.5 }, 540)]
    [InlineData(8, new[] { 0.9, 0.5 }, 582.86)]
    [InlineData(17, new[] { 0.9, 0.5 }, 968.57)] // 540 + 300 + 3/7 of 300
    [InlineData(14, new[] { 0.0 }, 0)]
    public void Short_term_reserves_for_each_remaining_week(int days, double[]? continuation, double reserve)
    {
        Assert.Equal(
            Money((decimal)reserve),
            DisabilityReserve.ShortTerm(Money(600m), days, continuation?.Select(factor => (decimal)factor).ToList()));
    }

    [Theory]
    // cause, last day; remaining of 91 days from 2026-01-08 (sickness) or 2026-01-01
    [InlineData(DisabilityCause.Sickness, "2026-01-05", 91)]
    [InlineData(DisabilityCause.Sickness, "2026-01-08", 90)]
    [InlineData(DisabilityCause.Sickness, "2026-02-24", 43)]
    [InlineData(DisabilityCause.Injury, "2026-02-24", 36)]
    [InlineData(DisabilityCause.Sickness, "2026-04-08", 0)]
    [InlineData(DisabilityCause.Sickness, "2026-12-31", 0)]
    public void Short_term_has_the_days_left_that_are_not_used(DisabilityCause cause, string last, int days)
    {
        Assert.Equal(
            days,
            DisabilityReserve.RemainingDays(ShortTerm, Day(2026, 1, 1), cause, Day(last)));
    }

    [Theory]
    // last day, continuation; reserve of 2,000 a month from 2026-04-05 to 2031-04-04
    [InlineData("2026-12-31", null, 102_266.67)] // 51 months and 4/30
    [InlineData("2026-12-31", new[] { 0.9, 0.5 }, 51_933.33)]
    [InlineData("2026-01-31", null, 120_000)] // 26/30 + 59 months + 4/30
    [InlineData("2030-12-15", null, 7_298.92)] // 16/31 + 3 months + 4/30
    [InlineData("2030-12-15", new[] { 0.9, 0.5 }, 4_062.37)]
    [InlineData("2031-03-31", new[] { 0.9, 0.5 }, 240)]
    [InlineData("2031-04-03", null, 66.67)]
    [InlineData("2031-04-04", null, 0)]
    [InlineData("2032-01-31", null, 0)]
    public void Long_term_reserves_for_each_remaining_month(string last, double[]? continuation, double reserve)
    {
        var monthly = LongTermDisability.MonthlyBenefit(LongTerm, Money(52_000m), Money(600m));
        var remaining = DisabilityReserve.Remaining(
            LongTerm, Day(2026, 1, 5), DisabilityCause.Sickness, Day(last));

        Assert.Equal(Money(2_000m), monthly);
        Assert.Equal(
            Money((decimal)reserve),
            DisabilityReserve.LongTerm(monthly, remaining, continuation?.Select(factor => (decimal)factor).ToList()));
    }

    [Theory]
    // as-of date, pended estimate; reserve of a disability open through 2026-03-27
    [InlineData("2026-02-28", 0, 3_685.71)]
    [InlineData("2026-03-27", 0, 3_685.71)]
    [InlineData("2026-03-28", 0, 0)]
    [InlineData("2026-03-28", 450, 450)]
    [InlineData("2026-03-27", 450, 3_685.71)]
    [InlineData("2026-03-27", 4_000, 4_000)]
    public void It_is_held_while_the_disability_is_open_and_not_less_than_what_is_pended(
        string asOf, int pended, double reserve)
    {
        var disability = new Disability(
            0, 0, Benefit.ShortTermDisability, Day(2026, 1, 1), Day(2026, 2, 24).AddDays(31), Money(3_685.71m));

        Assert.Equal(
            Money((decimal)reserve), disability.ReserveAsOf(Day(asOf), Money(pended)));
    }
}
