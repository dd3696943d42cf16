using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Aso.ClaimFiles.Tests.X12;

public sealed class RoundTripTests
{
    [Fact]
    public void Generated_claims_written_as_837_read_back_equal() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var claims = Enumerable.Range(0, random.Next(1, 30)).Select(index => Make(random, index)).ToList();

                var written = Envelopes.Claims([.. claims.Select((claim, index) => Write(claim, index + 2))]);
                var read = Collected.ReadAsync(written).Result;

                Assert.Empty(read.Rejections);
                Assert.Empty(read.Report.Remarks);
                Assert.Equal(claims.Select(Reading.Show), read.Claims.Select(Reading.Show));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Generated_claims_written_as_CSV_read_back_equal() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var claims = Enumerable.Range(0, random.Next(1, 30)).Select(index => Make(random, index)).ToList();
                var rows = new StringBuilder("claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,"
                    + "serviceFrom,serviceTo,provider,procedure,modifiers,units,charge,otherPaid,authorization\n");
                foreach (var claim in claims)
                {
                    if (claim.Type == ClaimType.Void)
                        rows.Append(CultureInfo.InvariantCulture,
                            $"{claim.ClaimNumber},1,VOID,{claim.OriginalClaimNumber},,{claim.MemberId},,,,,,,,,\n");
                    foreach (var line in claim.Lines)
                        rows.Append(CultureInfo.InvariantCulture,
                            $"{claim.ClaimNumber},{line.LineNumber},{claim.Type},{claim.OriginalClaimNumber},")
                            .Append(CultureInfo.InvariantCulture, $"{claim.Benefit},{claim.MemberId},")
                            .Append(CultureInfo.InvariantCulture,
                                $"{line.ServiceFrom:yyyy-MM-dd},{line.ServiceTo:yyyy-MM-dd},")
                            .Append(CultureInfo.InvariantCulture, $"{line.Provider},{line.Procedure},")
                            .Append(CultureInfo.InvariantCulture, $"{string.Join(';', line.Modifiers)},{line.Units},")
                            .Append(CultureInfo.InvariantCulture, $"{line.Charge},{line.OtherPaid},")
                            .Append(line.Authorized ? "A1\n" : "\n");
                }

                var read = Collected.ReadAsync(rows.ToString()).Result;

                Assert.Empty(read.Rejections);
                Assert.Equal(claims.Select(Reading.Show), read.Claims.Select(Reading.Show));
            }).QuickCheckThrowOnFailure();

    private static Claim Make(Random random, int index)
    {
        var type = (ClaimType)random.Next(0, 3);
        var dental = random.Next(0, 3) == 0;
        var lines = Enumerable.Range(1, random.Next(1, 6)).Select(number =>
        {
            var from = new DateOnly(2026, 1, 1).AddDays(random.Next(0, 120));
            return new ClaimLine
            {
                LineNumber = number * 3,
                ServiceFrom = from,
                ServiceTo = from.AddDays(random.Next(0, 3)),
                Provider = "1234567893",
                Procedure = dental ? $"D{random.Next(1000, 9999)}" : $"{random.Next(10000, 99999)}",
                Modifiers = random.Next(0, 2) == 0 ? [] : ["25", "LT"],
                Units = random.Next(1, 40) / 4m,
                Charge = new Cents(random.NextInt64(0, 10_000_000)),
                OtherPaid = random.Next(0, 3) == 0 ? new Cents(random.Next(1, 5000)) : default,
                Authorized = random.Next(0, 4) == 0,
            };
        });
        return new Claim
        {
            ClaimNumber = $"C-{index}",
            Type = type,
            OriginalClaimNumber = type == ClaimType.Original ? null : $"C-{index + 100}",
            Benefit = dental && type != ClaimType.Void ? Benefit.Dental : Benefit.Medical,
            MemberId = $"M-{random.Next(0, 50)}",
            Received = Reading.Options.BusinessDate,
            Lines = type == ClaimType.Void ? [] : [.. lines],
        };
    }

    private static string Write(Claim claim, int level)
    {
        var frequency = claim.Type switch { ClaimType.Original => 1, ClaimType.Replacement => 7, _ => 8 };
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"CLM*{claim.ClaimNumber}*{claim.Charge}***11:B:{frequency}*Y*A*Y*I~");
        if (claim.OriginalClaimNumber is { } original) text.Append(CultureInfo.InvariantCulture, $"REF*F8*{original}~");
        foreach (var line in claim.Lines)
        {
            var composite = string.Join(':', line.Modifiers.Prepend(line.Procedure!));
            text.Append(CultureInfo.InvariantCulture, $"LX*{line.LineNumber}~");
            if (claim.Benefit == Benefit.Dental)
                text.Append(CultureInfo.InvariantCulture, $"SV3*AD:{composite}*{line.Charge}****{line.Units}~");
            else
                text.Append(CultureInfo.InvariantCulture, $"SV1*HC:{composite}*{line.Charge}*UN*{line.Units}***1~");
            text.Append(line.ServiceFrom == line.ServiceTo
                ? string.Create(CultureInfo.InvariantCulture, $"DTP*472*D8*{line.ServiceFrom:yyyyMMdd}~")
                : string.Create(CultureInfo.InvariantCulture,
                    $"DTP*472*RD8*{line.ServiceFrom:yyyyMMdd}-{line.ServiceTo:yyyyMMdd}~"));
            if (line.Authorized) text.Append("REF*G1*A1~");
            if (!line.OtherPaid.IsZero)
                text.Append(CultureInfo.InvariantCulture, $"SVD*P1*{line.OtherPaid}*HC:{composite}**1~");
        }

        return Envelopes.Subscriber(level, claim.MemberId, text.ToString());
    }
}
