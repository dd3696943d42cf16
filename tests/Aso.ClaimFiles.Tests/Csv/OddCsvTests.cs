using System.Globalization;
using System.Text;

namespace Aso.ClaimFiles.Tests.Csv;

/// <summary>What spreadsheets and other systems make of a CSV.</summary>
public sealed class OddCsvTests
{
    private const string Header = "claimNumber,lineNumber,benefit,memberId,serviceFrom,procedure,charge\n";
    private const string Rows = "C1,1,medical,M1,2026-01-05,99213,100\nC1,2,medical,M1,2026-01-06,99214,50.5\n"
        + "C2,1,dental,M2,2026-02-01,D0120,75\n";

    public static TheoryData<string, string> Contents() => new()
    {
        { "byte order mark", "\uFEFF" + Header + Rows },
        { "CRLF", (Header + Rows).ReplaceLineEndings("\r\n") },
        { "CR", (Header + Rows).Replace('\n', '\r') },
        { "semicolons", (Header + Rows).Replace(',', ';') },
        { "tabs", (Header + Rows).Replace(',', '\t') },
        { "capitals", Header.ToUpperInvariant() + Rows },
        { "names with spaces", "Claim Number, Line Number ,Benefit,Member ID,Service From,Procedure,Charge\n" + Rows },
        { "names with _", "claim_number,line_number,benefit,member_id,service-from,procedure,charge\n" + Rows },
        { "quoted", Quoted(Header + Rows) },
        { "spaces around cells", (Header + Rows).Replace(",", " , ", StringComparison.Ordinal) },
        { "an empty last column", (Header + Rows).Replace("\n", ",\n", StringComparison.Ordinal) },
        { "Excel's separator line", "sep=,\n" + Header + Rows },
        { "a title", "Claims of January\r\n\r\n" + Header + Rows },
        {
            "blank lines",
            Header + "\n" + Rows.Replace("\nC2", "\n,,,,,,\n  \n\nC2", StringComparison.Ordinal) + "\n\n"
        },
        { "zeros at the end", Header + Rows + new string('\0', 200) },
        { "no last line break", Header + Rows.TrimEnd() },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Layout_does_not_change_what_the_claims_say(string layout, string content)
    {
        var expected = (await Collected.ReadAsync(Header + Rows)).Claims
            .Select(claim => Reading.Show(claim with { Position = 0 })).ToList();
        foreach (var atOnce in new[] { 1, 13, 100_000 })
        {
            var read = await Collected.ReadAsync(new DrippingStream(Encoding.UTF8.GetBytes(content), atOnce));

            Assert.True(read.Rejections.Count == 0, layout);
            Assert.Equal(expected, read.Claims.Select(claim => Reading.Show(claim with { Position = 0 })));
        }
    }

    // Delimiters are found 64 bytes at a time, in a buffer whose end falls anywhere in a row.
    [Theory]
    [InlineData(1, 3000)]
    [InlineData(0, 3001)]
    public async Task Cells_are_found_wherever_they_stand(int surplus, int rows)
    {
        var content = new StringBuilder("note," + Header);
        for (var row = 1; row <= rows; row++)
            content.Append('n', row % 131)
                .Append(CultureInfo.InvariantCulture, $",C{row},1,medical,M{row},2026-01-05,P{row},{row}.07")
                .Append(surplus == 1 && row == rows ? ",x\n" : "\n");

        var read = await Collected.ReadAsync(content.ToString());

        Assert.Equal(surplus, read.Rejections.Count);
        Assert.Equal(
            Enumerable.Range(1, rows - surplus).Select(row => ($"C{row}", $"M{row}", $"P{row}", row + 0.07m)),
            read.Claims.Select(claim =>
                (claim.ClaimNumber, claim.MemberId, claim.Lines[0].Procedure ?? "", claim.Charge.Amount)));
    }

    [Theory]
    [InlineData("1,2,3", true)]
    [InlineData("3,1,2", true)]
    [InlineData("1,3,2", true)]
    [InlineData("1,2,2", false)]
    [InlineData("2,1,2", false)]
    [InlineData("3,1,1", false)]
    [InlineData("1,3,2,3", false)]
    public async Task Line_numbers_stand_in_any_order_and_once(string numbers, bool isTaken)
    {
        var rows = numbers.Split(',').Select(number => $"C1,{number},medical,M1,2026-01-05,99213,100\n");

        var read = await Collected.ReadAsync(Header + string.Concat(rows));

        Assert.Equal(isTaken ? numbers : "lineNumber", isTaken
            ? string.Join(',', Assert.Single(read.Claims).Lines.Select(line => line.LineNumber))
            : Assert.Single(read.Rejections).Field);
    }

    // What was read of the row before serves where it is the same, and nowhere else.
    [Fact]
    public async Task Rows_that_repeat_cells_say_what_they_say_alone()
    {
        string[] rows =
        [
            "M1,medical,1234567893,25", "M1,medical,1234567893,25", "M1,dental,1234567893,25;59", "M10,dental,,",
            "M1,medical,1234567893,25", "M1,nothing,1234567893,25", "M1,nothing,1234567893,25",
            "1.2E+10,medical,1234567893,25", "1.2E+10,medical,1234567893,25",
            "M1,medical,1234567890,25", "M1,medical,1234567890,25",
            ",medical,1234567893,", ",medical,1234567893,", "M1,medical,1234567893,25",
        ];
        string[] whole = [.. rows.Index().Select(row => $"C{row.Index},1,2026-01-05,100,{row.Item}\n")];
        const string header = "claimNumber,lineNumber,serviceFrom,charge,memberId,benefit,provider,modifiers\n";

        var together = await Collected.ReadAsync(header + string.Concat(whole));
        var alone = await Task.WhenAll(whole.Select(row => Collected.ReadAsync(header + row)));

        Assert.Equal(6, together.Claims.Count);
        Assert.Equal(
            alone.SelectMany(one => one.Claims).Select(claim => Reading.Show(claim with { Position = 0 })),
            together.Claims.Select(claim => Reading.Show(claim with { Position = 0 })));
        Assert.Equal(
            alone.SelectMany(one => one.Rejections).Select(one => (one.ClaimNumber, one.Field, one.Expected)),
            together.Rejections.Select(one => (one.ClaimNumber, one.Field, one.Expected)));
    }

    [Theory]
    [InlineData("\uFEFF", "", "a byte order mark was skipped")]
    [InlineData("sep=,\n", "", "lines before the header were skipped")]
    [InlineData("", "\n  \n", "blank lines were skipped")]
    public async Task What_was_skipped_is_noted(string before, string after, string note)
    {
        var read = await Collected.ReadAsync(before + Header + after + Rows);

        Assert.Equal(note, Assert.Single(read.Report.Repairs).Text);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('"')]
    public async Task An_endless_line_is_rejected_alone_and_takes_no_memory(char letter)
    {
        var file = Encoding.UTF8.GetBytes(
            Header + "C0,1,medical,M1,2026-01-05,99213,1\n" + new string(letter, 30 << 20) + "\n" + Rows);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = await Collected.ReadAsync(file);

        Assert.Equal(["C0", "C1", "C2"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal((3L, "row"), (read.Rejections.Single().FaultAt.Value, read.Rejections.Single().Field));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 << 20);
    }

    [Fact]
    public async Task Lines_are_cited_as_an_editor_counts_them()
    {
        var read = await Collected.ReadAsync(
            "title\n\n" + Header + "C1,1,medical,M1,2026-01-05,99213,x\n\n,,,,,,\n"
            + "C2,1,medical,M1,2026-01-05,99213,x\n");

        Assert.Equal([4L, 7L], read.Rejections.Select(one => one.FaultAt.Value));
    }

    [Theory]
    [InlineData("\"1,00.00\"")]
    [InlineData("100 EUR")]
    [InlineData("1e2")]
    [InlineData("10.005")]
    [InlineData("")]
    [InlineData("٣")]
    public async Task An_amount_that_is_not_plain_rejects_its_claim_and_says_how_one_looks(string amount)
    {
        var read = await Collected.ReadAsync(
            Header + $"C1,1,medical,M1,2026-01-05,99213,{amount}\nC2,1,medical,M1,2026-01-05,99213,1\n");

        Assert.Equal("C2", Assert.Single(read.Claims).ClaimNumber);
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(("C1", "charge", 2L), (rejection.ClaimNumber, rejection.Field, rejection.FaultAt.Value));
        Assert.Contains("1234.50", rejection.Expected);
    }

    [Fact]
    public async Task A_row_with_quotes_and_one_without_say_the_same()
    {
        var read = await Collected.ReadAsync(
            Header + "C1,1,medical,\"M,1\",2026-01-05,\"99\"\"213\",100\nC2,1,medical,M1,2026-01-05,99213,100\n");

        Assert.Equal(["M,1", "M1"], read.Claims.Select(claim => claim.MemberId));
        Assert.Equal(["99\"213", "99213"], read.Claims.Select(claim => claim.Lines[0].Procedure));
        Assert.All(read.Claims, claim => Assert.Equal(new Cents(10000), claim.Charge));
    }

    [Theory]
    [InlineData("x\",\"y")]
    [InlineData("\"a\"b\"c\" d\",\"")]
    [InlineData("\"a\rb\"\r\"c\"")]
    [InlineData("\"\"\"\"\"\"\"")]
    [InlineData("x\"\ny\"")]
    public async Task Quotes_gone_wrong_in_one_claim_do_not_change_another(string cells)
    {
        var one = "C3,1,medical,\"M,1\",2026-01-05,99213,100\n";

        var read = await Collected.ReadAsync(
            Header + Rows + $"X1,1,medical,M1,2026-01-05,{cells}\n" + one + one.Replace('3', '4'));

        Assert.Equal(["C1", "C2", "C3", "C4"],
            read.Claims.Where(claim => claim.ClaimNumber[0] == 'C').Select(claim => claim.ClaimNumber));
        Assert.All(read.Claims.TakeLast(2), claim => Assert.Equal("M,1", claim.MemberId));
        Assert.NotEmpty(read.Rejections);
    }

    private static string Quoted(string csv) => string.Join('\n', csv.TrimEnd().Split('\n')
        .Select(line => string.Join(',', line.Split(',').Select(cell => $"\"{cell}\"")))) + "\n";
}
