using System.Text;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>files.md section 5, for X12.</summary>
public sealed class UnluckyFilesTests
{
    private static readonly string Plain = Envelopes.Claims(
        Envelopes.Subscriber(2, "M1", Envelopes.Claim("C1", 10, 20.50m), Envelopes.Claim("C2", 5)),
        Envelopes.Subscriber(3, "M2", Envelopes.Claim("C3", 7.25m)));

    public static TheoryData<string, string> Layouts()
    {
        var wrapped = string.Join("\r\n", Plain.Chunk(80).Select(chunk => new string(chunk)));
        var wild = Plain.Replace('*', '\u001D').Replace(':', '\u001F').Replace('~', '\u001C');
        return new TheoryData<string, string>
        {
            { "byte order mark", "\uFEFF" + Plain },
            { "CRLF", Plain.Replace("~", "~\r\n", StringComparison.Ordinal) },
            { "LF", Plain.Replace("~", "~\n", StringComparison.Ordinal) },
            { "blank lines", Plain.Replace("~", "~\n\n\n", StringComparison.Ordinal) },
            { "indented", Plain.Replace("~", "~\r\n   \t", StringComparison.Ordinal) },
            { "newline as terminator", Plain.Replace('~', '\n') },
            { "CRLF as terminator", Plain.Replace("~", "\r\n", StringComparison.Ordinal) },
            { "CR as terminator", Plain.Replace('~', '\r') },
            { "newline as terminator, indented", Plain.Replace("~", "\n  ", StringComparison.Ordinal) },
            { "wrapped at 80", wrapped },
            { "control characters as delimiters", wild },
            { "bars", Plain.Replace('*', '|').Replace(':', '>').Replace('~', '!') },
            { "empty segments", Plain.Replace("~", "~~", StringComparison.Ordinal) },
            { "junk around", "From: someone\r\nISAAC says hello\r\n" + Plain + "\r\n-- \r\nregards\r\n" },
            { "DOS end of file", Plain + "\u001A" },
        };
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Layout_does_not_change_what_the_claims_say(string layout, string content)
    {
        var expected = (await Collected.ReadAsync(Plain)).Claims.Select(Reading.Show);
        foreach (var atOnce in new[] { 1, 7, 64, 100_000 })
        {
            var read = await Collected.ReadAsync(new DrippingStream(Encoding.UTF8.GetBytes(content), atOnce));

            Assert.Equal(expected, read.Claims.Select(Reading.Show));
            Assert.Empty(read.Rejections);
            Assert.Empty(read.Report.Interchanges.SelectMany(one => one.Errors));
            Assert.Empty(read.Report.Interchanges.Single().Groups.Single().Transactions.Single().Errors);
        }

        Assert.NotEmpty(layout);
    }

    [Fact]
    public async Task Offsets_are_those_of_the_bytes()
    {
        var content = "\uFEFF" + Plain.Replace("~", "~\r\n", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(content);

        var read = await Collected.ReadAsync(new DrippingStream(bytes, 13));

        Assert.All(read.Claims, claim =>
            Assert.StartsWith($"CLM*{claim.ClaimNumber}*", Encoding.UTF8.GetString(bytes, (int)claim.Position, 20)));
    }

    [Theory]
    [InlineData("SE*42*0001", "SE*43*0001", "4")]
    [InlineData("SE*42*0001", "SE*42*0002", "3")]
    [InlineData("GE*1*1", "GE*2*1", "5")]
    [InlineData("GE*1*1", "GE*1*9", "4")]
    [InlineData("IEA*1*000000001", "IEA*3*000000001", "021")]
    [InlineData("IEA*1*000000001", "IEA*1*000000002", "001")]
    public async Task Envelope_errors_are_reported_and_strict_rejects_the_transaction(string from, string to,
        string code)
    {
        var content = Plain.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Plain, content);

        var read = await Collected.ReadAsync(content);
        var strict = await Collected.ReadAsync(content, Reading.Options with { Strict = true });

        Assert.Equal(3, read.Claims.Count);
        var interchange = Assert.Single(read.Report.Interchanges);
        var errors = interchange.Errors.Concat(interchange.Groups.SelectMany(group => group.Errors))
            .Concat(interchange.Groups.SelectMany(group => group.Transactions).SelectMany(one => one.Errors));
        Assert.Equal(code, Assert.Single(errors).Code);
        Assert.Empty(strict.Claims);
        Assert.Equal(["C1", "C2", "C3"], strict.Rejections.Select(one => one.ClaimNumber));
        Assert.Equal(new Cents(4275), strict.Report.RejectedCharge);
    }

    [Fact]
    public async Task Strict_accepts_the_transaction_beside_it()
    {
        string Transaction(string control, string claim) => Envelopes.Transaction("837", control, "005010X222A1",
            "BHT*0019*00*1*20260101*1200*CH~HL*1**20*1~NM1*85*2*CLINIC*****XX*1234567893~"
            + Envelopes.Subscriber(2, "M1", Envelopes.Claim(claim, 5)));
        var content = Envelopes.Interchange("HC", "005010X222A1",
            Transaction("0001", "A"), Transaction("0002", "B").Replace("SE*", "SE*9", StringComparison.Ordinal),
            Transaction("0003", "C"));

        var strict = await Collected.ReadAsync(content, Reading.Options with { Strict = true });

        Assert.Equal(["A", "C"], strict.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal("B", Assert.Single(strict.Rejections).ClaimNumber);
    }

    [Fact]
    public async Task Three_hundred_interchanges_are_read_and_repeated_numbers_reported()
    {
        var content = string.Concat(Enumerable.Range(0, 300).Select(index =>
            (index % 2 == 0 ? Plain : Plain.Replace('*', '|').Replace('~', '\n')) + "\r\n"));

        var read = await Collected.ReadAsync(content);

        Assert.Equal(900, read.Claims.Count);
        Assert.Equal(300, read.Report.Interchanges.Count);
        Assert.Equal(299, read.Report.Interchanges.Count(one => one.Errors.Any(error => error.Code == "025")));
    }

    [Fact]
    public async Task Eight_hundred_claims_in_one_transaction_are_read()
    {
        var read = await Collected.ReadAsync(Envelopes.Claims([.. Enumerable.Range(2, 800).Select(index =>
            Envelopes.Subscriber(index, $"M{index}", Envelopes.Claim($"C{index}", index, 1)))]));

        Assert.Equal(800, read.Claims.Count);
        Assert.Empty(read.Report.Remarks);
    }

    [Fact]
    public async Task A_file_truncated_anywhere_gives_everything_before_it()
    {
        var bytes = Encoding.UTF8.GetBytes(Plain);
        var whole = (await Collected.ReadAsync(Plain)).Claims;
        var ends = whole.Skip(1).Select(claim => claim.Position)
            .Append(Plain.IndexOf("SE*", StringComparison.Ordinal)).ToList();
        for (var cut = (int)whole[0].Position; cut < bytes.Length; cut++)
        {
            var read = await Collected.ReadAsync(bytes[..cut]);
            var complete = ends.Count(end => end <= cut);

            Assert.InRange(read.Claims.Count, complete, complete + 1);
            Assert.Equal(
                whole.Take(read.Claims.Count).Select(Reading.Show), read.Claims.Select(Reading.Show));
            Assert.Equal(cut < bytes.Length - 1, read.Report.Interchanges[0].Errors.Count > 0);
        }
    }

    [Fact]
    public async Task A_truncated_interchange_does_not_hide_the_next()
    {
        var cut = Plain[..(Plain.IndexOf("CLM*C2", StringComparison.Ordinal) + 8)];
        var next = Plain.Replace('*', '|').Replace('~', '\n').Replace("C1", "D1", StringComparison.Ordinal);

        var read = await Collected.ReadAsync(cut + next);

        Assert.Equal(["C1", "D1", "C2", "C3"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Single(read.Rejections);
    }

    [Fact]
    public async Task A_sum_that_differs_is_noted_on_the_claim()
    {
        var read = await Collected.ReadAsync(Plain.Replace("CLM*C1*30.50", "CLM*C1*31.50", StringComparison.Ordinal));

        Assert.Equal(3, read.Claims.Count);
        var remark = Assert.Single(read.Report.Remarks);
        Assert.Equal(("C1", "CLM02"), (remark.ClaimNumber, remark.Field));
    }
}
