using System.Globalization;
using System.IO.Compression;
using System.Text;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;
using Aso.ClaimFiles.Tests.X12;

namespace Aso.ClaimFiles.Tests.Defects;

/// <summary>
/// Our own code throws at every place it can, once in each run: what it was reading is rejected by the reason
/// internal-defect, and every other claim is read exactly as in a run without it.
/// </summary>
public sealed class ThrowingReaderTests
{
    private const string Rows = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,procedure\n";

    private static readonly DefectPlace[] Places = Enum.GetValues<DefectPlace>();

    public static TheoryData<string> Formats => [.. Files().Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Wherever_a_reader_of_claims_throws_no_other_claim_is_lost_or_changed(string format)
    {
        var file = Files()[format];
        var whole = await ClaimsOf(file);
        Assert.Equal(Numbers, whole.Claims.Select(claim => claim.ClaimNumber));
        var shown = whole.Claims.ToDictionary(claim => claim.ClaimNumber, Reading.Show);
        var (thrown, lostOne, quarantined) = (0, 0, 0);
        foreach (var place in Places)
        {
            for (var at = 0; ; at++)
            {
                var defect = new Defect(place, at);
                Collected read;
                using (defect.Armed()) read = await ClaimsOf(file);
                if (!defect.HasThrown) break;
                thrown++;
                var lost = Numbers.Except(read.Claims.Select(claim => claim.ClaimNumber)).ToList();
                var why = string.Create(CultureInfo.InvariantCulture, $"{place} {at}: lost {string.Join(' ', lost)}");
                Assert.True(read.Report.Defects > 0, why);
                Assert.All(read.Claims, claim => Assert.True(shown[claim.ClaimNumber] == Reading.Show(claim), why));
                Assert.Equal(Numbers.Except(lost), read.Claims.Select(claim => claim.ClaimNumber));
                Assert.All(
                    read.Rejections.Where(rejection => rejection.Reason is not null),
                    rejection => Assert.Contains(nameof(DefectException), rejection.Expected, StringComparison.Ordinal));
                Assert.DoesNotContain(read.Rejections, rejection => rejection.Expected.Contains("secret"));
                // Without a token that says where its entries are, a Bundle is lost as a whole: it is quarantined.
                if (read.Report.Outcome != FileOutcome.Quarantined)
                    Assert.True(lost.Count <= Scope(place, format), why);
                if (lost.Count == 1) lostOne++;
                if (read.Report.Outcome == FileOutcome.Quarantined) quarantined++;
            }
        }

        Assert.True(thrown >= 8 && lostOne >= 4 && quarantined <= 1, $"{thrown} {lostOne} {quarantined}");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task However_often_a_reader_throws_what_it_takes_is_right(string format)
    {
        var file = Files()[format];
        var shown = (await ClaimsOf(file)).Claims.ToDictionary(claim => claim.ClaimNumber, Reading.Show);
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            DefectSwitch.Arm((_, _) =>
            {
                if (random.Next(25) == 0) throw new DefectException();
            });
            var read = await ClaimsOf(file);
            Assert.All(
                read.Claims, claim => Assert.True(shown[claim.ClaimNumber] == Reading.Show(claim), $"seed {seed}"));
            Assert.Equal(read.Claims.Count, read.Claims.Select(claim => claim.ClaimNumber).Distinct().Count());
            Assert.True(read.Claims.Count == Numbers.Length || read.Report.Defects > 0, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("csv rows")]
    [InlineData("834")]
    [InlineData("zip of rows")]
    public async Task Wherever_a_reader_of_enrollment_throws_no_other_member_is_lost_or_changed(string format)
    {
        var file = EnrollmentFiles()[format];
        var whole = await RowsOf(file);
        var members = whole.Rows.Select(row => row.MemberId).Distinct().ToList();
        Assert.Equal(4, members.Count);
        var thrown = 0;
        foreach (var place in Places)
        {
            for (var at = 0; ; at++)
            {
                var defect = new Defect(place, at);
                CollectedRows read;
                using (defect.Armed()) read = await RowsOf(file);
                if (!defect.HasThrown) break;
                thrown++;
                var why = string.Create(CultureInfo.InvariantCulture, $"{place} {at}");
                var left = read.Rows.Select(row => row.MemberId).Distinct().ToList();
                Assert.True(read.Report.Defects > 0, why);
                Assert.True(whole.Rows.Where(row => left.Contains(row.MemberId)).SequenceEqual(read.Rows), why);
                Assert.True(members.Count - left.Count <= (place is DefectPlace.Entry or DefectPlace.Segment or DefectPlace.Boundary ? 2 : 1), why);
            }
        }

        Assert.True(thrown >= 8);
    }

    [Fact]
    public async Task A_bad_row_rejects_its_whole_claim_and_is_named()
    {
        var file = Encoding.UTF8.GetBytes(Rows
            + "C1,1,medical,M1,2026-01-05,10,a\nC1,2,medical,M1,2026-01-05,\"10\",\"b, c\"\nC1,3,medical,M1,2026-01-05,10,d\n"
            + "C2,1,medical,M1,2026-01-05,10,e\n");
        var defect = new Defect(DefectPlace.Row, 1);
        Collected read;
        using (defect.Armed()) read = await ClaimsOf(file);
        Assert.Equal("C2", Assert.Single(read.Claims).ClaimNumber);
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(
            ("C1", "line 2", "line 3", "row", "internal-defect", new Cents(3000)),
            (rejection.ClaimNumber, rejection.At.ToString(), rejection.FaultAt.ToString(), rejection.Field,
                rejection.Reason, rejection.Charge));
        Assert.Equal("no change: our own program failed on it (DefectException)", rejection.Expected);
        Assert.Equal((FileOutcome.Partial, 1L), (read.Report.Outcome, read.Report.Defects));
    }

    [Fact]
    public async Task A_file_of_which_only_defects_come_is_quarantined_so_that_it_can_be_dropped_again()
    {
        DefectSwitch.Arm((place, _) =>
        {
            if (place == DefectPlace.Whole) throw new DefectException();
        });
        var read = await ClaimsOf(Files()["csv"]);
        Assert.Equal((FileOutcome.Quarantined, 6L), (read.Report.Outcome, read.Report.Defects));
        Assert.StartsWith("internal-defect", read.Report.QuarantineReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_storage_throws_stops_the_reading_even_inside_a_zip()
    {
        var stopped = new StoppingSink();
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ClaimFile.ReadAsync(new MemoryStream(Files()["zip"]), Reading.Options, stopped).AsTask());
        Assert.Equal(1, stopped.Claims);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ClaimFile.ReadAsync(new StoppingStream(), Reading.Options, new Collected()).AsTask());
    }

    private static string[] Numbers { get; } = ["A1", "A2", "A3", "B1", "B2", "B3"];

    // How many claims one throw may cost: where it is not known what was lost, those up to the next level of an 837; of
    // an archive the entry.
    private static int Scope(DefectPlace place, string format) =>
        place == DefectPlace.Entry ? 3
        : format.Contains("837", StringComparison.Ordinal) || format == "gzip"
            ? place is DefectPlace.Segment or DefectPlace.Boundary or DefectPlace.Envelope ? 3 : 1
        : 1;

    private static Task<Collected> ClaimsOf(byte[] file) => Collected.ReadAsync(new DrippingStream(file, 97));

    private static async Task<CollectedRows> RowsOf(byte[] file)
    {
        var rows = new CollectedRows();
        var report = await EnrollmentFile.ReadAsync(
            new DrippingStream(file, 97), Reading.Options, rows,
            (member, _) => ValueTask.FromResult<IReadOnlyList<EnrollmentRow>>(
            [
                new EnrollmentRow
                {
                    SubscriberId = "S1",
                    MemberId = member,
                    Effective = new DateOnly(2025, 1, 1),
                    Benefits = BenefitSet.Of([Benefit.Medical]),
                },
            ]));
        rows.Keep(report);
        return rows;
    }

    private static Dictionary<string, byte[]> Files()
    {
        var one = Rows + Row("A1", 1, "99213") + Row("A1", 2, "\"a, b\"") + Row("A2", 1, "") + Row("A3", 1, "\"c\"");
        var other = Row("B1", 1, "99213") + Row("B2", 1, "") + Row("B3", 1, "x") + Row("B3", 2, "y");
        var fhir = string.Concat(Numbers.Select(Fhir));
        var bundle = "{\"resourceType\":\"Bundle\",\"entry\":["
            + string.Join(",\n", Numbers.Select(number => "{\"resource\":" + Fhir(number).Trim() + "}")) + "]}\n";
        return new Dictionary<string, byte[]>
        {
            ["csv"] = Encoding.UTF8.GetBytes(one + other),
            ["837 professional"] = X12("SV1*HC:99213*{0}*UN*1***1", "005010X222A1"),
            ["837 institutional"] = X12("SV2*0450*HC:99213*{0}*UN*1", "005010X223A2"),
            ["837 dental"] = X12("SV3*AD:D0120*{0}****1", "005010X224A2"),
            ["fhir lines"] = Encoding.UTF8.GetBytes(fhir),
            ["fhir bundle"] = Encoding.UTF8.GetBytes(bundle),
            ["gzip"] = Gzip(X12("SV1*HC:99213*{0}*UN*1***1", "005010X222A1")),
            ["gzip of csv"] = Gzip(Encoding.UTF8.GetBytes(one + other)),
            ["zip"] = Zip(one, Rows + other),
        };
    }

    private static Dictionary<string, byte[]> EnrollmentFiles()
    {
        const string header =
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n";
        static string Row(string member) => $"S1,{member},self,1980-02-03,\"family\",medical;dental,2026-01-01,,52000\n";
        var members = Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction("834", "0001", "005010X220A1",
            "BGN*00*1*20260101*1200****4~" + Member("M1", "021") + Member("M2", "001"))
            + Envelopes.Transaction("834", "0002", "005010X220A1",
            "BGN*00*2*20260101*1200****4~" + Member("M3", "021") + Member("M4", "001")));
        return new Dictionary<string, byte[]>
        {
            ["csv rows"] = Encoding.UTF8.GetBytes(header + Row("M1") + Row("M2") + Row("M3") + Row("M4")),
            ["834"] = Encoding.UTF8.GetBytes(members),
            ["zip of rows"] = Zip(header + Row("M1") + Row("M2"), header + Row("M3") + Row("M4")),
        };
    }

    private static string Member(string id, string maintenance) =>
        $"INS*Y*18*{maintenance}*20*A~REF*0F*S1~NM1*IL*1*DOE*JO****ZZ*{id}~DMG*D8*19800101*F~HD*021**HLT**FAM~"
        + "DTP*348*D8*20260101~HD*021**DEN~DTP*348*D8*20260301~DTP*349*D8*20260630~";

    private static string Row(string number, int line, string procedure) =>
        $"{number},{line},medical,M{number},2026-01-05,10.50,{procedure}\n";

    private static string Fhir(string number) =>
        """
        {"resourceType":"Claim","status":"active","identifier":[{"value":"#"}],"type":{"coding":[{"code":"oral"}]},
        "patient":{"reference":"Patient/M#"},"item":[{"sequence":1,"servicedDate":"2026-01-05","net":{"value":10.25}}]}
        """.ReplaceLineEndings("").Replace("#", number, StringComparison.Ordinal) + "\n";

    // Two billing providers in two transactions; a subscriber with two claims, a dependent with one.
    private static byte[] X12(string service, string version)
    {
        string Claim(string number) =>
            $"CLM*{number}*30***11:B:1*Y*A*Y*I~REF*G1*X~HI*ABK:A1~LX*1~{Line(10)}LX*2~{Line(20)}";
        string Line(int amount) =>
            string.Format(CultureInfo.InvariantCulture, service, amount) + "~DTP*472*D8*20260105~";
        string Provider(string npi, string letter) =>
            $"BHT*0019*00*1*20260101*1200*CH~HL*1**20*1~NM1*85*2*CLINIC*****XX*{npi}~N3*1 MAIN ST~HL*2*1*22*1~"
            + $"NM1*IL*1*DOE*JO****MI*S{letter}~{Claim(letter + "1")}{Claim(letter + "2")}"
            + $"HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*AL****MI*D{letter}~{Claim(letter + "3")}";
        return Encoding.UTF8.GetBytes(Envelopes.Interchange("HC", version,
            Envelopes.Transaction("837", "0001", version, Provider("1234567893", "A")),
            Envelopes.Transaction("837", "0002", version, Provider("1245319599", "B"))));
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zip(params string[] contents)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (index, content) in contents.Index())
            {
                using var entry = archive.CreateEntry($"{index}.csv").Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return packed.ToArray();
    }

    private sealed class StoppingSink : IClaimSink
    {
        public int Claims { get; private set; }

        public void Accept(Claim claim, FilePosition at) => Claims++;

        public void Reject(Rejection rejection) => Assert.Fail(rejection.ToString());

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            Claims > 0 ? throw new InvalidOperationException("storage") : ValueTask.CompletedTask;
    }

    private sealed class StoppingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("storage");
    }
}
