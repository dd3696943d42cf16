using System.IO.Compression;
using System.Text;
using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Format;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;

namespace Scenarios.InMemory;

/// <summary>Whose claim it is, the whole way: the money is posted to that person, and to nobody where it cannot be told.</summary>
public sealed class WhoseClaimTests : IAsyncDisposable
{
    private const string Social = "990001111";

    private const string Family = """
        subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary,sex,firstName
        SUB1,SUB1,self,1980-01-01,family,medical,2026-01-01,,,F,Ann
        SUB1,SUB1-02,spouse,1981-02-02,,medical,2026-01-01,,,M,Bob
        SUB1,SUB1-03,child,2015-05-05,,medical,2026-01-01,,,F,Eve
        SUB1,SUB1-04,child,2015-05-05,,medical,2026-01-01,,,F,Ida

        """;

    private const string CsvClaims =
        "claimNumber,lineNumber,type,benefit,memberId,serviceFrom,charge,birthDate,relationship,sex,firstName\n";

    private MemoryPipeline _pipeline = new(today: "2026-04-30", shards: 4);

    [Fact]
    public async Task Dependents_without_a_number_have_their_own_deductible_and_position_under_the_specific()
    {
        await OpenAsync(Family);
        await DropClaimsAsync(
            Dependent("SP1", 9000, "PAT*01", "1", "19810202*M"), Dependent("KD1", 9100, "PAT*19", "EVE", "20150505*F"));

        Assert.Equal(["SP1 SUB1-02 6800.00", "KD1 SUB1-03 6880.00"], await DecidedAsync());
        Assert.Equal(["SUB1-02 6800.00", "SUB1-03 6880.00"], await PositionsAsync());
    }

    [Theory]
    [InlineData("PAT*19", "IDA", "20150505*F", "SUB1-04", null)]
    [InlineData("PAT*G8", "IDA", "20150505*F", "SUB1-04", null)]
    [InlineData("PAT*19", "UNA", "20150505*F", null, "NM1*QC NM104")]
    [InlineData("PAT*19", "IDA", "20150506*F", null, "DMG02")]
    [InlineData("PAT*19", "IDA", "*F", null, "DMG02")]
    [InlineData("PAT*19", "BOB", "19810202*M", null, "PAT01")]
    [InlineData("PAT*01", "BOB", "19810202*F", null, "DMG03")]
    [InlineData("PAT*01", "ANN", "19800101*F", null, "PAT01")]
    [InlineData("PAT*18", "ANN", "19800101*F", "SUB1", null)]
    public async Task A_dependent_is_told_or_rejected(
        string relationship, string name, string birth, string? member, string? field)
    {
        await OpenAsync(Family);
        await DropClaimsAsync(Dependent("C1", 100, relationship, name, birth));

        Assert.Equal(member is null ? [] : [$"C1 {member} 0.00"], await DecidedAsync());
        Assert.Equal(field, await RejectedFieldAsync());
    }

    [Fact]
    public async Task A_dependent_of_an_unknown_subscriber_is_rejected_and_the_subscriber_is_refused()
    {
        await OpenAsync(Family);
        await DropClaimsAsync(
            "HL*2*1*22*1~SBR*P*18*******CI~NM1*IL*1*MADEUP*ANN****MI*NOBODY~" + Claim("C1", 100),
            Dependent("C2", 100, "PAT*19", "EVE", "20150505*F").Replace("SUB1", "NOBODY", StringComparison.Ordinal));

        Assert.Equal(["C1 NOBODY 0.00"], await DecidedAsync());
        Assert.Equal("NM1*IL NM109", await RejectedFieldAsync());
    }

    [Theory]
    [InlineData("SUB1", "1981-02-02,spouse,m,Bob", "SUB1-02", null)]
    [InlineData("SUB1", "1981-02-02,,,", "SUB1-02", null)]
    [InlineData("SUB1", "2015-05-05,child,,eve", "SUB1-03", null)]
    [InlineData("SUB1", "2015-05-05,child,,", null, "firstName")]
    [InlineData("SUB1", ",spouse,,", null, "birthDate")]
    [InlineData("SUB1", "1999-09-09,,,", null, "birthDate")]
    [InlineData("SUB1", "1980-01-01,self,,", "SUB1", null)]
    [InlineData("SUB1", "1999-09-09,self,,", "SUB1", null)]
    [InlineData("SUB1", "1981-02-02,self,,", null, "relationship")]
    [InlineData("SUB1", ",,,", "SUB1", null)]
    // A number of one's own holds, whatever else stands there.
    [InlineData("SUB1-03", "1981-02-02,spouse,,", "SUB1-03", null)]
    public async Task Under_the_subscribers_number_a_csv_tells_another(
        string number, string traits, string? member, string? field)
    {
        await OpenAsync(Family);
        await _pipeline.DropAsync(
            "claims", "acme/a.csv", CsvClaims + $"C1,1,original,medical,{number},2026-03-10,100,{traits}\n");

        Assert.Equal(member is null ? [] : [$"C1 {member} 0.00"], await DecidedAsync());
        Assert.Equal(field, await RejectedFieldAsync("acme/a.csv"));
    }

    [Fact]
    public async Task A_family_under_one_number_or_none_is_told_apart_and_keeps_its_numbers()
    {
        string[] people =
        [
            Person("Y*18", "FAM9", "ANN****ZZ*FAM9", "19800101*F"), Person("N*01", "FAM9", "BOB****ZZ*FAM9", "19810202*M"),
            Person("N*19", "FAM9", "KID", "20150505*F"), Person("N*19", "FAM9", "TWIN", "20150505*F"),
        ];
        await OpenAsync();
        await DropMembersAsync("1.834", people);
        // The next file has them in another order, and another child first.
        await DropMembersAsync(
            "2.834", [people[3], Person("N*19", "FAM9", "BABY", "20260201*M"), people[2], people[1], people[0]]);
        await DropClaimsAsync(
            Dependent("C1", 100, "PAT*19", "TWIN", "20150505*F").Replace("SUB1", "FAM9", StringComparison.Ordinal),
            Dependent("C2", 100, "PAT*01", "BOB", "19810202*M").Replace("SUB1", "FAM9", StringComparison.Ordinal));

        Assert.Equal(
            ["FAM9 Self family", "FAM9-D1 Spouse ", "FAM9-D2 Child ", "FAM9-D3 Child ", "FAM9-D4 Child "],
            await MembersAsync("FAM9"));
        Assert.Equal(["C1 FAM9-D3 0.00", "C2 FAM9-D1 0.00"], await DecidedAsync());
    }

    [Fact]
    public async Task A_dependent_who_cannot_be_told_is_not_enrolled()
    {
        await OpenAsync();
        await DropMembersAsync(
            "1.834", Person("Y*18", "FAM9", "ANN", "19800101*F"), Person("N*19", "FAM9", "KID", "*F"),
            Person("N*19", "FAM9", "KID", "20150505*F").Replace("*021*", "*001*", StringComparison.Ordinal));

        Assert.Equal(["FAM9 Self family"], await MembersAsync("FAM9"));
        Assert.Equal("DMG02", await RejectedFieldAsync("acme/1.834"));
    }

    [Fact]
    public async Task Twins_without_names_under_one_number_are_not_one()
    {
        await OpenAsync("""
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,S1,self,1980-01-01,family,medical,2026-01-01,,
            S1,S1,child,2015-05-05,,medical,2026-01-01,,
            S1,S1,child,2015-05-05,,medical,2026-01-01,,
            S1,S1,child,,,medical,2026-01-01,,

            """);

        Assert.Equal(["S1 Self family", "S1-D1 Child "], await MembersAsync("S1"));
        Assert.Equal("firstName", await RejectedFieldAsync("acme/members.csv"));
    }

    [Fact]
    public async Task A_corrected_number_leads_to_the_member_who_had_the_wrong_one()
    {
        await OpenAsync(Family);
        await DropMembersAsync(
            "1.834",
            "INS*Y*18*001*25*A***FT~REF*0F*SUB1~DTP*303*D8*20260301~NM1*74*1*MADEUP*ANNE****ZZ*SUB1NEW~DMG*D8*19800101*F~"
            + "NM1*70*1*MADEUP*ANN****ZZ*SUB1~DMG*D8*19800101*F~");
        await DropClaimsAsync(
            Dependent("C1", 100, "PAT*01", "BOB", "19810202*M").Replace("SUB1", "SUB1NEW", StringComparison.Ordinal));
        // Under the new number alone; of a void too.
        await _pipeline.DropAsync(
            "claims", "acme/a.csv", CsvClaims + "C2,1,original,medical,SUB1NEW,2026-03-10,100,,,,\n");
        await DropMembersAsync("2.834", Person("N*01", "SUB1NEW", "BOB", "19810202*M"));

        Assert.Equal(["C1 SUB1-02 0.00", "C2 SUB1 0.00"], await DecidedAsync());
        Assert.Equal(5, (await MembersAsync("SUB1")).Count + 1);
        Assert.Empty(await MembersAsync("SUB1NEW"));
        var member = await MemoryPipeline.BodyAsync(await _pipeline.Functions<MembersApi>().MemberAsync(
            new DefaultHttpContext().Request, "acme", "SUB1NEW", default));
        Assert.Equal("SUB1", member.GetProperty("memberId").GetString());
    }

    [Fact]
    public async Task A_number_of_nobody_cannot_be_corrected()
    {
        await OpenAsync();
        await DropMembersAsync(
            "1.834",
            "INS*Y*18*001*25*A***FT~REF*0F*SUB1~NM1*74*1*MADEUP*ANNE****ZZ*SUB1NEW~NM1*70*1*MADEUP*ANN****ZZ*SUB1~");

        Assert.Equal("NM1*70 NM109", await RejectedFieldAsync("acme/1.834"));
        Assert.Empty(await MembersAsync("SUB1"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_claim_that_waits_under_another_number_is_decided_once_it_leads_to_a_member(int shards)
    {
        await _pipeline.DisposeAsync();
        _pipeline = new MemoryPipeline(today: "2026-04-30", shards: shards);
        await OpenAsync(Family, awaitMemberDays: 60);
        await _pipeline.DropAsync(
            "claims", "acme/a.csv", CsvClaims + "C2,1,original,medical,SUB1NEW,2026-03-10,100,,,,\n");
        Assert.Empty(await DecidedAsync());
        await DropMembersAsync(
            "1.834",
            "INS*Y*18*001*25*A***FT~REF*0F*SUB1~NM1*74*1*MADEUP*ANNE****ZZ*SUB1NEW~NM1*70*1*MADEUP*ANN****ZZ*SUB1~");

        Assert.Equal(["C2 SUB1 0.00"], await DecidedAsync());
        await CheckAsync(shards);
    }

    [Theory]
    // A card number, and none; the family's number in a dependent's loop as a social security number too.
    [InlineData("CARD77", "CARD77", "CARD77-D1")]
    [InlineData(Social, "ASO-000001", "ASO-000001-D1")]
    public async Task A_social_security_number_finds_the_member_and_stands_nowhere(
        string family, string subscriber, string spouse)
    {
        const string other = "990002222";
        await OpenAsync();
        await DropMembersAsync(
            "1.834", Person("Y*18", family, $"ANN****34*{Social}", "19800101*F"),
            Person("N*01", family, $"BOB****34*{other}", "19800101*F"));
        await DropClaimsAsync(
            $"HL*2*1*22*0~SBR*P*18~NM1*IL*1*MADEUP*ANN****MI*{subscriber}~" + Claim("C1", 100),
            $"HL*3*1*22*0~SBR*P*18~NM1*IL*1*MADEUP*ANN****34*{Social}~" + Claim("C2", 1000),
            $"HL*4*1*22*0~SBR*P*18~NM1*IL*1*MADEUP*BOB****MI*{other}~" + Claim("C3", 1000),
            Dependent("C4", 1000, "PAT*01", "BOB", "19800101*F").Replace("SUB1", Social, StringComparison.Ordinal),
            "HL*7*1*22*0~SBR*P*18~NM1*IL*1*MADEUP*ANN****34*990003333~" + Claim("C5", 100));
        await _pipeline.DropAsync(
            "claims", "acme/a.csv", CsvClaims + $"C6,1,original,medical,{Social[..3]}-00-1111,2026-03-10,100,,,,\n");
        await DropMembersAsync("2.834", Person("Y*18", Social, $"ANN****34*{Social}", "19800101*F"));
        foreach (var month in (string[])["2026-01", "2026-02", "2026-03"])
        {
            Assert.Equal(CloseOutcome.Closed, await _pipeline.CloseAsync("acme", month));
            await _pipeline.SettleAsync("acme");
        }

        Assert.Equal([$"{subscriber} Self family", $"{spouse} Spouse "], await MembersAsync(subscriber));
        Assert.Equal(
            [$"C1 {subscriber}", $"C2 {subscriber}", $"C3 {spouse}", $"C4 {spouse}", $"C6 {subscriber}"],
            (await DecidedAsync()).Select(one => one[..one.LastIndexOf(' ')]));
        Assert.Equal("NM1*IL NM109", await RejectedFieldAsync());
        var stored = await StoredAsync();
        Assert.Contains(subscriber, stored, StringComparison.Ordinal);
        foreach (var number in (string[])[Social, other, "990003333", "990-00-1111"])
            Assert.DoesNotContain(number, stored, StringComparison.Ordinal);
        foreach (var name in (string[])["ANN", "BOB", "MADEUP"])
            Assert.DoesNotContain(name, stored, StringComparison.Ordinal);
        await CheckAsync();
    }

    [Fact]
    public async Task A_member_enrolled_before_traits_were_kept_is_rejected_with_advice_and_found_after_a_full_file()
    {
        await OpenAsync(Family);
        await ForgetTraitsAsync();
        var claim = Dependent("C1", 100, "PAT*19", "EVE", "20150505*F");
        await DropClaimsAsync(claim);
        var acknowledgment = await _pipeline.TextAsync("acknowledgments", "acme/a.837.json");
        Assert.Contains("full enrollment file", acknowledgment, StringComparison.Ordinal);
        Assert.Empty(await DecidedAsync());

        await _pipeline.DropAsync("enrollment", "acme/full.csv", Family + "\n");
        await _pipeline.DropAsync(
            "claims", "acme/b.837", Professional(claim).Replace("MADEUP", "MADE", StringComparison.Ordinal));
        Assert.Equal(["C1 SUB1-03 0.00"], await DecidedAsync());
    }

    [RealDataFact]
    public async Task The_reported_families_are_who_they_are()
    {
        var folder = Path.Combine(RealDataFactAttribute.Professional, "..", "..", "reported");
        if (!Directory.Exists(folder)) return;
        await using var pipeline = new MemoryPipeline(today: "2026-04-30", shards: 2);
        foreach (var (container, name, file) in (List<(string, string, string)>)
            [
                ("plans", "2026-01-01.json", "01-dependents-become-the-subscriber/plan.json"),
                ("enrollment", "enroll.csv", "01-dependents-become-the-subscriber/enroll.csv"),
                ("claims", "g12.837", "01-dependents-become-the-subscriber/g12-two-dependents-stoploss.837"),
                ("enrollment", "g04.834", "08-834-by-SSN-837-by-card-number/g04-ssn.834"),
                ("claims", "g04.837", "08-834-by-SSN-837-by-card-number/g04-claim.837"),
                ("enrollment", "g05.834", "09-834-family-under-one-number/g05-same-id.834"),
                ("enrollment", "e02.834", "09-834-family-under-one-number/e02-dependent-without-id.834"),
                ("enrollment", "e23.834", "18-taken-but-nothing-written/e23-074-070.834"),
            ])
            await pipeline.DropAsync(
                container, "emp/" + name,
                (await File.ReadAllTextAsync(Path.Combine(folder, file)))
                    .Replace("\"EMP\"", "\"emp\"", StringComparison.Ordinal));

        var decided = await DecidedAsync(pipeline, "emp");
        Assert.Equal(["SP1 SUB1-02", "KD1 SUB1-03", "K1 CARD77"], decided.Select(one => one[..one.LastIndexOf(' ')]));
        Assert.All(await PositionsAsync(pipeline, "emp"), one =>
            Assert.True(decimal.Parse(one[(one.LastIndexOf(' ') + 1)..], null) < 10_000m, one));
        Assert.Equal(["CARD77", "CARD77-D1"], (await MembersAsync(pipeline, "emp", "CARD77")).Select(Id));
        Assert.Equal(["FAM9", "FAM9-D1", "FAM9-D2"], (await MembersAsync(pipeline, "emp", "FAM9")).Select(Id));
        // M1 is enrolled by the CSV already, as the spouse born that day.
        Assert.Equal(["M1", "S1", "S1-D1"], (await MembersAsync(pipeline, "emp", "S1")).Select(Id));
        using var directory = await pipeline.Get<Directories>().ReadAsync("emp", default);
        Assert.Equal("SUB1", directory.Directory.FindByNumber("SUB1NEW")?.MemberId);

        static string Id(string member) => member[..member.IndexOf(' ', StringComparison.Ordinal)];
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private async Task OpenAsync(string? members = null, int awaitMemberDays = 0)
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", $$"""
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single", "family"], "awaitMemberDays": {{awaitMemberDays}}, "funding": { "method": "payAsYouGo" },
              "benefits": { "medical": { "deductible": { "individual": 500.00, "family": 2000.00, "kind": "embedded" },
                "coinsurance": 0.20 } },
              "stopLoss": { "carrier": "Northwind Re", "basis": "12/15", "originalEffective": "2026-01-01",
                "specific": { "deductible": 10000.00, "benefits": ["medical"], "noticeAt": 0.50 } } }
            """);
        if (members is not null) await _pipeline.DropAsync("enrollment", "acme/members.csv", members);
    }

    private Task DropClaimsAsync(params string[] levels) =>
        _pipeline.DropAsync("claims", "acme/a.837", Professional(levels));

    private static string Professional(params string[] levels) =>
        "ISA*00*          *00*          *ZZ*TPA            *ZZ*ACME           *260401*1200*^*00501*000000008*0*T*:~"
        + "GS*HC*TPA*ACME*20260401*1200*8*X*005010X222A1~"
        + Transaction("837*0001*005010X222A1", "BHT*0019*00*1*20260401*1200*CH~HL*1**20*1~"
            + "NM1*85*2*CLINIC*****XX*1234567893~" + string.Concat(levels))
        + "GE*1*8~IEA*1*000000008~";

    private Task DropMembersAsync(string name, params string[] loops) => _pipeline.DropAsync(
        "enrollment", "acme/" + name,
        "ISA*00*          *00*          *ZZ*TPA            *ZZ*ACME           *260401*1200*^*00501*000000007*0*T*:~"
        + "GS*BE*TPA*ACME*20260401*1200*7*X*005010X220A1~"
        + Transaction("834*0001*005010X220A1", "BGN*00*1*20260401*1200****2~" + string.Concat(loops))
        + "GE*1*7~IEA*1*000000007~");

    private static string Transaction(string head, string body) =>
        $"ST*{head}~{body}SE*{body.Count(letter => letter == '~') + 2}*0001~";

    private static string Person(string who, string family, string name, string birth) =>
        $"INS*{who}*021*XN*A***FT~REF*0F*{family}~NM1*IL*1*MADEUP*{name}~DMG*D8*{birth}~HD*021**HLT**FAM~DTP*348*D8*20260101~";

    private static string Dependent(string number, int charge, string relationship, string name, string birth) =>
        "HL*2*1*22*1~SBR*P********CI~NM1*IL*1*MADEUP*ANN****MI*SUB1~DMG*D8*19800101*F~HL*3*2*23*0~"
        + $"{relationship}~NM1*QC*1*MADEUP*{name}~DMG*D8*{birth}~" + Claim(number, charge);

    private static string Claim(string number, int charge) =>
        $"CLM*{number}*{charge}***11:B:1*Y*A*Y*Y~HI*ABK:J020~LX*1~SV1*HC:99213*{charge}*UN*1***1~DTP*472*D8*20260310~";

    private Task<List<string>> DecidedAsync() => DecidedAsync(_pipeline, "acme");

    private static async Task<List<string>> DecidedAsync(MemoryPipeline pipeline, string employer) =>
    [
        .. (await pipeline.Get<EmployerLedger>().AskAsync(
                (await pipeline.ViewAsync(employer)).Ledger, book => book.Decided().ToList(), default))
            .SelectMany(shard => shard).OrderBy(one => one.Sequence).ThenBy(one => one.Claim.Position)
            .Select(one => $"{one.Claim.ClaimNumber} {one.Claim.MemberId} {one.Paid}"),
    ];

    private Task<List<string>> PositionsAsync() => PositionsAsync(_pipeline, "acme");

    private static async Task<List<string>> PositionsAsync(MemoryPipeline pipeline, string employer)
    {
        Assert.True(PlanYear.TryParse("2026-01-01", out var year));
        return
        [
            .. (await pipeline.Get<EmployerLedger>().AskAsync(
                    (await pipeline.ViewAsync(employer)).Ledger, book => book.Positions(year).ToList(), default))
                .SelectMany(shard => shard).OrderBy(one => one.Unit, StringComparer.Ordinal)
                .Select(one => $"{one.Unit} {one.Eligible}"),
        ];
    }

    private Task<List<string>> MembersAsync(string subscriber) => MembersAsync(_pipeline, "acme", subscriber);

    /// <summary>Those of a family by the directory, with what the ledger says of them.</summary>
    private static async Task<List<string>> MembersAsync(MemoryPipeline pipeline, string employer, string subscriber)
    {
        using var lent = await pipeline.Get<Directories>().ReadAsync(employer, default);
        var ids = lent.Directory.Family(subscriber).Select(one => one.MemberId).Order(StringComparer.Ordinal).ToList();
        var books = await pipeline.Get<EmployerLedger>().AskAsync(
            (await pipeline.ViewAsync(employer)).Ledger, book => ids.Select(book.Member).OfType<MemberView>().ToList(),
            default);
        return
        [
            .. books.SelectMany(shard => shard).OrderBy(one => one.MemberId, StringComparer.Ordinal)
                .Select(one => $"{one.MemberId} {one.Enrollment[^1].Relationship} {one.Enrollment[^1].Tier}"),
        ];
    }

    private async Task<string?> RejectedFieldAsync(string file = "acme/a.837")
    {
        var acknowledgment = await _pipeline.JsonAsync("acknowledgments", file + ".json");
        var rejections = acknowledgment["rejections"]!.AsArray();
        return rejections.Count == 0 ? null : (string?)rejections[0]!["field"];
    }

    /// <summary>The directory as a version before this one wrote it.</summary>
    private async Task ForgetTraitsAsync()
    {
        var row = (await _pipeline.Storage.ReadAsync("acme", "directory"))!;
        using var lent = await _pipeline.Get<Directories>().ReadAsync("acme", default);
        using var packed = new MemoryStream();
        using (var writer = new BinaryWriter(new BrotliStream(packed, CompressionLevel.Fastest), Encoding.UTF8))
        {
            var family = lent.Directory.Family("SUB1");
            writer.Write(family.Count);
            foreach (var member in family)
            {
                writer.Write(member.MemberId);
                writer.Write(member.SubscriberId);
            }
        }

        // Under the name of another entry, for what is read once is kept.
        var name = new BlobName(LedgerNames.WorkContainer, "acme/directory/0000000000");
        await _pipeline.Storage.PutBlobAsync(name, packed.ToArray());
        await _pipeline.Storage.CommitAsync("acme", [RowAction.Upsert(row.With("sequence", 0))]);
    }

    /// <summary>
    /// Everything that is stored but the dropped files themselves and their snapshots: rows, blobs, what is packed in
    /// them, and messages.
    /// </summary>
    private async Task<string> StoredAsync()
    {
        var text = new StringBuilder();
        string[] partitions =
            ["acme", "acme~00", "acme~01", "acme~02", "acme~03", "acme~0", "acme~1", "acme~2", "acme~3", "~employers", "~set-aside", "~waiting"];
        foreach (var partition in partitions)
        {
            await foreach (var row in _pipeline.Storage.QueryAsync(partition, "", "\uffff"))
            {
                text.Append(row.Partition).Append(row.Key).AppendJoin(' ', row.Fields.Values);
                text.Append(Encoding.UTF8.GetString(row.Payload.Span)).AppendLine();
            }
        }

        for (var shard = 0; shard < 4; shard++)
        {
            await foreach (var row in new LedgerReader(_pipeline.Storage).LogAsync(new ShardId("acme", shard)))
                text.AppendJoin('\n', row.Events).AppendLine();
            var state = (await new LedgerReader(_pipeline.Storage).HeadAsync(new ShardId("acme", shard))).ReadState();
            text.Append(System.Text.Json.JsonSerializer.Serialize(state, LedgerJson.Options)).AppendLine();
        }

        foreach (var container in LedgerNames.Containers.Except(["enrollment", "claims"]))
        {
            await foreach (var blob in _pipeline.Storage.ListBlobsAsync(container, ""))
            {
                // What was dropped, once more, for whoever dropped it.
                if (blob.Name.EndsWith(".repair.x12", StringComparison.Ordinal)) continue;
                var content = (await _pipeline.Storage.ReadBlobAsync(new BlobName(container, blob.Name)))!;
                text.Append(blob.Name).Append(Encoding.UTF8.GetString(content)).AppendLine();
                if (container == LedgerNames.WorkContainer && blob.Name.Contains("/directory/", StringComparison.Ordinal))
                    text.Append(Encoding.UTF8.GetString(Unpacked(content))).AppendLine();
                if (container == LedgerNames.WorkContainer && blob.Name.Contains("/chunks/", StringComparison.Ordinal))
                    text.AppendJoin('\n', ItemsOf(content)).AppendLine();
            }
        }

        return text.ToString();
    }

    private static byte[] Unpacked(byte[] content)
    {
        using var unpacked = new MemoryStream();
        using var brotli = new BrotliStream(new MemoryStream(content), CompressionMode.Decompress);
        brotli.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static IEnumerable<string> ItemsOf(byte[] chunk)
    {
        try
        {
            return [.. ChunkReader.Claims(chunk).Select(claim => claim.ToString())];
        }
        catch (Exception none) when (none is not OutOfMemoryException)
        {
            return ChunkReader.Rows(chunk).Select(row => row.ToString());
        }
    }

    /// <summary>Every amount adds up, and built again under another key the ledger is the same.</summary>
    private async Task CheckAsync(int shards = 4)
    {
        Assert.Empty((await new Reconciliation(_pipeline.Storage, _pipeline.Get<EmployerJournal>()).RunAsync("acme")).Findings);
        await using var target = new MemoryPipeline(today: "2026-04-30", shards: shards);
        var replay = new Replay(
            _pipeline.Storage, target.Storage,
            async (entry, cancellation) =>
            {
                if (entry.Kind == EntryKind.Close)
                    await target.CloseAsync("acme", ((CloseChange)HttpChange.Read(entry)).Month.ToString());
                else if (!entry.IsFinal) await target.Functions<FilePreparer>().PrepareAsync(entry, cancellation);
            },
            TimeProvider.System);
        Assert.Empty(await replay.RunAsync("acme"));
        var (key, other) = (await KeyOfAsync(_pipeline.Storage), await KeyOfAsync(target.Storage));
        Assert.NotEqual(key, other);
    }

    private static async Task<string> KeyOfAsync(MemoryStorage storage) =>
        Convert.ToHexString((await storage.ReadAsync("acme", "person-key"))!.Payload.Span);
}
