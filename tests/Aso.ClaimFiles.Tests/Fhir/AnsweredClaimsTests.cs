namespace Aso.ClaimFiles.Tests.Fhir;

/// <summary>A Claim and the ExplanationOfBenefit that answers it are one claim.</summary>
public sealed class AnsweredClaimsTests
{
    private const string Paid = "\"payment\":{\"amount\":{\"value\":43.21}},";

    [Theory]
    // By the reference, relative, absolute, with a version, or of the entry.
    [InlineData("A", "E", "\"claim\":{\"reference\":\"Claim/A\"},", null, 1)]
    [InlineData("A", "E", "\"claim\":{\"reference\":\"https://tpa.example/fhir/Claim/A/_history/2\"},", null, 1)]
    [InlineData("A", "E", "\"claim\":{\"reference\":\"urn:uuid:A\"},", null, 1)]
    [InlineData("A", "E", "\"claim\":{\"reference\":\"urn:uuid:5a\"},", "urn:uuid:5a", 1)]
    [InlineData("A", "E", "\"claim\":{\"reference\":\"Claim/5\"},", "https:\\/\\/tpa.example\\/Claim\\/5", 1)]
    // By the number.
    [InlineData("A", "A", "", null, 1)]
    [InlineData("A", "E", "\"claim\":{\"identifier\":{\"value\":\"A\"}},", null, 1)]
    // Nothing connects them.
    [InlineData("A", "E", "\"claim\":{\"reference\":\"Claim/B\"},", null, 2)]
    [InlineData("A", "E", "", null, 2)]
    public async Task In_a_Bundle_in_any_order(string claim, string eob, string reference, string? url, int count)
    {
        var entries = (string[])[Entry(Resource("Claim", claim, ""), url), Entry(Resource("ExplanationOfBenefit", eob, reference + Paid), null)];
        foreach (var order in (string[][])[entries, [.. entries.Reverse()]])
        {
            var read = await Collected.ReadAsync(
                "{\"resourceType\":\"Bundle\",\"entry\":[" + string.Join(',', order) + "]}");

            Assert.Empty(read.Rejections);
            Assert.Equal(count, read.Claims.Count);
            Assert.Equal("43.21", $"{read.Claims.Single(one => one.ClaimNumber == eob && one.Lines[0].Paid is not null).Lines[0].Paid}");
            Assert.Equal(count == 1, read.Report.Remarks.Any(remark => remark.Field == "claim"));
        }
    }

    [Fact]
    public async Task In_a_file_of_lines_too_and_unanswered_Claims_keep_their_order()
    {
        var read = await Collected.ReadAsync(string.Join('\n',
            Resource("Claim", "A", ""), Resource("Claim", "B", ""), Resource("Claim", "C", ""),
            Resource("ExplanationOfBenefit", "B", Paid), Resource("Claim", "D", "")));

        Assert.Equal(["B", "A", "C", "D"], read.Claims.Select(claim => claim.ClaimNumber));
    }

    [Fact]
    public async Task A_number_of_somebody_else_answers_nothing()
    {
        var read = await Collected.ReadAsync(
            Resource("Claim", "A", "") + "\n"
            + Resource("ExplanationOfBenefit", "A", Paid).Replace("Patient/M1", "Patient/M2", StringComparison.Ordinal));

        Assert.Equal(["M2", "M1"], read.Claims.Select(claim => claim.MemberId));
    }

    [Fact]
    public async Task An_answer_that_is_rejected_does_not_leave_the_Claim_to_the_plan()
    {
        var read = await Collected.ReadAsync(
            Resource("Claim", "A", "") + "\n"
            + Resource("ExplanationOfBenefit", "A", Paid).Replace("43.21", "-1", StringComparison.Ordinal));

        Assert.Empty(read.Claims);
        Assert.Equal("payment.amount", Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task A_Claim_that_is_rejected_does_not_count_beside_its_answer()
    {
        var read = await Collected.ReadAsync(
            Resource("Claim", "A", "").Replace("\"net\"", "\"gross\"", StringComparison.Ordinal) + "\n"
            + Resource("ExplanationOfBenefit", "A", Paid));

        Assert.Empty(read.Rejections);
        Assert.Single(read.Claims);
    }

    [Fact]
    public async Task Beyond_what_is_held_the_oldest_Claims_are_taken_as_they_are()
    {
        // Two each: 10,000 are held.
        var claims = Enumerable.Range(1, 10_001).Select(number => Resource("Claim", $"C{number}", ""));
        var answers = (int[])[1, 2, 10_001];

        var read = await Collected.ReadAsync(string.Join('\n', [
            .. claims, .. answers.Select(number => Resource("ExplanationOfBenefit", $"C{number}", Paid))]));

        Assert.Equal(10_002, read.Claims.Count);
        Assert.Equal(2, read.Claims.Count(claim => claim.ClaimNumber == "C1"));
        Assert.Single(read.Claims, claim => claim.ClaimNumber == "C2");
        Assert.Single(read.Claims, claim => claim.ClaimNumber == "C10001");
    }

    private static string Entry(string resource, string? url) =>
        url is null ? $"{{\"resource\":{resource}}}" : $"{{\"fullUrl\":\"{url}\",\"resource\":{resource}}}";

    private static string Resource(string type, string id, string body) =>
        AdjudicatedElsewhereTests.Eob($"{body}\"id\":\"{id}\",\"item\":[{{\"net\":{{\"value\":100}}}}]")
            .Replace("ExplanationOfBenefit", type, StringComparison.Ordinal)
            .Replace("\"C1\"", $"\"{id}\"", StringComparison.Ordinal);
}
