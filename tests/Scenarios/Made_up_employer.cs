using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Scenarios;

/// <summary><c>generate</c>.</summary>
public sealed class Made_up_employer : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv", "f494739a2409eed6543def9c1a9d020199d3609be810cf9cb11e5281e2d048d2")]
    [InlineData("837", "996d671e30161d6dca273b425d66edb03464bd2b9bb39d50ea0a1faca32958ee")]
    public async Task The_same_seed_makes_the_same_bytes_on_every_machine(string format, string expected)
    {
        var ended = await Cli.RunProcessAsync(
            "generate", "--out", _folder.Path, "--format", format, "--seed", "7", "--members", "600", "--claims", "3000");
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Equal(expected, Hash());
    }

    [Fact]
    public async Task Another_seed_makes_another_employer()
    {
        await Generate("--seed", "1");
        var first = Hash();
        await Generate("--seed", "2");
        Assert.NotEqual(first, Hash());
    }

    [Fact]
    public async Task More_months_do_not_change_the_people_or_the_plan()
    {
        await Generate("--months", "1");
        var enrollment = await File.ReadAllTextAsync(_folder["enrollment", "enrollment.csv"]);
        var plan = await File.ReadAllTextAsync(_folder["plans", "2026-01-01.json"]);
        await Generate("--months", "12");
        Assert.Equal(enrollment, await File.ReadAllTextAsync(_folder["enrollment", "enrollment.csv"]));
        Assert.Equal(plan, await File.ReadAllTextAsync(_folder["plans", "2026-01-01.json"]));
        Assert.Equal(12, Directory.GetFiles(_folder["claims"]).Length);
    }

    [Fact]
    public async Task Files_hold_what_was_asked_for_and_every_kind_of_trouble()
    {
        await Generate("--members", "600", "--claims", "5000", "--months", "4", "--plan-year", "2025-07-01");
        var files = (string[])["2025-07.csv", "2025-08.csv", "2025-09.csv", "2025-10.csv"];
        var claims = files.SelectMany(Rows).Where(row => row["lineNumber"] == "1").ToList();
        Assert.Equal(5000, claims.Count);
        Assert.Equal(600, (await File.ReadAllLinesAsync(_folder["enrollment", "enrollment.csv"])).Skip(1)
            .Select(line => line.Split(',')[1]).Distinct().Count());

        Assert.Contains(claims, claim => claim["type"] == "void");
        Assert.Contains(claims, claim => claim["type"] == "replacement");
        Assert.Contains(claims.CountBy(claim => claim["claimNumber"]), pair => pair.Value > 1);
        foreach (var benefit in (string[])["medical", "pharmacy", "dental", "shortTermDisability", "life"])
            Assert.Contains(claims, claim => claim["benefit"] == benefit);

        Assert.True(claims.Where(claim => claim["type"] == "original" && claim["charge"].Length > 0)
            .GroupBy(claim => claim["memberId"])
            .Count(member => member.Sum(claim => Amount(claim["charge"])) > 10_000m) >= 3);
    }

    [Fact]
    public async Task Every_provider_has_a_valid_check_digit_and_every_date_lies_in_order()
    {
        await Generate("--claims", "3000");
        foreach (var row in Rows("2026-02.csv"))
        {
            if (row["provider"].Length > 0) Assert.Equal(0, LuhnOf("80840" + row["provider"]));
            Assert.True(string.CompareOrdinal(row["serviceFrom"], row["received"]) <= 0);
            Assert.True(string.CompareOrdinal(row["received"], row["paidDate"]) <= 0);
            Assert.StartsWith("2026-02-", row["paidDate"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_plan_is_well_formed_and_offers_long_term_disability_to_large_employers_only()
    {
        await Generate("--members", "40", "--claims", "10");
        Assert.False(Plan().GetProperty("benefits").TryGetProperty("longTermDisability", out _));
        await Generate("--members", "1600", "--claims", "10");
        Assert.True(Plan().GetProperty("employees").GetInt32() >= 500);
        Assert.True(Plan().GetProperty("benefits").TryGetProperty("longTermDisability", out _));
    }

    [Theory]
    [InlineData("--members 0", "--members must be a whole number from 1")]
    [InlineData("--months 13", "--months must be a whole number from 1 to 12")]
    [InlineData("--plan-year 2026-01-02", "first day of a month")]
    [InlineData("--employer Acme", "lower-case letters")]
    [InlineData("--format 834", "'834' not recognized")]
    public async Task A_wrong_option_is_refused_with_what_was_expected(string options, string expected)
    {
        var ended = await Cli.RunAsync(["generate", "--out", _folder.Path, .. options.Split(' ')]);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private async Task Generate(params string[] options)
    {
        var ended = await Cli.RunAsync(["generate", "--out", _folder.Path, .. options]);
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
        foreach (var file in files.Order(StringComparer.Ordinal)) hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private JsonElement Plan() =>
        JsonDocument.Parse(File.ReadAllText(_folder["plans", "2026-01-01.json"])).RootElement;

    private List<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(_folder["claims", file]);
        var names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(pair => pair.First,
            pair => pair.Second))];
    }

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static int LuhnOf(string digits) => digits.Reverse().Select((digit, index) =>
    {
        var value = (digit - '0') * (index % 2 + 1);
        return value > 9 ? value - 9 : value;
    }).Sum() % 10;
}
