using System.Text;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Csv;

internal sealed class CollectedRows : IEnrollmentSink
{
    public List<EnrollmentRow> Rows { get; } = [];

    public List<Rejection> Rejections { get; } = [];

    /// <summary>Who was asked for, in order.</summary>
    public List<Enrollee> People { get; } = [];

    public FileReport Report { get; private set; } = new();

    public PersonFound Find(Enrollee person)
    {
        People.Add(person);
        return person.AsWritten;
    }

    public void Accept(IReadOnlyList<EnrollmentRow> rows, FilePosition at) => Rows.AddRange(rows);

    public void Reject(Rejection rejection) => Rejections.Add(rejection);

    public void Keep(FileReport report) => Report = report;

    public static Task<CollectedRows> ReadAsync(string content, params EnrollmentRow[] known) =>
        ReadAsync(content, Reading.Options, known);

    public static async Task<CollectedRows> ReadAsync(
        string content, ClaimFileOptions options, params EnrollmentRow[] known)
    {
        var collected = new CollectedRows();
        collected.Report = await EnrollmentFile.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(content)), options, collected,
            (member, _) => ValueTask.FromResult<IReadOnlyList<EnrollmentRow>>(
                [.. known.Where(row => row.MemberId == member)]));
        return collected;
    }
}

public sealed class EnrollmentTests
{
    /// <summary>The column beside the tier, and what it says that the tier does not.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("dental=family", "")]
    [InlineData("medical=single;dental=family", "medical=single")]
    [InlineData(" Medical = single ; dental=couple", "medical=single;dental=couple")]
    [InlineData("medical", null)]
    [InlineData("teeth=single", null)]
    [InlineData("medical=", null)]
    public async Task Tiers_of_single_benefits_are_those_that_differ(string column, string? expected)
    {
        var read = await CollectedRows.ReadAsync(
            "subscriberId,memberId,relationship,tier,benefits,effective,benefitTiers\n"
            + $"S1,S1,self,family,medical;dental,2026-01-01,{column}\nS1,S2,spouse,,medical,2026-01-01,{column}\n");

        Assert.Equal(expected, read.Rows.FirstOrDefault(row => row.MemberId == "S1") is { } row
            ? $"{row.BenefitTiers}" : null);
        Assert.Null(read.Rows.FirstOrDefault(row => row.MemberId == "S2")?.BenefitTiers);
        if (expected is null) Assert.Equal("benefitTiers", Assert.Single(read.Rejections).Field);
    }

    private const string Header =
        "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n";

    [Fact]
    public async Task Every_column_finds_its_field()
    {
        var read = await CollectedRows.ReadAsync(Header
            + "S-1,M-1,self,1980-02-03,family,medical;dental,2026-01-01,2026-07-01,52000.00\n"
            + "S-1,M-2,Spouse,,family,medical,2026-01-01,,1\n");

        Assert.Equal(
            new EnrollmentRow
            {
                SubscriberId = "S-1",
                MemberId = "M-1",
                BirthDate = new DateOnly(1980, 2, 3),
                Tier = "family",
                Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Dental]),
                Effective = new DateOnly(2026, 1, 1),
                Termination = new DateOnly(2026, 7, 1),
                AnnualSalary = new Cents(5_200_000),
            },
            read.Rows[0]);
        Assert.Equal((Relationship.Spouse, null, null),
            (read.Rows[1].Relationship, read.Rows[1].Tier, read.Rows[1].AnnualSalary));
    }

    [Theory]
    [InlineData(",M-1,self,,single,medical,2026-01-01,,", "subscriberId")]
    [InlineData("S-1,,self,,single,medical,2026-01-01,,", "memberId")]
    [InlineData("S-1,M-1,cousin,,single,medical,2026-01-01,,", "relationship")]
    [InlineData("S-1,M-1,1,,single,medical,2026-01-01,,", "relationship")]
    [InlineData("S-1,M-1,,,single,medical,2026-01-01,,", "relationship")]
    [InlineData("S-1,M-1,self,02/03/1980,single,medical,2026-01-01,,", "birthDate")]
    [InlineData("S-1,M-1,self,,single,medical;hearing,2026-01-01,,", "benefits")]
    [InlineData("S-1,M-1,self,,single,medical,,,", "effective")]
    [InlineData("S-1,M-1,self,,single,medical,2026-01-01,2025-12-31,", "termination")]
    [InlineData("S-1,M-1,self,,single,medical,2026-01-01,,-1", "annualSalary")]
    [InlineData("S-1,M-1,\"self,child\",,single,medical,2026-01-01,,", "relationship")]
    public async Task A_bad_row_is_rejected_alone(string row, string field)
    {
        var read = await CollectedRows.ReadAsync(
            Header + row + "\n" + "S-2,M-9,self,,single,medical,2026-01-01,,\n");

        Assert.Equal("M-9", Assert.Single(read.Rows).MemberId);
        Assert.Equal((field, FilePosition.AtLine(2)), (read.Rejections.Single().Field, read.Rejections.Single().At));
    }

    [Theory]
    [InlineData("East", "cobra", "East", EnrollmentStatus.Cobra)]
    [InlineData("  Nord Ouest ", "Retired", "Nord Ouest", EnrollmentStatus.Retired)]
    [InlineData("\"Plant 7, night\"", "LEAVE", "Plant 7, night", EnrollmentStatus.Leave)]
    [InlineData("", "active", null, EnrollmentStatus.Active)]
    [InlineData("   ", "", null, EnrollmentStatus.Active)]
    public async Task Division_and_status_stand_in_any_order(
        string division, string status, string? named, EnrollmentStatus expected)
    {
        var read = await CollectedRows.ReadAsync(
            "Division,memberId,STATUS,subscriberId,relationship,benefits,effective\n"
            + $"{division},M-1,{status},S-1,child,medical,2026-01-01\n");

        var row = Assert.Single(read.Rows);
        Assert.Equal((named, expected), (row.Division, row.Status));
        Assert.Empty(read.Report.Remarks);
    }

    [Fact]
    public async Task A_row_without_the_columns_is_active_and_in_no_division()
    {
        var read = await CollectedRows.ReadAsync(Header + "S-1,M-1,self,,single,medical,2026-01-01,,\n");

        Assert.Equal((null, EnrollmentStatus.Active), (read.Rows.Single().Division, read.Rows.Single().Status));
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public async Task A_division_has_forty_characters_at_most(int characters, bool taken)
    {
        var read = await CollectedRows.ReadAsync(
            "subscriberId,memberId,relationship,effective,division\n"
            + $"S-1,M-1,self,2026-01-01, {new string('\u00e9', characters)} \n");

        Assert.Equal(taken ? null : "division", read.Rejections.SingleOrDefault()?.Field);
        Assert.Equal(taken ? characters : 0, read.Rows.SingleOrDefault()?.Division?.Length ?? 0);
    }

    [Theory]
    [InlineData("working")]
    [InlineData("1")]
    [InlineData("\"cobra,retired\"")]
    public async Task A_status_that_is_none_rejects_the_row(string status)
    {
        var read = await CollectedRows.ReadAsync(
            "subscriberId,memberId,relationship,effective,status\n"
            + $"S-1,M-1,self,2026-01-01,{status}\nS-1,M-2,child,2026-01-01,\n");

        Assert.Equal(("status", "M-2"), (read.Rejections.Single().Field, read.Rows.Single().MemberId));
    }
}
