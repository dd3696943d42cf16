using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Aso.Domain.Book;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>Files with spoiled values, of other encodings and with a layout, from the drop to the decisions.</summary>
public sealed class Reading_what_TPAs_send
{
    private const string Header =
        "claimNumber,lineNumber,benefit,memberId,subscriberId,serviceFrom,procedure,charge,authorization\n";

    private static readonly string[] Authorizations = ["NULL", "N", "0", "no", "none", "", "AUTH123"];

    private readonly MemoryStorage _storage = new();
    private readonly SimulatedProcess _process;

    public Reading_what_TPAs_send()
    {
        var time = new SimulatedTime();
        time.AdvanceTo(new DateOnly(2026, 4, 1));
        _process = new SimulatedProcess(_storage, time);
    }

    [Fact]
    public async Task No_word_for_none_authorizes_a_service()
    {
        await OpenAsync();

        await DropAsync("claims", "words.csv", Header + string.Concat(
            Authorizations.Index().Select(word =>
                $"T{word.Index},1,medical,000123,NULL,2026-03-1{word.Index},97110,100.00,{word.Item}\n")));

        var decisions = await DecisionsAsync();
        Assert.Equal(7, decisions.Count);
        Assert.Equal(["T6"], decisions.Where(decision => decision.Paid > Cents.Zero).Select(decision => decision.Claim.ClaimNumber));
    }

    [Fact]
    public async Task Identifiers_spoiled_by_a_spreadsheet_find_their_member()
    {
        await OpenAsync();

        await DropAsync("claims", "excel.csv", Header + "C1,1,medical,=\"000123\",S1,03/25/2026,99213,$100.00,\n"
            + "C2,1,medical,'000123,S1,3/4/2026,99213,100.00,\n");

        Assert.Equal(
            [("C1", new Cents(100_00), new DateOnly(2026, 3, 25)), ("C2", new Cents(100_00), new DateOnly(2026, 3, 4))],
            (await DecisionsAsync()).Select(decision => (decision.Claim.ClaimNumber, decision.Paid, decision.Claim.Lines[0].ServiceFrom)));
        var told = await JsonAsync("acknowledgments", "acme/excel.csv.json");
        Assert.Equal("Nothing to correct in the file: all of it was taken.", (string)told["next"]!);
        Assert.Equal(4, told["remarks"]!.AsArray().Count);
    }

    [Fact]
    public async Task Wide_text_and_a_workbook_come_to_the_same_ledger_as_their_CSV_twin()
    {
        const string Rows = Header + "C1,1,medical,000123,S1,2026-03-10,99213,12.10,\n"
            + "C1,2,medical,000123,S1,2026-03-11,99214,7.00,\nC2,1,medical,000123,S1,2026-03-12,97110,5.00,A1\n";
        var hashes = new List<string>();
        byte[] wide = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Rows)];
        foreach (var content in new[] { Encoding.UTF8.GetBytes(Rows), wide, Workbook(Rows) })
        {
            var one = new Reading_what_TPAs_send();
            await one.OpenAsync();
            await one.DropAsync("claims", "march", content);
            var told = await one.JsonAsync("acknowledgments", "acme/march.json");
            Assert.True((await one.DecisionsAsync()).Count == 2, told.ToJsonString());
            hashes.Add((await one.ViewAsync()).Version);
        }

        Assert.Single(hashes.Distinct());
    }

    private const string Layout = """
        { "container": "claims", "files": ["tpa/*.txt"], "header": false, "dates": "yyyyMMdd", "impliedDecimals": 2,
          "columns": {
            "claimNumber": { "start": 1, "length": 6 }, "lineNumber": { "start": 7, "length": 2 },
            "memberId": { "start": 9, "length": 8 }, "serviceFrom": { "start": 17, "length": 8 },
            "charge": { "start": 25, "length": 9 }, "benefit": { "value": "medical" } } }
        """;

    private const string Lines = "C1    01000123  20260310000001210\nC1    02000123  20260311000000700\n";

    [Fact]
    public async Task A_file_with_a_layout_is_decided_by_it()
    {
        await OpenAsync();
        await StoreAsync("tpa.json", Layout);

        await DropAsync("claims", "tpa/march.txt", Lines);
        await DropAsync("claims", "march.txt", Lines);

        Assert.Equal(new Cents(19_10), Assert.Single(await DecisionsAsync()).Paid);
        Assert.Null((await JsonAsync("acknowledgments", "acme/tpa/march.txt.json"))["quarantineReason"]);
        Assert.NotNull((await JsonAsync("acknowledgments", "acme/march.txt.json"))["quarantineReason"]);
    }

    [Fact]
    public async Task A_file_is_prepared_again_by_the_layout_that_was_kept()
    {
        await OpenAsync();
        await StoreAsync("tpa.json", Layout);
        var blob = await PutAsync("claims", "tpa/march.txt", Encoding.UTF8.GetBytes(Lines));
        await _process.Intake.RegisterAsync(blob);
        // A worker that dies once it has kept the layout, before it has read the file.
        var entry = (await _process.Journal.NextToPrepareAsync("acme"))!;
        var dying = new Aso.Ledger.Intake.LayoutStore(_storage);
        await dying.ChooseAsync(entry, default);
        await StoreAsync("tpa.json", Layout.Replace("\"impliedDecimals\": 2", "\"impliedDecimals\": 0", StringComparison.Ordinal));

        await _process.Intake.PrepareAsync("acme");
        await SettleAsync();

        Assert.Equal(new Cents(19_10), Assert.Single(await DecisionsAsync()).Paid);
    }

    [Theory]
    [InlineData("tpa.json", "{ \"container\": \"claims\", \"files\": [\"tpa/*\"], \"dates\": \"d\" }", "acme/tpa.json is wrong: $.dates: expected")]
    [InlineData("tpa.json", "nothing", "acme/tpa.json is wrong: $: expected valid JSON")]
    [InlineData("two.json", Layout, "several layouts hold this file: acme/tpa.json, acme/two.json")]
    public async Task A_file_whose_layout_is_in_doubt_is_quarantined_with_the_reason(
        string name, string document, string reason)
    {
        await OpenAsync();
        await StoreAsync("tpa.json", Layout);
        await StoreAsync(name, document);

        await DropAsync("claims", "tpa/march.txt", Lines);

        Assert.Empty(await DecisionsAsync());
        var told = await JsonAsync("acknowledgments", "acme/tpa/march.txt.json");
        Assert.Contains(reason, (string)told["quarantineReason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_who_would_move_to_a_family_elsewhere_is_rejected_with_the_reason()
    {
        await OpenAsync();
        var elsewhere = Enumerable.Range(2, 100).Select(one => $"S{one}").First(one =>
            Aso.Ledger.Journal.ShardId.IndexFor(one, Script.Shards) != Aso.Ledger.Journal.ShardId.IndexFor("S1", Script.Shards));

        await DropAsync("enrollment", "move.csv",
            "subscriberId,memberId,relationship,tier,benefits,effective\n"
            + $"{elsewhere},000123,child,,medical,2026-02-01\n{elsewhere},{elsewhere},self,single,medical,2026-02-01\n");

        var told = await JsonAsync("acknowledgments", "acme/move.csv.json");
        Assert.Equal((1, 1), ((int)told["accepted"]!["count"]!, (int)told["rejected"]!["count"]!));
        var rejection = Assert.Single(told["rejections"]!.AsArray())!;
        Assert.Equal(("line 2", "subscriberId"), ((string)rejection["at"]!, (string)rejection["field"]!));
        Assert.Contains("enroll it under a new member id", (string)rejection["expected"]!, StringComparison.Ordinal);
    }

    /// <summary>A subscriber whose number is another's, or another's social security number, does not become that one.</summary>
    [Theory]
    [InlineData("S1")]
    [InlineData("987654321")]
    public async Task A_subscriber_under_anothers_number_takes_nothing_from_that_one(string number)
    {
        await OpenAsync();
        await DropAsync("enrollment", "jane.834", Enrollment("S1", "S1", "19801231", "JANE", "REF*SY*987654321~"));
        // On the shard of the first, so that she could move there.
        var family = Enumerable.Range(300, 100).Select(one => $"S{one}").First(one =>
            Aso.Ledger.Journal.ShardId.IndexFor(one, Script.Shards) == Aso.Ledger.Journal.ShardId.IndexFor("S1", Script.Shards));
        await DropAsync("enrollment", "other.834", Enrollment(family, number, "19750101", "DUP", ""));

        var told = await JsonAsync("acknowledgments", "acme/other.834.json");
        Assert.Equal(1, (int)told["rejected"]!["count"]!);
        await DropAsync("claims", "one.csv", Header + "C1,1,medical,S1,,2026-03-10,99213,12.10,\n");
        Assert.Equal(new Cents(12_10), (await DecisionsAsync()).Single().Paid);
    }

    private static string Enrollment(string family, string number, string birthDate, string name, string social) =>
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200*^*00501*000000001*0*T*:~"
        + "GS*BE*SENDER*RECEIVER*20260101*1200*1*X*005010X220A1~ST*834*0001*005010X220A1~BGN*00*1*20260101*1200****2~"
        + $"INS*Y*18*021*28*A***FT~REF*0F*{family}~{social}NM1*IL*1*ROE*{name}****MI*{number}~DMG*D8*{birthDate}*F~"
        + "HD*021**HLT**EMP~DTP*348*D8*20260101~SE*9*0001~GE*1*1~IEA*1*000000001~";

    [Fact]
    public async Task Headers_and_lines_in_one_zip_are_decided_as_one_file()
    {
        await OpenAsync();
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in new[]
            {
                ("claims_lines.csv", "claimNumber,lineNumber,serviceFrom,procedure,charge\nC1,1,2026-03-10,99213,12.10\nC1,2,2026-03-11,99214,7.00\n"),
                ("claims_header.csv", "claimNumber,memberId,subscriberId,benefit\nC1,000123,S1,medical\nC2,000123,S1,medical\n"),
            })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        await DropAsync("claims", "march.zip", zip.ToArray());

        Assert.Equal(new Cents(19_10), Assert.Single(await DecisionsAsync()).Paid);
        var rejection = (await JsonAsync("acknowledgments", "acme/march.zip.json"))["rejections"]![0]!;
        Assert.Equal("claims_header.csv, line 3", (string)rejection["at"]!);
    }

    private async Task OpenAsync()
    {
        await DropAsync("plans", "2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single"], "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 0.00 } },
              "funding": { "method": "payAsYouGo", "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } },
              "benefits": { "medical": { "coinsurance": 0.00,
                "services": [{ "name": "therapy", "procedures": ["97110"], "authorization": true }] } } }
            """);
        await DropAsync("enrollment", "all.csv",
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective\n"
            + "S1,000123,self,12/31/1980,single,medical,1/1/2026\n");
    }

    private Task DropAsync(string container, string path, string content) =>
        DropAsync(container, path, Encoding.UTF8.GetBytes(content));

    private async Task DropAsync(string container, string path, byte[] content)
    {
        await _process.Intake.ArriveAsync(await PutAsync(container, path, content));
        await SettleAsync();
    }

    private async Task SettleAsync()
    {
        while (_storage.Take(LedgerNames.AdjudicateQueue) is { } message)
            await _process.DeliverAsync(LedgerNames.AdjudicateQueue, message);
    }

    private async Task<BlobName> PutAsync(string container, string path, byte[] content)
    {
        var blob = new BlobName(container, "acme/" + path);
        await _storage.PutBlobAsync(blob, content);
        return blob;
    }

    private Task<BlobName> StoreAsync(string name, string layout) =>
        PutAsync(LedgerNames.LayoutsContainer, name, Encoding.UTF8.GetBytes(layout));

    private async Task<LedgerView> ViewAsync() => (await new LedgerReader(_storage).ViewAsync("acme"))!;

    private async Task<List<Decision>> DecisionsAsync()
    {
        var reader = new LedgerReader(_storage);
        var decisions = new List<Decision>();
        for (var shard = 0; shard < Script.Shards; shard++)
            await foreach (var row in reader.LogAsync(new Aso.Ledger.Journal.ShardId("acme", shard)))
                decisions.AddRange(row.Events.OfType<ClaimDecided>().Select(one => one.Decision));
        return decisions;
    }

    private async Task<JsonNode> JsonAsync(string container, string path) =>
        JsonNode.Parse((await _storage.ReadBlobAsync(new BlobName(container, path)))!)!;

    private static byte[] Workbook(string csv)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var rows = string.Concat(csv.TrimEnd('\n').Split('\n').Index().Select(line =>
            $"<row r=\"{(line.Index + 1).ToString(CultureInfo.InvariantCulture)}\">" + string.Concat(line.Item.Split(',').Select(
                cell => $"<c t=\"inlineStr\"><is><t>{cell}</t></is></c>")) + "</row>"));
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in new[]
            {
                ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets><sheet name=\"A\" r:id=\"rId1\"/></sheets></workbook>"),
                ("xl/_rels/workbook.xml.rels", $"<Relationships><Relationship Id=\"rId1\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
                ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Main}\"><sheetData>{rows}</sheetData></worksheet>"),
            })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return packed.ToArray();
    }
}
