using Aso.ClaimFiles.Tests.Csv;

namespace Aso.ClaimFiles.Tests.X12;

public sealed class EnrollmentTransactionTests
{
    private static readonly EnrollmentRow Known = new()
    {
        SubscriberId = "S1",
        MemberId = "M1",
        Tier = "single",
        Benefits = BenefitSet.Of([Benefit.Medical]),
        Effective = new DateOnly(2026, 1, 1),
        AnnualSalary = new Cents(100),
    };

    /// <summary>The standard's own examples; the table was written by hand from the files.</summary>
    [SharedTheory]
    [InlineData("add-dependent", "123456789 123456789-D1 Child 1996-06-01- Medical")]
    [InlineData("add-subscriber-coverage", "123456789 2024433307 Self 2002-07-01- Dental")]
    [InlineData("cancel-dependent", "123456789 123456789-D1 Child 1996-08-01-1996-08-01 ")]
    [InlineData("change-subscriber-information", "INS03")]
    [InlineData("enroll-employee-managed-care", "123456789 123456789 Self 1996-06-01- Medical")]
    [InlineData("enroll-employee-multiple-products", "ASO-000001 ASO-000001 Self 1996-06-01- Medical+Vision")]
    [InlineData("reinstate-employee-coverage-level", "202443307 202443307 Self 2002-07-01- Dental")]
    [InlineData("terminate-subscriber-eligibility", "123456789 123456789 Self 1996-08-01-1996-08-01 ")]
    [InlineData("reinstate-employee", "HD")]
    [InlineData("reinstate-member-eligiblity-ins", "HD")]
    public async Task Each_example_gives_its_rows(string file, string expected)
    {
        var read = await CollectedRows.ReadAsync(File.ReadAllText(SharedData.Path($"x12/834_005010X220A1/{file}.834")));

        Assert.Equal(expected,
            string.Join(";", read.Rows.Select(Show).Concat(read.Rejections.Select(one => one.Field))));
        Assert.Equal(1, read.Report.Accepted + read.Report.Rejected);
    }

    [Fact]
    public async Task An_added_coverage_keeps_the_others()
    {
        var read = await CollectedRows.ReadAsync(Loop("001", "HD*021**DEN~DTP*348*D8*20260301~"), Known);

        Assert.Equal("S1 M1 Self 2026-03-01- Medical+Dental", Show(Assert.Single(read.Rows)));
        Assert.Equal(("single", new Cents(100)), (read.Rows[0].Tier, read.Rows[0].AnnualSalary!.Value));
    }

    [Fact]
    public async Task An_ended_coverage_leaves_the_others_and_the_last_day_is_covered()
    {
        var both = Known with { Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Dental]) };
        var read = await CollectedRows.ReadAsync(Loop("001", "HD*024**DEN~DTP*349*D8*20260331~"), both);

        Assert.Equal("S1 M1 Self 2026-04-01- Medical", Show(Assert.Single(read.Rows)));
    }

    [Fact]
    public async Task Coverages_of_different_days_are_rows_from_each_day_on()
    {
        var read = await CollectedRows.ReadAsync(Loop("021",
            "HD*021**HLT**FAM~DTP*348*D8*20260101~DTP*349*D8*20261231~"
            + "HD*021**DEN~DTP*348*D8*20260301~DTP*349*D8*20260630~"));

        Assert.Equal(
            ["S1 M1 Self 2026-01-01- Medical", "S1 M1 Self 2026-03-01- Medical+Dental",
                "S1 M1 Self 2026-07-01-2027-01-01 Medical"],
            read.Rows.Select(Show));
        Assert.All(read.Rows, row => Assert.Equal("family", row.Tier));
    }

    [Fact]
    public async Task A_reinstated_member_gets_back_what_was_known()
    {
        var ended = Known with { Termination = new DateOnly(2026, 3, 1) };
        var read = await CollectedRows.ReadAsync(Loop("025", "DTP*356*D8*20260501~"), ended);

        Assert.Equal("S1 M1 Self 2026-05-01- Medical", Show(Assert.Single(read.Rows)));
    }

    [Theory]
    [InlineData("A***FT", EnrollmentStatus.Active)]
    [InlineData("C***FT", EnrollmentStatus.Cobra)]
    [InlineData("C***RT", EnrollmentStatus.Cobra)]
    [InlineData("A***RT", EnrollmentStatus.Retired)]
    [InlineData("A***L1", EnrollmentStatus.Leave)]
    [InlineData("", EnrollmentStatus.Active)]
    public async Task The_benefit_and_employment_status_are_the_rows_status(string ins05, EnrollmentStatus expected)
    {
        var read = await CollectedRows.ReadAsync(Loop("021", "HD*021**HLT~DTP*348*D8*20260101~", ins05));

        Assert.Equal((null, expected), (read.Rows.Single().Division, read.Rows.Single().Status));
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public async Task The_department_is_the_division(int characters, bool taken)
    {
        var name = new string('d', characters);
        var read = await CollectedRows.ReadAsync(
            Loop("021", $"REF*DX* {name}~HD*021**HLT~DTP*348*D8*20260101~"));

        Assert.Equal(taken ? name : null, read.Rows.SingleOrDefault()?.Division);
        Assert.Equal(taken ? null : "REF02", read.Rejections.SingleOrDefault()?.Field);
    }

    [Fact]
    public async Task A_changed_coverage_keeps_the_division_that_the_loop_does_not_name()
    {
        var read = await CollectedRows.ReadAsync(Loop("001", "HD*021**DEN~DTP*348*D8*20260301~", "A***RT"),
            Known with { Division = "East", Status = EnrollmentStatus.Cobra });

        Assert.Equal(("East", EnrollmentStatus.Retired), (read.Rows.Single().Division, read.Rows.Single().Status));
    }

    [Fact]
    public async Task A_change_without_coverages_holds_for_division_and_status_from_its_day_on()
    {
        var read = await CollectedRows.ReadAsync(Loop("001", "REF*DX*West~DTP*303*D8*20260401~", "C"),
            Known with { Division = "East" });

        Assert.Equal(
            [(new DateOnly(2026, 1, 1), "East", EnrollmentStatus.Active),
                (new DateOnly(2026, 4, 1), "West", EnrollmentStatus.Cobra)],
            read.Rows.Select(row => (row.Effective, row.Division, row.Status)));
        Assert.All(read.Rows, row => Assert.Equal(("single", Known.Benefits), (row.Tier, row.Benefits)));
    }

    [Fact]
    public async Task A_change_without_a_day_holds_for_division_and_status_of_the_latest_row()
    {
        var later = Known with { Effective = new DateOnly(2026, 3, 1) };
        var read = await CollectedRows.ReadAsync(Loop("001", "REF*DX*West~"), Known, later);

        Assert.Equal([null, "West"], read.Rows.Select(row => row.Division));
    }

    private static string Loop(string maintenance, string rest, string status = "A") =>
        Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction("834", "0001", "005010X220A1",
            $"BGN*00*1*20260101*1200****2~INS*Y*18*{maintenance}**{status}~REF*0F*S1~NM1*IL*1*DOE*JO****ZZ*M1~"
            + rest));

    private static string Show(EnrollmentRow row)
    {
        var who = $"{row.SubscriberId} {row.MemberId} {row.Relationship}";
        var when = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{row.Effective:yyyy-MM-dd}-{row.Termination:yyyy-MM-dd}");
        return $"{who} {when} {string.Join('+', row.Benefits.Members)}";
    }
}
