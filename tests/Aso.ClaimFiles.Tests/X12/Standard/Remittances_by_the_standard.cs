using System.Text;
using Aso.ClaimFiles.Remittances;

namespace Aso.ClaimFiles.Tests.X12.Standard;

/// <summary>Our 835 is held to <see cref="X12Maps"/>, and that is shown to find what is wrong.</summary>
public sealed class Remittances_by_the_standard
{
    private const string Npi = "1234567893";

    private static readonly Payer Trust = new(
        "Acme Benefits Trust", "361234567", "1 Main Street", "Springfield", "IL", "62701-1234", "2175550100",
        "https://acme.example/payments");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_we_write_has_no_error(bool isPayerKnown)
    {
        Assert.Empty(X12Map.Remittance.Errors(Write(isPayerKnown ? Trust : null, Every())));
    }

    [Fact]
    public void The_payer_is_the_plans()
    {
        var file = Write(Trust, Every());

        Assert.Contains(
            "*1361234567~DTM*405*20260430~N1*PR*Acme Benefits Trust~N3*1 Main Street~N4*Springfield*IL*627011234~"
            + "PER*BL*Acme Benefits Trust*TE*2175550100~PER*IC**UR*acme.example/payments~"
            + $"N1*PE*NPI {Npi}*XX*{Npi}~",
            file, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_made_up_of_a_payer_that_the_plan_does_not_know()
    {
        var file = Write(null, Every());

        Assert.Contains("~N3*ADDRESS UNKNOWN~N4*UNKNOWN~PER*BL*Acme Manufacturing~", file, StringComparison.Ordinal);
        foreach (var word in (string[])["NOT GIVEN", "*XX*00000", "1000000000", "ZZ:NONE"])
            Assert.DoesNotContain(word, file, StringComparison.Ordinal);
        // The same for the employer in every file, and another employer's differs.
        var trace = Originator("acme");
        Assert.Matches("^9[0-9]{9}$", trace);
        Assert.Contains($"*{trace}~", file, StringComparison.Ordinal);
        Assert.NotEqual(trace, Originator("acne"));
    }

    [Theory]
    // procedure, revenue code, benefit, SVC
    [InlineData("99213", null, Benefit.Medical, "SVC*HC:99213:25*100*0**1~")]
    [InlineData("99213", "0510", Benefit.Medical, "SVC*HC:99213:25*100*0*0510*1~")]
    [InlineData(null, "0120", Benefit.Medical, "SVC*NU:0120*100*0**1~")]
    [InlineData("D2750", null, Benefit.Dental, "SVC*AD:D2750:25*100*0**1~")]
    [InlineData("00002323530", null, Benefit.Pharmacy, "SVC*N4:00002323530:25*100*0**1~")]
    public void A_service_is_named_by_what_its_line_has(
        string? procedure, string? revenueCode, Benefit benefit, string segment)
    {
        var claim = Claim(procedure, revenueCode) with { Benefit = benefit };

        Assert.Contains(segment, Write(null, [Denied(claim, "PR-204")]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_with_a_line_that_has_no_code_is_told_as_a_whole()
    {
        var claim = Claim(null, null);

        var file = Write(null, [Denied(claim, "PR-96")]);

        Assert.Contains(
            "CLP*C1*4*100*0*100*12*C1**1~CAS*PR*96*100~NM1*QC*1******MI*M1~MOA***N130~DTM*232*20260310~DTM*233*20260310~SE*",
            file, StringComparison.Ordinal);
        Assert.Empty(X12Map.Remittance.Errors(file));
    }

    [Theory]
    [InlineData("PR-96", "LQ*HE*N130~")]
    [InlineData("CO-129", "LQ*HE*M47~")]
    [InlineData("CO-16", "LQ*HE*MA130~")]
    [InlineData("CO-226", "LQ*HE*N706~")]
    [InlineData("PR-227", "LQ*HE*N179~")]
    [InlineData("CO-252", "LQ*HE*N706~")]
    [InlineData("OA-18", null)]
    [InlineData("CO-197", null)]
    [InlineData("CO-29", null)]
    public void A_reason_that_needs_a_remark_has_one(string code, string? remark)
    {
        var file = Write(null, [Denied(Claim("99213", null), code)]);

        Assert.Contains($"CAS*{code.Replace('-', '*')}*100~", file, StringComparison.Ordinal);
        if (remark is null) Assert.DoesNotContain("LQ*", file, StringComparison.Ordinal);
        else Assert.Contains(remark, file, StringComparison.Ordinal);
        Assert.Empty(X12Map.Remittance.Errors(file));
    }

    [Fact]
    public void A_reason_with_a_letter_is_written_with_it()
    {
        var file = Write(null, [Denied(Claim("99213", null), "CO-B7")]);

        Assert.Contains("CAS*CO*B7*100~", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_bears_the_providers_account_and_our_number()
    {
        var claim = Claim("99213", null) with
        {
            ClaimNumber = "ACCT-2", Account = "ACCT", Facility = "11", Frequency = '3',
        };
        var replacing = Denied(claim, "PR-204") with { Voids = "ACCT" };

        var file = Write(null, [replacing]);
        var (read, _) = await RemittanceReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)));

        Assert.Contains("CLP*ACCT*4*100*0*100*12*ACCT-2*11*3~", file, StringComparison.Ordinal);
        var one = Assert.Single(read[0].Claims);
        Assert.Equal(
            ("ACCT", "ACCT-2", "11", "3", "ACCT"),
            (one.ClaimNumber, one.PayerNumber, one.Facility, one.Frequency, one.Replaces));
    }

    [Fact]
    public void What_is_longer_than_the_standard_allows_is_cut()
    {
        var claim = Claim("99213", null) with { ClaimNumber = new string('9', 80), MemberId = "7" };
        var payer = new RemittancePayer(
            new string('e', 40), "Ärzte " + new string('n', 190), new DateTime(2026, 5, 1, 8, 30, 0));
        var writer = new RemittanceWriter();
        writer.Add(Denied(claim, "PR-204"));
        var file = writer.Write(
            payer, new DateOnly(2026, 4, 30), new string('e', 40) + "-2026-04-00-001", new Dictionary<string, Cents>());

        var text = Encoding.UTF8.GetString(file.Span);
        Assert.Empty(X12Map.Remittance.Errors(text));
        Assert.Contains("-2026-04-00-001-1*", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BPR*I*", "BPR*Q*", "BPR01: Q is none of C,D,H,I,P,U,X")]
    [InlineData("BPR*I*", "BPR*I*x", "BPR02: ")]
    [InlineData("TRN*1*", "TRN*1**", "TRN02: missing")]
    [InlineData("~N3*1 Main Street", "", "N3: missing in 1000A")]
    [InlineData("*IL*627011234", "*XX*627011234", "N402: XX is none of ")]
    [InlineData("*IL*627011234", "*IL*62", "N403: 62 is not 3 to 15 long")]
    [InlineData("PER*BL*Acme Benefits Trust*TE*2175550100", "PER*BL*Acme Benefits Trust*TE", "PER: breaks P0304")]
    [InlineData("N1*PE*NPI 1234567893*XX*1234567893", "N1*PE*NOT GIVEN", "N103: missing")]
    [InlineData("LX*1", "LX*one", "LX01: one is no N0")]
    [InlineData("SVC*HC:", "SVC*ZZ:", "SVC01-1: ZZ is none of ")]
    [InlineData("*12*C1*", "**C1*", "CLP06: missing")]
    [InlineData("DTM*472*2026", "DTM*472*26", "DTM02: ")]
    [InlineData("CAS*PR*96*100", "CAS*XX*96*100", "CAS01: XX is none of CO,OA,PI,PR")]
    [InlineData("CAS*PR*96*100", "CAS*PR*96*100****1", "CAS: breaks C0705")]
    [InlineData("~LQ*HE*N130", "", "CAS: a reason that needs a remark has none")]
    [InlineData("LQ*HE*N130", "LQ*HE", "LQ: breaks C0102")]
    [InlineData("~REF*6R*1~AMT", "~AMT*B6*0~REF*6R*1~AMT", "REF: stands where none is expected")]
    [InlineData("~SE*", "~SE*9", "SE01: ")]
    [InlineData("GE*1*1~", "GE*2*1~", "GE01: 2 is not 1")]
    [InlineData("IEA*1*000000001", "IEA*1*000000002", "IEA02: 000000002 is not 000000001")]
    public void The_map_finds_what_is_wrong(string from, string to, string error)
    {
        var file = Write(Trust, Every());
        Assert.Contains(from, file, StringComparison.Ordinal);

        var errors = X12Map.Remittance.Errors(file.Replace(from, to, StringComparison.Ordinal));

        Assert.Contains(errors, one => one.StartsWith(error, StringComparison.Ordinal));
    }

    /// <summary>As we wrote it before: every error that pyx12 finds, and the remarks that were lacking.</summary>
    [SharedFact]
    public async Task What_was_refused_elsewhere_is_refused_here()
    {
        if (!File.Exists(SharedData.Path("reported/17-our-835-is-refused-elsewhere/tpa1_2026-06_00-001.835"))) return;
        var file = await File.ReadAllTextAsync(
            SharedData.Path("reported/17-our-835-is-refused-elsewhere/tpa1_2026-06_00-001.835"));

        var errors = X12Map.Remittance.Errors(file);

        Assert.Contains(errors, one => one.StartsWith("N402: XX is none of ", StringComparison.Ordinal));
        Assert.Equal(4, errors.Count(one => one.StartsWith("SVC01-1: ZZ is none of ", StringComparison.Ordinal)));
    }

    private static string Originator(string employer) => new RemittancePayer(employer, "", default).Originator;

    private static string Write(Payer? payer, Decision[] decisions)
    {
        var writer = new RemittanceWriter();
        foreach (var decision in decisions) writer.Add(decision);
        return Encoding.UTF8.GetString(writer.Write(
            new RemittancePayer("acme", "Acme Manufacturing", new DateTime(2026, 5, 1, 8, 30, 0), 1, payer),
            new DateOnly(2026, 4, 30), "acme-2026-04-00-001", new Dictionary<string, Cents>()).Span);
    }

    /// <summary>A decision of each kind that makes a segment of its own.</summary>
    private static Decision[] Every()
    {
        var paid = Denied(Claim("99213", "0510"), "CO-45") with { Status = DecisionStatus.Paid };
        paid = paid with { Lines = [paid.Lines[0] with { Denied = false, Allowed = new Cents(5_000) }] };
        var taken = Denied(Claim("99214", null) with { ClaimNumber = "C4" }, "CO-45") with { Status = DecisionStatus.Voided };
        return
        [
            Denied(Claim("99213", null), "PR-96"), paid with { Claim = paid.Claim with { ClaimNumber = "C2" } },
            Denied(Claim(null, null) with { ClaimNumber = "C3" }, "PR-204"),
            taken with
            {
                Lines =
                [
                    taken.Lines[0] with { Charge = -taken.Lines[0].Charge, Paid = -taken.Lines[0].Charge, Adjustments = [] },
                ],
            },
        ];
    }

    private static Claim Claim(string? procedure, string? revenueCode) => new()
    {
        ClaimNumber = "C1",
        MemberId = "M1",
        Lines =
        [
            new ClaimLine
            {
                LineNumber = 1, ServiceFrom = new DateOnly(2026, 3, 10), ServiceTo = new DateOnly(2026, 3, 10),
                Provider = Npi, Procedure = procedure, RevenueCode = revenueCode, Modifiers = ["25"],
                Charge = new Cents(10_000),
            },
        ],
    };

    private static Decision Denied(Claim claim, string code)
    {
        Assert.True(Adjustment.TryParseCode(code, out var group, out var reason));
        return new Decision
        {
            Claim = claim, SubscriberId = "S1", Status = DecisionStatus.Denied, PostingMonth = Month.Of(2026, 4),
            PaidDate = new DateOnly(2026, 4, 12), Sequence = 7,
            Lines =
            [
                new LineDecision
                {
                    LineNumber = 1, Rule = Rule.Of(3, 1), Denied = true, Charge = new Cents(10_000),
                    Adjustments = [new Adjustment(group, reason, new Cents(10_000))],
                },
            ],
        };
    }
}
