using System.Globalization;
using System.Text;
using Aso.ClaimFiles.Tests.Csv;
using Aso.ClaimFiles.Tests.X12;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Tests;

/// <summary>Amounts, lines and sums have limits, so that no total of a shard overflows.</summary>
public sealed class LimitTests
{
    private const string Rows = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,allowed,otherPaid,paid\n";
    private const string Most = "10000000000.00";
    private const string Beyond = "10000000000.01";

    [Fact]
    public async Task An_amount_of_ten_billion_is_read_and_a_cent_more_is_rejected_in_every_format()
    {
        foreach (var (format, (file, field)) in OneAmount())
        {
            var read = await Collected.ReadAsync(file(Most));
            Assert.True(Cents.AmountMax == Assert.Single(read.Claims).Charge, format);
            var rejected = await Collected.ReadAsync(file(Beyond));
            var rejection = Assert.Single(rejected.Rejections);
            Assert.Equal(field, rejection.Field);
            Assert.Contains("from zero to 10000000000.00", rejection.Expected, StringComparison.Ordinal);
            Assert.True(rejection.Charge <= Cents.AmountMax);
        }
    }

    [Theory]
    [InlineData("allowed")]
    [InlineData("otherPaid")]
    [InlineData("paid")]
    public async Task Every_amount_of_a_line_has_the_limit(string column)
    {
        var amounts = string.Join(',', "allowed,otherPaid,paid".Split(',').Select(name => name == column ? Beyond : ""));
        var read = await Collected.ReadAsync(Rows + $"C1,1,medical,M1,2026-01-05,10,{amounts}\n");
        Assert.Equal(column, Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task A_salary_has_the_limit_a_years_too()
    {
        var csv = await CollectedRows.ReadAsync(
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n"
            + $"S1,M1,self,,single,medical,2026-01-01,,{Most}\nS2,M2,self,,single,medical,2026-01-01,,{Beyond}\n");
        Assert.Equal(Cents.AmountMax, Assert.Single(csv.Rows).AnnualSalary);
        Assert.Equal("annualSalary", Assert.Single(csv.Rejections).Field);
        var weekly = await CollectedRows.ReadAsync(Envelopes.Interchange("BE", "005010X220A1", Envelopes.Transaction(
            "834", "0001", "005010X220A1",
            "BGN*00*1*20260101*1200****4~INS*Y*18*021*20*A~REF*0F*S1~NM1*IL*1*DOE*JO****34*M1~ICM*1*9000000000~"
            + "HD*021**HLT**FAM~DTP*348*D8*20260101~")));
        Assert.Equal("ICM02", Assert.Single(weekly.Rejections).Field);
    }

    [Fact]
    public async Task A_claim_has_9999_lines_and_no_more_in_every_format()
    {
        foreach (var (format, file) in Lines())
        {
            var read = await Collected.ReadAsync(file(9_999));
            Assert.True(9_999 == Assert.Single(read.Claims).Lines.Count, format);
            var rejected = await Collected.ReadAsync(file(10_000));
            Assert.Contains(
                "at most 9999 lines", Assert.Single(rejected.Rejections).Expected, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_amounts_of_a_claim_add_up_to_ten_billion_at_most()
    {
        foreach (var (format, (file, field)) in TwoAmounts())
        {
            var read = await Collected.ReadAsync(file("5000000000.00"));
            Assert.True(Cents.AmountMax == Assert.Single(read.Claims).Charge, format);
            var rejected = await Collected.ReadAsync(file("5000000000.01"));
            var rejection = Assert.Single(rejected.Rejections);
            Assert.Equal((field, "amounts of a claim that add up to at most 10000000000.00", Cents.Zero),
                (rejection.Field, rejection.Expected, rejection.Charge));
        }
    }

    [Fact]
    public async Task What_an_administrator_paid_counts_as_much_as_what_was_charged()
    {
        var read = await Collected.ReadAsync(Rows
            + $"C1,1,medical,M1,2026-01-05,1,,,{Most}\nC1,2,medical,M1,2026-01-05,1,,,1\n"
            + $"C2,1,medical,M1,2026-01-05,{Most},{Most},{Most},{Most}\n");
        Assert.Equal("C1", Assert.Single(read.Rejections).ClaimNumber);
        Assert.Equal("C2", Assert.Single(read.Claims).ClaimNumber);
    }

    [Fact]
    public async Task A_hundred_lines_or_claims_of_the_largest_amount_that_was_allowed_are_rejected()
    {
        const string amount = "999999999999999.99";
        var lines = string.Concat(Enumerable.Range(1, 100).Select(line =>
            $"C1,{line},medical,M1,2026-01-05,{amount},,,\n"));
        var claims = string.Concat(Enumerable.Range(1, 100).Select(claim =>
            $"D{claim},1,medical,M1,2026-01-05,{amount},,,\n"));
        var read = await Collected.ReadAsync(Rows + lines + claims + "E1,1,medical,M1,2026-01-05,10,,,\n");
        Assert.Equal(101, read.Rejections.Count);
        Assert.All(read.Rejections, rejection => Assert.Equal(("charge", null), (rejection.Field, rejection.Reason)));
        Assert.Equal("E1", Assert.Single(read.Claims).ClaimNumber);
    }

    [Fact]
    public async Task The_claims_of_a_file_add_up_to_a_trillion_at_most_and_rejections_to_no_more()
    {
        static string Claim(int number, string member, string amount) =>
            $"C{number},1,medical,{member},2026-01-05,{amount},,,\n";
        var taken = string.Concat(Enumerable.Range(0, 100).Select(number => Claim(number, "M1", Most)));
        var broken = string.Concat(Enumerable.Range(200, 101).Select(number => Claim(number, "", Most)));
        var read = await Collected.ReadAsync(Rows + taken + Claim(100, "M1", "0.01") + Claim(101, "M1", "0") + broken);
        Assert.Equal(FileLimits.FileMax, read.Report.AcceptedCharge);
        Assert.Equal(101, read.Claims.Count);
        var over = read.Rejections[0];
        Assert.Equal(
            ("C100", "charge", "claims of a file that add up to at most 1000000000000.00; drop the rest in another file"),
            (over.ClaimNumber, over.Field, over.Expected));
        // A cent of the claim above stands in the way of the last.
        Assert.Equal(FileLimits.FileMax - Cents.AmountMax + new Cents(1), read.Report.RejectedCharge);
        Assert.Equal(read.Rejections.Sum(rejection => rejection.Charge), read.Report.RejectedCharge);
    }

    [Fact]
    public void A_total_holds_92_thousand_files_of_the_largest_size()
    {
        // What FileLimits says: 2^63 − 1 = 9,223,372,036,854,775,807 ≥ 92,233 × 10^14.
        Assert.Equal(10_000_000_000_00L * 100, FileLimits.FileMax.Value);
        var total = Enumerable.Repeat(FileLimits.FileMax, 92_233).Sum();
        Assert.True(total > FileLimits.FileMax);
        Assert.Throws<OverflowException>(() => total + FileLimits.FileMax);
    }

    private static Dictionary<string, (Func<string, string> File, string Field)> OneAmount() => new()
    {
        ["csv"] = (amount => Rows + $"C1,1,medical,M1,2026-01-05,{amount},,,\n", "charge"),
        ["837P"] = (amount => X12($"SV1*HC:99213*{amount}*UN*1***1", amount), "CLM02"),
        ["837P line"] = (amount => X12($"SV1*HC:99213*{amount}*UN*1***1", Most), "SV102"),
        ["837I line"] = (amount => X12($"SV2*0450*HC:99213*{amount}*UN*1", Most), "SV203"),
        ["837D line"] = (amount => X12($"SV3*AD:D0120*{amount}****1", Most), "SV302"),
        ["fhir"] = (amount => Fhir(Item(1, amount)), "item[0].net"),
        ["fhir total"] = (amount => Fhir("", amount), "total"),
    };

    private static Dictionary<string, (Func<string, string> File, string Field)> TwoAmounts() => new()
    {
        ["csv"] = (amount => Rows + $"C1,1,medical,M1,2026-01-05,5000000000.00,,,\nC1,2,medical,M1,2026-01-05,{amount},,,\n",
            "charge"),
        ["837P"] = (amount => X12("SV1*HC:99213*5000000000.00*UN*1***1", Most,
            $"LX*2~SV1*HC:99213*{amount}*UN*1***1~DTP*472*D8*20260105~"), "CLM02"),
        ["fhir"] = (amount => Fhir(Item(1, "5000000000.00") + "," + Item(2, amount)), "item.net"),
    };

    private static Dictionary<string, Func<int, string>> Lines() => new()
    {
        ["csv"] = count => Rows + Repeat(count, line => $"C1,{line},medical,M1,2026-01-05,1,,,\n"),
        ["837"] = count => X12("SV1*HC:99213*1*UN*1***1", count.ToString(CultureInfo.InvariantCulture),
            Repeat(count - 1, line => $"LX*{line + 1}~SV1*HC:99213*1*UN*1***1~DTP*472*D8*20260105~")),
        ["fhir"] = count => Fhir(Repeat(count, line => (line > 1 ? "," : "") + Item(line, "1"))),
    };

    private static string Repeat(int count, Func<int, string> one)
    {
        var text = new StringBuilder();
        for (var number = 1; number <= count; number++) text.Append(one(number));
        return text.ToString();
    }

    private static string X12(string service, string declared, string more = "") => Envelopes.Claims(
        Envelopes.Subscriber(2, "M1",
            $"CLM*C1*{declared}***11:B:1*Y*A*Y*I~HI*ABK:A1~LX*1~{service}~DTP*472*D8*20260105~{more}"));

    private static string Item(int sequence, string amount) =>
        $$"""{"sequence":{{sequence}},"servicedDate":"2026-01-05","net":{"value":{{amount}} } }""";

    private static string Fhir(string items, string total = "0") =>
        $$"""
        {"resourceType":"Claim","status":"active","identifier":[{"value":"C1"}],"total":{"value":{{total}}},
        "type":{"coding":[{"code":"professional"}]},"patient":{"reference":"Patient/M1"},
        "billablePeriod":{"start":"2026-01-05"},"item":[{{items}}]}
        """.ReplaceLineEndings("") + "\n";
}
