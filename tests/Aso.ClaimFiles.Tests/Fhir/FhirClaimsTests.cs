using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Fhir;

public sealed class FhirClaimsTests
{
    private static readonly string One =
        """
        {"resourceType":"Claim","status":"active","identifier":[{"value":"C1"}],
        "type":{"coding":[{"code":"professional"}]},"patient":{"reference":"Patient/M1"},"total":{"value":30.50},
        "item":[{"sequence":1,"servicedDate":"2026-01-05","productOrService":{"coding":[{"code":"99213"}]},
        "net":{"value":10.25}},{"sequence":2,"servicedPeriod":{"start":"2026-01-05","end":"2026-01-06"},
        "quantity":{"value":2},"net":{"value":20.25}}]}
        """.ReplaceLineEndings("");

    /// <summary>Mutant 222 of the first run: an identifier of a kind that has no value, or none at all.</summary>
    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{\"value\":null}]")]
    [InlineData("\"C1\"")]
    [InlineData("[[]]")]
    public async Task An_identifier_without_a_value_rejects_the_claim(string identifier)
    {
        var read = await Collected.ReadAsync(
            One.Replace("[{\"value\":\"C1\"}]", identifier, StringComparison.Ordinal) + "\n" + One);

        Assert.Equal("identifier", Assert.Single(read.Rejections).Field);
        Assert.Single(read.Claims);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "\uFEFF")]
    public async Task An_array_of_resources_gives_each_of_them(bool pretty, string mark)
    {
        var two = One.Replace("\"C1\"", "\"C2\"", StringComparison.Ordinal);
        var spread = One.Replace("{", "{\n    ", StringComparison.Ordinal);
        var json = mark + (pretty ? $"[\n  {spread},\n  {two}\n]\n" : $"[{One},{two}]");

        var read = await Collected.ReadAsync(new DrippingStream(System.Text.Encoding.UTF8.GetBytes(json), 50));

        Assert.Equal(["C1", "C2"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Empty(read.Rejections);
        Assert.Equal(pretty ? 2 : 1, read.Claims[0].Position);
        Assert.Equal(mark.Length, read.Report.Repairs.Count);
    }

    [Fact]
    public async Task A_truncated_array_is_reported()
    {
        var read = await Collected.ReadAsync($"[{One},");

        Assert.Single(read.Claims);
        Assert.Single(read.Rejections);
    }

    [SharedFact]
    public async Task A_bundle_spread_over_lines_gives_its_ten_explanations()
    {
        var read = await Collected.ReadAsync(File.OpenRead(SharedData.Path("fhir/bcdaworker_test.ndjson")));

        Assert.Empty(read.Rejections);
        Assert.Equal(
            "10300336722 850.00 1;10302277613 10.00 1;10310629871 100.00 1;10525061996 40.00 1;10536472376 50.00 1;"
            + "10540756145 60.00 2;10621688904 70.00 1;10657266651 60.00 1;10664270969 60.00 1;10666935013 60.00 1",
            string.Join(';', read.Claims.Select(claim => $"{claim.ClaimNumber} {claim.Charge} {claim.Lines.Count}")));
        Assert.All(read.Claims, claim => Assert.Equal("20000000000001", claim.MemberId));
        var first = read.Claims[0].Lines[0];
        Assert.Equal(("45384", new Cents(30000), new Cents(25000)), (first.Procedure, first.Allowed, first.Paid));
        Assert.Equal(new DateOnly(2000, 10, 1), first.ServiceFrom);
    }

    [SharedTheory]
    [InlineData("fhir/test_no_encoding.ndjson")]
    [InlineData("fhir/test_gzip_encoded.ndjson")]
    public async Task A_claim_without_items_is_one_line_of_its_total(string file)
    {
        var read = await Collected.ReadAsync(File.OpenRead(SharedData.Path(file)));

        var claim = Assert.Single(read.Claims);
        Assert.Equal(
            ("dcn-100195614", "1S00E00KW61", new Cents(63966)), (claim.ClaimNumber, claim.MemberId, claim.Charge));
        Assert.Equal(new DateOnly(2016, 10, 30), Assert.Single(claim.Lines).ServiceFrom);
    }

    [Fact]
    public async Task Items_are_lines()
    {
        var read = await Collected.ReadAsync(One);

        var claim = Assert.Single(read.Claims);
        Assert.Equal(("C1", "M1", Benefit.Medical), (claim.ClaimNumber, claim.MemberId, claim.Benefit));
        Assert.Equal([10.25m, 20.25m], claim.Lines.Select(line => line.Charge.Amount));
        Assert.Equal((2m, new DateOnly(2026, 1, 6)), (claim.Lines[1].Units, claim.Lines[1].ServiceTo));
        Assert.Empty(read.Report.Remarks);
    }

    [Theory]
    [InlineData("professional", Benefit.Medical)]
    [InlineData("institutional", Benefit.Medical)]
    [InlineData("pharmacy", Benefit.Pharmacy)]
    [InlineData("oral", Benefit.Dental)]
    [InlineData("vision", Benefit.Vision)]
    public async Task The_type_says_the_benefit(string type, Benefit benefit)
    {
        var read = await Collected.ReadAsync(One.Replace("professional", type, StringComparison.Ordinal));

        Assert.Equal(benefit, Assert.Single(read.Claims).Benefit);
    }

    [Theory]
    [InlineData("{\"resourceType\":\"Claim\",", "line")]
    [InlineData("{\"resourceType\":\"Claim\"}}", "identifier")]
    [InlineData("not json at all", null)]
    public async Task A_broken_line_is_rejected_alone(string broken, string? field)
    {
        var read = await Collected.ReadAsync(One + "\n" + broken + "\n" + One.Replace("C1", "C2",
            StringComparison.Ordinal) + "\n");

        Assert.Equal(["C1", "C2"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal([1L, 3L], read.Claims.Select(claim => claim.Position));
        if (field is not null)
            Assert.Equal((field, FilePosition.AtLine(2)), (read.Rejections[0].Field, read.Rejections[0].At));
    }

    [Theory]
    [InlineData("\"value\":10.25", "\"value\":-10.25", "item[0].net")]
    [InlineData("\"value\":10.25", "\"value\":10.255", "item[0].net")]
    [InlineData("2026-01-05\",\"end", "2026-01-07\",\"end", "item[1].serviced")]
    [InlineData("\"end\":\"2026-01-06", "\"end\":\"2026-07-06", "item[1].serviced")]
    [InlineData("Patient/M1", "", "patient")]
    [InlineData("professional", "hearing", "type")]
    [InlineData("active", "draft", "status")]
    public async Task A_fault_is_cited_by_its_path(string from, string to, string field)
    {
        var read = await Collected.ReadAsync(One.Replace(from, to, StringComparison.Ordinal));

        var rejection = Assert.Single(read.Rejections);
        Assert.Equal((field, "C1", new Cents(3050)), (rejection.Field, rejection.ClaimNumber, rejection.Charge));
    }
}
