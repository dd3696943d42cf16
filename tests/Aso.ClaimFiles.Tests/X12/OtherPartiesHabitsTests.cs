using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>What other parties' systems write that the standard's examples do not show.</summary>
public sealed class OtherPartiesHabitsTests
{
    private static readonly string Plain = Envelopes.Claims(
        Envelopes.Subscriber(2, "M1", Envelopes.Claim("C1", 10, 20.50m), Envelopes.Claim("C2", 5)),
        Envelopes.Subscriber(3, "M2", Envelopes.Claim("C3", 7.25m)));

    [Theory]
    [InlineData("\uFEFF", "a byte order mark was skipped")]
    [InlineData("~\r\n", "line breaks after segment terminators were skipped")]
    [InlineData("\n", "segments end with line breaks; the file was read that way")]
    [InlineData("|", "delimiters are not * : ~; the ones the ISA declares were used")]
    [InlineData("^", "delimiters are not * : ~; the ones the ISA declares were used")]
    [InlineData("~\f", "control bytes between segments were skipped")]
    [InlineData("~\0", "control bytes between segments were skipped")]
    [InlineData("end", "control bytes between segments were skipped")]
    public async Task Odd_layout_is_read_and_noted(string layout, string note)
    {
        var content = layout switch
        {
            "\uFEFF" => layout + Plain,
            "^" => Plain.Replace('^', '!').Replace('*', '^'),
            "|" => Plain.Replace('*', '|'),
            "end" => Plain + new string('\0', 300),
            _ => Plain.Replace("~", layout, StringComparison.Ordinal),
        };

        var read = await Collected.ReadAsync(content);

        Assert.Equal(["C1", "C2", "C3"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal(FileOutcome.Accepted, read.Report.Outcome);
        Assert.Contains(note, read.Report.Repairs.Select(repair => repair.Text));
    }

    [Fact]
    public async Task Transactions_without_a_group_are_read_and_answered_by_a_TA1()
    {
        const string group = "GS*HC*SENDER*RECEIVER*20260101*1200*1*X*005010X222A1~";
        var content = Plain.Replace(group, "", StringComparison.Ordinal)
            .Replace("GE*1*1~IEA*1*", "IEA*0*", StringComparison.Ordinal);

        var read = await Collected.ReadAsync(content);

        Assert.Equal(3, read.Claims.Count);
        Assert.Contains("TA1*000000001*260101*1200*E*024~", Answer(read));
    }

    [Fact]
    public async Task A_file_that_ends_between_two_claims_is_taken_in_part()
    {
        var read = await Collected.ReadAsync(Plain[..Plain.IndexOf("HL*3", StringComparison.Ordinal)]);

        Assert.Equal(2, read.Claims.Count);
        Assert.Equal(FileOutcome.Partial, read.Report.Outcome);
        Assert.Contains(read.Report.Remarks, remark => remark.Field == "SE");
    }

    [Fact]
    public async Task A_missing_trailer_alone_rejects_nothing()
    {
        var read = await Collected.ReadAsync(Plain[..Plain.IndexOf("GE*", StringComparison.Ordinal)]);

        Assert.Equal((3, FileOutcome.Accepted), (read.Claims.Count, read.Report.Outcome));
        Assert.Equal(["GE", "IEA"], read.Report.Remarks.Select(remark => remark.Field));
    }

    [Fact]
    public async Task A_void_without_its_original_is_rejected_and_counts_no_charge()
    {
        var read = await Collected.ReadAsync(
            Plain.Replace("C2*5.00***11:B:1", "C2*5.00***11:B:8", StringComparison.Ordinal));

        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(("C2", "REF*F8 REF02", Cents.Zero),
            (rejection.ClaimNumber, rejection.Field, rejection.Charge));
        var transaction = Plain.IndexOf("ST*", StringComparison.Ordinal);
        var claim = Plain.IndexOf("CLM*C2", StringComparison.Ordinal);
        var number = 1 + Plain[transaction..claim].Count(letter => letter == '~');
        Assert.Contains($"IK3*REF*{number}**3~", Answer(read));
    }

    [Fact]
    public async Task Strict_names_the_envelope_and_not_each_of_its_claims()
    {
        var read = await Collected.ReadAsync(
            Plain.Replace("SE*", "SE*9", StringComparison.Ordinal), Reading.Options with { Strict = true });

        Assert.Equal(3, read.Rejections.Count);
        Assert.DoesNotContain("IK3", Answer(read));
        Assert.Contains("IK5*R*4~", Answer(read));
    }

    [Fact]
    public async Task A_transaction_without_claims_is_noted()
    {
        var read = await Collected.ReadAsync(Envelopes.Claims());

        Assert.Equal("the transaction has no claims", Assert.Single(read.Report.Remarks).Text);
    }

    [Fact]
    public async Task Answers_to_different_files_have_different_control_numbers()
    {
        var read = await Collected.ReadAsync(Plain + Plain);

        var numbers = new[] { 0L, 1, 999_999 }.SelectMany(file =>
            Encoding.UTF8.GetString(X12Acknowledgment.Write(read.Report, new DateTime(2026, 4, 1), file).Span)
                .Split('~').Where(segment => segment.StartsWith("ISA", StringComparison.Ordinal))
                .Select(segment => segment.Split('*')[13])).ToList();

        Assert.Equal(6, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.Equal(9, number.Length));
    }

    [Theory]
    [InlineData("ISA*00*~GS*1~", "X12 with an unreadable ISA")]
    [InlineData("isa*00*          *00*", "X12 with an unreadable ISA")]
    [InlineData("subscriberId,memberId,effective\nS,M,2026-01-01\n", "belongs in the enrollment container")]
    [InlineData("name,amount\na,1\n", "claimNumber and memberId")]
    public async Task What_is_no_file_of_claims_says_what_it_is_and_what_is_expected(string content, string words)
    {
        var read = await Collected.ReadAsync(content);

        Assert.Contains(words, read.Report.QuarantineReason);
    }

    [Fact]
    public async Task Enrollment_among_the_claims_is_named_and_sent_to_its_container()
    {
        var enrollment = Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction(
            "834", "0001", "005010X220A1", "BGN*00*1*20260101*1200****2~INS*Y*18*021*20*A~REF*0F*S1~"
            + "HD*021**HLT**EMP~DTP*348*D8*20260101~"));

        var read = await Collected.ReadAsync(enrollment);
        var rows = await EnrollmentFile.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(Plain)), Reading.Options, new CollectedRows());

        Assert.Contains("belongs in the enrollment container", read.Report.QuarantineReason);
        Assert.Contains("belong in the claims container", rows.QuarantineReason);
    }

    private static string Answer(Collected read) =>
        Encoding.UTF8.GetString(X12Acknowledgment.Write(read.Report, new DateTime(2026, 4, 1)).Span);
}
