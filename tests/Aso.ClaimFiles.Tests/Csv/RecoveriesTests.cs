using System.Text;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Csv;

/// <summary>A CSV of recoveries (files.md section 5).</summary>
public sealed class RecoveriesTests
{
    private const string Header = "kind,amount,date,memberId,claimNumber,benefit,reference\n";

    private sealed class Collected(string? refused) : IRecoverySink
    {
        public List<Recovery> Recoveries { get; } = [];

        public List<Rejection> Rejections { get; } = [];

        public ValueTask<RecoveryFault?> FaultOfAsync(Recovery recovery, CancellationToken cancellation) =>
            ValueTask.FromResult<RecoveryFault?>(
                recovery.Reference == refused ? new RecoveryFault("memberId", "another") : null);

        public void Accept(Recovery recovery, FilePosition at) => Recoveries.Add(recovery);

        public void Reject(Rejection rejection) => Rejections.Add(rejection);
    }

    [Fact]
    public async Task Every_column_finds_its_field_in_any_order_and_case()
    {
        var (read, report) = await ReadAsync(
            "Reference,KIND,claim number,memberId,amount,date,benefit,note\n"
            + "R-1,subrogation,C-1,M-1,1600.00,2026-06-30,medical,x\n"
            + "R-2,Rebate,,,0.01,2026-01-01,,\n"
            + "R-3,overpayment,,M-1,5,2026-01-01,shortTermDisability,\n"
            + "R-4,other,,,7,2026-01-01,dental,\n");

        Assert.Empty(read.Rejections);
        Assert.Equal(
            [
                new Recovery
                {
                    Kind = RecoveryKind.Subrogation, Amount = new Cents(1_600_00), Date = new DateOnly(2026, 6, 30),
                    MemberId = "M-1", ClaimNumber = "C-1", Benefit = Benefit.Medical, Reference = "R-1",
                },
                new Recovery
                {
                    Kind = RecoveryKind.Rebate, Amount = new Cents(1), Date = new DateOnly(2026, 1, 1), Reference = "R-2",
                },
                new Recovery
                {
                    Kind = RecoveryKind.Overpayment, Amount = new Cents(5_00), Date = new DateOnly(2026, 1, 1),
                    MemberId = "M-1", Benefit = Benefit.ShortTermDisability, Reference = "R-3",
                },
                new Recovery
                {
                    Kind = RecoveryKind.Other, Amount = new Cents(7_00), Date = new DateOnly(2026, 1, 1),
                    Benefit = Benefit.Dental, Reference = "R-4",
                },
            ],
            read.Recoveries);
        Assert.Equal((4, new Cents(1_612_01)), (report.Accepted, report.AcceptedCharge));
        Assert.Equal("note", Assert.Single(report.Remarks).Field);
    }

    [Theory]
    // The business date is 2026-06-30.
    [InlineData("gift,1,2026-06-30,,,,R", "kind")]
    [InlineData("1,1,2026-06-30,,,,R", "kind")]
    [InlineData(",1,2026-06-30,,,,R", "kind")]
    [InlineData("rebate,0,2026-06-30,,,,R", "amount")]
    [InlineData("rebate,0.00,2026-06-30,,,,R", "amount")]
    [InlineData("rebate,-1,2026-06-30,,,,R", "amount")]
    [InlineData("rebate,0.001,2026-06-30,,,,R", "amount")]
    [InlineData("rebate,,2026-06-30,,,,R", "amount")]
    [InlineData("rebate,1,,,,,R", "date")]
    [InlineData("rebate,1,05.06.2026,,,,R", "date")]
    [InlineData("rebate,1,2026-07-01,,,,R", "date")]
    [InlineData("rebate,1,2026-06-30,,C-1,,R", "claimNumber")]
    [InlineData("rebate,1,2026-06-30,M-1,,,R", "benefit")]
    [InlineData("rebate,1,2026-06-30,M-1,C-1,,R", "benefit")]
    [InlineData("rebate,1,2026-06-30,,,teeth,R", "benefit")]
    [InlineData("rebate,1,2026-06-30,M-1,,teeth,R", "benefit")]
    [InlineData("rebate,1,2026-06-30,,,,", "reference")]
    public async Task A_bad_row_costs_only_itself_and_says_where_and_what_was_expected(string row, string field)
    {
        var (read, report) = await ReadAsync(
            Header + "rebate,1.00,2026-06-30,,,,first\n" + row + "\nrebate,2.00,2026-06-30,,,,last\n");

        Assert.Equal(["first", "last"], read.Recoveries.Select(recovery => recovery.Reference));
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal((field, FilePosition.AtLine(3)), (rejection.Field, rejection.At));
        Assert.NotEmpty(rejection.Expected);
        Assert.Equal((2, 1, FileOutcome.Partial), (report.Accepted, report.Rejected, report.Outcome));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task A_reference_is_as_long_as_over_HTTP(int length, bool isTaken)
    {
        var (read, _) = await ReadAsync(Header + $"rebate,1.00,2026-06-30,,,,{new string('x', length)}\n");
        Assert.Equal(isTaken, read.Recoveries.Count == 1);
    }

    [Fact]
    public async Task A_row_that_the_ledger_refuses_is_rejected_alone()
    {
        var (read, report) = await ReadAsync(
            Header + "rebate,1.00,2026-06-30,,,,R-1\nother,3.00,2026-06-30,M-1,C-9,medical,R-2\n", refused: "R-2");
        Assert.Single(read.Recoveries);
        Assert.Equal(
            [new Rejection(FilePosition.AtLine(3), "C-9", new Cents(3_00), FilePosition.AtLine(3), "memberId", "another") { Lines = 1 }],
            read.Rejections);
        Assert.Equal(new Cents(3_00), report.RejectedCharge);
    }

    [Theory]
    [InlineData("TRAILER,3,7.00", true)]
    [InlineData("TOTAL,7.00", true)]
    [InlineData("trl,3", true)]
    [InlineData("TRAILER,2,7.00", false)]
    [InlineData("TOTAL,7.01", false)]
    public async Task A_trailer_row_is_compared_with_the_rows_and_is_none(string trailer, bool agrees)
    {
        var (read, report) = await ReadAsync(
            Header + "rebate,1.00,2026-06-30,,,,R-1\nother,2.00,2026-06-30,,,,R-2\nother,4.00,2026-06-30,,,,R-3\n"
            + trailer + "\n", refused: "R-3");

        Assert.Equal((2, 1), (read.Recoveries.Count, read.Rejections.Count));
        var check = Assert.Single(report.ControlChecks);
        Assert.Equal((agrees, 5), (check.Agrees, check.At.Value));
        Assert.Equal(agrees ? 0 : 1, report.Remarks.Count(remark => remark.Field == "control total"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("claimNumber,lineNumber,memberId\nC-1,1,M-1\n")]
    [InlineData("subscriberId,memberId,effective\nS-1,M-1,2026-01-01\n")]
    [InlineData("{}")]
    public async Task What_is_something_else_is_quarantined_with_the_reason(string content)
    {
        var (read, report) = await ReadAsync(content);
        Assert.Empty(read.Recoveries);
        Assert.NotNull(report.QuarantineReason);
    }

    private static async Task<(Collected Read, FileReport Report)> ReadAsync(string content, string? refused = null)
    {
        var read = new Collected(refused);
        var report = await RecoveryFile.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(content)), Reading.Options, read);
        return (read, report);
    }
}
