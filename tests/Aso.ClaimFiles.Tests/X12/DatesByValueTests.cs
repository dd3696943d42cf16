using System.Globalization;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>A date is read by what stands there; a qualifier that says something else is remarked.</summary>
public sealed class DatesByValueTests
{
    [Theory]
    [InlineData("D8*20260110", "2026-01-10", "2026-01-10", "")]
    [InlineData("RD8*20260110-20260112", "2026-01-10", "2026-01-12", "")]
    [InlineData("DT*202601101530", "2026-01-10", "2026-01-10", "")]
    [InlineData("RD8*20260110", "2026-01-10", "2026-01-10", "expected D8")]
    [InlineData("D8*20260110-20260112", "2026-01-10", "2026-01-12", "expected RD8")]
    [InlineData("D8*20260110-20260110", "2026-01-10", "2026-01-10", "expected RD8")]
    [InlineData("D8*202601101530", "2026-01-10", "2026-01-10", "expected DT")]
    [InlineData("XX*20260110", "2026-01-10", "2026-01-10", "expected D8")]
    [InlineData("*20260110", "2026-01-10", "2026-01-10", "expected D8")]
    public async Task A_line_has_the_days_of_the_value(string date, string from, string to, string remark)
    {
        var read = await Collected.ReadAsync(File(line: date));

        var line = Assert.Single(Assert.Single(read.Claims).Lines);
        Assert.Equal((from, to), (line.ServiceFrom.ToString("O"), line.ServiceTo.ToString("O")));
        if (remark.Length == 0)
        {
            Assert.Empty(read.Report.Remarks);
            return;
        }

        var said = Assert.Single(read.Report.Remarks);
        Assert.Equal(("C1", "DTP*472 DTP02"), (said.ClaimNumber, said.Field));
        Assert.StartsWith(remark, said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_day_of_the_calendar_is_read()
    {
        Span<byte> text = stackalloc byte[8];
        for (var day = new DateOnly(1800, 1, 1); day.Year < 2101; day = day.AddDays(1))
        {
            day.TryFormat(text, out _, "yyyyMMdd", CultureInfo.InvariantCulture);
            Assert.True(X12Value.TryDate(text, out var read) && read == day, $"{day:O} was read as {read:O}");
        }
    }

    [Theory]
    [InlineData("D8*20260231")]
    [InlineData("D8*2026013")]
    [InlineData("RD8*20260112-20260110")]
    [InlineData("RD8*20260110-")]
    [InlineData("RD8*-20260110")]
    [InlineData("D8*20260110153")]
    [InlineData("D8*20260110-20260112-20260113")]
    [InlineData("D8*")]
    public async Task What_is_no_date_rejects_the_claim_whatever_the_qualifier(string date)
    {
        var read = await Collected.ReadAsync(File(line: date));

        Assert.Equal("DTP*472 DTP03", Assert.Single(read.Rejections).Field);
    }

    [Theory]
    [InlineData("434", "D8*20261301")]
    [InlineData("434", "RD8*20260112-20260110")]
    [InlineData("434", "RD8*20260101-20260701")]
    [InlineData("472", "D8*junk")]
    public async Task A_date_of_the_claim_costs_nothing_where_its_lines_are_dated(string code, string date)
    {
        var read = await Collected.ReadAsync(File(claim: $"DTP*{code}*{date}~", line: "D8*20260110"));

        Assert.Equal(new DateOnly(2026, 1, 10), Assert.Single(Assert.Single(read.Claims).Lines).ServiceFrom);
        var said = Assert.Single(read.Report.Remarks);
        Assert.Equal(("C1", $"DTP*{code} DTP03"), (said.ClaimNumber, said.Field));
        Assert.Contains("the lines were dated without it", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_costs_the_claim_where_a_line_has_no_other_date_and_is_what_the_message_names()
    {
        var read = await Collected.ReadAsync(File(claim: "DTP*434*D8*20261301~", line: null));

        Assert.Equal("DTP*434 DTP03", Assert.Single(read.Rejections).Field);
        Assert.DoesNotContain(read.Report.Remarks, remark => remark.Field.StartsWith("DTP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_statement_that_is_one_date_under_RD8_dates_the_lines()
    {
        var read = await Collected.ReadAsync(File(claim: "DTP*434*RD8*20260110~", line: null));

        Assert.Equal(new DateOnly(2026, 1, 10), Assert.Single(Assert.Single(read.Claims).Lines).ServiceTo);
        Assert.Equal("DTP*434 DTP02", Assert.Single(read.Report.Remarks).Field);
    }

    [Fact]
    public async Task Line_numbers_out_of_order_are_cited_where_they_stand_and_no_segment_is_said_to_be_missing()
    {
        var file = Envelopes.Claims(Envelopes.Subscriber(2, "M1", Envelopes.Claim("C1", 10, 5)))
            .Replace("LX*2~", "LX*1~", StringComparison.Ordinal)
            .Replace("*15.00*", "*16.00*", StringComparison.Ordinal);
        var read = await Collected.ReadAsync(file);

        Assert.Equal("LX01", Assert.Single(read.Rejections).Field);
        var fault = Assert.Single(read.Report.Interchanges[0].Groups[0].Transactions[0].SegmentErrors);
        Assert.Equal(("LX", "8", 1), (fault.Segment, fault.SegmentCode, fault.Element));
    }

    [Fact]
    public async Task A_missing_member_is_no_missing_claim()
    {
        var read = await Collected.ReadAsync(
            Envelopes.Claims(Envelopes.Subscriber(2, "", Envelopes.Claim("C1", 10))));

        Assert.Single(read.Rejections);
        var fault = Assert.Single(read.Report.Interchanges[0].Groups[0].Transactions[0].SegmentErrors);
        Assert.NotEqual("CLM", fault.Segment);
    }

    [SharedTheory]
    [InlineData("b12-rd8-single-date.837", "A12", "DTP*434 DTP02")]
    [InlineData("b13-d8-holds-range.837", "A13", "DTP*472 DTP02")]
    public async Task The_files_that_were_reported_are_read(string file, string claim, string field)
    {
        var path = SharedData.Path("reported/07-DTP-qualifier-and-value-disagree/" + file);
        if (!System.IO.File.Exists(path)) return;
        var read = await Collected.ReadAsync(System.IO.File.ReadAllBytes(path));

        Assert.Equal(claim, Assert.Single(read.Claims).ClaimNumber);
        Assert.Contains(read.Report.Remarks, remark => remark.Field == field && remark.ClaimNumber == claim);
    }

    private static string File(string? line, string claim = "")
    {
        var text = Envelopes.Claim("C1", 10).Replace("HI*", claim + "HI*", StringComparison.Ordinal)
            .Replace("DTP*472*D8*20260101~", line is null ? "" : $"DTP*472*{line}~", StringComparison.Ordinal);
        return Envelopes.Claims(Envelopes.Subscriber(2, "M1", text));
    }
}
