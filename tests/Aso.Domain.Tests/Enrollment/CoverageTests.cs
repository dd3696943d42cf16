using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Enrollment;

/// <summary>The row of enrollment in force, as section 3 defines it.</summary>
public sealed class CoverageTests
{
    private static readonly BenefitSet Medical = BenefitSet.Of([Benefit.Medical]);
    private static readonly BenefitSet Dental = BenefitSet.Of([Benefit.Dental]);

    [Theory]
    // rows as effective/termination/benefit, in the order of their dates; date; row in force
    [InlineData("2026-01-01//m", "2025-12-31", -1)]
    [InlineData("2026-01-01//m", "2026-01-01", 0)]
    [InlineData("2026-01-01/2026-03-01/m", "2026-02-28", 0)]
    [InlineData("2026-01-01/2026-03-01/m", "2026-03-01", -1)]
    [InlineData("2026-01-01//m 2026-02-01//d", "2026-02-01", 1)]
    [InlineData("2026-01-01//m 2026-02-01/2026-02-10/d", "2026-02-10", -1)]
    [InlineData("2026-01-01//m 2026-02-01/2026-02-01/d", "2026-02-01", -1)]
    public void The_latest_row_is_in_force_until_its_termination(string rows, string date, int expected) =>
        Assert.Equal(expected, Coverage.RowInForce(Rows(rows), Day(date)));

    [Theory]
    // rows, date; covered for medical up to that date
    [InlineData("2026-01-01//m", "2025-12-31", false)]
    [InlineData("2026-01-01/2026-02-01/m", "2026-06-01", true)]
    [InlineData("2026-01-01//d 2026-07-01//m", "2026-06-01", false)]
    [InlineData("2026-01-01//m 2026-02-01//d", "2026-06-01", true)]
    [InlineData("2026-01-01/2026-01-01/m", "2026-06-01", false)]
    public void Covered_earlier_needs_a_day_in_force(string rows, string date, bool expected) =>
        Assert.Equal(expected, Coverage.CoveredUpTo(Rows(rows), Benefit.Medical, Day(date)));

    [Theory]
    // rows, date; first day of unbroken medical coverage
    [InlineData("2026-01-01//m", "2026-06-01", "2026-01-01")]
    [InlineData("2026-01-01//m 2026-02-01//m", "2026-06-01", "2026-01-01")]
    [InlineData("2026-01-01/2026-02-01/m 2026-02-01//m", "2026-06-01", "2026-01-01")]
    [InlineData("2026-01-01/2026-01-31/m 2026-02-01//m", "2026-06-01", "2026-02-01")]
    [InlineData("2026-01-01//m 2026-02-01//d 2026-03-01//m", "2026-06-01", "2026-03-01")]
    [InlineData("2026-01-01//m 2026-02-01//m 2026-07-01//d", "2026-06-01", "2026-01-01")]
    public void Unbroken_coverage_runs_across_rows(string rows, string date, string expected) =>
        Assert.Equal(Day(expected), Coverage.UnbrokenSince(Rows(rows), Benefit.Medical, Day(date)));

    private static EnrollmentRow[] Rows(string rows) =>
    [
        .. rows.Split(' ').Select(row => row.Split('/')).Select(parts => new EnrollmentRow
        {
            SubscriberId = "S-1",
            MemberId = "M-1",
            Effective = Day(parts[0]),
            Termination = parts[1].Length == 0 ? null : Day(parts[1]),
            Benefits = parts[2] == "m" ? Medical : Dental,
        }),
    ];
}
