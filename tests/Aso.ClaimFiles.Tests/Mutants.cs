using System.IO.Compression;
using System.Text;
using Aso.ClaimFiles.Tests.Workbooks;
using Aso.ClaimFiles.Tests.X12;

namespace Aso.ClaimFiles.Tests;

/// <summary>Damaged files of every format: flip, cut, repeat, splice, swapped delimiters, odd values.</summary>
internal static class Mutants
{
    private static readonly string[] Odd =
    [
        "0", "00", "1", "9999", "10000", "2147483647", "2147483648", "9999999999", "10000000000", "10000000001",
        "999999999999999", "9223372036854775807", "9223372036854775808", "1e9", "-1", "18000101", "99981231", "0.001",
        "", "\0", "\0M1", "M1\0", "\u00A0", "\uFFFD", "é", "\0\0\0\0\0\0\0\0",
    ];

    /// <summary>Whole files, each with the container it belongs in.</summary>
    public static IReadOnlyList<(string Container, byte[] Content)> Files { get; } =
        [.. Make()];

    /// <summary>For <see cref="FixedLayout"/>.</summary>
    private const string Fixed = "HEADER 20260401\nC1    01M-1     2026030400001234500000000\n"
        + "C1    02M-1     2026030500000000520260310\nC2    01Müller  20260306000000700\n";

    public const string FixedLayout = """
        { "container": "claims", "files": ["*"], "header": false, "skipLines": 1, "dates": "yyyyMMdd", "impliedDecimals": 2,
          "empty": ["00000000"],
          "columns": {
            "claimNumber": { "start": 1, "length": 6 }, "lineNumber": { "start": 7, "length": 2 },
            "memberId": { "start": 9, "length": 8 }, "serviceFrom": { "start": 17, "length": 8 },
            "charge": { "start": 25, "length": 9 }, "paidDate": { "start": 34, "length": 8 },
            "benefit": { "value": "medical" } } }
        """;

    private static readonly byte[][] Seeds = [.. Files.Select(file => file.Content)];

    /// <summary>A damaged file of any format.</summary>
    public static byte[] Create(Random random) => Mutate(Seeds[random.Next(Seeds.Length)], random);

    public static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var times = random.Next(1, 6); times > 0 && bytes.Count > 0; times--)
        {
            var place = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 200), bytes.Count - place);
            switch (random.Next(9))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes[place] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(place, length); break;
                case 3: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(place, length)); break;
                case 4: bytes.RemoveRange(place, bytes.Count - place); break;
                case 5: Splice(bytes, place, random); break;
                case 6: Swap(bytes, random); break;
                case 7: Replace(bytes, place, random); break;
                default: bytes[place] = "*~:^\n\r\",{}[]\\0-."u8[random.Next(16)]; break;
            }
        }

        return [.. bytes];
    }

    private static void Splice(List<byte> bytes, int place, Random random)
    {
        var other = Seeds[random.Next(Seeds.Length)];
        var from = random.Next(other.Length);
        bytes.InsertRange(place, other[from..(from + Math.Min(random.Next(1, 400), other.Length - from))]);
    }

    // Puts an odd value, or a number that may be too large, in the place of a whole word or number.
    private static void Replace(List<byte> bytes, int place, Random random)
    {
        while (place > 0 && char.IsAsciiLetterOrDigit((char)bytes[place - 1])) place--;
        while (place < bytes.Count && !char.IsAsciiLetterOrDigit((char)bytes[place])) place++;
        var end = place;
        while (end < bytes.Count && char.IsAsciiLetterOrDigit((char)bytes[end])) end++;
        bytes.RemoveRange(place, end - place);
        bytes.InsertRange(place, Encoding.UTF8.GetBytes(Odd[random.Next(Odd.Length)]));
    }

    private static void Swap(List<byte> bytes, Random random)
    {
        var delimiters = "*~:,\";\n{"u8;
        var (one, two) = (delimiters[random.Next(8)], delimiters[random.Next(8)]);
        for (var index = 0; index < bytes.Count; index++)
            bytes[index] = bytes[index] == one ? two : bytes[index] == two ? one : bytes[index];
    }

    private static IEnumerable<(string Container, byte[] Content)> Make()
    {
        var claims = Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", Envelopes.Claim("A1", 10, 20.50m), Envelopes.Claim("A2", 5)),
            Envelopes.Subscriber(3, "M2", Envelopes.Claim("A3", 7.25m)));
        const string csv = "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,charge,note\n"
            + "C1,1,original,,medical,M-1,2026-01-05,10,\"a, \"\"b\"\"\"\nC1,2,original,,medical,M-1,2026-01-06,10,\n"
            + "C2,1,void,C1,,M-1,,,\nC3,1,,,dental,M-2,2026-02-01,12.50,\n";
        const string rows =
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n"
            + "S-1,M-1,self,1980-02-03,family,medical;dental,2026-01-01,,52000\n"
            + "S-1,M-2,child,,,medical,2026-01-01,2026-07-01,\n";
        var members = Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction("834", "0001", "005010X220A1",
            "BGN*00*1*20260101*1200****4~INS*Y*18*021*20*A~REF*0F*S1~NM1*IL*1*DOE*JO****34*M1~DMG*D8*19800101*F~"
            + "ICM*7*52000~HD*021**HLT**FAM~DTP*348*D8*20260101~HD*021**DEN~DTP*348*D8*20260301~DTP*349*D8*20260630~"
            + "INS*N*19*024~REF*0F*S1~NM1*IL*1*DOE*AL****34*M2~DTP*357*D8*20260331~"));
        var fhir =
            """
            {"resourceType":"Claim","status":"active","identifier":[{"value":"F1"}],
            "type":{"coding":[{"code":"professional"}]},"patient":{"reference":"Patient/M1"},"total":{"value":30.50},
            "item":[{"sequence":1,"servicedDate":"2026-01-05","net":{"value":10.25}},
            {"sequence":2,"servicedPeriod":{"start":"2026-01-05","end":"2026-01-06"},"net":{"value":20.25}}]}
            """.ReplaceLineEndings("");
        var bundle = "{\"resourceType\":\"Bundle\",\"entry\":[\n  {\"resource\":\n" + fhir
            + "},\n{\"resource\":" + fhir + "}]}\n";
        var others = Envelopes.Claims(
            Envelopes.Subscriber(2, "M1", "HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*AL****MI*M2~DMG*D8*20150101*M~"
                + "CLM*B1*150.25***11:B:7*Y*A*Y*I~REF*F8*B0~DTP*472*RD8*20260110-20260112~SBR*S*18*G******CI~"
                + "CAS*PR*1*10~AMT*D*40~OI***Y***Y~LX*1~SV3*AD:D2150*100.25****1~TOO*JP*12*L~SVD*8*25*AD:D2150**1~"
                + "LX*2~SV3*AD:D0120:76*50*11***2~SVD*8*15*AD:D0120**2~"));
        var remittance = Envelopes.Interchange("HP", "005010X221A1", Envelopes.Transaction(
            "835", "0001", "005010X221A1",
            "BPR*I*95.5*C*CHK************20260430~TRN*1*T1*1000000000~N1*PE*P*XX*1234567893~LX*1~"
            + "CLP*C1*1*150*100*50*12*1~CAS*PR*1*50~NM1*QC*1******MI*M1~SVC*HC:99213:25*150*100~CAS*CO*45*20*1*PR*30~"
            + "PLB*1234567893*20261231*FB:T1*4.5~"));
        const string quoted =
            "sep=,\n\"claim number\",\"line_number\",\"benefit\",\"memberId\",\"serviceFrom\",\"charge\"\n"
            + "\"C1\",\"1\",\"medical\",\"M\n1\",\"2026-01-05\",\"10\"\n\n,,,,,\n"
            + "\"C2\",\"1\",\"dental\",\"M\"\"2\",\"2026-01-05\",\"1\"\n";
        var priced = Envelopes.Claims(Envelopes.Subscriber(
            2, "M1",
            "CLM*D1*100***11:B:1*Y*A*Y*I~HCP*02*80*20~SBR*P*18*******CI~CAS*PR*1*10*1*CO*45*5~NM1*PR*2*X*****PI*8~"
            + "SBR*T*18~AMT*D*7~NM1*PR*2*Y*****PI*9~LX*1~SV1*HC:99213*60*UN*1~DTP*472*D8*20260105~HCP*02*41*19~"
            + "SVD*8*25~LX*2~SV1*HC:99214*40*UN*1~DTP*472*D8*20260105~SVD*7*5~CLM*D2*9***11:B:1**********PB~LX*1~"));
        const string reversed = "claimNumber,lineNumber,type,benefit,memberId,serviceFrom,charge,paid\n"
            + "C1,1,,medical,M-1,2026-01-05,10,5\nC1,1,,medical,M-1,2026-01-05,-10,-5\n"
            + "C1,1,,medical,M-1,2026-01-05,9,\nC2,1,,medical,M-1,2026-01-05,-12.50,\nC3,1,encounter,dental,M-1,,3,\n";
        var explained = (fhir + "\n" + fhir.Replace("\"Claim\"", "\"ExplanationOfBenefit\"", StringComparison.Ordinal)
            .Replace("\"total\":{\"value\":30.50}", "\"payment\":{\"amount\":{\"value\":20.01}},\"total\":[{\"category\":"
                + "{\"coding\":[{\"code\":\"eligible\"}]},\"amount\":{\"value\":29}}]", StringComparison.Ordinal)
            .Replace("\"net\":{\"value\":20.25}", "\"unitPrice\":{\"value\":4.05},\"quantity\":{\"value\":5},\"detail\":"
                + "[{\"net\":{\"value\":20}},{\"net\":{\"value\":0.25}}]", StringComparison.Ordinal)) + "\n";
        const string spoiled = "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,charge,authorization\n"
            + "C1,1,medical,=\"0001\",03/25/2026,3/4/2026 0:00,\"$1,234.50\",NULL\nC1,2,medical,'0001,03/04/2026,20260304,(0.00),N\n"
            + "1.234E+03,1,dental,1.23457E+11,25.3.2026,N/A,12.00-,A1\nC1,3,medical,0001,03/04/2026,,1,\n";
        string[] texts =
        [
            priced, reversed, explained, claims, others, remittance, quoted, Fixed, spoiled, $"[\n{fhir},\n{fhir}\n]\n", claims.Replace('~', '\n'),
            claims.Replace("~", "~\r\n", StringComparison.Ordinal)
            + claims.Replace('*', '|'), csv, fhir + "\n" + fhir + "\n", bundle,
        ];
        foreach (var text in texts) yield return ("claims", Encoding.UTF8.GetBytes(text));
        foreach (var text in new[] { rows, members }) yield return ("enrollment", Encoding.UTF8.GetBytes(text));
        yield return ("claims", Encoding.Unicode.GetBytes("\uFEFF" + csv));
        yield return ("claims", Encoding.BigEndianUnicode.GetBytes(csv));
        yield return ("claims", Sheets.OfCsv(csv.Replace("\"a, \"\"b\"\"\"", "a", StringComparison.Ordinal)));
        yield return ("claims", Packed(claims, zip: false));
        yield return ("claims", Packed(csv, zip: true));
    }

    private static byte[] Packed(string text, bool zip)
    {
        using var packed = new MemoryStream();
        if (zip)
        {
            using var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var name in new[] { "a.csv", "b.csv" })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        else
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
