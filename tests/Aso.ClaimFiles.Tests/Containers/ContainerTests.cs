using System.IO.Compression;
using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.X12;

namespace Aso.ClaimFiles.Tests.Containers;

public sealed class ContainerTests
{
    private const string Csv =
        "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\nC1,1,medical,M-1,2026-01-05,10\n";

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("x", "the file contains a single byte")]
    [InlineData("\u0089PNG", null)]
    [InlineData("   \r\n ", "the file contains only blanks")]
    [InlineData("Dear Sir, ISAAC sends the claims tomorrow", null)]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("{}", "there is no ExplanationOfBenefit or Claim in the JSON")]
    [InlineData("a,b,c\n1,2,3\n", null)]
    public async Task What_nothing_can_be_read_from_is_quarantined_with_its_reason(string content, string? reason)
    {
        var read = await Collected.ReadAsync(Encoding.Latin1.GetBytes(content));

        Assert.Equal(FileOutcome.Quarantined, read.Report.Outcome);
        if (reason is not null) Assert.Equal(reason, read.Report.QuarantineReason);
    }

    [SharedTheory]
    [InlineData("fhir/corrupt_gz_file.ndjson")]
    [InlineData("fhir/single_byte_file.bin")]
    [InlineData("x12/835_005010X221A1/managed-care.835")]
    public async Task Other_parties_unreadable_files_are_quarantined(string file)
    {
        var read = await Collected.ReadAsync(File.OpenRead(SharedData.Path(file)));

        Assert.Equal(FileOutcome.Quarantined, read.Report.Outcome);
    }

    [Fact]
    public async Task A_zip_bomb_without_a_claim_is_quarantined_and_memory_stays_bounded()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Csv[..Csv.IndexOf('\n', StringComparison.Ordinal)] + "\n"));
            var zeros = new byte[1 << 20];
            for (var megabytes = 0; megabytes < 100; megabytes++) gzip.Write(zeros);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = await Collected.ReadAsync(packed.ToArray());

        Assert.Contains("like a zip bomb", read.Report.QuarantineReason);
        Assert.InRange(read.Report.BytesRead, 0, 40 << 20);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public async Task An_encrypted_entry_is_named_and_its_neighbours_are_read()
    {
        var zip = Zip(("a.csv", Encoding.UTF8.GetBytes(Csv)), ("b.csv", Encoding.UTF8.GetBytes(Csv)));
        var directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        zip[6] |= 1;
        zip[directory + 8] |= 1;

        var read = await Collected.ReadAsync(zip);

        Assert.Single(read.Claims);
        var remark = Assert.Single(read.Report.Remarks);
        Assert.Equal(("a.csv", "the entry is encrypted; drop it without a password"), (remark.At.Entry, remark.Text));
    }

    [Fact]
    public async Task A_workbook_and_what_a_Mac_adds_are_told_from_files()
    {
        var workbook = await Collected.ReadAsync(Zip(("xl/workbook.xml", "<x/>"u8.ToArray())));
        var mac = await Collected.ReadAsync(
            Zip(("a.csv", Encoding.UTF8.GetBytes(Csv)), ("__MACOSX/._a.csv", [0, 5, 22, 7, 0, 2, 0, 0])));

        Assert.Equal("an Excel workbook that cannot be read: it has no sheet", workbook.Report.QuarantineReason);
        Assert.Equal((1, FileOutcome.Accepted), (mac.Claims.Count, mac.Report.Outcome));
    }

    [Fact]
    public async Task Gzip_is_opened()
    {
        var read = await Collected.ReadAsync(Gzip(Encoding.UTF8.GetBytes(Csv)));

        Assert.Single(read.Claims);
        Assert.Equal(["gzip", "csv"], read.Report.Formats);
    }

    [Fact]
    public async Task Every_file_of_a_zip_is_read_and_cited_by_its_name()
    {
        var read = await Collected.ReadAsync(Zip(
            ("a.csv", Encoding.UTF8.GetBytes(Csv)), ("b.txt", "nothing"u8.ToArray()),
            ("c.837", Encoding.UTF8.GetBytes(Envelopes.Claims(Envelopes.Subscriber(2, "M1",
                Envelopes.Claim("X1", 5)))))));

        Assert.Equal(["C1", "X1"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal(["a.csv", "c.837"], read.Positions.Select(position => position.Entry));
        Assert.Equal("b.txt", read.Report.Remarks.First(remark => remark.Field == "zip").At.Entry);
        Assert.Equal(FileOutcome.Partial, read.Report.Outcome);
    }

    [Fact]
    public async Task Archives_in_archives_are_not_opened()
    {
        var inner = Gzip(Encoding.UTF8.GetBytes(Csv));

        Assert.Equal(FileOutcome.Quarantined, (await Collected.ReadAsync(Gzip(inner))).Report.Outcome);
        Assert.Equal(FileOutcome.Quarantined, (await Collected.ReadAsync(Zip(("a.gz", inner)))).Report.Outcome);
        var beside = await Collected.ReadAsync(Zip(("a.gz", inner), ("b.csv", Encoding.UTF8.GetBytes(Csv))));
        Assert.Equal((1, FileOutcome.Partial), (beside.Claims.Count, beside.Report.Outcome));
    }

    [Fact]
    public async Task A_truncated_gzip_gives_everything_before_its_end()
    {
        var rows = new StringBuilder(Csv);
        var random = new Random(7);
        for (var number = 2; number < 5000; number++)
            rows.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"C{number},1,medical,M-{random.Next()},2026-01-05,{random.Next(1000)}\n");
        var packed = Gzip(Encoding.UTF8.GetBytes(rows.ToString()));

        var read = await Collected.ReadAsync(packed[..(packed.Length / 2)]);

        Assert.InRange(read.Claims.Count, 1000, 4000);
        Assert.Equal(FileOutcome.Partial, read.Report.Outcome);
        Assert.Contains(read.Report.Remarks, remark => remark.Field == "gzip");
    }

    [Fact]
    public async Task A_zip_bomb_is_stopped_at_the_limit()
    {
        var bomb = Gzip(Encoding.UTF8.GetBytes(Csv + new string('\n', 24 << 20)));

        var read = await Collected.ReadAsync(bomb);

        Assert.Single(read.Claims);
        Assert.Contains(read.Report.Remarks, remark => remark.Text.Contains("bomb", StringComparison.Ordinal));
        var tight = await Collected.ReadAsync(Gzip(Encoding.UTF8.GetBytes(Csv + new string('\n', 1 << 20))),
            Reading.Options with { ExpandedBytesMax = 100_000 });
        Assert.Contains(tight.Report.Remarks, remark => remark.Text.Contains("limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_zip_of_too_many_entries_is_not_opened()
    {
        var entries = Enumerable.Range(0, 20).Select(index => ($"{index}", Array.Empty<byte>())).ToArray();

        var read = await Collected.ReadAsync(Zip(entries), Reading.Options with { ZipEntriesMax = 10 });

        Assert.Equal("the zip archive holds more entries than the limit allows", read.Report.QuarantineReason);
    }

    [Fact]
    public async Task A_truncated_zip_is_quarantined()
    {
        var packed = Zip(("a.csv", Encoding.UTF8.GetBytes(Csv)));

        Assert.Equal(FileOutcome.Quarantined, (await Collected.ReadAsync(packed[..^10])).Report.Outcome);
    }

    [Fact]
    public async Task What_people_and_systems_add_to_a_zip_costs_nothing()
    {
        var read = await Collected.ReadAsync(Zip(
            ("cover.pdf", "%PDF-1.7 Dear Sir"u8.ToArray()), (".DS_Store", [0, 0, 0, 1, 66, 117, 100, 49]),
            ("img/logo.png", [0x89, 80, 78, 71, 13, 10, 26, 10]), ("__MACOSX/._a.csv", [0, 5, 22, 7, 0, 2, 0, 0]),
            ("Thumbs.db", [0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 0]), ("letter.docx", Zip(("word/document.xml", "<x/>"u8.ToArray()))),
            ("a.csv", Encoding.UTF8.GetBytes(Csv))));

        Assert.Equal((1, FileOutcome.Accepted), (read.Claims.Count, read.Report.Outcome));
        Assert.Equal(6, read.Report.Remarks.Count);
        Assert.Contains(
            read.Report.Remarks,
            remark => remark.At.Entry == "cover.pdf" && remark.Text.StartsWith("a PDF document", StringComparison.Ordinal));
        var alone = await Collected.ReadAsync(Zip(("cover.pdf", "%PDF-1.7"u8.ToArray())));
        Assert.Equal("cover.pdf: a PDF document", alone.Report.QuarantineReason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(70_000)]
    public async Task Zeros_behind_a_gzip_are_no_error(int zeros)
    {
        var packed = Gzip(Encoding.UTF8.GetBytes(Csv));
        foreach (var atOnce in new[] { 1, 7, 100_000 })
        {
            var read = await Collected.ReadAsync(new DrippingStream([.. packed, .. new byte[zeros]], atOnce));

            Assert.Equal((1, FileOutcome.Accepted), (read.Claims.Count, read.Report.Outcome));
            Assert.Contains(read.Report.Repairs, repair => repair.Text == "zeros behind the gzip were skipped");
        }

        var plain = await Collected.ReadAsync(packed);
        Assert.DoesNotContain(plain.Report.Repairs, repair => repair.Text.Contains("zeros", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2d2d2d2d2d424547494e20504750204d4553534147452d2d2d2d2d0a0a686f67")]
    [InlineData("850100030102030405060708090a")]
    [InlineData("84a80301020304050607080900")]
    [InlineData("c1c14e030102030405060708")]
    [InlineData("8c0d04090302f0f1f2f3f4f5")]
    [InlineData("c32e04090308f0f1f2f3f4f5")]
    public async Task What_PGP_encrypted_is_quarantined_with_what_to_do(string hex)
    {
        var read = await Collected.ReadAsync(Convert.FromHexString(hex));
        var packed = await Collected.ReadAsync(Zip(("claims.csv.pgp", Convert.FromHexString(hex))));

        Assert.StartsWith("content encrypted with PGP; decrypt it", read.Report.QuarantineReason, StringComparison.Ordinal);
        Assert.StartsWith("claims.csv.pgp: content encrypted with PGP", packed.Report.QuarantineReason, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> WideTexts() => new()
    {
        { "LE with mark", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Csv)] },
        { "BE with mark", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Csv)] },
        { "LE", Encoding.Unicode.GetBytes(Csv) },
        { "BE", Encoding.BigEndianUnicode.GetBytes(Csv) },
        { "LE, gzip", Gzip(Encoding.Unicode.GetBytes(Csv)) },
        { "LE, zip", Zip(("a.csv", Encoding.Unicode.GetBytes(Csv))) },
    };

    [Theory]
    [MemberData(nameof(WideTexts))]
    public async Task Wide_text_is_read_like_its_narrow_twin(string what, byte[] content)
    {
        var expected = (await Collected.ReadAsync(Csv)).Claims.Select(Reading.Show);
        foreach (var atOnce in new[] { 1, 100_000 })
        {
            var read = await Collected.ReadAsync(new DrippingStream(content, atOnce));

            Assert.Equal(expected, read.Claims.Select(Reading.Show));
            Assert.True(read.Report.Outcome == FileOutcome.Accepted, what);
            Assert.Contains(read.Report.Repairs, repair => repair.Text == "the text is UTF-16 and was read so");
        }
    }

    [Fact]
    public async Task Wide_X12_is_read_too()
    {
        var x12 = Envelopes.Claims(Envelopes.Subscriber(2, "M1", Envelopes.Claim("X1", 5)));

        Assert.Equal("X1", (await Collected.ReadAsync(Encoding.Unicode.GetBytes(x12))).Claims.Single().ClaimNumber);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }
}
