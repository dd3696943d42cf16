using System.Text;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests.Csv;

/// <summary>A cell reads the same whatever stood before it in the file (law 5).</summary>
public sealed class TextCacheTests
{
    private const string Header = "claimNumber,lineNumber,benefit,memberId,subscriberId,serviceFrom,charge\n";

    [Fact]
    public async Task A_cell_of_one_NUL_rejects_its_claim_and_no_other()
    {
        var read = await Collected.ReadAsync(Header
            + "C1,1,medical,M1,\0,2026-01-05,10\nC2,1,medical,M1,,2026-01-05,10\n");
        var rejection = Assert.Single(read.Rejections);
        Assert.Equal(("C1", "subscriberId"), (rejection.ClaimNumber, rejection.Field));
        
        Assert.Equal("C2", Assert.Single(read.Claims).ClaimNumber);
    }

    [Fact]
    public async Task A_member_behind_a_NUL_is_no_member_whether_or_not_its_name_came_before()
    {
        var first = await Collected.ReadAsync(Header + "C1,1,medical,\0M1,,2026-01-05,10\n");
        Assert.Equal("memberId", Assert.Single(first.Rejections).Field);
        var second = await Collected.ReadAsync(Header
            + "C0,1,medical,M1,,2026-01-05,10\nC1,1,medical,\0M1,,2026-01-05,10\n");
        Assert.Equal(("C1", "memberId"), (Assert.Single(second.Rejections).ClaimNumber, second.Rejections[0].Field));
    }

    [Fact]
    public async Task A_row_reads_the_same_alone_and_behind_any_others()
    {
        var random = new Random(14);
        var rows = Enumerable.Range(0, 400).Select(row => Row(random, row)).ToList();
        var together = await Collected.ReadAsync(Bytes(rows));
        var answers = new List<string>();
        foreach (var row in rows) answers.Add(Told(await Collected.ReadAsync(Bytes([row]))));
        Assert.Equal(
            string.Join('\n', answers.Where(answer => answer.StartsWith('+'))),
            string.Join('\n', together.Claims.Select(claim => "+" + Reading.Show(claim))));
        Assert.Equal(
            string.Join('\n', answers.Where(answer => answer.StartsWith('-'))),
            string.Join('\n', together.Rejections.Select(Told)));
        Assert.True(together.Claims.Count > 40 && together.Rejections.Count > 40);
    }

    private static string Told(Collected read) =>
        read.Claims.Count > 0 ? "+" + Reading.Show(read.Claims[0]) : Told(read.Rejections[0]);

    private static string Told(Rejection rejection) => $"-{rejection.ClaimNumber} {rejection.Field}";

    private static byte[] Bytes(IEnumerable<byte[]> rows) =>
        [.. Encoding.UTF8.GetBytes(Header.Replace(",charge", ",charge,procedure,modifiers")), .. rows.SelectMany(row => row)];

    // Few texts in all, of all kinds that a cache of texts could take for each other.
    private static byte[] Row(Random random, int number)
    {
        byte[][] texts =
        [
            "M1"u8.ToArray(), "\0M1"u8.ToArray(), "M1\0"u8.ToArray(), "\0"u8.ToArray(), "\0\0"u8.ToArray(), [0xFF],
            [0xC3, 0xA9], [0xE9], "S-234567"u8.ToArray(), "\0S-23456"u8.ToArray(), "S-2345678"u8.ToArray(), [],
            [0xC3, 0xA9, .. "-2345678"u8], [0xE9, .. "-23456789"u8], "medical"u8.ToArray(), "\0medical"u8.ToArray(),
        ];
        byte[] Any(params byte[][] more) => random.Next(3) == 0 ? texts[random.Next(texts.Length)] : more[random.Next(more.Length)];
        byte[] comma = ","u8.ToArray();
        return
        [
            .. Encoding.UTF8.GetBytes($"C{number},1,"), .. Any("medical"u8.ToArray()), .. comma, .. Any("M1"u8.ToArray()),
            .. comma, .. Any([], "S1"u8.ToArray()), .. ",2026-01-05,10,"u8, .. Any("99213"u8.ToArray()), .. comma,
            .. Any([], "25;59"u8.ToArray()), (byte)'\n',
        ];
    }
}
