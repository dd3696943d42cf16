using System.IO.Compression;
using System.Text;
using Aso.ClaimFiles.Tests.X12;

namespace Aso.ClaimFiles.Tests;

/// <summary>A claim's bytes as they came, found by the place at which it was read.</summary>
public sealed class RawClaimTests
{
    private const string Header = "claimNumber,lineNumber,type,benefit,memberId,subscriberId,serviceFrom,serviceTo,received,"
        + "paidDate,provider,network,procedure,units,charge\n";

    private static readonly string[] Rows =
    [
        Row("C1", 1, "2026-01-05"), Row("C2", 1, "2026-01-06"), Row("C2", 2, "2026-01-07"), Row("\"C3\"", 1, "2026-01-08"),
    ];

    [Fact]
    public async Task Rows_of_a_CSV_are_those_of_the_claim_alone()
    {
        var content = Bytes(Header + string.Concat(Rows));
        Assert.Equal(Rows[0], await RawAsync(content, "C1"));
        Assert.Equal(Rows[1] + Rows[2], await RawAsync(content, "C2"));
        Assert.Equal(Rows[3], await RawAsync(content, "C3"));
        Assert.Null(await RawClaim.FindAsync(new MemoryStream(content), null, "C9", 3));
        Assert.Null(await RawClaim.FindAsync(new MemoryStream(content), null, "C1", 99));
    }

    [Fact]
    public async Task In_an_archive_the_place_is_that_of_what_is_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Bytes(Header + string.Concat(Rows)));
        Assert.Equal(Rows[1] + Rows[2], await RawAsync(packed.ToArray(), "C2"));

        using var zipped = new MemoryStream();
        using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("other.csv", Header + Rows[0].Replace("C1,", "X1,", StringComparison.Ordinal));
            Add("ours.csv", Header + Rows[0]);

            void Add(string name, string text)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Bytes(text));
            }
        }

        Assert.Equal(Rows[0], await RawAsync(zipped.ToArray(), "C1"));
    }

    [Fact]
    public async Task Of_headers_and_lines_in_two_files_it_is_both_also_on_one_line_number()
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("lines.csv", "claimNumber,lineNumber,serviceFrom,charge\nC1,1,2026-01-05,1.00\nC2,1,2026-01-06,2.00\n");
            Add("headers.csv", "claimNumber,memberId,benefit\nC1,M1,medical\nC2,M2,dental\n");

            void Add(string name, string text)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Bytes(text));
            }
        }

        Assert.Equal("C1,M1,medical\nC1,1,2026-01-05,1.00\n", await RawAsync(zipped.ToArray(), "C1"));
        Assert.Equal("C2,M2,dental\nC2,1,2026-01-06,2.00\n", await RawAsync(zipped.ToArray(), "C2"));
    }

    [Fact]
    public async Task Segments_of_an_837_go_from_its_CLM_to_the_next_claim_or_person()
    {
        var (first, second, third) = (Envelopes.Claim("A1", 5, 6), Envelopes.Claim("A2", 7), Envelopes.Claim("A3", 8));
        var content = Bytes(Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", first, second), Envelopes.Subscriber(3, "M2", third)));
        var claims = (await Collected.ReadAsync(new DrippingStream(content, 97))).Claims;
        Assert.Equal(["A1", "A2", "A3"], claims.Select(claim => claim.Account));
        foreach (var (claim, expected) in claims.Zip((string[])[first, second, third]))
            Assert.Equal(expected, Encoding.UTF8.GetString((await RawClaim.FindAsync(
                new DrippingStream(content, 89), null, claim.Account!, claim.Position))!));
    }

    [Fact]
    public async Task A_FHIR_resource_is_that_of_its_line()
    {
        string[] resources =
        [
            """{"resourceType":"ExplanationOfBenefit","id":"one","identifier":[{"value":"F1"}]}""",
            """{"resourceType":"ExplanationOfBenefit","id":"two","identifier":[{"value":"F2"}]}""",
        ];
        var content = Bytes(string.Join('\n', resources) + "\n");
        Assert.Equal(resources[1], Encoding.UTF8.GetString((await RawClaim.FindAsync(
            new MemoryStream(content), null, "F2", 2))!));
    }

    private static async Task<string> RawAsync(byte[] content, string number)
    {
        var claim = (await Collected.ReadAsync(content)).Claims.Single(claim => claim.ClaimNumber == number);
        return Encoding.UTF8.GetString((await RawClaim.FindAsync(new MemoryStream(content), null, number, claim.Position))!);
    }

    private static string Row(string number, int line, string day) =>
        $"{number},{line},original,medical,M1,M1,{day},{day},2026-01-10,2026-01-15,1234567893,in,99213,1,100.00\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
